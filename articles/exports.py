"""Articles as programs exchange them: the record that `import_articles` reads back unchanged."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from typing import IO, Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from articles.models import Article, Mention, Name

_MENTION_KEYS = {
    Name.Kind.TOPIC: "topics",
    Name.Kind.PERSON: "people",
    Name.Kind.PLACE: "places",
    Name.Kind.ORGANIZATION: "organizations",
    Name.Kind.OUTLET: "cited_sources",
}
COLUMNS = (
    "external_id",
    "headline",
    "kicker",
    "standfirst",
    "body",
    "source",
    "source_url",
    "byline",
    "dateline",
    "dateline_place",
    "dateline_agency",
    "published_at",
    "date_certainty",
    "date_note",
    "language",
    "status",
    *_MENTION_KEYS.values(),
)


def ready(articles: QuerySet[Article]) -> QuerySet[Article]:
    """With everything at hand that a record is made of."""
    confirmed = Mention.objects.confirmed().select_related("name")
    return articles.for_display().prefetch_related(Prefetch("mentions", queryset=confirmed, to_attr="confirmed_mentions"))


def record(article: Article) -> dict[str, Any]:
    """One article that came through `ready`, as JSON Lines has it."""
    found: dict[str, Any] = {
        "external_id": article.external_id,
        "headline": article.headline,
        "kicker": article.kicker,
        "standfirst": article.standfirst,
        "body": article.body,
        "source": article.source.name if article.source else "",
        "source_url": article.source_url,
        "byline": article.byline,
        "dateline": article.dateline_text,
        "dateline_place": article.dateline_place.name if article.dateline_place else "",
        "dateline_agency": article.dateline_agency.name if article.dateline_agency else "",
        "published_at": published_at(article),
        "date_certainty": article.date_certainty,
        "date_note": article.date_note,
        "language": article.language,
        "status": article.status,
        **{key: [] for key in _MENTION_KEYS.values()},
    }
    for mention in article.confirmed_mentions:  # type: ignore[attr-defined]
        name = mention.name
        entry = name.name if name.kind == Name.Kind.TOPIC else {"name": name.name, "role": mention.role}
        found[_MENTION_KEYS[Name.Kind(name.kind)]].append(entry)
    return found


def published_at(article: Article) -> str | None:
    """ISO 8601: a moment where the time is known, a date where it is not."""
    if article.published_at is None or article.published_on is None:
        return None
    local = timezone.localtime(article.published_at)
    if article.date_certainty == Article.Certainty.TIME or (local.hour, local.minute, local.second) != (0, 0, 0):
        return local.isoformat()
    return article.published_on.isoformat()


def write_jsonl(articles: Iterable[Article], stream: IO[str]) -> Iterator[int]:
    """Writes a line an article; yields after each, so that a caller can show progress."""
    for count, article in enumerate(articles, start=1):
        stream.write(json.dumps(record(article), ensure_ascii=False) + "\n")
        yield count


def write_csv(articles: Iterable[Article], stream: IO[str]) -> Iterator[int]:
    """Writes a row an article; lists of names as JSON within their cell."""
    writer = csv.DictWriter(stream, COLUMNS)
    writer.writeheader()
    for count, article in enumerate(articles, start=1):
        cells = record(article)
        writer.writerow(
            {key: json.dumps(cell, ensure_ascii=False) if isinstance(cell, list) else cell for key, cell in cells.items()}
        )
        yield count
