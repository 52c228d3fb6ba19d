"""Datelines: «القدس المحتلة – مصدر الإخبارية», «سبق- الرياض:», «واشنطن/ الأناضول», «القاهرة (أ ف ب) -».

Promises: place, outlet and writer of a line or of a paragraph's beginning, whatever their order and the signs between
them, as they are printed there. Names that are both (الرياض المدينة القدس الجزيرة اليوم) are told apart by what else the
dateline names: beside another place they are outlets, beside another outlet places.

Refuses: lines with anything in them that is neither place, outlet, writer, date nor a word of newspapers' own (خاص، متابعات);
a dateline that is not at the beginning.
"""

from __future__ import annotations

import re
from itertools import product
from typing import NamedTuple

from articles.arabic import MONTH_NUMBERS, fold, readings

from . import gazetteer
from .callings import SAYINGS
from .facts import Dateline, Passage
from .outlets import AMBIGUOUS, HEADS, MOSTLY_OUTLETS, outlet_weight
from .reading import UNSEEN
from .vocabulary import words_of

LONGEST_LINE = 110
"""Characters of a line that is nothing but a dateline; the longest of SaudiNewsNet's have 90."""
_LONGEST_PREFIX = 90
_MOST_PARTS = 7
_MOST_WRITERS_WORDS = 6

PLACE, OUTLET, WRITER, STAFF, UNKNOWN = "place", "outlet", "writer", "staff", "unknown"

_DASH = r"[-–—−‐‑]|(?<![^\s])ـ+|ـ+(?![^\s])"
_SEPARATOR = re.compile(rf"[\s{UNSEEN}]*(?:{_DASH}|[/\\|:،,؛;()\[\]{{}}«»\"“”„*•]|&nbsp;|\bمن(?=\s)|\s{{3,}})+[\s{UNSEEN}]*")
_QUOTED = re.compile('[«"“”„]')
_STAFF = words_of("staff")
_TITLES = words_of("writers titles")
_PLACE_HEADS = words_of("dateline place heads")
_PLACE_TAILS = words_of("place tails")
_PLACES_TOO = frozenset(map(fold, ("القدس المحتلة", "غزة", "قطاع غزة", "الضفة الغربية", "العاصمة المقدسة", "المشاعر المقدسة")))
_MONTHS = frozenset(map(fold, MONTH_NUMBERS)) | frozenset(
    map(fold, ["يوم", "الأحد", "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت"])
)


class _Part(NamedTuple):
    text: str
    start: int
    end: int
    folded: str
    quoted: bool
    after: str
    """The separator that follows, "" at the end."""


def read_line(text: str, start: int = 0, end: int | None = None) -> tuple[Dateline | None, Passage | None]:
    """Dateline and writer of a line that is nothing else; None where there is none."""
    end = len(text) if end is None else end
    if end - start > LONGEST_LINE:
        return None, None
    parts = _parts(text, start, end)
    if not parts or len(parts) > _MOST_PARTS:
        return None, None
    kinds = _kinds(parts, whole_line=True)
    if kinds is None:
        return None, None
    return _dateline(text, parts, kinds)


def read_beginning(text: str, start: int, end: int) -> tuple[Dateline | None, Passage | None, int]:
    """Dateline and writer at the beginning of a paragraph, and where the story goes on."""
    limit = min(end, start + _LONGEST_PREFIX)
    parts = _parts(text, start, limit)
    if limit < end and parts:
        parts.pop()  # it may be cut short
    counts = list(range(min(len(parts), _MOST_PARTS), 0, -1))
    if colon := next((count for count in reversed(counts) if ":" in parts[count - 1].after), 0):
        counts.insert(
            0, colon
        )  # «سبق – وكالات: اعتبر الوزير، …»: after a colon the story speaks, if what is before it is enough
    for count in counts:
        chosen = parts[:count]
        if not chosen[-1].after:
            continue
        kinds = _kinds(chosen, whole_line=False)
        if kinds is None or not _ends_here(text, chosen, kinds, end):
            continue
        dateline, writer = _dateline(text, chosen, kinds)
        if dateline:
            return dateline, writer, chosen[-1].end + len(chosen[-1].after)
    return None, None, start


def _ends_here(text: str, parts: list[_Part], kinds: list[str], end: int) -> bool:
    """Whether a story begins after these parts of a paragraph, rather than that its first sentence goes on."""
    last = parts[-1]
    after = last.after
    rest = text[last.end + len(after) : end].split(maxsplit=4)
    if len(rest) < 4:
        return False
    if ":" in after:
        return OUTLET in kinds or (PLACE in kinds and parts[0].start == last.start) or (PLACE in kinds and WRITER in kinds)
    if OUTLET in kinds and (PLACE in kinds or len(parts) > 1 or (parts[0].quoted and not _only_closes(after))):
        return True
    dashed = re.search(_DASH, after) is not None
    return dashed and PLACE in kinds and _is_verb(rest[0])


def _only_closes(after: str) -> bool:
    """Whether a name's quotation mark is all that parts it from what follows: «"سبق" تقول للمسؤول»."""
    return not _QUOTED.sub("", after).strip()


def _is_verb(word: str) -> bool:
    return any(reading.pos == "verb" for reading in readings(word.strip('«"“(')))


def _parts(text: str, start: int, end: int) -> list[_Part]:
    found: list[_Part] = []
    position, before = start, ""
    while position < end:
        separator = _SEPARATOR.search(text, position, end)
        first, last = separator.span() if separator else (end, end)
        if first == position and separator:
            before += separator.group()
            position = last
            if found:
                found[-1] = found[-1]._replace(after=found[-1].after + separator.group())
            continue
        position += _latin_before(text[position:first])
        piece = text[position:first]
        folded = fold(piece)
        if folded:
            left = position + len(piece) - len(piece.lstrip())
            after = separator.group() if separator else ""
            quoted = bool(_QUOTED.search(before) and _QUOTED.search(after))
            found.append(_Part(piece.strip(), left, left + len(piece.strip()), folded, quoted, after))
        position, before = last, separator.group() if separator else ""
        if len(found) > _MOST_PARTS:
            break
    return found


_LATIN_BEFORE = re.compile("[A-Za-z ]+(?=[\u0621-\u064a])")


def _latin_before(piece: str) -> int:
    """Letters to skip before an Arabic name: what is left of a page's buttons («Next Previous»)."""
    found = _LATIN_BEFORE.match(piece)
    return found.end() if found and found.group().strip() else 0


def is_surely_one(dateline: Dateline) -> bool:
    """Whether both names are listed as what they are taken for."""
    return outlet_weight(fold(dateline.agency)) == 1 and is_place(fold(dateline.place))


def _kinds(parts: list[_Part], *, whole_line: bool) -> list[str] | None:
    """What each part is, the reading that fits best; None where they make no dateline."""
    choices = [_choices(part, whole_line=whole_line) for part in parts]
    if sum(UNKNOWN in choice for choice in choices) > (1 if whole_line else 0) or any(map(_tells, parts)):
        return None
    for where in range(1, len(parts)):
        if PLACE in choices[where] and _in_brackets(parts, where):
            # «سروج (تركيا)», «بالي (إندونيسيا)»; but «أ ف ب (بيروت)»
            choices[where][PLACE] = 0.9
            if not choices[where - 1].keys() & {OUTLET, WRITER, STAFF}:
                choices[where - 1] = {PLACE: 0.9}
                choices[where] = {STAFF: 1.0}
    best: tuple[float, list[str]] | None = None
    for kinds in product(*choices):
        score = sum(choice[kind] for choice, kind in zip(choices, kinds, strict=True)) + _fit(kinds)
        if best is None or score > best[0]:
            best = score, list(kinds)
    if best is None:
        return None
    kinds_found = _settle_unknown(parts, best[1])
    named = set(kinds_found)
    if any(
        kind == UNKNOWN and len(part.folded.split()) > _MOST_WRITERS_WORDS
        for part, kind in zip(parts, kinds_found, strict=True)
    ):
        return None  # a sentence that names an outlet or a place
    if OUTLET in named or (PLACE in named and (WRITER in named or len(parts) == 1 or STAFF in named)):
        return kinds_found
    if named <= {PLACE, STAFF} and PLACE in named:
        return kinds_found
    return kinds_found if whole_line and WRITER in named and named <= {WRITER, STAFF} else None


def _fit(kinds: tuple[str, ...]) -> float:
    """How well kinds go together: one place, one or two outlets; a place comes first rather than last."""
    places, outlets = kinds.count(PLACE), kinds.count(OUTLET)
    return 0.6 * min(places, 1) - 0.3 * max(0, places - 1) + 0.4 * min(outlets, 1) - 0.2 * max(0, outlets - 1)


def _settle_unknown(parts: list[_Part], kinds: list[str]) -> list[str]:
    """A single strange part is what the dateline lacks: a place beside an outlet, an outlet or a writer beside a place."""
    if UNKNOWN not in kinds:
        return kinds
    where = kinds.index(UNKNOWN)
    names = parts[where].folded.split()
    words = len(names)
    if words > _MOST_WRITERS_WORDS:
        return kinds
    if OUTLET in kinds and PLACE not in kinds:
        is_family = words == 2 and names[1].startswith("ال") and not names[0].startswith("ال")  # «رواف الكويكبي»
        settled = PLACE if words <= 2 and not is_family and STAFF not in kinds else WRITER
    elif PLACE in kinds and OUTLET not in kinds and WRITER not in kinds:
        settled = PLACE if _in_brackets(parts, where + 1) else WRITER if words > 1 else OUTLET
    elif WRITER in kinds and PLACE not in kinds and words <= 2:
        settled = PLACE
    else:
        return kinds
    return [*kinds[:where], settled, *kinds[where + 1 :]]


def _tells(part: _Part) -> bool:
    """Whether a part is the story's own first words: «الواحة – قال الوزير سعيد المهيري: …»."""
    words = part.folded.split()
    if len(words) < 2 or words[0] in _STAFF or _is_given(words[0]) or outlet_weight(part.folded) or is_place(part.folded):
        return False
    found = readings(words[0])
    return words[0] in SAYINGS or (bool(found) and all(reading.pos == "verb" for reading in found))


def _in_brackets(parts: list[_Part], where: int) -> bool:
    """Whether a part stands in round brackets: beside a town, that is the country it is in."""
    return 0 < where < len(parts) and parts[where - 1].after.strip() == "(" and ")" in parts[where].after


def _choices(part: _Part, *, whole_line: bool) -> dict[str, float]:
    folded = part.folded
    words = folded.split()
    if len(words) > _MOST_WRITERS_WORDS + 1:
        return {UNKNOWN: 0.0, STAFF: -9.0}
    if (words[0] in _STAFF and not outlet_weight(folded)) or all(word in _MONTHS or word[0].isdigit() for word in words):
        return {STAFF: 1.0}
    choices: dict[str, float] = {}
    weight = outlet_weight(folded)
    if part.quoted and not weight and whole_line:
        weight = 0.7  # in a line of its own; in a sentence marks stand around anything
    if weight:
        choices[OUTLET] = 0.9 if weight == AMBIGUOUS and folded in MOSTLY_OUTLETS else weight
    if is_place(folded):
        choices[PLACE] = 0.4 if folded in MOSTLY_OUTLETS else 0.8
    if _may_write(words):
        choices[WRITER] = 0.7 if words[0] in _TITLES or _is_given(words[0]) else 0.3
    return choices or {UNKNOWN: 0.0}


def is_place(folded: str) -> bool:
    """Whether a folded name is a place's: listed, or named as one (محافظة …، … المحتلة)."""
    if gazetteer.is_place(folded) or folded in _PLACES_TOO:
        return True
    words = folded.split()
    if len(words) > 1 and words[-1] in _PLACE_TAILS:
        return is_place(" ".join(words[:-1]))
    if len(words) > 1 and words[0] in _PLACE_HEADS:
        return len(words) <= 3
    return len(words) > 2 and is_place(words[0]) and words[1].startswith("و") and is_place(folded.split(maxsplit=1)[1][1:])


def _may_write(words: list[str]) -> bool:
    """Whether these may be one writer's name, or several joined by «و»."""
    if not 2 <= len(words) <= _MOST_WRITERS_WORDS or not all(word.isalpha() for word in words):
        return False
    if HEADS.intersection(words) or _STAFF.intersection(words):
        return False
    named = sum(1 for word in words if _is_given(word) or gazetteer.family(word) or word in _TITLES)
    return named * 2 >= len(words) and (words[0] in _TITLES or _is_given(words[0]) or named >= 2)


def _is_given(word: str) -> bool:
    """Whether a word is a given name: listed, or made of «عبد» and an attribute of God («عبدالحكيم»)."""
    return bool(gazetteer.given(word)) or (word.startswith("عبدال") and len(word) > 7)


def _dateline(text: str, parts: list[_Part], kinds: list[str]) -> tuple[Dateline | None, Passage | None]:
    first_of = {kind: part for part, kind in reversed(list(zip(parts, kinds, strict=True)))}
    writer = first_of.get(WRITER)
    byline = Passage(writer.text, writer.start, writer.end) if writer else None
    place, outlet = first_of.get(PLACE), first_of.get(OUTLET)
    if not place and not outlet:
        return None, byline
    start, end = parts[0].start, parts[-1].end
    # A mark that was opened or closed around the outermost names belongs to the dateline as it is printed.
    if start and text[start - 1] in '«"“”(':
        start -= 1
    if end < len(text) and text[end] in '»"“”)':
        end += 1
    return Dateline(text[start:end], start, end, place.text if place else "", outlet.text if outlet else ""), byline
