"""What a name's page says beside its articles: when it was written of, as what, what it said, and in whose company.

What the engine can count it counts over all articles, but a name's company over the latest COUNTED or a few more; where
search cannot be used, those parts are left out and the page stands. What only the database knows (roles, quotes) is read
from the latest RECENT mentions. So the page of a name in 100,000 articles costs what that of any other does, and it
says so. Only confirmed mentions, confirmed quotes and published articles count.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet
from django.urls import reverse

from articles.models import Article, Mention, Name, Quote, busy_since
from articles.search import Company, SearchParams, Unit, company_of

from .keeping import searched_meanwhile
from .timeline import timeline

RECENT = 1000
"""Mentions, the latest by their article's number, that roles and quotes are read from."""
COUNTED = 5000
"""Articles that a name's company is counted in: whole months, back from the newest."""
QUOTES_READ = 50
"""Of its latest quotes, for as many as are shown to be of published articles."""
ROLES_SHOWN, QUOTES_SHOWN, TOGETHER = 12, 4, 10
_DATED = ~Q(article__date_certainty__in=[Article.Certainty.MONTH, Article.Certainty.YEAR])
_WIKIDATA = re.compile(r"Q[1-9]\d{0,15}")


@dataclass(frozen=True, slots=True)
class Role:
    text: str
    articles: int
    first: dt.date | None
    last: dt.date | None
    """Days on which it was stated first and last; None where no day is known."""


def about(name: Name, labels: dict[Any, str]) -> Callable[[], dict[str, Any]]:
    """For the template of a name's page; `labels` are the kinds in the plural.

    The engine counts while the caller goes on; what is given back looks up the rest, and waits."""
    since = busy_since(name.pk, COUNTED)
    counting = searched_meanwhile(lambda: company_of(name, TOGETHER, since), "no timeline and no company")

    def found() -> dict[str, Any]:
        stated, company = _stated(name), counting()
        return {**stated, "together_since": since, **(_over_time(company, labels) if company else {})}

    return found


def _stated(name: Name) -> dict[str, Any]:
    """What only the database knows."""
    mentions = _recent(name)
    roles, quotes = _roles(mentions), _said(mentions)
    return {
        "wikidata": f"https://www.wikidata.org/wiki/{name.wikidata_id}" if _WIKIDATA.fullmatch(name.wikidata_id) else "",
        "roles": roles,
        "quotes": quotes[:QUOTES_SHOWN],
        "more_quotes": f"{reverse('quotes')}?speaker={name.pk}" if len(quotes) > QUOTES_SHOWN else "",
        "recent": RECENT if name.mentions.confirmed().order_by()[RECENT - 1 : RECENT].exists() else 0,
    }


def _recent(name: Name) -> QuerySet[Mention, int]:
    """Numbers of its latest mentions: read from one index, and from its end."""
    return name.mentions.confirmed().order_by("-article", "-pk").values_list("pk", flat=True)[:RECENT]


def _roles(mentions: QuerySet[Mention, int]) -> list[Role]:
    """As articles state them; of the ROLES_SHOWN most frequent the latest first."""
    hidden = Article.objects.unpublished()
    stated = Mention.objects.filter(pk__in=mentions).exclude(role="").exclude(article__in=hidden.values("pk")).order_by()
    rows = stated.values_list("role").annotate(
        count=Count("article", distinct=True),
        first=Min("article__published_on", filter=_DATED),
        last=Max("article__published_on", filter=_DATED),
    )
    roles = [Role(*row) for row in rows.order_by("-count", "role")[:ROLES_SHOWN]]
    return sorted(roles, key=lambda role: role.last or dt.date.min, reverse=True)


def _said(mentions: QuerySet[Mention, int]) -> list[Quote]:
    """By their speaker first, then looked at: asked for both at once, SQLite goes through all confirmed quotes."""
    rows = Quote.objects.filter(speaker__in=mentions).order_by().values_list("article", "pk", "state")
    confirmed = sorted(((article, pk) for article, pk, state in rows if state == Quote.State.CONFIRMED), reverse=True)
    hidden = Article.objects.unpublished()
    found = Quote.objects.filter(pk__in=[pk for _, pk in confirmed[:QUOTES_READ]]).exclude(article__in=hidden.values("pk"))
    return list(found.select_related("article__source", "speaker").order_by("-article", "start", "pk")[: QUOTES_SHOWN + 1])


def _over_time(company: Company, labels: dict[Any, str]) -> dict[str, Any]:
    drawn = timeline(company.params, company.histogram, company.total, _address)
    every_year = company.histogram.unit is Unit.YEAR and company.histogram.step == 1
    listed = [] if every_year or len(company.years) < 2 else sorted(company.years.items(), reverse=True)
    together = [(kind, label, company.names.get(_FACETS.get(kind, kind.value), [])) for kind, label in labels.items()]
    return {
        "years": (min(company.years), max(company.years)) if company.years else (),
        "timeline": drawn,
        "by_year": [(year, count, _address(company.params.in_year(year))) for year, count in listed],
        "together": [row for row in together if row[2]],
    }


_FACETS = {Name.Kind.OUTLET: "source"}


def _address(params: SearchParams) -> str:
    return f"{reverse('search')}?{params.query_string()}"
