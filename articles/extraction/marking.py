"""Marking: where names stand in a paragraph, before it is said whose they are.

Promises: known names first, then what the tagger suggests; each without titles before it and without the clitics written
together with its first word. Suggestions that are plainly other words (كريم الأخلاق، سعيد بلقائكم) are dropped.

Refuses: overlapping marks. Where a known name of one word stands inside a longer name of somebody else («نعيم قاسم» where
«قاسم» is known), the longer one counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from articles.arabic import fold, is_function_word, readings

from . import gazetteer
from .callings import OFFICES
from .facts import ORGANIZATION, PERSON, PLACE
from .features import WordFeatures, bases
from .known import Find, KnownName, KnownNames
from .reading import Token, after_letters
from .tagger import MISCELLANEOUS, Span
from .vocabulary import words_of

NAME_FROM = 2
"""From this many people on (`gazetteer.NameRecord`'s steps) a word counts as a name by itself."""
_INSIDE_NAMES = words_of("inside names")


@dataclass(slots=True)
class Paragraph:
    """The tokens of a paragraph with what is known of their words, and the tagger's suggestions."""

    text: str
    """The whole text that the tokens' offsets count in."""
    tokens: list[Token]
    words: list[WordFeatures]
    suggested: list[Span]


@dataclass(slots=True, eq=False)
class Mark:
    """A name at tokens `first` up to `last` of a paragraph, without the first `cut` letters."""

    kind: str
    paragraph: Paragraph
    first: int
    last: int
    cut: int = 0
    known: KnownName | None = None
    role: str = ""
    name: str = ""
    norms: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.settle()

    def settle(self) -> None:
        norms = [word.norm for word in self.paragraph.words[self.first : self.last] if word.norm[0].isalnum()]
        if norms and self.cut:
            norms[0] = norms[0][self.cut :]
        self.norms = tuple(norms)

    @property
    def start(self) -> int:
        token = self.paragraph.tokens[self.first]
        return token.start + after_letters(token.surface, self.cut)

    @property
    def end(self) -> int:
        return self.paragraph.tokens[self.last - 1].end


def mark(paragraphs: Sequence[Paragraph], known: KnownNames | None) -> list[list[Mark]]:
    """The marks of each paragraph, in its order."""
    seen = _seen(paragraphs)
    suggested = [[made for span in _apart(p) if (made := _suggestion(p, span, seen))] for p in paragraphs]
    if not known:
        return suggested
    finds = [list(_supported(p, known, here)) for p, here in zip(paragraphs, suggested, strict=True)]
    certain = {id(find.candidates[0]) for found in finds for find in found if len(find.candidates) == 1}
    return [
        _joined([one for find in found if (one := _of_find(p, find, certain))], here)
        for p, found, here in zip(paragraphs, finds, suggested, strict=True)
    ]


def _apart(paragraph: Paragraph) -> Iterator[Span]:
    """The suggestions, people joined by «و» each for themselves («شيراك وميركل»)."""
    words = paragraph.words
    for span in paragraph.suggested:
        first = span.first
        if span.kind == PERSON:
            for position in range(span.first + 1, span.last):
                if _is_joined_name(words[position], alone=span.last - span.first == 2):
                    yield Span(PERSON, first, position, span.sure)
                    first = position
        yield Span(span.kind, first, span.last, span.sure)


def _is_joined_name(word: WordFeatures, *, alone: bool) -> bool:
    """Whether a word within a name is «و» and another name; `alone` where only one word stands before it."""
    if word.norm[0] != "و" or len(word.norm) < 4 or word.given or word.family or not word.is_strange:
        return False
    return _is_listed(word.norm[1:]) or alone


def _seen(paragraphs: Sequence[Paragraph]) -> frozenset[str]:
    """Words that names begin with, or consist of, somewhere in this text: they tell clitics from first letters."""
    return frozenset(
        paragraph.words[position].norm
        for paragraph in paragraphs
        for span in paragraph.suggested
        for position in range(span.first, span.last)
    )


def _joined(found: list[Mark], suggested: list[Mark]) -> list[Mark]:
    """Known names, and the suggestions that do not touch them."""
    at = {position: one for one in suggested for position in range(one.first, one.last)}
    kept: list[Mark] = []
    dropped: set[int] = set()
    for one in found:
        touching = [other for position in range(one.first, one.last) if (other := at.get(position))]
        if any(_is_part_of(one, other) for other in touching):
            continue
        kept.append(one)
        dropped.update(map(id, touching))
    kept += [one for one in suggested if id(one) not in dropped]
    return sorted(kept, key=lambda one: one.first)


def _is_part_of(one: Mark, other: Mark) -> bool:
    """Whether a known name of one word is part of a longer name, of somebody else."""
    if one.known is None or one.last - one.first > 1 or other.last - other.first < 2 or not one.kind == other.kind == PERSON:
        return False
    return not set(other.norms) <= _norms_of(one.known)


def _norms_of(known: KnownName) -> set[str]:
    return {word for alias in (known.name, *known.aliases) for word in fold(alias).split()}


def _supported(paragraph: Paragraph, known: KnownNames, suggested: Iterable[Mark]) -> Iterator[Find]:
    """The known names that stand here; names that are common words only where something else says so too."""
    covered = {position for one in suggested for position in range(one.first, one.last)}
    for find in known.find(paragraph.tokens, paragraph.words):
        if not find.needs_support or _has_support(paragraph, find, covered):
            yield find


def _has_support(paragraph: Paragraph, find: Find, covered: set[int]) -> bool:
    if find.first in covered:
        return True
    before = paragraph.words[find.first - 1].callings if find.first else ""
    wanted = {PERSON: "T", PLACE: "L"}.get(find.candidates[0].kind, "O")
    return wanted in before


def _of_find(paragraph: Paragraph, find: Find, certain: set[int]) -> Mark | None:
    """The mark of a known name; of several that share an alias, the one that this text names in another way too."""
    candidates = [known for known in find.candidates if len(find.candidates) == 1 or id(known) in certain]
    if len(candidates) != 1:
        return None
    return Mark(candidates[0].kind, paragraph, find.first, find.last, find.cut, candidates[0])


def _suggestion(paragraph: Paragraph, span: Span, seen: frozenset[str]) -> Mark | None:
    """The tagger's span as a mark; None where it is no name."""
    if span.kind == MISCELLANEOUS:
        return None
    first, last = span.first, span.last
    words, tokens = paragraph.words, paragraph.tokens
    while last > first and not _may_end(paragraph, first, last - 1):
        last -= 1
    while first < last and not tokens[first].is_word:
        first += 1
    if span.kind == PERSON and not span.sure:
        first, last = _without_surroundings(words, first, last)
    if span.kind == PLACE and _is_no_place(words, first, last):
        return None
    if first >= last or (span.kind == PERSON and not span.sure and not _may_be_person(words, first, last, paragraph)):
        return None
    before = words[first - 1] if first else None
    cut = clitic_letters(words[first], span.kind, seen, follows_name=_follows_name(paragraph, span, before))
    return Mark(span.kind, paragraph, first, last, cut)


def _may_end(paragraph: Paragraph, first: int, position: int) -> bool:
    """Whether a name may end with this word. «علي» is «على» to the folded spelling: after another name, with its dots
    written, it is the name."""
    if not paragraph.tokens[position].is_word:
        return False
    norm = paragraph.words[position].norm
    if not is_function_word(norm):
        return True
    return position > first and paragraph.words[position].given > NAME_FROM and paragraph.tokens[position].surface.endswith("ي")


def _is_no_place(words: Sequence[WordFeatures], first: int, last: int) -> bool:
    """«مشهد السيطرة»: a common word that a definite one completes."""
    if last - first != 1 or not words[first].is_common or words[first].norm.startswith("ال"):
        return False
    called = bool(first) and "L" in words[first - 1].callings
    return not called and last < len(words) and words[last].norm.startswith("ال") and not words[last].norm.endswith(("ي", "يه"))


def _follows_name(paragraph: Paragraph, span: Span, before: WordFeatures | None) -> bool:
    if before is None:
        return False
    if before.norm in "،,":
        return True
    return any(other.last == span.first and other.kind == span.kind for other in paragraph.suggested)


def _without_surroundings(words: Sequence[WordFeatures], first: int, last: int) -> tuple[int, int]:
    """A person's span without titles before it, and without what follows: an office (أحمد الطيب شيخ الأزهر), a name with
    a preposition of its own (قاسم لنتنياهو), another word (مها أحمد برنامجا)."""
    while last - first > 1 and "T" in words[first].callings and not words[first].given:
        first += 1
    for position in range(first + 1, last):
        word = words[position]
        if word.norm in OFFICES and position + 1 < last and words[position + 1].norm.startswith("ال"):
            last = position
            break
        if word.norm[0] in "لب" and not word.given and not word.family and any(_is_listed(base) for base in word.bases[1:]):
            last = position
            break
    while last - first > 1 and _ends_no_name(words[last - 1], words[last - 2]):
        last -= 1
    return first, last


def _is_listed(base: str) -> bool:
    """Whether a word is a name by the lists, or the lexicon knows it as nothing else."""
    record = gazetteer.name_record(base)
    found = readings(base)
    return record.given > 1 or record.family > 1 or (bool(found) and all(reading.pos == "noun_prop" for reading in found))


def _ends_no_name(word: WordFeatures, before: WordFeatures) -> bool:
    if before.norm in _INSIDE_NAMES or before.norm[1:] in _INSIDE_NAMES:
        return False
    return word.is_common and not word.given and not word.family and not word.may_be_name


def _may_be_person(words: Sequence[WordFeatures], first: int, last: int, paragraph: Paragraph) -> bool:
    inside = words[first:last]
    if not any(word.may_be_name for word in inside):
        return False
    if all(word.is_common for word in inside):
        called = bool(first) and ("T" in words[first - 1].callings or "S" in words[first - 1].callings)
        if len(inside) == 1:
            return called
        # «كريم الأخلاق»، «دين سلام»: words that may be given names, and that nothing else makes names here.
        if not (inside[0].given > NAME_FROM and (inside[1].given or inside[1].family >= NAME_FROM)):
            return called
    return True


def clitic_letters(word: WordFeatures, kind: str, seen: frozenset[str], *, follows_name: bool) -> int:
    """How many letters of a name's first word are a conjunction or preposition."""
    norm = word.norm
    if norm[0] not in "وفبلك" or len(norm) < 4:
        return 0
    best, letters = _weight(norm, "", kind, seen) + 0.5, 0
    for base in bases(norm)[1:]:
        weight = _weight(base, norm[: len(norm) - len(base)], kind, seen)
        if weight > best:
            best, letters = weight, len(norm) - len(base)
    if norm.startswith("لل") and kind != PERSON:
        return 2 if letters == 0 else letters
    if letters == 0 and best <= 0.5 and norm[0] == "و" and follows_name:
        return 1
    return letters


def _weight(base: str, cut: str, kind: str, seen: frozenset[str]) -> float:
    """How much speaks for a word being a name's beginning."""
    weight = 0.0
    if cut and base in seen:
        weight += 2
    given, family, proper = gazetteer.name_record(base)
    if kind == PERSON:
        weight += max(given, family) / 2
    elif kind == PLACE:
        weight += 2.0 * gazetteer.is_place(base)
    found = readings(base)
    if any(reading.pos == "noun_prop" and not reading.prefix for reading in found) or (
        kind == ORGANIZATION and any(not reading.prefix or reading.prefix == "ال" for reading in found)
    ):
        weight += 1
    if base.startswith("ال") and cut:
        weight += 1.5
    return weight + (0.5 if proper else 0.0)
