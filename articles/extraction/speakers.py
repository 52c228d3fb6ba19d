"""Speakers: who says what stands in quotation marks.

Promises: the person, organization or outlet that a verb of saying («قال …»، «وأضاف …»، «بحسب …») joins to the quoted
words, before them or after; unnamed speakers in the text's words («المسؤول الإسرائيلي»); «الحركة» as the movement that the
text named. Certain only where the verb and its subject stand in the sentence of the quote.

Refuses: to choose. Where no verb leads to the words and nobody was speaking before them, the speaker stays empty.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from articles.arabic import fold, is_function_word

from .callings import OFFICES, ORGANIZATION_HEADS, SAYINGS, TITLES, bare_forms
from .facts import ORGANIZATION, OUTLET, PERSON
from .marking import Mark, Paragraph
from .quotes import SHORTEST, Quoted, words_in
from .vocabulary import words_of

REACH = 40
"""Tokens before a quote in which its verb is looked for."""
REACH_AFTER = 14
_STOPS = frozenset(".؟?!")
_ACCORDING = words_of("according")
_LEADS_IN = words_of("after speakers")
_UNNAMED = words_of("unnamed speakers")
_NO_QUOTE = words_of("before names in marks")


class Speaker(NamedTuple):
    name: str
    certain: bool
    mark: Mark | None


NOBODY = Speaker("", False, None)


class Said(NamedTuple):
    quoted: Quoted
    speaker: Speaker


def find_speakers(
    quotes: Sequence[Quoted], paragraphs: Sequence[Paragraph], marks: Sequence[Sequence[Mark]], organizations: Sequence[Mark]
) -> list[Said]:
    """The quotes among quoted words, with who says them. `marks` are those of each paragraph."""
    said: list[Said] = []
    heads = _Heads(organizations)
    for quoted in quotes:
        paragraph, here = paragraphs[quoted.paragraph], marks[quoted.paragraph]
        before = _tokens_before(paragraph, quoted.start)
        floor = _floor(said, quoted, paragraph)
        speaker = _before(paragraph, here, max(floor, before - REACH), before)
        if not speaker.name:
            speaker = _after(paragraphs[quoted.last_paragraph], marks[quoted.last_paragraph], quoted)
        verb = speaker.name or _has_saying(paragraph, max(floor, before - REACH), before)
        if not _is_quote(quoted, paragraph, before, bool(verb)):
            continue
        if (
            not speaker.name
            and said
            and (verb or said[-1].quoted.last_paragraph == quoted.paragraph)
            and quoted.paragraph - said[-1].quoted.last_paragraph <= 1
        ):
            speaker = said[-1].speaker._replace(certain=False)
        speaker = _resolved(speaker, quoted, heads)
        said.append(Said(quoted, speaker._replace(certain=speaker.certain and quoted.whole)))
    return said


def _is_quote(quoted: Quoted, paragraph: Paragraph, before: int, has_verb: bool) -> bool:
    count = words_in(quoted)
    last = before - 1
    while last >= 0 and not paragraph.tokens[last].is_word and paragraph.tokens[last].surface != ":":
        last -= 1
    colon = last >= 0 and paragraph.tokens[last].surface == ":"
    if colon and has_verb:
        return count >= 2
    if count < SHORTEST:
        return False
    lead = paragraph.words[last].norm if last >= 0 else ""
    if count <= 7 and any(form in _NO_QUOTE for form in bare_forms(lead)) if lead else False:
        return False
    return has_verb or count > SHORTEST


def _tokens_before(paragraph: Paragraph, start: int) -> int:
    return bisect_left(paragraph.tokens, start, key=lambda token: token.start)


def _floor(said: list[Said], quoted: Quoted, paragraph: Paragraph) -> int:
    """The first token that may lead to this quote: after the last quote of the paragraph."""
    if said and said[-1].quoted.last_paragraph == quoted.paragraph:
        return _tokens_before(paragraph, said[-1].quoted.end)
    return 0


def _sayings(paragraph: Paragraph, first: int, last: int) -> list[int]:
    """Verbs of saying between two tokens of the sentence that ends at `last`, the nearest first."""
    found = []
    for position in range(last - 1, first - 1, -1):
        token, word = paragraph.tokens[position], paragraph.words[position]
        if not token.is_word:
            if (
                token.surface in _STOPS
                and position < last - 1
                and not (position and len(paragraph.words[position - 1].norm) == 1)
            ):
                break
            continue
        if any(form in SAYINGS for form in _verb_forms(word.norm)) or _according(word.norm):
            found.append(position)
    return found


def _verb_forms(norm: str) -> tuple[str, ...]:
    return (norm, norm[1:]) if norm[0] in "وف" else (norm,)


def _according(norm: str) -> bool:
    return norm in _ACCORDING or norm[1:] in _ACCORDING


def _has_saying(paragraph: Paragraph, first: int, last: int) -> bool:
    return bool(_sayings(paragraph, first, last))


def _before(paragraph: Paragraph, marks: Sequence[Mark], first: int, last: int) -> Speaker:
    """The speaker that a verb before the quote names: after the verb, or right before it."""
    verbs = _sayings(paragraph, first, last)
    for verb in verbs:
        if (speaker := _subject(paragraph, marks, _subject_begins(paragraph, verb, last), last)).name:
            return speaker
    for verb in verbs:
        if (speaker := _preceding(paragraph, marks, first, verb)).name:
            return speaker
    return NOBODY


def _subject_begins(paragraph: Paragraph, verb: int, last: int) -> int:
    """Where the speaker of a verb begins: after it; «نقلت رويترز عن مسؤول …» quotes who comes after «عن»."""
    if paragraph.words[verb].norm.lstrip("وف").startswith("نقل"):
        for position in range(verb + 1, min(verb + 8, last)):
            if paragraph.words[position].norm == "عن":
                return position + 1
    return verb + 1


def _subject(paragraph: Paragraph, marks: Sequence[Mark], first: int, last: int) -> Speaker:
    """Who stands after a verb of saying: the first person, organization or outlet of the phrase, or the phrase itself."""
    tokens, words = paragraph.tokens, paragraph.words
    end = first
    depth = 0
    while end < last:
        token, norm = tokens[end], words[end].norm
        if not token.is_word:
            if token.surface in "([":
                depth += 1
            elif token.surface in ")]":
                depth -= 1
            elif token.surface in ':«"“”;؛.' or (token.surface in "،," and not _apposition(paragraph, marks, end)):
                break
        elif not depth and norm in ("ان", "بان", "انه", "انها", "بانه", "بانها", "انهم", "قائلا", "قائله"):
            break
        end += 1
    inside = [one for one in marks if first <= one.first < end and one.kind in (PERSON, ORGANIZATION, OUTLET)]
    people = [one for one in inside if one.kind == PERSON and not one.cut]
    head = _unnamed(paragraph, first, end)
    if people and _reaches(paragraph, first, people[0], inside):
        return Speaker(people[0].name, True, people[0])
    if inside and inside[0].first - first <= 1 and inside[0].kind != PERSON:
        return Speaker(inside[0].name, True, inside[0])
    if head:
        named = next((one for one in inside if one.first < first + 3 and one.kind == ORGANIZATION), None)
        if named and words[first].norm in ("بيان", "مصدر", "حركه", "حزب", "جماعه"):
            return Speaker(named.name, True, named)
        return Speaker(head, True, None)
    return NOBODY


def _apposition(paragraph: Paragraph, marks: Sequence[Mark], comma: int) -> bool:
    """Whether a name or an office stands on either side of a comma: «الوزير، فلان، إن»."""
    if comma + 1 >= len(paragraph.words):
        return False
    if any(one.first == comma + 1 or one.last == comma for one in marks if one.kind == PERSON):
        return True
    return any(form in OFFICES or form in TITLES for form in bare_forms(paragraph.words[comma + 1].norm))


def _reaches(paragraph: Paragraph, first: int, person: Mark, inside: Sequence[Mark]) -> bool:
    """Whether only the person's own role stands between the verb and the name."""
    between = range(first, person.first)
    if len(between) > 14:
        return False
    if person.role or not between:
        return True
    return len(between) <= 4 and not any(one.first < person.first for one in inside)


def _unnamed(paragraph: Paragraph, first: int, end: int) -> str:
    """«المسؤول الإسرائيلي», «مصدر إسرائيلي مشارك في المحادثات», «الحركة»: a phrase for somebody without a name."""
    if first >= end or not paragraph.tokens[first].is_word:
        return ""
    norm = paragraph.words[first].norm
    forms = bare_forms(norm)
    if norm[0] in "ولب" and norm not in _UNNAMED and norm not in OFFICES and not norm.startswith("ال"):
        return ""
    if not any(form in _UNNAMED or form in OFFICES or form in TITLES or form in ORGANIZATION_HEADS for form in forms):
        return ""
    last = first + 1
    while last < end and last - first < 6:
        token, word = paragraph.tokens[last], paragraph.words[last]
        if (
            not token.is_word
            or word.norm in _LEADS_IN
            or word.norm in SAYINGS
            or is_function_word(word.norm)
            or word.norm[:2] == "لل"
            or word.is_verb
        ):
            break
        if (
            word.norm[0] in "لب"
            and not word.norm.startswith(("ال", "بال"))
            and any(form in ("صحيفه", "وكاله", "قناه") for form in bare_forms(word.norm))
        ):
            break
        last += 1
    return " ".join(paragraph.text[paragraph.tokens[first].start : paragraph.tokens[last - 1].end].split())


def _preceding(paragraph: Paragraph, marks: Sequence[Mark], first: int, verb: int) -> Speaker:
    """The person right before a verb: «حازم قاسم قال», «وأضاف فلان … مؤكدا»."""
    people = [one for one in marks if one.kind == PERSON and first <= one.first and one.last <= verb and not one.cut]
    if people and verb - people[-1].last <= 12:
        between = paragraph.tokens[people[-1].last : verb]
        stops = sum(1 for token in between if token.surface in _STOPS)
        return Speaker(people[-1].name, not stops and verb - people[-1].last <= 2, people[-1]) if not stops else NOBODY
    return NOBODY


def _after(paragraph: Paragraph, marks: Sequence[Mark], quoted: Quoted) -> Speaker:
    """«…»، قال فلان: a verb of saying right after the quote."""
    first = _tokens_before(paragraph, quoted.end)
    last = min(first + REACH_AFTER, len(paragraph.tokens))
    skipped = 0
    for position in range(first, last):
        token, word = paragraph.tokens[position], paragraph.words[position]
        if not token.is_word:
            if token.surface in ".؟!":
                return NOBODY
            continue
        if (
            word.norm in SAYINGS
            or word.norm in ("بحسب", "حسب", "وفق", "وفقا", "قول", "كما", "هكذا")
            or word.norm in ("علي", "حد")
        ):
            if word.norm in SAYINGS or _according(word.norm):
                return _subject(paragraph, marks, position + 1, min(position + REACH_AFTER, len(paragraph.tokens)))
            continue
        skipped += 1
        if skipped > 1:
            return NOBODY
    return NOBODY


class _Heads:
    """The organizations of a text by what they are called: «حركة» -> the movements, in the order of the text."""

    def __init__(self, organizations: Sequence[Mark]) -> None:
        self._by_head: dict[str, tuple[list[int], list[Mark]]] = {}
        for one in organizations:
            head = fold(one.name).partition(" ")[0]
            if head in ORGANIZATION_HEADS:
                starts, named = self._by_head.setdefault(head, ([], []))
                starts.append(one.start)
                named.append(one)

    def before(self, start: int, head: str) -> Mark | None:
        starts, named = self._by_head.get(head, ([], []))
        number = bisect_left(starts, start)
        return named[number - 1] if number else None


def _resolved(speaker: Speaker, quoted: Quoted, heads: _Heads) -> Speaker:
    """«الحركة» as the last movement that the text named before."""
    if speaker.mark is not None or not speaker.name or " " in speaker.name:
        return speaker
    named = heads.before(quoted.start, fold(speaker.name).removeprefix("ال"))
    return Speaker(named.name, speaker.certain, named) if named else speaker
