"""Lists of names: how often people bear a name, what is a place, how common a word is and of which kind.

Promises: answers for folded words from files beside this module, mapped into memory and shared by all workers;
`data/README.md` says where they come from. No list decides anything by itself: each is one sign among others.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

import marisa_trie

from articles.arabic import fold

_DATA = Path(__file__).with_name("data")


class NameRecord(NamedTuple):
    """How many people bear it (0 none, 1 for 1-3, 2 for 4-15, 3 for 16-63, 4 more), and whether a dictionary of proper
    nouns has it: 1 as a person's, 2 as another thing's, 3 as both."""

    given: int
    family: int
    proper: int


class WordRecord(NamedTuple):
    """`rarity` is twice the negative decimal logarithm of its frequency; `person` and `place` say how likely it is a name of
    theirs by what it means (steps from -4 to 4, as a network judged that read the lists)."""

    rarity: int
    person: int
    place: int


NO_NAME = NameRecord(0, 0, 0)


@cache
def _records(name: str, form: str) -> marisa_trie.RecordTrie:
    return marisa_trie.RecordTrie(form).mmap(str(_DATA / name))


@cache
def _names(name: str) -> marisa_trie.Trie:
    return marisa_trie.Trie().mmap(str(_DATA / name))


def name_record(folded: str) -> NameRecord:
    """What the lists of people's names have of a folded word (or two: «عبد الله»)."""
    found = _records("names.marisa", "<BBB").get(folded)
    return NameRecord(*found[0]) if found else NO_NAME


def given(folded: str) -> int:
    return name_record(folded).given


def family(folded: str) -> int:
    return name_record(folded).family


def word_record(folded: str) -> WordRecord | None:
    """None for a word that is not among the common ones."""
    found = _records("words.marisa", "<Bbb").get(folded)
    return WordRecord(*found[0]) if found else None


@cache
def _own_places() -> frozenset[str]:
    lines = (_DATA / "places.txt").read_text(encoding="utf-8").splitlines()
    names = (name for line in lines if not line.startswith("#") for name in line.split("،"))
    return frozenset(filter(None, map(fold, names)))


def is_place(folded: str) -> bool:
    return folded in _own_places() or folded in _names("places.marisa") or folded in _names("cities.marisa")


@cache
def longer_places() -> dict[str, int]:
    """The first word of every place of several words, and how many words the longest has that begins with it."""
    longest: dict[str, int] = {}
    for names in (_own_places(), _names("places.marisa"), _names("cities.marisa")):
        for name in names:
            if " " in name:
                parts = name.split()
                longest[parts[0]] = max(len(parts), longest.get(parts[0], 0))
    return longest
