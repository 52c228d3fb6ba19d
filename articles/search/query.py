"""What a reader typed, as a tree: words, "exact phrases", -without, word OR word.

Every text has a reading: a lone mark is a word like any other or stands for nothing, and nothing raises.
Phrases may stand in straight, curly or angled marks, also the wrong way round, as they do in the press.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

_OPEN, _CLOSE = '"“”„«»', '"“”„«»'
_PART = re.compile(rf"(?P<minus>-)?(?:[{_OPEN}](?P<phrase>[^{_CLOSE}]+)(?:[{_CLOSE}]|$)|(?P<word>[^\s{_OPEN}]+))")


@dataclass(frozen=True, slots=True)
class Word:
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """An exact phrase."""

    text: str


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of these."""

    parts: tuple[Word | Words, ...]


Clause: TypeAlias = Word | Words | Either


@dataclass(frozen=True, slots=True)
class Question:
    """Clauses that are looked for, and those that must not be there."""

    wanted: tuple[Clause, ...] = ()
    unwanted: tuple[Word | Words, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wanted or self.unwanted)


def parse(text: str) -> Question:
    wanted: list[Clause] = []
    unwanted: list[Word | Words] = []
    joining = False
    for part in _PART.finditer(text):
        if part["word"] == "OR" and not part["minus"]:
            joining = bool(wanted)
            continue
        leaf = Words(part["phrase"].strip()) if part["phrase"] else Word(part["word"])
        if not leaf.text.strip():
            continue
        if part["minus"]:
            unwanted.append(leaf)
        elif joining:
            last = wanted.pop()
            wanted.append(Either((*(last.parts if isinstance(last, Either) else (last,)), leaf)))
        else:
            wanted.append(leaf)
        joining = False
    return Question(tuple(wanted), tuple(unwanted))
