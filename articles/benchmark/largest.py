"""How long the server takes for its largest lists, made anew each time: the front page, the name and the day with the most
articles, on their first page, in the middle and on the last; indexes; years."""

from __future__ import annotations

import time
from collections.abc import Iterator

from django.db.models import Sum
from django.test import Client

from articles.models import DayTally, Name, most_articles

from .report import Figure, spread

_ASKED = 40
_A_PAGE = 30
"""Articles on a page of a list."""


def measure_largest() -> list[Figure]:
    """Empty for an archive without names or dates."""
    client, figures = Client(), []
    for label, address in _addresses():
        times = []
        for number in range(_ASKED + 3):
            start = time.perf_counter()
            status = client.get(address).status_code
            if number >= 3:
                times.append((time.perf_counter() - start) * 1000)
            if status != 200:
                raise RuntimeError(f"{address} answered {status}")
        figures += spread(label, times, address if address.isascii() else "")
    return figures


def _addresses() -> Iterator[tuple[str, str]]:
    yield "front page", "/"
    yield "archive of all years", "/archive/"
    for kind, plural in (("person", "people"), ("outlet", "sources")):
        for pk, count in most_articles(1, kind=kind, merged_into=None):
            address = Name.objects.get(pk=pk).get_absolute_url()
            yield from _pages(f"{kind} with {count:,} articles", address, count)
        yield f"index of {plural}", f"/{plural}/"
    days = DayTally.objects.exclude(day=None).exclude(certainty__in=["month", "year"]).order_by().values_list("day")
    for day, count in days.annotate(all=Sum("articles")).order_by("-all")[:1]:
        yield "the year of the fullest day", f"/archive/{day.year}/"
        yield "the month of the fullest day", f"/archive/{day.year}/{day.month}/"
        yield from _pages(f"day with {count:,} articles", f"/archive/{day.year}/{day.month}/{day.day}/", count)


def _pages(label: str, address: str, count: int) -> Iterator[tuple[str, str]]:
    last = -(-count // _A_PAGE)
    yield label, address
    for page in sorted({(last + 1) // 2, last} - {1}):
        yield f"{label}, page {page}", f"{address}?page={page}"
