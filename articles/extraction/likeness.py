"""Likeness: whether a word that nobody knows is spelt like a name, like a place or like other words.

Promises: for every Arabic word two numbers, the mean over its runs of two to four letters of how much more often they
are found in names of people, and of places, than in common words (natural logarithms). `data/letters.marisa` has them.

Refuses: to tell names from words of the same make (كريم، سعيد); only context does that.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import marisa_trie

SCALE = 20
"""The logarithms are kept as whole numbers, this many to one."""
_FILE = Path(__file__).with_name("data") / "letters.marisa"
_MARGIN = 0.3


def runs(word: str) -> list[str]:
    """The runs of two to four letters of a word, its ends marked."""
    marked = f"^{word}$"
    return [marked[i : i + n] for n in (2, 3, 4) for i in range(len(marked) - n + 1)]


@cache
def _records() -> dict[str, tuple[int, int]]:
    """All of them (35,000) as a dictionary: every new word asks for some twenty."""
    return dict(marisa_trie.RecordTrie("<bb").mmap(str(_FILE)).items())


def likeness(word: str) -> tuple[float, float]:
    """How much a folded word is like a person's name and like a place's."""
    records = _records()
    found = [record for run in runs(word[:30]) if (record := records.get(run))]
    if not found:
        return 0.0, 0.0
    return sum(one[0] for one in found) / len(found) / SCALE, sum(one[1] for one in found) / len(found) / SCALE


def features(bases: Sequence[str]) -> list[str]:
    """The likeness of the base that is most like a name, in steps: person, place, and which of them rather."""
    best: tuple[float, float] | None = None
    for base in bases:
        found = likeness(base)
        if best is None or max(found) > max(best) + _MARGIN:
            best = found
    person, place = best or (0.0, 0.0)
    return [f"n={_step(person)}", f"o={_step(place)}", f"u={_step(person - place)}"]


def _step(value: float) -> int:
    return max(-5, min(5, round(value * 3)))
