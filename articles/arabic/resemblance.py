"""How alike two articles are, and what kind of twins that makes them.

Promises: `resemblance` is the same whichever text comes first, 1 for equal words, and looks at folded words only
(marks, hamza, digits of either script, punctuation and white space do not count); moved paragraphs cost little. A
`sketch` is the same in every process and on every machine, so it can be stored; texts that are alike, or of which
one holds the other, share numbers of it. Time and memory are linear in the text's length.

Refuses: to call texts alike that only follow the same pattern. Weather, prices and telegrams of congratulation
repeat with other numbers and names, and a few words say too little: short texts must agree almost entirely. Of a
text of more than `MOST_WORDS` words only the beginning counts.

Likeness is the share of the words of both texts that stand in a run of three which the other text has too. Figures
in this module were chosen by reading some 300 pairs of 15,042 newspaper articles of July 2015, as `docs/duplicates.md` tells.
"""

from __future__ import annotations

import hashlib
from array import array
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import NamedTuple

from .letters import normalize
from .tokens import surfaces

VERSION = 1
"""Raise this whenever a sketch would come out differently: stored ones are then made again."""

MOST_WORDS = 30_000
"""Words of a text that count."""

RUN = 3
"""Words in a row that make a shingle. With four, an article of which every fifth word was changed shares too few;
with two, unlike articles share too many."""

ALIKE, LONG = 0.60, 75
"""From here on two texts tell the same story in much the same words, if they have at least so many words and appeared
within a day of each other: below, reading finds mostly other reports of the same event."""
ALIKE_AT_ANY_TIME = 0.70
"""From here on whenever they appeared. Between the two, half of those that lie days apart are formulas: the weather
of another day, a telegram to another king. One word in five changed at random leaves 0.69 or more."""
CORRECTED = 0.85
"""From here on few words differ."""
CONTAINED = 0.80
"""Share of the shorter text that must stand in the longer one for it to be a part of that."""
SHORTEST_PART = 50
"""Words of a text that may be called a part of another: shorter ones are formulas that begin many reports."""
SHORT, ALIKE_WHEN_SHORT = 30, 0.90
"""Texts of fewer words must be as alike as this: «إصابة جديدة» and «لا إصابات» of the next day are at 0.75."""
SHORTEST = 8
"""Texts of fewer words (a caption, «بالصور») must have the same words and the same headline."""
NUMBERS, NUMBERS_AMONG_WORDS, NUMBERS_IN_COMMON = 4, 0.025, 0.20
"""Two texts with at least so many numbers, so many among their words, and less in common than this are two
reports by the same pattern (two banks' profits, prayer times of two days), however alike."""

_FEWEST, _MOST, _ONE_IN = 16, 96, 16
"""Numbers in a sketch: the least sixteenth of its shingles, so that a long text still shares some with a short one
inside it; but sixteen at least, which every fifth word changed leaves four or more in common."""
_MASK = (1 << 63) - 1
_SECOND, _THIRD = 0x5851F42D4C957F2D, 0x14057B7EF767814F
"""Any large odd numbers: they tell the places in a shingle apart."""


class Twins(StrEnum):
    """What two alike articles are to each other."""

    SAME = "same"
    """The same words, headline included."""
    HEADLINE = "headline"
    """The same words under another headline."""
    CORRECTED = "corrected"
    """Few words differ."""
    REWORDED = "reworded"
    """Much the same words."""
    PART = "part"
    """One holds the other; the likeness is then the share of the shorter text that stands in the longer."""


class Resemblance(NamedTuple):
    likeness: float
    """0 to 1, in steps of a hundredth."""
    twins: Twins


class Wording:
    """An article's words as numbers, for comparing; made once for each text, whatever it is compared with.

    In arrays: hundreds are held at a time, and a number of their own takes four times as much memory."""

    def __init__(self, headline: str, text: str) -> None:
        """`text` is what stands under the headline: standfirst and body."""
        found = surfaces(text)
        self.whole = len(found) <= MOST_WORDS
        self._headline = headline
        self.words = array("Q", map(_number, found[:MOST_WORDS]))
        self.numbers = Counter(map(_number, (surface for surface in found[:MOST_WORDS] if surface[0].isdigit())))
        """The numbers that the text names."""

    @cached_property
    def shingles(self) -> array[int]:
        """One for each run of words, in order; of a text shorter than a run one in all, of an empty one none."""
        words = self.words
        if len(words) < RUN:
            return array("Q", [_digest(" ".join(map(str, words)))] if words else [])
        return array(
            "Q", [(a + b * _SECOND + c * _THIRD) & _MASK for a, b, c in zip(words, words[1:], words[2:], strict=False)]
        )

    @cached_property
    def counted(self) -> Counter[int]:
        return Counter(self.shingles)

    @cached_property
    def headline(self) -> list[int]:
        return list(map(_number, surfaces(self._headline)))

    def sketch(self) -> list[int]:
        """The least of its shingles, ascending: at most `_MOST` numbers below 2**63; none of a text without words."""
        different = sorted(self.counted)
        return different[: max(_FEWEST, min(_MOST, len(different) // _ONE_IN))]


def resemblance(one: Wording, other: Wording, days: int | None = None) -> Resemblance | None:
    """How alike the two are, None where they are not twins. `days` lie between them, None where that is not known."""
    shorter, longer = sorted((len(one.words), len(other.words)))
    if one.words == other.words and one.whole and other.whole:
        same_headline = one.headline == other.headline
        telling = same_headline or shorter >= SHORTEST
        return Resemblance(1.0, Twins.SAME if same_headline else Twins.HEADLINE) if shorter and telling else None
    if shorter < SHORTEST:
        return None
    in_one, in_other = _covered(one, other)
    likeness, near = (in_one + in_other) / (shorter + longer), days is None or abs(days) <= 1
    if _other_numbers(one, other):
        return None
    if likeness >= _threshold(shorter, near):
        # 1 is for equal words: what differs is never rounded away.
        return Resemblance(min(round(likeness, 2), 0.99), Twins.CORRECTED if likeness >= CORRECTED else Twins.REWORDED)
    part = (in_one if len(one.words) == shorter else in_other) / shorter
    if near and shorter >= SHORTEST_PART and part >= CONTAINED:
        return Resemblance(round(part, 2), Twins.PART)
    return None


def _threshold(words: int, near: bool) -> float:
    if words < SHORT:
        return ALIKE_WHEN_SHORT
    return ALIKE if near and words >= LONG else ALIKE_AT_ANY_TIME


def _covered(one: Wording, other: Wording) -> tuple[int, int]:
    """Words of each that stand in a shingle of both, each shingle counting as often as both have it; 0 where they are few."""
    both = one.counted.keys() & other.counted.keys()
    allowed = {shingle: min(one.counted[shingle], other.counted[shingle]) for shingle in both}
    most = RUN * sum(allowed.values())
    if most < CONTAINED * min(len(one.words), len(other.words)) and 2 * most < ALIKE * (len(one.words) + len(other.words)):
        return 0, 0  # so few that no threshold can be reached
    return _words_in(one.shingles, allowed), _words_in(other.shingles, allowed)


def _words_in(shingles: Sequence[int], allowed: dict[int, int]) -> int:
    left = dict(allowed)
    words = end = 0
    for start, shingle in enumerate(shingles):
        if left.get(shingle):
            left[shingle] -= 1
            words += start + RUN - max(start, end)
            end = start + RUN
    return words


def _other_numbers(one: Wording, other: Wording) -> bool:
    ours, theirs = one.numbers, other.numbers
    fewest = min(ours.total(), theirs.total())
    if fewest < NUMBERS or fewest < NUMBERS_AMONG_WORDS * min(len(one.words), len(other.words)):
        return False
    return (ours & theirs).total() < NUMBERS_IN_COMMON * fewest


@lru_cache(maxsize=1 << 15)
def _number(surface: str) -> int:
    return _digest(normalize(surface))


def _digest(text: str) -> int:
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1
