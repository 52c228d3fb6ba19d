"""Haystack's three sorts of facets: how many results have each value, lie in each stretch of time, match each query.

Counted as asked: values the most frequent first (the least with order="reverse_count"), times in order and without
those that have none. Stretches of time begin with `start_date`, at most MOST_GAPS of them.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from haystack.exceptions import FacetingError

from . import plan
from .plan import Fixed, Node, all_of

if TYPE_CHECKING:
    from .backend import SearchBackend

MOST_VALUES = 100
MOST_GAPS = 5000
_MONTHS = {"month": 1, "year": 12}


def counted(
    backend: SearchBackend,
    among: Node,
    facets: Mapping[str, Mapping[str, Any]] | None = None,
    date_facets: Mapping[str, Mapping[str, Any]] | None = None,
    query_facets: Iterable[tuple[str, str]] | None = None,
) -> dict[str, dict[str, Any]]:
    """As SearchQuerySet takes them from a backend; empty where nothing was asked."""
    if not (facets or date_facets or query_facets):
        return {}
    fields = {
        name: plan.FacetRequest(backend.column(name), among, int(options.get("size", MOST_VALUES)))
        for name, options in (facets or {}).items()
    }
    queries = {name: backend.compiled(f"{name}:({text})") for name, text in query_facets or ()}
    answer = backend.engine.execute(plan.Plan(among, limit=0, facets=fields, counts=_within(among, queries)))
    values = {}
    for name, found in answer.facets.items():
        column = backend.declared.columns[fields[name].field]
        values[name] = [(column.shown(value), count) for value, count in found]
        if (facets or {})[name].get("order") == "reverse_count":
            values[name].sort(key=lambda row: row[1])
    dates = {name: _by_time(backend, among, backend.column(name), **asked) for name, asked in (date_facets or {}).items()}
    return {"fields": values, "dates": dates, "queries": dict(answer.counts)}


def _within(among: Node, parts: Mapping[str, Node]) -> dict[str, Node]:
    return {name: all_of([among, Fixed(part, 0.0)]) for name, part in parts.items()}


def _by_time(
    backend: SearchBackend, among: Node, name: str, start_date: dt.date, end_date: dt.date, gap_by: str, gap_amount: int = 1
) -> list[tuple[dt.datetime, int]]:
    """(start, count) of each stretch that has any; Haystack's own moments have no zone."""
    starts = [_moment(start_date), *_gaps(_moment(start_date), _moment(end_date), gap_by, gap_amount)]
    moment = backend.declared.columns[name].value
    ranges: dict[str, Node] = {
        start.isoformat(): plan.Range(name, int(moment(start)), int(moment(end)) - 1) for start, end in pairwise(starts)
    }
    counts = backend.engine.execute(plan.Plan(among, limit=0, counts=_within(among, ranges))).counts
    return [(dt.datetime.fromisoformat(start), count) for start, count in counts.items() if count]


def _moment(day: dt.date) -> dt.datetime:
    return day if isinstance(day, dt.datetime) else dt.datetime.combine(day, dt.time())


def _gaps(moment: dt.datetime, end: dt.datetime, gap_by: str, amount: int) -> Iterator[dt.datetime]:
    """Where each stretch ends, until one reaches the end. The 31st becomes the last day of a shorter month."""
    first = moment
    for number in range(1, MOST_GAPS + 1):
        if moment >= end:
            return
        if gap_by in _MONTHS:
            year, month = divmod(first.year * 12 + first.month - 1 + number * amount * _MONTHS[gap_by], 12)
            day = min(first.day, calendar.monthrange(year, month + 1)[1])
            moment = first.replace(year=year, month=month + 1, day=day)
        else:
            moment = first + number * dt.timedelta(**{f"{gap_by}s": amount})
        yield moment
    if moment < end:
        raise FacetingError(f"There are more than {MOST_GAPS} stretches of a {gap_by} between {first} and {end}.")
