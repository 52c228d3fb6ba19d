"""From a CAMeL morphology database to the compiled lexicon.

Promises: everything that looking words up needs (stems with lemma and part of speech, affixes with
their clitics, the three compatibility tables), from any database that camel-tools opens: ours made of
Buckwalter's tables, or CAMeL's own. The same database gives the same file.

Refuses: glosses, roots and the other features, which nothing asks for; the stems that camel-tools
keeps for guessing at unknown words (NOAN), because an unknown word has no lemma here.
"""

import json
import re
from array import array
from itertools import accumulate, chain
from typing import Any

import marisa_trie

from ..letters import normalize
from .store import POS_SHIFT, ROW

_CLITIC_FEATURES = ("prc3", "prc2", "prc1", "prc0", "enc0", "enc1")
_NO_CLITIC = ("", "0", "-", "na")

# What camel-tools removes or rewrites when it joins an analysis and takes its vowels off: marks,
# the signs of morpheme bounds, the alef that is not pronounced.
_UNSPELT = re.compile("[\u064b-\u0652\u0670\u0640+#]")

Row = tuple[str, dict[str, str]]  # camel-tools' own shape of a dictionary line: category, features


def compile_database(database: Any) -> tuple[dict[str, bytes], dict[str, int]]:
    """The sections of a compiled lexicon and its counts, made from an opened camel-tools database."""
    stems: dict[str, list[Row]] = {key: rows for key, rows in database.stem_hash.items() if key != "NOAN"}
    categories = _Numbers()
    parts = _Numbers()
    entries = {
        key: {
            (_spelt(features["diac"]), features["lex"], categories[category] | parts[features["pos"]] << POS_SHIFT)
            for category, features in rows
        }
        for key, rows in sorted(stems.items())
    }
    keys = marisa_trie.Trie(entries)
    spellings = marisa_trie.Trie({spelt for rows in entries.values() for spelt, _, _ in rows})
    lemmas = marisa_trie.Trie({lemma for rows in entries.values() for _, lemma, _ in rows})
    terms = marisa_trie.Trie({normalize(lemma) for lemma in lemmas})
    starts, numbers = array("I", [0]), array("I")
    forms: list[set[int]] = [set() for _ in range(len(terms))]
    for number in range(len(keys)):
        for spelt, lemma, code in sorted(entries[keys.restore_key(number)]):
            term = terms[normalize(lemma)]
            numbers.extend((spellings[spelt], term, lemmas[lemma], code))
            forms[term].add(number)
        starts.append(len(numbers))
    affixes = _affix_tables(database, categories)
    affixes["pos"] = parts.names
    sections = {
        "stems": keys.tobytes(),
        "spellings": spellings.tobytes(),
        "lemmas": lemmas.tobytes(),
        "terms": terms.tobytes(),
        "starts": starts.tobytes(),
        "rows": numbers.tobytes(),
        "form_starts": array("I", accumulate(map(len, forms), initial=0)).tobytes(),
        "forms": array("I", chain.from_iterable(map(sorted, forms))).tobytes(),
        "affixes": json.dumps(affixes, ensure_ascii=False).encode(),
    }
    return sections, {"stems": len(numbers) // ROW, "lemmas": len(lemmas)}


class _Numbers(dict[str, int]):
    """Numbers names from 0 in the order in which they are first asked for."""

    def __missing__(self, name: str) -> int:
        self[name] = len(self)
        return self[name]

    @property
    def names(self) -> list[str]:
        return list(self)


def _affix_tables(database: Any, stem_categories: _Numbers) -> dict[str, Any]:
    prefix_categories, suffix_categories = _Numbers(), _Numbers()
    prefixes = _affix_rows(database.prefix_hash, prefix_categories)
    suffixes = _affix_rows(database.suffix_hash, suffix_categories)
    suffix_stem: dict[str, set[str]] = {}
    for stem_category, accepted in database.stem_suffix_compat.items():
        for suffix_category in accepted:
            suffix_stem.setdefault(suffix_category, set()).add(stem_category)
    return {
        "prefixes": prefixes,
        "suffixes": suffixes,
        "prefix_stem": _masks(prefix_categories, database.prefix_stem_compat, stem_categories),
        "suffix_stem": _masks(suffix_categories, suffix_stem, stem_categories),
        "prefix_suffix": _masks(prefix_categories, database.prefix_suffix_compat, suffix_categories),
    }


def _affix_rows(affixes: dict[str, list[Row]], categories: _Numbers) -> dict[str, list[list[Any]]]:
    rows: dict[str, list[list[Any]]] = {}
    for key, variants in sorted(affixes.items()):
        found = {(categories[name], _spelt(features.get("diac", "")), _clitics(features)) for name, features in variants}
        rows[key] = [[category, spelt, list(clitics)] for category, spelt, clitics in sorted(found)]
    return rows


def _masks(rows: _Numbers, accepted: dict[str, set[str]], columns: _Numbers) -> list[str]:
    """For each of `rows` the `columns` that go with it, as the bits of a hexadecimal number."""
    return [f"{sum(1 << columns[name] for name in accepted.get(row, ()) if name in columns):x}" for row in rows.names]


def _clitics(features: dict[str, str]) -> tuple[str, ...]:
    values = (features.get(name, "") for name in _CLITIC_FEATURES)
    return tuple(value for value in values if value not in _NO_CLITIC)


def _spelt(voweled: str) -> str:
    return _UNSPELT.sub("", voweled).replace("ٱ", "ا")
