"""Patterns: names that their surroundings give away, for what the tagger leaves out.

Promises: organizations by what they are called («وزارة الخارجية الأميركية», «الجيش الإسرائيلي», «حركة حماس»); people between
commas after an office («المستشار السياسي لنتنياهو، أوفير فالك،»); strange names after words that people's names follow
(«مخطط ويتكوف»).

Refuses: offices, and organizations without a name of their own («الحكومة», «الشركة»).
"""

from __future__ import annotations

from collections.abc import Iterator

from articles.arabic import is_function_word, readings

from . import gazetteer
from .callings import OFFICES, TITLES, bare_forms
from .facts import ORGANIZATION, PERSON, PLACE
from .features import WordFeatures
from .likeness import likeness
from .marking import Paragraph
from .tagger import Span
from .vocabulary import words_of

_CALLED = words_of("organizations called")
_NEEDS_NAME = words_of("organizations named")
_OF_COUNTRIES = words_of("organizations of countries")
_BY_THEMSELVES = words_of("organizations by themselves")
_PASSING = words_of("passing adjectives")
_OWNED = words_of("owned by people")
_ANYBODY = words_of("anybody")
_ITS_OWNERS = ("ه", "ها", "هم", "هما", "نا", "ي")
_LONGEST = 5
LIKE_NAMES = -0.3
"""Strange words of less likeness to names are mostly verbs and slips, after a title too."""
_COMMAS = "،,"


def suggest(paragraph: Paragraph) -> None:
    """Adds to the tagger's suggestions for a paragraph what patterns find beside them."""
    _widen(paragraph)
    people = list(_people(paragraph))
    # A pattern knows where the name ends, the tagger often does not.
    sure = {position for span in people for position in range(span.first, span.last)}
    kept = [
        span
        for span in paragraph.suggested
        if not (span.first in sure and span.last - 1 in sure) and not _describes(paragraph, span)
    ]
    taken = {position for span in kept for position in range(span.first, span.last)}
    for span in (*people, *_organizations(paragraph)):
        positions = set(range(span.first, span.last))
        if not positions & taken:
            kept.append(span)
            taken |= positions
    paragraph.suggested = sorted(kept, key=lambda span: span.first)


def _describes(paragraph: Paragraph, span: Span) -> bool:
    """Whether adjectives that are names elsewhere describe the indefinite noun before them: «إنه رجل كريم عادل».

    Of 2,734 people in ANERcorp this would take one for a description."""
    if span.kind != PERSON or span.last - span.first < 2 or not span.first or not paragraph.tokens[span.first - 1].is_word:
        return False
    before, surface = paragraph.words[span.first - 1], paragraph.tokens[span.first - 1].surface
    if before.norm not in _ANYBODY:
        kinds = {reading.pos for reading in readings(surface) if not reading.prefix}
        definite = before.norm.startswith("ال") or surface.endswith(_ITS_OWNERS)  # «صديقه كريم سعيد»
        if "noun" not in kinds or "noun_prop" in kinds or before.callings or definite:
            return False
    return all(
        any(reading.pos == "adj" and not reading.prefix for reading in readings(token.surface))
        for token in paragraph.tokens[span.first : span.last]
    )


def _widen(paragraph: Paragraph) -> None:
    """Takes the head before an organization into it: «حركة» before «حماس»."""
    words = paragraph.words
    for number, span in enumerate(paragraph.suggested):
        if span.kind == ORGANIZATION and span.first and _bare(words[span.first - 1], _CALLED):
            before = paragraph.suggested[number - 1] if number else None
            if before is None or before.last < span.first:
                paragraph.suggested[number] = Span(ORGANIZATION, span.first - 1, span.last)


def _bare(word: WordFeatures, heads: frozenset[str]) -> str:
    """The head that a word is, with a conjunction or preposition or without; "" where it is none or has its article."""
    norm = word.norm
    if norm in heads:
        return norm
    for length in (1, 2):
        if norm[:length].strip("وفبلك") == "" and norm[length:] in heads:
            return norm[length:]
    return ""


def _organizations(paragraph: Paragraph) -> Iterator[Span]:
    words, tokens = paragraph.words, paragraph.tokens
    for i, word in enumerate(words):
        if not tokens[i].is_word:
            continue
        norm = word.norm
        if norm in _BY_THEMSELVES or norm[1:] in _BY_THEMSELVES:
            yield Span(ORGANIZATION, i, i + 1)
        elif "O" in word.callings and (head := _bare(word, _CALLED)):
            last = _name_end(paragraph, i + 1)
            if last > i + 1 and (head not in _NEEDS_NAME or _is_name(words[i + 1])):
                yield Span(ORGANIZATION, i, last)
        elif (head := _definite(norm)) in _OF_COUNTRIES and not (i and "R" in words[i - 1].callings):
            last = i + 1
            while last < len(words) and last - i < _LONGEST and _is_adjective(words[last], feminine=head.endswith("ه")):
                last += 1
            if last > i + 1:
                yield Span(ORGANIZATION, i, last)


def _definite(norm: str) -> str:
    if norm.startswith("لل"):
        return "ال" + norm[2:]
    return norm[1:] if norm[0] in "وفبك" and norm[1:3] == "ال" else norm


def _name_end(paragraph: Paragraph, first: int) -> int:
    """Where the definite words and names that follow a head end."""
    last = first
    while last < len(paragraph.words) and last - first < _LONGEST:
        word = paragraph.words[last]
        if not paragraph.tokens[last].is_word or word.norm in _PASSING or is_function_word(word.norm) or word.is_verb:
            break
        definite = word.norm.startswith("ال") or (last > first and word.norm.startswith("وال"))
        if not definite and not (last == first and _is_name(word)):
            break
        if definite and last > first and ("T" in word.callings or "R" in word.callings):
            break
        last += 1
    return last


def _is_name(word: WordFeatures) -> bool:
    return word.norm[0].isalpha() and (
        word.is_strange or (word.may_be_name and not word.is_common) or gazetteer.is_place(word.norm)
    )


def _is_adjective(word: WordFeatures, *, feminine: bool) -> bool:
    """Whether a word is a definite adjective of relation of this gender: «الإسرائيلي», «المصرية»."""
    norm = word.norm
    return norm.startswith("ال") and norm.endswith("يه" if feminine else "ي") and norm not in _PASSING and len(norm) > 4


def _people(paragraph: Paragraph) -> Iterator[Span]:
    words, tokens = paragraph.words, paragraph.tokens
    for i in range(1, len(words)):
        if not tokens[i].is_word:
            continue
        last = 0
        if tokens[i - 1].surface in _COMMAS:
            last = _between_commas(paragraph, i)
        elif words[i - 1].norm in TITLES:
            last = _after_title(paragraph, i)
        if last:
            yield Span(PERSON, i, last, True)
        elif _bare(words[i - 1], _OWNED) and _is_strange_name(paragraph, i):
            yield Span(PERSON, i, i + 1, True)


def _between_commas(paragraph: Paragraph, first: int) -> int:
    """Where a name of two or three words between commas ends, if what stands before it is an office; else 0."""
    words, tokens = paragraph.words, paragraph.tokens
    last = first
    while last < len(tokens) and tokens[last].is_word and last - first < 4:
        last += 1
    if not 2 <= last - first <= 3 or (last < len(tokens) and tokens[last].surface not in "،,.؛"):
        return 0
    inside = words[first:last]
    if not (inside[0].is_strange or inside[0].given > 1) or any(
        word.callings or is_function_word(word.norm) or word.norm.startswith("ال") for word in inside
    ):
        return 0
    begin = first - 1
    while begin and first - begin < 14 and tokens[begin - 1].is_word:
        begin -= 1
    return last if any(form in OFFICES or form in TITLES for form in bare_forms(words[begin].norm)) else 0


def _after_title(paragraph: Paragraph, first: int) -> int:
    """Where the names right after a title end; `first` where none does: «الرئيس ترامب», «الدكتور فلان الفلاني»."""
    last = first
    while last < len(paragraph.words) and last - first < 3 and paragraph.tokens[last].is_word:
        word = paragraph.words[last]
        named = word.given > 1 or word.family > 1 or (word.is_strange and likeness(word.norm)[0] > LIKE_NAMES)
        if not named or word.is_common or word.callings or gazetteer.is_place(word.norm) or is_function_word(word.norm):
            break
        last += 1
    return last if last > first and not paragraph.words[first].norm.startswith("ال") else 0


def _is_strange_name(paragraph: Paragraph, i: int) -> bool:
    """Whether a word is a name and no place's: one that the lexicon reads as a name whole."""
    word = paragraph.words[i]
    if gazetteer.is_place(word.norm) or word.norm.startswith("ال") or len(word.norm) < 4:
        return False
    if any(
        span.kind in (PLACE, ORGANIZATION) and paragraph.words[span.first].norm == word.norm for span in paragraph.suggested
    ):
        return False
    whole = [reading for reading in readings(paragraph.tokens[i].surface) if not reading.prefix]
    return bool(whole) and all(reading.pos == "noun_prop" for reading in whole)
