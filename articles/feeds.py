"""Lists of articles as feeds: RSS 2.0, Atom and JSON Feed 1.1.

An entry is known by the article's short address, which stays when the headline is edited. It is dated only where the
day is known; `updated` is when anything a reader sees of the article last changed. The summary is plain text (escaped
in RSS and Atom, whose readers take it for HTML). Characters that XML cannot hold are left out. The same articles
always give the same bytes, so that a feed that did not change need not be sent again.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed, rfc3339_date
from django.utils.html import escape
from django.utils.text import Truncator

from articles.models import Article

SUMMARY = 600
"""Characters, where the first paragraph stands in for a standfirst."""
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DATED = {Article.Certainty.TIME, Article.Certainty.DAY, Article.Certainty.INFERRED}
_NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class _Steady(SyndicationFeed):
    """Dated by its newest entry; an empty one by no clock either."""

    def latest_post_date(self) -> dt.datetime:
        return max((item["updateddate"] for item in self.items), default=_NEVER)


class Rss(_Steady, Rss201rev2Feed):
    pass


class Atom(_Steady, Atom1Feed):
    pass


class JsonFeed(_Steady):
    """https://www.jsonfeed.org/version/1.1/"""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile: Any, encoding: str) -> None:
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "description": self.feed["description"],
            "language": self.feed["language"],
            "items": [self._item(item) for item in self.items],
        }
        outfile.write(json.dumps(feed, ensure_ascii=False, indent=1).encode(encoding))

    def _item(self, item: dict[str, Any]) -> dict[str, Any]:
        found = {
            "id": item["unique_id"],
            "url": item["link"],
            "title": item["title"],
            "summary": item["summary"],
            "content_text": item["summary"],
            "date_modified": rfc3339_date(item["updateddate"]),
            "language": item["language"],
        }
        if item["pubdate"]:
            found["date_published"] = rfc3339_date(item["pubdate"])
        if item["author_name"]:
            found["authors"] = [{"name": item["author_name"]}]
        if item["categories"]:
            found["tags"] = item["categories"]
        return found


FORMATS: dict[str, type[SyndicationFeed]] = {"rss": Rss, "atom": Atom, "json": JsonFeed}


def feed(
    kind: str, articles: Iterable[Article], *, title: str, about: str, base: str, page: str, address: str
) -> SyndicationFeed:
    """Articles that came through `exports.ready` as one of FORMATS.

    `base` is the archive's address without a slash at its end; `page` is the list as readers see it and `address` the
    feed's own, both whole.
    """
    made = FORMATS[kind](
        without_controls(title),
        page,
        without_controls(about),
        language="ar",
        feed_url=address,
        feed_guid=address,  # unlike the page's, it stays when a name is written otherwise
        author_name=without_controls(title),
    )
    for article in articles:
        summary = without_controls(summary_of(article))
        made.add_item(
            without_controls(article.headline),
            base + article.get_absolute_url(),
            escape(summary),
            summary=summary,
            author_name=without_controls(article.byline or (article.source.name if article.source else "")) or None,
            pubdate=article.published_at if article.date_certainty in _DATED else None,
            updateddate=article.updated_at,
            unique_id=base + reverse("article-short", kwargs={"pk": article.pk}),
            unique_id_is_permalink=True,
            categories=_topics(article),
            language=article.language,
        )
    return made


def summary_of(article: Article) -> str:
    """The standfirst, or else how the first paragraph begins."""
    return article.standfirst or Truncator(article.paragraphs[0]).chars(SUMMARY)


def _topics(article: Article) -> list[str]:
    mentions = article.confirmed_mentions  # type: ignore[attr-defined]
    return list(dict.fromkeys(without_controls(mention.name.name) for mention in mentions if mention.name.kind == "topic"))


def without_controls(text: str) -> str:
    """Without the characters that XML 1.0 cannot hold."""
    return _NOT_XML.sub("", text)
