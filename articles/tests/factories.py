"""Articles for tests, in one line each."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from articles import sitemaps
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


def story(words: int = 120, seed: int = 1) -> str:
    """So many words of one paragraph in six, made by chance: another seed shares none of its phrases."""
    chance = random.Random(f"story {seed}")
    made = ["".join(chance.choices("ابتجحدرزسشصطعغفقكلمنهوي", k=chance.randint(3, 7))) for _ in range(words)]
    size = max(1, words // 6)
    return "\n".join(" ".join(made[first : first + size]) for first in range(0, words, size))


def edited(text: str, share: float, seed: int = 1) -> str:
    """`text` with so large a share of its words replaced, deleted or joined by another."""
    chance = random.Random(f"edited {seed}")
    lines = [line.split() for line in text.split("\n")]
    places = [(line, place) for line, words in enumerate(lines) for place in range(len(words))]
    for line, place in sorted(chance.sample(places, round(share * len(places))), reverse=True):
        kind = chance.randrange(3)
        lines[line][place : place + (kind != 2)] = [] if kind == 1 else [f"بديل{chance.randrange(1000)}"]
    return "\n".join(map(" ".join, lines))


def sitemap_of(record: Article | Name) -> str:
    """Address of the sitemap that has it. Other tests may have used up numbers before: theirs need not be in the first."""
    return f"/sitemap-{'articles' if isinstance(record, Article) else 'names'}-{sitemaps.shard_of(record.pk)}.xml"
