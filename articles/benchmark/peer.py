"""The peer: Whoosh, the engine in pure Python that Haystack comes with, on the same articles in the same run.

Both go through Haystack, which is all that the peer knows: the same index of one field (headline, standfirst, body),
`update` with the same articles, then the same questions as a SearchQuerySet, first 20. Relevance: an article's own
headline asks for it, any of its words; headlines are left out of both indexes for that.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import Any

from haystack import connections, indexes
from haystack.query import SQ, SearchQuerySet

from articles.arabic import tokenize
from articles.models import Article

from .questions import questions, some_articles
from .relevance import DEPTH, Question, mrr, ranks, recall
from .report import Figure, percentile

_ENGINES = {
    "the archive": "articles.search.backend.TantivySearchEngine",
    "whoosh": "haystack.backends.whoosh_backend.WhooshEngine",
}
_BATCH = 500


class _Body(indexes.SearchIndex, indexes.Indexable):
    text = indexes.CharField(document=True)

    def get_model(self) -> type[Article]:
        return Article

    def prepare_text(self, article: Article) -> str:
        return f"{article.standfirst}\n{article.body}"


class _Whole(_Body):
    text = indexes.CharField(document=True)

    def prepare_text(self, article: Article) -> str:
        return f"{article.headline}\n{article.standfirst}\n{article.body}"


def measure_peer(sample: int, queries: int) -> list[Figure]:
    """Raises LookupError, saying how to install it, where the peer is not there."""
    if not find_spec("whoosh"):
        raise LookupError("the peer is not installed; for this run: pip install whoosh-reloaded==2.7.5")
    articles = list(Article.objects.filter(pk__in=some_articles(sample, seed=3)).order_by("pk"))
    asked = questions(queries, seed=3)
    found = {name: _measure(engine, articles, asked) for name, engine in _ENGINES.items()}
    figures = [
        Figure(f"{name}: {what}", value, unit, f"{len(articles)} articles through Haystack" if what == _SPEED else "")
        for name, values in found.items()
        for (what, unit), value in zip(_MEASURED, values, strict=True)
    ]
    ours, theirs = found.values()
    return [
        *figures,
        Figure("index speed over whoosh's", ours[0] / theirs[0], "times"),
        Figure("whoosh's p50 over the archive's", theirs[1] / ours[1], "times"),
        Figure("whoosh's p95 over the archive's", theirs[2] / ours[2], "times"),
    ]


_SPEED = "index speed"
_MEASURED = (
    (_SPEED, "articles/s"),
    ("query, p50", "ms"),
    ("query, p95", "ms"),
    (f"own headline, MRR@{DEPTH}", ""),
    (f"own headline, recall@{DEPTH}", ""),
)


def _measure(engine: str, articles: Sequence[Article], asked: Sequence[str]) -> tuple[float, ...]:
    with _indexed(engine, _Whole(), articles) as (using, seconds):
        times = [_seconds(lambda text=text: _first(using, text, 20)) * 1000 for text in asked]
    with _indexed(engine, _Body(), articles) as (using, _):
        known = [Question(article.headline, article.pk) for article in articles[: len(asked)]]
        found = ranks(known, lambda text: _first(using, text, DEPTH))
    return len(articles) / seconds, percentile(times, 0.5), percentile(times, 0.95), mrr(found), recall(found)


@contextmanager
def _indexed(engine: str, index: Any, articles: Sequence[Article]) -> Iterator[tuple[str, float]]:
    """(name of a Haystack connection whose index holds the articles, seconds that this took)"""
    using = "benchmark"
    with tempfile.TemporaryDirectory(prefix="archive-peer-") as folder:
        options = {"ENGINE": engine, "PATH": str(Path(folder) / "index"), "SILENTLY_FAIL": False}
        connections.connections_info[using] = options
        connections.reload(using)
        try:
            connections[using].get_unified_index().build(indexes=[index])
            backend = connections[using].get_backend()
            backend.clear()
            seconds = _seconds(
                lambda: [backend.update(index, articles[start : start + _BATCH]) for start in range(0, len(articles), _BATCH)]
            )
            yield using, seconds
        finally:
            del connections.connections_info[using]


def _first(using: str, text: str, count: int) -> list[int]:
    """Any of the words: the peer knows no other way to put articles with some of them after those with all."""
    words = SQ()
    for token in tokenize(text):
        words |= SQ(content=token.surface)
    return [int(result.pk) for result in SearchQuerySet(using=using).models(Article).filter(words)[:count]]


def _seconds(work: Any) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start
