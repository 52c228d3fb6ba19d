"""Time at a glance: months of all years as a table, days of a year as twelve small calendars, shaded by how much there is.

Every shade has its number beside it or in its link, so nothing is said by colour alone. An article known by its month
counts in its month, one known by its year in the year only.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from articles.models import Article, articles_by_day, articles_by_month

SHADES = 4
CELL, GAP = 12, 2
"""Pixels of a day's square in a small calendar, and between two of them."""
_VAGUE = {Article.Certainty.YEAR, Article.Certainty.MONTH}


@dataclass(frozen=True, slots=True)
class Year:
    year: int
    total: int
    months: list[tuple[int, int, int]]
    """(month, articles, shade) of all twelve."""


@dataclass(frozen=True, slots=True)
class Square:
    date: dt.date
    count: int
    shade: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Month:
    first: dt.date
    count: int
    squares: list[Square]


def years_by_month() -> list[Year]:
    """Newest first."""
    years: Counter[int] = Counter()
    months: Counter[tuple[int, int]] = Counter()
    for year, month, certainty, count in articles_by_month():
        years[year] += count
        if certainty != Article.Certainty.YEAR:
            months[year, month] += count
    shade = shades(months.values())
    return [
        Year(
            year,
            total,
            [(month, months[year, month], shade[months[year, month]]) for month in range(1, 13)],
        )
        for year, total in sorted(years.items(), reverse=True)
    ]


def days_of(year: int) -> list[Month]:
    """The twelve months with their days, weeks from Saturday on, running from the right."""
    months: Counter[int] = Counter()
    days: Counter[dt.date] = Counter()
    for date, certainty, count in articles_by_day(dt.date(year, 1, 1), dt.date(year, 12, 31)):
        if certainty != Article.Certainty.YEAR:
            months[date.month] += count
        if certainty not in _VAGUE:
            days[date] += count
    shade = shades(days.values())
    return [Month(dt.date(year, month, 1), months[month], list(_squares(year, month, days, shade))) for month in range(1, 13)]


def shades(counts: Iterable[int]) -> dict[int, int]:
    """Count -> shade: 0 for none, else 1 to SHADES by its place among the different counts.

    By place, not by size: neither does one busy day leave all others pale, nor are days much alike all dark.
    """
    different = sorted(set(counts) - {0})
    return {0: 0} | {count: 1 + SHADES * place // len(different) for place, count in enumerate(different)}


def _squares(year: int, month: int, days: Mapping[dt.date, int], shade: Mapping[int, int]) -> list[Square]:
    found = []
    for row, week in enumerate(calendar.Calendar(calendar.SATURDAY).monthdayscalendar(year, month)):
        for column, day in enumerate(week):
            if day:
                date = dt.date(year, month, day)
                count = days.get(date, 0)
                place = (6 - column) * (CELL + GAP), row * (CELL + GAP)
                found.append(Square(date, count, shade[count], *place))
    return found
