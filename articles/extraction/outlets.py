"""Outlets: which names are those of news agencies, newspapers, channels and sites.

Promises: an answer for any name in any spelling: an outlet (1), a name that is an outlet's and also a place's or a
common word (`AMBIGUOUS`), or neither (0). Names that are not listed are known by what they are called
(صحيفة …، … الإخبارية).

Refuses: to decide what an ambiguous name means; its surroundings do that (`datelines`, `citations`).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from articles.arabic import fold

from .vocabulary import words_of

_FILE = Path(__file__).with_name("data") / "outlets.txt"

AMBIGUOUS = 0.5
MOSTLY_OUTLETS = frozenset(map(fold, ("الجزيرة", "اليوم", "الوطن", "الرياضي", "الحياة")))
"""Ambiguous names that in a dateline are hardly ever a place."""

HEADS = words_of("outlet heads")
TAILS = words_of("outlet tails")
_LETTERS_APART = re.compile(r"(?:\w ){1,3}\w")


@cache
def _listed() -> dict[str, float]:
    listed: dict[str, float] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            weight = AMBIGUOUS if line.startswith("*") else 1.0
            for name in line.lstrip("*").split("|"):
                folded = fold(name)
                listed[folded] = max(weight, listed.get(folded, 0.0))
    return listed


@cache
def first_words() -> dict[str, int]:
    """The first word of each listed name, and how many words the longest name has that begins with it."""
    longest: dict[str, int] = {}
    for name in _listed():
        names_words = name.split()
        longest[names_words[0]] = max(len(names_words), longest.get(names_words[0], 0))
    return longest


def listed_weight(folded: str) -> float:
    """How surely a folded name is a listed outlet's: 1, `AMBIGUOUS` or 0."""
    return _listed().get(folded, 0.0)


def outlet_weight(folded: str) -> float:
    """The same for any name, listed or not."""
    listed = _listed()
    weight = listed.get(folded) or listed.get(folded.removeprefix("ال"))
    if weight:
        return weight
    parts = folded.split()
    if len(parts) > 1 and len(parts) <= 6 and (parts[0] in HEADS or parts[-1] in TAILS):
        return 1.0
    if len(folded) <= 7 and _LETTERS_APART.fullmatch(folded) and folded.replace(" ", "") in listed:
        return 1.0
    return 0.0
