"""Browsing without words: by time, and by the names that articles mention.

An article counts on a day only if its day is known: one known by its month stands under the month, one known by
its year under the year, and one without a date apart from them all. A name is shown where a published article
carries or mentions it for certain; nobody learns here what a draft says.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from itertools import accumulate

from django.db.models import Case, Count, F, Q, QuerySet, When
from django.db.models.functions import Length, Substr
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import SafeString

from articles.arabic import format_hijri
from articles.formats import structured
from articles.models import (
    Article,
    Name,
    articles_by_day,
    articles_of_names,
    most_articles,
    names_in_sight,
    shelf,
    undated_total,
)

from . import Listed, articles_listed, base_of, moved, paged
from .calendars import days_of, years_by_month
from .following import feed_links
from .keeping import kept_page
from .together import about

LISTED, NAMES_LISTED, ALIASES_SHOWN = 30, 120, 30
PLURALS = {
    Name.Kind.PERSON: "الأشخاص",
    Name.Kind.PLACE: "الأماكن",
    Name.Kind.ORGANIZATION: "المنظمات",
    Name.Kind.OUTLET: "المصادر",
    Name.Kind.TOPIC: "الموضوعات",
}
FACET = {Name.Kind.OUTLET: "source"}
"""The search parameter of a kind, where it is not the kind's own name."""
BY_MONTH, BY_YEAR = {Article.Certainty.MONTH.value}, {Article.Certainty.YEAR.value}
DATED_BY_MONTH, DATED_BY_YEAR = Q(date_certainty__in=BY_MONTH), Q(date_certainty__in=BY_YEAR)
NEWEST = ("-published_at", "-pk")
"""The order of articles that all have a date."""
WEEKDAYS = (
    ("السبت", "س"),
    ("الأحد", "ح"),
    ("الاثنين", "ن"),
    ("الثلاثاء", "ث"),
    ("الأربعاء", "ر"),
    ("الخميس", "خ"),
    ("الجمعة", "ج"),
)
"""Names of the days as a calendar of the region begins, and the letters that stand for them on a phone."""


# --- by time --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Day:
    date: dt.date
    count: int
    hijri_day: str
    hijri_month: str
    """Named on its first day only."""


@kept_page("page")
def archive(request: HttpRequest) -> HttpResponse:
    undated = Article.objects.published().filter(published_at=None).order_by("-pk")
    page = paged(request, articles_listed(undated_total(), undated), LISTED)
    return render(
        request,
        "archive/years.html",
        {"calendar": years_by_month(), "month_numbers": range(1, 13), "page": page, "canonical": request.path},
    )


@kept_page("page")
def archive_year(request: HttpRequest, year: int) -> HttpResponse:
    first, last = _date(year, 1, 1), _date(year, 12, 31)
    inside = Article.objects.published().filter(published_on__range=(first, last))
    months = days_of(year)
    vague = sum(count for _, certainty, count in articles_by_day(first, last) if certainty in BY_YEAR)
    context = {
        "year": year,
        "hijri": hijri_span(first, last),
        "months": [(month, hijri_span(month.first, _last_of(month.first))) for month in months],
        "most": max(month.count for month in months),
        "page": paged(request, articles_listed(vague, inside.filter(DATED_BY_YEAR).order_by(*NEWEST)), LISTED),
        "canonical": request.path,
        **_periods_beside(first, last),
    }
    return render(request, "archive/year.html", context)


@kept_page("page")
def archive_month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    first = _date(year, month, 1)
    last = _last_of(first)
    inside = Article.objects.published().filter(published_on__range=(first, last), date_certainty__in=BY_MONTH)
    counts: Counter[int] = Counter()
    vague = 0
    for day, certainty, count in articles_by_day(first, last):
        if certainty in BY_MONTH:
            vague += count
        elif certainty not in BY_YEAR:
            counts[day.day] += count
    context = {
        "first": first,
        "hijri": hijri_span(first, last),
        "weekdays": WEEKDAYS,
        "weeks": _weeks(first, counts),
        "total": sum(counts.values()),
        "page": paged(request, articles_listed(vague, inside.order_by(*NEWEST)), LISTED),
        "canonical": request.path,
        **_periods_beside(first, last, DATED_BY_YEAR),
    }
    return render(request, "archive/month.html", context)


@kept_page("page")
def archive_day(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    date = _date(year, month, day)
    articles = Article.objects.published().on_day(date).exclude(DATED_BY_YEAR | DATED_BY_MONTH).order_by(*NEWEST)
    count = sum(count for _, certainty, count in articles_by_day(date, date) if certainty not in {*BY_YEAR, *BY_MONTH})
    context = {
        "date": date,
        "page": paged(request, articles_listed(count, articles), LISTED),
        "canonical": request.path,
        **_periods_beside(date, date, DATED_BY_YEAR | DATED_BY_MONTH),
    }
    return render(request, "archive/day.html", context)


def hijri_span(first: dt.date, last: dt.date) -> str:
    """The Hijri months of a Gregorian month («رمضان – شوال 1446»), or the Hijri years of a year."""
    spans = [format_hijri(day).split(" ", 1)[1].rsplit(" ", 1) for day in (first, last) if format_hijri(day)]
    if len(spans) < 2:
        return ""
    (from_month, from_year), (to_month, to_year) = spans
    if (last - first).days > 31:
        return f"{from_year} – {to_year}"
    # Standing alone the month's name is nominative.
    begins = from_month if from_year == to_year else f"{from_month} {from_year}"
    ends = f"{to_month} {to_year}"
    return (ends if from_month == to_month else f"{begins} – {ends}").replace("ذي ", "ذو ")


def _date(year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except (ValueError, OverflowError) as error:
        raise Http404("no such date") from error


def _last_of(first: dt.date) -> dt.date:
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def _periods_beside(first: dt.date, last: dt.date, vague: Q | None = None) -> dict[str, dt.date | None]:
    """The nearest days before and after that have articles: an empty stretch is stepped over."""
    known = Article.objects.published().exclude(vague) if vague else Article.objects.published()
    before, after = known.filter(published_on__lt=first), known.filter(published_on__gt=last)
    return {
        "earlier": before.order_by("-published_on").values_list("published_on", flat=True).first(),
        "later": after.order_by("published_on").values_list("published_on", flat=True).first(),
    }


def _weeks(first: dt.date, counts: Counter[int]) -> list[list[Day | None]]:
    """Weeks of a month from Saturday on; None outside it."""
    weeks = calendar.Calendar(calendar.SATURDAY).monthdayscalendar(first.year, first.month)
    return [[_day(first.replace(day=day), counts[day]) if day else None for day in week] for week in weeks]


def _day(date: dt.date, count: int) -> Day:
    day, _, month = format_hijri(date).rpartition(" ")[0].partition(" ")
    return Day(date, count, day, month if day == "1" else "")


# --- by name --------------------------------------------------------------------------------------


@kept_page("page")
def names(request: HttpRequest, kind: Name.Kind) -> HttpResponse:
    filed = in_sight(kind).annotate(filed_under=_FILED_UNDER, letter=Substr("filed_under", 1, 1))
    letters = _letters(filed)
    page = paged(request, Listed(sum(letters.values()), partial(_filed, filed, letters)), NAMES_LISTED)
    counts = articles_of_names(name.pk for name in page)
    for name in page:
        name.articles = counts[name.pk]
    context = {
        "kind": kind,
        "plural": PLURALS[kind],
        "page": page,
        "letters": _pages_of(letters),
        "canonical": request.path,
    }
    return render(request, "names/index.html", context)


@kept_page("page")
def name(request: HttpRequest, kind: Name.Kind, pk: int, slug: str = "") -> HttpResponse:
    name = get_object_or_404(Name.objects.select_related("merged_into"), kind=kind, pk=pk)
    if name.merged_into:
        return moved(request, _standing(name).get_absolute_url())
    # Said on the first page only, and begun before its articles are looked up.
    told = about(name, PLURALS) if request.GET.get("page", "1") == "1" else dict
    shelved = articles_listed(articles_of_names([pk]).get(pk, 0), partial(shelf, pk))
    page = paged(request, shelved, LISTED)
    if not page.paginator.count:
        raise Http404("no published article is under this name")
    if slug != (name.slug or "-"):
        return moved(request, name.get_absolute_url())
    aliases = list(name.aliases.all()[: ALIASES_SHOWN + 1])
    context = {
        "name": name,
        "kind": kind,
        "plural": PLURALS[kind],
        "page": page,
        "aliases": aliases[:ALIASES_SHOWN],
        "more_aliases": len(aliases) > ALIASES_SHOWN,
        "described": _described(name, [alias.text for alias in aliases[:ALIASES_SHOWN]], base_of(request)),
        "feeds": feed_links(name),
        **told(),
        "narrowed": f"{reverse('search')}?{FACET.get(kind, kind.value)}={name.pk}",
        "canonical": name.get_absolute_url(),
    }
    return render(request, "names/name.html", context)


def most_mentioned(sizes: Mapping[Name.Kind, int]) -> list[tuple[Name.Kind, str, list[tuple[Name, int]]]]:
    """(kind, its plural, (name, published articles) of those that have the most) for so many names of each kind."""
    counted = most_articles(sizes)
    names = Name.objects.in_bulk([pk for counts in counted.values() for pk, _ in counts])
    return [(kind, PLURALS[kind], [(names[pk], count) for pk, count in counted[kind] if pk in names]) for kind in sizes]


# «القاهرة» is filed under ق. Only a bare alef makes the article: «ألمانيا» stays under ا.
_FILED_UNDER = Case(When(Q(name__startswith="ال") & Q(length__gt=3), then=Substr("folded", 3)), default=F("folded"))


def in_sight(kind: Name.Kind) -> QuerySet[Name]:
    """Names that a published article carries or mentions for certain."""
    return Name.objects.standing().filter(kind=kind, pk__in=names_in_sight()).annotate(length=Length("folded"))


def _described(name: Name, aliases: list[str], base: str) -> SafeString:
    kind = Name.Kind(name.kind)
    steps = (PLURALS[kind], reverse("names", kwargs={"kind": kind})), (name.name, name.get_absolute_url())
    return structured.script(structured.named(name, aliases, base), structured.breadcrumbs(base, *steps))


def _letters(filed: QuerySet[Name]) -> dict[str, int]:
    """Each first letter, in the order of the index, with how many names it has."""
    return dict(filed.order_by("letter").values_list("letter").annotate(Count("pk")))


def _pages_of(letters: dict[str, int]) -> list[tuple[str, int]]:
    """Each letter with the page on which its names begin."""
    before = accumulate(letters.values(), initial=0)
    return [(letter.upper(), passed // NAMES_LISTED + 1) for letter, passed in zip(letters, before, strict=False)]


def _filed(filed: QuerySet[Name], letters: dict[str, int], offset: int, size: int) -> list[Name]:
    """Names from an offset on. Only those of the letters on which the page lies are put in order."""
    before = accumulate(letters.values(), initial=0)
    begins = {
        letter: passed
        for (letter, count), passed in zip(letters.items(), before, strict=False)
        if passed < offset + size and passed + count > offset
    }
    start = offset - min(begins.values(), default=0)
    return list(filed.filter(letter__in=begins).order_by("letter", "filed_under", "pk")[start : start + size])


def _standing(name: Name) -> Name:
    """The name that stands at the end of a chain of merges."""
    seen = {name.pk}
    while name.merged_into:
        name = name.merged_into
        if name.pk in seen:
            raise Http404("names merged in a circle")
        seen.add(name.pk)
    return name
