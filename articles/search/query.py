"""A reader's question as a tree, and the tree written as a question again.

`language.read` makes the tree of what was typed; `written` gives the shortest text that means the tree, which is how
a question with a mistake is offered repaired.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    prefix: bool = False
    """Whether anything may follow: مفاوض*."""


@dataclass(frozen=True, slots=True)
class Words:
    """An exact phrase."""

    text: str


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of these."""

    parts: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Both:
    """All of these: what stands in brackets."""

    parts: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Within:
    """This in the headline, or this as the name of a person, source, place, organization or topic."""

    field: str
    """"headline" or a facet."""
    part: Word | Words


Clause: TypeAlias = Word | Words | Either | Both | Within


@dataclass(frozen=True, slots=True)
class Question:
    """Clauses that are looked for, those that must not be there, and the days between which to look."""

    wanted: tuple[Clause, ...] = ()
    unwanted: tuple[Clause, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None

    def __bool__(self) -> bool:
        return bool(self.wanted or self.unwanted or self.since or self.until)


LABELS = {
    "headline": "عنوان",
    "source": "مصدر",
    "person": "شخص",
    "place": "مكان",
    "organization": "منظمة",
    "topic": "موضوع",
    "since": "من",
    "until": "إلى",
}
"""How a field is written before its colon."""


def written(question: Question) -> str:
    parts = [_clause(clause) for clause in question.wanted]
    parts += [f"-{_clause(clause)}" for clause in question.unwanted]
    parts += [f"{LABELS['since']}:{_since(question.since)}"] if question.since else []
    parts += [f"{LABELS['until']}:{_until(question.until)}"] if question.until else []
    return " ".join(parts)


def _since(day: dt.date) -> str:
    """The shortest date that begins on this day: a year, a month or the day."""
    return day.isoformat()[: 4 if (day.month, day.day) == (1, 1) else 7 if day.day == 1 else 10]


def _until(day: dt.date) -> str:
    """The shortest date that ends on this day."""
    ends_month = day.day == calendar.monthrange(day.year, day.month)[1]
    return day.isoformat()[: 4 if ends_month and day.month == 12 else 7 if ends_month else 10]


def _clause(clause: Clause, inside: bool = False) -> str:
    if isinstance(clause, Word):
        return clause.text + "*" * clause.prefix
    if isinstance(clause, Words):
        return f'"{clause.text}"'
    if isinstance(clause, Within):
        return f"{LABELS[clause.field]}:{_clause(clause.part)}"
    if isinstance(clause, Both):
        return f"({' '.join(_clause(part) for part in clause.parts)})"
    alternatives = " OR ".join(_clause(part) for part in clause.parts)
    return f"({alternatives})"
