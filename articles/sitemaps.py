"""Every public address for search engines: sitemaps (https://www.sitemaps.org/protocol.html) and Google's news sitemap.

Articles and names are cut by ranges of their numbers, SHARD to a sitemap, so that a sitemap is one stretch of the table
whatever lies before it, and its address keeps its articles for good. Nothing is counted and nothing is skipped over;
what is written is written as it is read. Django's own sitemaps page through everything with COUNT and OFFSET.

`base` is the archive's address without a slash at its end.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from xml.sax.saxutils import escape

from django.db.models import BigIntegerField, F, Max
from django.utils import timezone

from articles.feeds import without_controls
from articles.models import Article, Name

CONTENT_TYPE = "application/xml; charset=utf-8"
SHARD = 50_000
"""Addresses in one sitemap: as many as the protocol allows. An address takes 600 bytes at most, of the 50 MB allowed."""
NEWS = 1000
"""Articles in a news sitemap, as Google takes them, of the last NEWS_DAYS days."""
NEWS_DAYS = 2
_BATCH = 2000
_LAST = BigIntegerField.MAX_BIGINT
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS_SCHEMA = "http://www.google.com/schemas/sitemap-news/0.9"


class Address(NamedTuple):
    path: str
    changed_at: dt.datetime | None = None


def article_shards() -> list[tuple[int, dt.datetime]]:
    """(number from 1, when one of its articles last changed) of each shard with published articles.

    Read from the index on `updated_at` alone, without a look at the articles.
    """
    shards = Article.objects.every_published().order_by().annotate(shard=(F("pk") - 1) / SHARD).values_list("shard")
    return [(shard + 1, changed_at) for shard, changed_at in shards.annotate(Max("updated_at")).order_by("shard")]


def articles_in(shard: int) -> Iterator[Address]:
    """In the order of their numbers, a batch in memory at a time."""
    first, last = _numbers(shard)
    published = Article.objects.every_published().order_by("pk").only("headline", "updated_at")
    while True:
        batch = list(published.filter(pk__range=(first, last))[:_BATCH])
        yield from (Address(article.get_absolute_url(), article.updated_at) for article in batch)
        if len(batch) < _BATCH:
            return
        first = batch[-1].pk + 1


def name_shards() -> list[int]:
    """The shards in which a name stands; numbers that went with deleted names leave whole ones empty."""
    shards = Name.objects.standing().order_by().annotate(shard=(F("pk") - 1) / SHARD).values_list("shard", flat=True)
    return [shard + 1 for shard in shards.distinct().order_by("shard")]


def numbered(shard: int) -> dict[str, tuple[int, int]]:
    """The filter for what has its number in this shard."""
    return {"pk__range": _numbers(shard)}


def shard_of(number: int) -> int:
    """The shard of an article's or a name's number."""
    return (number - 1) // SHARD + 1


def _numbers(shard: int) -> tuple[int, int]:
    """First and last; of a shard beyond every number that the database can hold, the last of those."""
    return min((shard - 1) * SHARD + 1, _LAST), min(shard * SHARD, _LAST)


def latest_news() -> list[Article]:
    """Published in the last two days, as far as their day is known for certain."""
    now = timezone.now()
    certain = (Article.Certainty.TIME, Article.Certainty.DAY)
    news = Article.objects.published().filter(
        published_at__range=(now - dt.timedelta(days=NEWS_DAYS), now), date_certainty__in=certain
    )
    return list(news.newest_first()[:NEWS])  # type: ignore[attr-defined]


# --- as XML ---------------------------------------------------------------------------------------


def index(addresses: Iterable[Address], base: str) -> str:
    entries = "".join(_entry("sitemap", address, base) for address in addresses)
    return f'{_HEAD}<sitemapindex xmlns="{_SCHEMA}">\n{entries}</sitemapindex>\n'


def sitemap(addresses: Iterable[Address], base: str) -> Iterator[str]:
    yield f'{_HEAD}<urlset xmlns="{_SCHEMA}">\n'
    yield from (_entry("url", address, base) for address in addresses)
    yield "</urlset>\n"


def news_sitemap(articles: Iterable[Article], publication: str, base: str) -> str:
    entries = "".join(_news_entry(article, publication, base) for article in articles)
    return f'{_HEAD}<urlset xmlns="{_SCHEMA}" xmlns:news="{_NEWS_SCHEMA}">\n{entries}</urlset>\n'


def _entry(element: str, address: Address, base: str) -> str:
    changed = f"<lastmod>{address.changed_at.isoformat(timespec='seconds')}</lastmod>" if address.changed_at else ""
    return f"<{element}><loc>{escape(base + address.path)}</loc>{changed}</{element}>\n"


def _news_entry(article: Article, publication: str, base: str) -> str:
    day = article.published_on.isoformat() if article.published_on else ""
    moment = timezone.localtime(article.published_at).isoformat(timespec="seconds") if article.published_at else ""
    date = moment if article.date_certainty == Article.Certainty.TIME else day
    name, title = escape(without_controls(publication)), escape(without_controls(article.headline))
    return (
        f"<url><loc>{escape(base + article.get_absolute_url())}</loc><news:news>"
        f"<news:publication><news:name>{name}</news:name><news:language>{escape(article.language)}</news:language>"
        f"</news:publication><news:publication_date>{date}</news:publication_date><news:title>{title}</news:title>"
        "</news:news></url>\n"
    )
