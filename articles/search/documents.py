"""What of an article goes into the index: its texts by zone, and the columns that search narrows and sorts by."""

from __future__ import annotations

import datetime as dt
from itertools import islice
from typing import Any

from django.db.models import Prefetch, QuerySet

from articles.arabic import words
from articles.models import Article, Mention, Name

from .params import FACETS
from .terms import PART

NAMES, TOGETHER = "name_numbers", ("person", "place", "organization", "topic")
"""The column of all names of these facets, and which they are: an article has several of each."""
OPENING, LEAD = 20, 60
"""Words of a body that count as its opening, and as its lead; found best for ranking (docs/search.md)."""
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def ready(articles: QuerySet[Article]) -> QuerySet[Article]:
    """With everything at hand that a document is made of: a fixed number of queries however many articles."""
    # Joined, not fetched by themselves: Django asks SQLite for each name with an OR of its own, and a thousand are too many.
    confirmed = Mention.objects.confirmed().select_related("name").prefetch_related("name__aliases")
    return articles.select_related("source", "dateline_place", "dateline_agency").prefetch_related(
        Prefetch("mentions", queryset=confirmed, to_attr="confirmed_mentions")
    )


def document(article: Article) -> dict[str, Any]:
    """Zones and columns of an article that came through `ready`."""
    around = beside(article)
    day = article.published_on
    return {
        "text": PART.join([article.headline, *around, article.body]),
        "headline": article.headline,
        "headline_begins": article.headline,
        "opening": PART.join([article.headline, _beginning(article.body, OPENING)]),
        "lead": PART.join([article.headline, *around, _beginning(article.body, LEAD)]),
        **_names(article),
        "year": day.year if day else None,
        "day": day.toordinal() if day else None,
        "newest": _newest(article),
        "updated": stamp(article.updated_at),
    }


def beside(article: Article) -> list[str]:
    """What an article that came through `ready` says beside headline and body: source, names, roles and the like."""
    names = _confirmed(article)
    found = [article.kicker, article.standfirst, article.dateline_text, article.byline]
    found += [article.source.name] if article.source else []
    found += [f"{name.name} {role}" for name, role in names]
    found += [alias.text for name, _ in names for alias in name.aliases.all()]
    return [text for text in found if text]


def _confirmed(article: Article) -> list[tuple[Name, str]]:
    """Who and what it mentions, with the role stated."""
    mentions: list[Mention] = article.confirmed_mentions  # type: ignore[attr-defined]
    return [(mention.name, mention.role) for mention in mentions if mention.name]


def _beginning(text: str, count: int) -> str:
    """The first `count` words of a text."""
    last = next(islice(words(text), count - 1, None), None)
    return text[: last.end()] if last else text


def _names(article: Article) -> dict[str, Any]:
    found: dict[str, set[int]] = {facet: set() for facet in FACETS}
    for name, _ in _confirmed(article):
        # An outlet that is quoted is a mention; the facet `source` counts who published.
        if name.kind != Name.Kind.OUTLET:
            found[name.kind].add(name.pk)
    if article.dateline_place_id:
        found["place"].add(article.dateline_place_id)
    if article.source_id:
        found["source"].add(article.source_id)
    together = [_name_number(facet, pk) for facet in TOGETHER for pk in sorted(found[facet])]
    return {facet: [str(pk) for pk in sorted(values)] for facet, values in found.items()} | {NAMES: together}


def _name_number(facet: str, pk: int) -> int:
    """Small numbers with few gaps: tantivy counts those below 20,000 in a list, others in pages of 1,024, an eighth slower."""
    return pk * len(TOGETHER) + TOGETHER.index(facet)


def which_name(number: int) -> tuple[str, int]:
    """(facet, the name's own number) of a value of NAMES."""
    pk, facet = divmod(number, len(TOGETHER))
    return TOGETHER[facet], pk


def _newest(article: Article) -> int | None:
    """Seconds, then the article's number: articles of one moment keep one order."""
    if article.published_at is None:
        return None
    return (int((article.published_at - _EPOCH).total_seconds()) << 25) + article.pk % (1 << 25)


def stamp(moment: dt.datetime) -> int:
    """Microseconds since 1970: equal for equal moments."""
    return (moment - _EPOCH) // dt.timedelta(microseconds=1)
