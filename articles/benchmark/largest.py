"""How long the server takes for its largest lists, made anew each time: the front page, the name and the day with the most
articles, on their first page, in the middle and on the last; indexes; years."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Sum
from django.test import Client

from articles.models import DayTally, Name, most_articles

from .report import Figure, spread, timed

_SLOW_START, _ASKED = 3, 40
_A_PAGE = 30
"""Articles on a page of a list (`views.browse.LISTED`)."""


def measure_largest() -> list[Figure]:
    """Empty for an archive without names or dates."""
    client, figures = Client(), []
    for label, address in _addresses():
        for _ in range(_SLOW_START):
            if (status := client.get(address).status_code) != 200:
                raise RuntimeError(f"{address} answered {status}")
        times = [timed(lambda address=address: client.get(address)) for _ in range(_ASKED)]
        figures += spread(label, times, address if address.isascii() else "")
    return figures


def _addresses() -> Iterator[tuple[str, str]]:
    yield "front page", "/"
    yield "archive of all years", "/archive/"
    for kind, plural in (("person", "people"), ("outlet", "sources")):
        for pk, count in most_articles({kind: 1})[kind]:
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
