"""An archive in which the true versions are known: altered copies of a tenth of its articles, among many others.

An altered copy is its article with some of the words changed, as many as `shares` says, each replaced, deleted or
joined by another word, at places drawn by chance; every fourth copy also has a paragraph moved (a third of the text
where there is but one), every other a new headline; it appears up to a month later, in another outlet. The others
are copies too, in which half of the words are others: near enough to real ones in length and words, too far from
them and from one another to be versions. The same seed makes the same archive. What a copy was made of stands in its
`external_id`.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from articles.models import Article, Shingle, Sketch, Version

from .sandbox import is_sandbox

ALTERED, OTHER = "altered", "other"
SHARES = (0.01, 0.20)
"""The least and the largest share of the words that an altered copy changes; each between is as likely as the next."""
_ALTERED = 0.1
"""Share of the archive that is altered copies."""
_MOST_WORDS = 3_000_000
_BATCH = 1000
_LATEST = 30
"""Days after which a copy appears at the latest."""


def plant(wanted: int, seed: int = 1) -> int:
    """Makes the archive `wanted` articles large and forgets all comparisons; how many it added.

    Refuses, with a ValueError, any archive that is not a sandbox or has nothing to copy."""
    if not is_sandbox(Path(settings.DATA_DIR)):
        raise ValueError(f"{settings.DATA_DIR} is no sandbox; nothing is added to a real archive")
    have = Article.objects.count()
    if not have:
        raise ValueError("there are no articles to copy")
    altered = int(wanted * _ALTERED)
    planting = _Planting(random.Random(f"{seed}"))  # noqa: S311
    added = _save(planting.others(max(0, wanted - altered - have))) + _save(planting.altered(altered))
    for model in (Version, Shingle, Sketch):
        model.objects.all().delete()
    return added


def _save(articles: Iterator[Article]) -> int:
    added = 0
    while batch := [article for article, _ in zip(articles, range(_BATCH), strict=False)]:
        with transaction.atomic():
            added += len(Article.objects.bulk_create(batch))
    return added


class _Planting:
    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._numbers = list(Article.objects.order_by("pk").values_list("pk", flat=True))
        texts = Article.objects.order_by("pk").values_list("headline", "body").iterator(chunk_size=_BATCH)
        known: dict[str, str] = {}
        self._words: list[str] = []
        for headline, body in texts:
            self._words += (known.setdefault(word, word) for word in f"{headline} {body}".split())
            if len(self._words) > _MOST_WORDS:
                break

    def others(self, count: int) -> Iterator[Article]:
        for number in range(count):
            row = self._row(self._numbers[number % len(self._numbers)])
            row["headline"] = self._half(row["headline"])[:1000]
            row["standfirst"] = self._half(row["standfirst"])
            row["body"] = "\n".join(map(self._half, row["body"].split("\n")))
            yield self._article(row, f"{OTHER} {number}")

    def altered(self, count: int) -> Iterator[Article]:
        """Of articles drawn from all there are now."""
        numbers = list(Article.objects.order_by("pk").values_list("pk", flat=True))
        for number, original in enumerate(self._chance.sample(numbers, min(count, len(numbers)))):
            row = self._row(original)
            share = self._chance.uniform(*SHARES)
            row["body"] = self.changed(row["body"], share)
            if number % 4 == 0:
                row["body"] = self._moved(row["body"])
            if number % 2 == 0:
                row["headline"] = " ".join(self._chance.choices(self._words, k=8))[:1000]
            yield self._article(row, f"{ALTERED} {original} {share:.3f}")

    def changed(self, body: str, share: float) -> str:
        """`body` with so large a share of its words replaced, deleted or joined by another; one word at least."""
        paragraphs = [paragraph.split() for paragraph in body.split("\n")]
        places = [(line, place) for line, words in enumerate(paragraphs) for place in range(len(words))]
        chosen = self._chance.sample(places, max(1, round(share * len(places)))) if places else []
        for line, place in sorted(chosen, reverse=True):
            word = self._chance.choice(self._words)
            kind = self._chance.randrange(3)
            paragraphs[line][place : place + (kind != 2)] = [] if kind == 1 else [word]
        return "\n".join(map(" ".join, paragraphs)) if any(paragraphs) else self._chance.choice(self._words)

    def _moved(self, body: str) -> str:
        parts, joint = body.split("\n"), "\n"
        if len(parts) < 3:
            words, joint = body.split(), " "
            third = len(words) // 3 + 1
            parts = [" ".join(words[first : first + third]) for first in range(0, len(words), third)]
        parts.insert(self._chance.randrange(len(parts)), parts.pop(self._chance.randrange(len(parts))))
        return joint.join(parts)

    def _half(self, text: str) -> str:
        return " ".join(word if self._chance.random() < 0.5 else self._chance.choice(self._words) for word in text.split())

    def _row(self, number: int) -> dict[str, Any]:
        return dict(Article.objects.filter(pk=number).values().get())

    def _article(self, row: dict[str, Any], external_id: str) -> Article:
        del row["id"]
        row["external_id"], row["source_id"] = external_id, None
        row["source_url"] = ""
        if row["published_at"]:
            row["published_at"] += dt.timedelta(days=self._chance.randrange(_LATEST + 1))
        article = Article(**row)
        article.prepare()
        return article


def made_of(external_ids: Sequence[tuple[int, str]]) -> dict[int, int]:
    """Article -> the article that it is a copy of, for altered copies; from (number, external_id)."""
    words = ((number, external_id.split(" ")) for number, external_id in external_ids)
    return {number: int(parts[1]) for number, parts in words if parts[0] == ALTERED}
