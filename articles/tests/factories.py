"""Articles for tests, in one line each."""

from __future__ import annotations

import datetime as dt
from typing import Any

from articles.models import Article, Mention, Name


def make_name(name: str, kind: str = "person", *aliases: str, **fields: Any) -> Name:
    found, _ = Name.objects.get_or_create(kind=kind, name=name, qualifier=fields.pop("qualifier", ""), defaults=fields)
    for alias in aliases:
        found.aliases.create(text=alias)
    return found


def make_article(headline: str = "عنوان الخبر", body: str = "متن الخبر.", *, day: str = "2024-05-10", **fields: Any) -> Article:
    """A published article; `source` by name; people, places, organizations and topics as lists of names."""
    names = {kind: fields.pop(key, []) for key, kind in _KINDS.items()}
    source = fields.pop("source", None)
    article = Article(
        headline=headline,
        body=body,
        source=make_name(source, "outlet") if source else None,
        **{
            "status": Article.Status.PUBLISHED,
            "published_at": dt.datetime.fromisoformat(f"{day}T12:00:00+00:00") if day else None,
            "date_certainty": "day" if day else "unknown",
            **fields,
        },
    )
    article.save()
    for kind, labels in names.items():
        for label in labels:
            Mention.objects.create(article=article, name=make_name(label, kind))
    return article


_KINDS = {"people": "person", "places": "place", "organizations": "organization", "topics": "topic", "cited": "outlet"}
