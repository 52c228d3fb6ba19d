"""Shelves: which published articles stand under a name, in the order of time, and how many; and how many on each day.

Everything here follows from articles and mentions, and is kept so by triggers of the database (`shelving`), in the
transaction that changes them. A page of a name thus reads a stretch of one index, wherever in the list it lies, and no
page counts the archive. A name stands on an article's shelf where it is mentioned for certain, or is the article's source,
place or agency, and the article is published.

Tallies may have several rows for one key, to be added up: in PostgreSQL writers that meet leave a row each, since none is
to wait for another; the next writer puts them together.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.db.models import OuterRef, Q, Subquery, Sum
from django.db.models.functions import Cast, Substr

from .names import Name

UNDATED = dt.datetime(1, 1, 1, tzinfo=dt.UTC)
"""Stands for an unknown moment: behind all others in a list that begins with the newest."""
EVER = ""
"""The month of a name's whole tally."""
AT_THE_TOP = 300
"""Names of all kinds that are looked through first; a kind that has too few among them is asked for by itself."""


class Shelved(models.Model):
    pk = models.CompositePrimaryKey("article", "name")
    article = models.BigIntegerField()
    name = models.BigIntegerField()
    at = models.DateTimeField(help_text="published_at, or UNDATED.")

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["name", "-at", "-article"], name="shelved_newest")]

    def __str__(self) -> str:
        return f"{self.name}: {self.article}"


class NameTally(models.Model):
    name = models.BigIntegerField()
    month = models.CharField(max_length=7, help_text="2025-03, in UTC; 0001-01 without a date; EVER for all of them.")
    articles = models.BigIntegerField()

    class Meta:
        default_permissions = ()
        indexes = [
            # An index that has the number is written with every article: only the one that ranks names has it.
            models.Index(fields=["name", "month"], name="nametally_by_name"),
            models.Index(fields=["name"], name="nametally_ever", condition=Q(month="")),
            models.Index(fields=["-articles", "name"], name="nametally_most", condition=Q(month="")),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.month or 'ever'}: {self.articles}"


class DayTally(models.Model):
    day = models.DateField(null=True)
    certainty = models.CharField(max_length=8)
    articles = models.BigIntegerField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["day", "certainty"], name="daytally_by_day")]

    def __str__(self) -> str:
        return f"{self.day}, {self.certainty}: {self.articles}"


def articles_of_names(names: Iterable[int] | None = None) -> dict[int, int]:
    """How many published articles stand under each, or under every name there is; names without any are left out."""
    chosen = {} if names is None else {"name__in": list(names)}
    rows = NameTally.objects.filter(month=EVER, **chosen).order_by().values_list("name")
    return {name: count for name, count in rows.annotate(Sum("articles")) if count}


def names_in_sight() -> models.QuerySet[Any, Any]:
    """Numbers of the names under which a published article stands."""
    return (
        NameTally.objects.filter(month=EVER)
        .order_by()
        .values("name")
        .annotate(all=Sum("articles"))
        .filter(all__gt=0)
        .values("name")
    )


def most_articles(sizes: Mapping[str, int]) -> dict[str, list[tuple[int, int]]]:
    """Kind -> (name, published articles) of so many standing names that have the most, most first."""
    ever = NameTally.objects.filter(month=EVER).order_by("-articles", "name")
    standing = Name.objects.filter(merged_into=None)
    kind_of = Subquery(standing.filter(pk=OuterRef("name")).values("kind"))
    found: dict[str, list[int]] = {kind: [] for kind in sizes}
    for name, kind in ever.values_list("name", kind_of)[:AT_THE_TOP]:
        if kind in found and name not in found[kind]:  # that of its rows with nearly all its articles comes first
            found[kind].append(name)
    for kind, size in sizes.items():
        if len(found[kind]) < size:
            alone = ever.filter(name__in=standing.filter(kind=kind).values("pk"))
            found[kind] = list(alone.values_list("name", flat=True)[: 2 * size])
    counts = articles_of_names(name for kind, size in sizes.items() for name in found[kind][: 2 * size])
    return {
        kind: sorted(((name, counts[name]) for name in dict.fromkeys(found[kind]) if name in counts), key=_most)[:size]
        for kind, size in sizes.items()
    }


def _most(counted: tuple[int, int]) -> tuple[int, int]:
    return -counted[1], counted[0]


def shelf(name: int, offset: int, limit: int) -> list[int]:
    """Numbers of a name's articles, newest first. However far down: at the month in which `offset` lies it begins to count."""
    stands = Shelved.objects.filter(name=name).order_by("-at", "-article").values_list("article", flat=True)
    if not offset:
        return list(stands[:limit])
    months = NameTally.objects.filter(name=name).exclude(month=EVER).order_by("-month").values_list("month")
    passed, first = 0, EVER
    for month, count in months.annotate(Sum("articles")):
        if passed + count > offset:
            first = month
            break
        passed += count
    if not first:
        return []
    return list(stands.filter(at__lt=_after(first))[offset - passed : offset - passed + limit])


def busy_since(name: int, articles: int) -> dt.date | None:
    """The first of the month from which on at least so many of a name's articles are; None for a name with fewer dated ones."""
    months = NameTally.objects.filter(name=name).exclude(month=EVER).order_by("-month").values_list("month")
    found = 0
    for month, count in months.annotate(Sum("articles")):
        found += count
        year, number = int(month[:4]), int(month[5:])
        if found >= articles and year > UNDATED.year:
            return dt.date(year, number, 1)
    return None


def _after(month: str) -> dt.datetime:
    """The moment at which the next month begins."""
    year, number = int(month[:4]), int(month[5:])
    return (
        dt.datetime(year + number // 12, number % 12 + 1, 1, tzinfo=dt.UTC)
        if month < "9999-12"
        else dt.datetime.max.replace(tzinfo=dt.UTC)
    )


def published_total() -> int:
    """All published articles."""
    return int(DayTally.objects.aggregate(all=Sum("articles"))["all"] or 0)


def undated_total() -> int:
    return int(DayTally.objects.filter(day=None).aggregate(all=Sum("articles"))["all"] or 0)


def articles_by_year() -> dict[int | None, int]:
    """Year -> published articles; None stands for those without a date."""
    year = Substr(Cast("day", models.CharField()), 1, 4)
    rows = DayTally.objects.order_by().values_list(year).annotate(Sum("articles"))
    return {int(text) if text else None: count for text, count in rows if count}


def articles_by_month() -> list[tuple[int, int, str, int]]:
    """(year, month, how certain their day is, published articles) of every month that has any."""
    month = Substr(Cast("day", models.CharField()), 1, 7)
    rows = DayTally.objects.exclude(day=None).order_by().values_list(month, "certainty").annotate(Sum("articles"))
    return [(int(text[:4]), int(text[5:]), certainty, count) for text, certainty, count in rows if count]


def articles_by_day(first: dt.date, last: dt.date) -> list[tuple[dt.date, str, int]]:
    """(day, how certain it is, published articles) of every day between two that has any."""
    rows = DayTally.objects.filter(day__range=(first, last)).order_by().values_list("day", "certainty")
    return [(day, certainty, count) for day, certainty, count in rows.annotate(Sum("articles")) if count]
