"""Results over time, as bars that lead to their days, months or years; and the same as a table.

Time runs from the right, as the page is read. Places along it are shares of the width and heights are pixels, so the
drawing takes any width without stretching its letters, and needs no style that the page's policy would refuse.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from articles.arabic import Counted, format_date, month_name
from articles.search import Bucket, Histogram, SearchParams, Unit, month_of, year_of

HEIGHT = 56
"""Pixels of the highest bar; what stands below it is the template's."""
_LOWEST = 3
"""Pixels of a bar that stands for anything at all."""
_WIDEST = 6.0
"""Percent of the width that a bar takes at the most: few bars stay bars."""
_YEARS = Counted("", "سنة", "سنتين", "{n} سنوات", "{n} سنة", "{n} سنة")
_TICKS = 6
"""Labels below the bars that have room on a phone."""


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    count: int
    address: str
    within: bool
    """Whether it lies in the time that was chosen, if only in part."""
    tick: str
    slot: str
    slot_width: str
    middle: str
    x: str
    width: str
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Timeline:
    title: str
    bars: list[Bar]
    trail: list[tuple[str, str]]
    """(label, address) from all the years to the time that was chosen, which has no address."""
    highest: int
    undated: int


def timeline(params: SearchParams, histogram: Histogram, total: int, address: Callable[[SearchParams], str]) -> Timeline | None:
    """`total` articles were found. None where there is nothing to compare."""
    dated = sum(bucket.count for bucket in histogram.buckets)
    chosen = bool(params.date_from or params.date_to)
    if not dated or (dated == 1 and not chosen):
        return None
    return Timeline(
        _title(histogram),
        list(_bars(params, histogram, address)),
        list(_trail(params, address)) if chosen else [],
        max(bucket.count for bucket in histogram.buckets),
        0 if chosen else max(0, total - dated),
    )


def _title(histogram: Histogram) -> str:
    every = {Unit.DAY: "يوم", Unit.MONTH: "شهر", Unit.YEAR: _YEARS(histogram.step)}
    return f"المقالات في كل {every[histogram.unit]}"


def _bars(params: SearchParams, histogram: Histogram, address: Callable[[SearchParams], str]) -> Iterator[Bar]:
    highest = max(bucket.count for bucket in histogram.buckets)
    slot = 100 / len(histogram.buckets)
    width = min(slot * 0.8, _WIDEST)
    since, until = params.date_from or dt.date.min, params.date_to or dt.date.max
    ticks = _ticks(histogram)
    for number, bucket in enumerate(histogram.buckets):
        start = 100 - (number + 1) * slot
        height = max(_LOWEST, round(HEIGHT * bucket.count / highest)) if bucket.count else 0
        yield Bar(
            label=_label(bucket),
            count=bucket.count,
            address=address(params.between(bucket.first, bucket.last)) if bucket.count else "",
            within=bucket.first <= until and bucket.last >= since,
            tick=ticks.get(bucket.first, ""),
            slot=f"{start:.3f}%",
            slot_width=f"{slot:.3f}%",
            middle=f"{start + slot / 2:.3f}%",
            x=f"{start + (slot - width) / 2:.3f}%",
            width=f"{width:.3f}%",
            y=HEIGHT - height,
            height=height,
        )


def _ticks(histogram: Histogram) -> dict[dt.date, str]:
    """First day of a bucket -> what is written below it."""
    firsts = [bucket.first for bucket in histogram.buckets]
    if histogram.unit is Unit.YEAR:
        return {first: str(first.year) for first in firsts[:: -(-len(firsts) // _TICKS)]}
    if histogram.unit is Unit.DAY:
        months = {first.month for first in firsts}
        return {
            first: month_name(first.month, "gulf") if first.day == 1 and len(months) > 1 else str(first.day)
            for first in firsts
            if first.day in (1, 8, 15, 22) or (first.day == 29 and len(months) == 1)
        }
    if len(firsts) <= 12:
        return {first: month_name(first.month, "gulf") for first in firsts[:: -(-len(firsts) // 4)]}
    return {first: str(first.year) for first in firsts if first.month == 1}


def _label(bucket: Bucket) -> str:
    return period(bucket.first, bucket.last) or f"{bucket.first.year} إلى {bucket.last.year}"


def period(first: dt.date, last: dt.date) -> str:
    """The name of a day, a whole month or a whole year; "" for other times."""
    if first == last:
        return format_date(first)
    if (first, last) == year_of(first):
        return str(first.year)
    return f"{month_name(first.month)} {first.year}" if (first, last) == month_of(first) else ""


def _trail(params: SearchParams, address: Callable[[SearchParams], str]) -> Iterator[tuple[str, str]]:
    yield "كل السنوات", address(params.without_dates())
    since, until = params.date_from, params.date_to
    if since and until:
        for around in (year_of(since), month_of(since)):
            if around[0] <= until <= around[1] and (since, until) != around:
                yield period(*around), address(params.between(*around))
        yield period(since, until) or f"من {format_date(since)} إلى {format_date(until)}", ""
    else:
        yield f"من {format_date(since)}" if since else f"إلى {format_date(until)}" if until else "", ""
