"""Articles as programs exchange them: the record that `import_articles` reads back unchanged.

In CSV a cell that a spreadsheet would take for a formula begins with an apostrophe: `=1+1` is written `'=1+1`, and
`'=1+1` is written `''=1+1`. So taking one apostrophe off what begins with some and then =, +, - or @ gives every
text back. JSON Lines has no such need, nor has ninjs, an item a line.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from articles.formats import ninjs
from articles.models import Article, Mention, Name

BATCH = 500
"""Articles in memory at a time."""
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
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""What a cell may begin with for a spreadsheet to compute it (OWASP, CSV Injection)."""


def ready(articles: QuerySet[Article]) -> QuerySet[Article]:
    """With everything at hand that a record is made of."""
    confirmed = Mention.objects.confirmed().select_related("name")
    return articles.for_display().prefetch_related(Prefetch("mentions", queryset=confirmed, to_attr="confirmed_mentions"))


def in_order(ids: Sequence[int]) -> Iterator[Article]:
    """Published articles by number, ready to be written; fetched in batches. What is no longer published is left out."""
    for start in range(0, len(ids), BATCH):
        yield from ready(Article.objects.published()).in_order(ids[start : start + BATCH])


def published_after(pk: int) -> Iterator[Article]:
    """Every published article with a higher number, in the order of numbers, ready to be written.

    Each batch is a query of its own: memory stays flat, no transaction stays open, and whoever was cut off goes on
    after the last number that arrived.
    """
    found = ready(Article.objects.every_published()).order_by("pk")
    while batch := list(found.filter(pk__gt=pk)[:BATCH]):
        yield from batch
        pk = batch[-1].pk


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


def public_record(article: Article, base: str) -> dict[str, Any]:
    """The record with the article's number and address; `base` is the archive's address without a slash at its end."""
    return {"id": article.pk, "url": base + article.get_absolute_url(), **record(article)}


def published_at(article: Article) -> str | None:
    """ISO 8601: a moment where the time is known, a date where it is not."""
    if article.published_at is None or article.published_on is None:
        return None
    local = timezone.localtime(article.published_at)
    if article.date_certainty == Article.Certainty.TIME or (local.hour, local.minute, local.second) != (0, 0, 0):
        return local.isoformat()
    return article.published_on.isoformat()


class Format(NamedTuple):
    opening: str
    """What stands before the first article."""
    line: Callable[[Article], str]
    """An article that came through `ready`, with its line end."""
    content_type: str


def _jsonl(article: Article) -> str:
    return json.dumps(record(article), ensure_ascii=False) + "\n"


def _csv(article: Article) -> str:
    """A row; lists of names as JSON within their cell."""
    return csv_row(record(article).values())


def csv_row(values: Iterable[Any]) -> str:
    """A line of CSV of which a spreadsheet computes nothing."""
    return _row(map(_cell, values))


def _row(cells: Iterable[str]) -> str:
    row = io.StringIO(newline="")
    csv.writer(row).writerow(cells)
    return row.getvalue()


def _cell(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, list) else str(value or "")
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA) else text


def _ninjs(article: Article) -> str:
    moment = timezone.localtime(article.published_at).isoformat() if article.published_at else ""
    return json.dumps(ninjs.item(record(article), moment, article.content_hash), ensure_ascii=False) + "\n"


def public_line(article: Article, base: str) -> str:
    return json.dumps(public_record(article, base), ensure_ascii=False) + "\n"


FORMATS = {
    "jsonl": Format("", _jsonl, "application/jsonl; charset=utf-8"),
    "csv": Format(_row(COLUMNS), _csv, "text/csv; charset=utf-8; header=present"),
    "ninjs": Format("", _ninjs, "application/jsonl; charset=utf-8"),
}
