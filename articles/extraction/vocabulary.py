"""Vocabulary: the words that this room knows by what they do, from `data/vocabulary.txt`.

Promises: `words_of` gives a section's words, folded. Refuses sections that the file does not have (KeyError).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from articles.arabic import fold

_FILE = Path(__file__).with_name("data") / "vocabulary.txt"
_SECTION = re.compile(r"^\[(.+)\]$")


@cache
def _sections() -> dict[str, frozenset[str]]:
    sections: dict[str, list[str]] = {}
    section: list[str] = []
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if found := _SECTION.match(line):
            section = sections.setdefault(found[1], [])
        elif not line.startswith("#"):
            section += line.split()
    return {name: frozenset(map(fold, words)) for name, words in sections.items()}


def words_of(section: str) -> frozenset[str]:
    """The words of a section, folded."""
    return _sections()[section]
