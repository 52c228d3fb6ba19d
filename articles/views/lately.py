"""What the front page finds by itself: whom and what the latest articles are about, and the same day of earlier years."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db.models import Count, Max
from django.urls import reverse

from articles.models import Article, Name
from articles.search import SearchParams, Standing, most_written_of

from .keeping import searched_meanwhile

DAYS = (30, 90, 365)
"""Days up to the newest article's that count as lately: an archive may have ended long ago, or have little in a month."""
FOLLOWED = {Name.Kind.TOPIC: 6, Name.Kind.PERSON: 6, Name.Kind.PLACE: 6}
AT_LEAST = 2
"""Articles lately from which on a name is followed."""
YEARS_REMEMBERED = 4


@dataclass(frozen=True, slots=True)
class Remembered:
    article: Article
    years_ago: int
    others: int
    """Further articles of that day."""


def followed(newest: dt.date | None, labels: dict[Any, str]) -> Callable[[], dict[str, Any]]:
    """The names with the most articles lately, by kind, each leading to the search for them; {} where there are none.

    The fewest days are counted while the caller goes on; what is given back waits for that."""
    if newest is None:
        return dict
    fewest = _counting(newest, DAYS[0])

    def found() -> dict[str, Any]:
        for params, most in chain([fewest], (_counting(newest, days) for days in DAYS[1:])):
            standing = most()
            if standing is None:
                return {}  # search cannot be used
            if names := _followed(params, standing, labels):
                return names
        return {}

    return found


def _counting(newest: dt.date, days: int) -> tuple[SearchParams, Callable[[], Standing | None]]:
    since = newest - dt.timedelta(days=min(days, newest.toordinal()) - 1)
    params = SearchParams(date_from=since, date_to=newest)
    return params, searched_meanwhile(lambda: most_written_of(params, FOLLOWED, max(FOLLOWED.values())), "nothing is followed")


def _followed(params: SearchParams, found: Standing, labels: dict[Any, str]) -> dict[str, Any]:
    kinds = []
    for kind, size in FOLLOWED.items():
        names = [(name, count) for name, count in found[kind.value][:size] if count >= AT_LEAST]
        kinds.append((kind, labels[kind], names))
    if not any(names for _, _, names in kinds):
        return {}
    address = f"{reverse('search')}?{params.query_string()}"
    return {"followed": kinds, "since": params.date_from, "until": params.date_to, "lately": address}


def on_this_day(today: dt.date, years: list[int]) -> list[Remembered]:
    """The latest to come of each of the nearest years, the newest year first; only what is known to be of that day.

    Counted and chosen in one index, which has nothing else of an article."""
    dates = [date for year in years if year < today.year and (date := _in_year(today, year))]
    vague = [Article.Certainty.MONTH, Article.Certainty.YEAR]
    certain = Article.objects.published().exclude(date_certainty__in=vague)
    days = certain.filter(published_on__in=dates).order_by("-published_on").values_list("published_on")
    counted = list(days.annotate(Count("pk"), Max("pk"))[:YEARS_REMEMBERED])
    articles = Article.objects.brief().in_bulk([pk for _, _, pk in counted])
    return [Remembered(articles[pk], today.year - date.year, count - 1) for date, count, pk in counted if pk in articles]


def _in_year(day: dt.date, year: int) -> dt.date | None:
    """None for the 29th of February of a common year."""
    try:
        return day.replace(year=year)
    except ValueError:
        return None
