"""Naming: which marks stand for the same person, place or organization, and what its fullest name is.

Promises: a lone surname, or a shorter form, gets the full name that the text itself gives; surnames of people named in
full that the tagger missed are marked too. Time linear in the number of marks: a name said ten thousand times is one name.

Refuses: to join where two people of the text share a surname and neither was named before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from articles.arabic import fold

from .callings import ORGANIZATION_HEADS
from .facts import ORGANIZATION, PERSON
from .marking import Mark, Paragraph
from .vocabulary import words_of

_CONNECTORS = words_of("inside names too")


def mark_surnames(paragraphs: Sequence[Paragraph], marks: list[list[Mark]]) -> None:
    """Adds the surnames of people named in full where they stand alone unmarked, in each paragraph's marks."""
    surnames = {one.norms[-1] for paragraph in marks for one in paragraph if one.kind == PERSON and len(one.norms) > 1}
    surnames = {norm for norm in surnames if len(norm) > 2}
    if not surnames:
        return
    for paragraph, here in zip(paragraphs, marks, strict=True):
        covered = {position for one in here for position in range(one.first, one.last)}
        added = [one for one in _lone(paragraph, surnames) if one.first not in covered]
        if added:
            here += added
            here.sort(key=lambda one: one.first)


def _lone(paragraph: Paragraph, surnames: set[str]) -> Iterator[Mark]:
    words = paragraph.words
    for position, word in enumerate(words):
        if not word.may_be_name:
            continue
        for base in word.bases:
            if base in surnames:
                sign = words[position - 1].sign_for_next if position else ""
                if not word.is_common or sign in ("b", "c"):
                    yield Mark(PERSON, paragraph, position, position + 1, len(word.norm) - len(base))
                break


def name_all(marks: Sequence[Mark], text: str) -> None:
    """Gives every mark the fullest name that the text, or a known name, has for it."""
    _name_people([one for one in marks if one.kind == PERSON], text)
    _name_others([one for one in marks if one.kind != PERSON], text)


def written(one: Mark, text: str) -> str:
    """A name as it stands in the text, on one line."""
    words = " ".join(text[one.start : one.end].split())
    token = one.paragraph.words[one.first]
    # «للأمم المتحدة» is the United Nations with its article.
    return f"ال{words}" if one.cut >= 2 and token.norm[one.cut - 2 : one.cut] == "لل" else words


def _name_people(people: Sequence[Mark], text: str) -> None:
    full: dict[str, list[Mark]] = {}
    for one in people:
        if len(one.norms) > 1 and one.norms[0] not in _CONNECTORS:
            for norm in {one.norms[0], one.norms[-1]} - _CONNECTORS:
                full.setdefault(norm, []).append(one)
    names: dict[tuple[str, ...], str] = {}
    before: dict[str, Mark] = {}
    for one in people:
        if one.known:
            one.name = one.known.name
        elif len(one.norms) == 1 or one.norms[0] in _CONNECTORS:
            one.name = _of_lone(one, full, before, text)
        else:
            if one.norms not in names:
                names[one.norms] = _of_longer(one, full.get(one.norms[0], []), text)
            one.name = names[one.norms]
        if len(one.norms) > 1 and one.norms[0] not in _CONNECTORS:
            before[one.norms[-1]] = one


def _of_lone(one: Mark, full: dict[str, list[Mark]], before: dict[str, Mark], text: str) -> str:
    """The full name of a surname («السيسي», «بن فرحان»): the last one said before it, else the only one of the text."""
    norm = one.norms[-1] if one.norms else ""
    if norm in before:
        found = before[norm]
        return found.name or written(found, text)
    candidates = {other.norms: other for other in full.get(norm, ())[:50] if other.norms[-1] == norm}
    if not candidates:
        candidates = {other.norms: other for other in full.get(norm, ())[:50]}
    if len({norms[0] for norms in candidates}) == 1:
        longest = max(candidates.values(), key=lambda other: len(other.norms))
        return longest.known.name if longest.known else written(longest, text)
    return written(one, text)


def _of_longer(one: Mark, others: Sequence[Mark], text: str) -> str:
    """The longest name that begins alike and holds all words of this one in their order."""
    best = one
    for other in others[:200]:
        if len(other.norms) > len(best.norms) and other.norms[0] == one.norms[0] and _holds(other.norms, one.norms):
            best = other
    return best.known.name if best.known else written(best, text)


def _holds(longer: tuple[str, ...], shorter: tuple[str, ...]) -> bool:
    rest = iter(longer)
    return all(norm in rest for norm in shorter)


def _name_others(others: Sequence[Mark], text: str) -> None:
    full: dict[str, str] = {}
    for one in others:
        if one.kind == ORGANIZATION and len(one.norms) > 1 and one.norms[0].removeprefix("ال") in ORGANIZATION_HEADS:
            full.setdefault(" ".join(one.norms[1:]), one.known.name if one.known else written(one, text))
    for one in others:
        if one.name:
            continue
        if one.known:
            one.name = one.known.name
        else:
            name = written(one, text)
            one.name = full.get(fold(name), name) if one.kind == ORGANIZATION else name
