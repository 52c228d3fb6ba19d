"""How long the server takes for a search through the API and for an article's page, in its own process.

Queries are two and three words drawn by a seed from the archive's own headlines, each asked once. The engine's
own time for the same plans stands beside them.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from articles.search import SearchParams, plan_for, sync

from .report import Figure, spread

_SHORTEST_WORD = 3
_SLOW_START = 20
"""Requests before the clock starts: a worker serves long after its first."""


def measure_serving(queries: int = 300, seed: int = 1) -> list[Figure]:
    """Raises LookupError where the archive has too few articles to draw questions from."""
    logging.disable(logging.WARNING)
    client = Client()
    asked = questions(queries + _SLOW_START, seed)
    for question in asked[:_SLOW_START]:
        _api(client, question)
    asked = asked[_SLOW_START:]
    api = [_timed(lambda question=question: _api(client, question)) for question in asked]
    engine = [_timed(lambda question=question: sync.engine().execute(plan_for(SearchParams(q=question)))) for question in asked]
    figures = [
        Figure("articles in the archive", Article.objects.published().count(), "articles"),
        *spread("search API, 20 results, facets, snippets", api, f"{queries} different queries"),
        *spread("the engine alone, same plans", engine),
        Figure("search API over the engine alone", sum(api) / sum(engine), "times"),
    ]
    return figures + _pages(client, seed)


def questions(count: int, seed: int) -> list[str]:
    chance = random.Random(seed)  # noqa: S311
    headlines = list(Article.objects.published().order_by("pk").values_list("headline", flat=True))
    found: dict[str, None] = {}
    for _ in range(count * 50):
        words = [word for word in chance.choice(headlines or [""]).split() if len(word) >= _SHORTEST_WORD]
        wanted = chance.choice([2, 3])
        if len(words) >= wanted:
            found[" ".join(chance.sample(words, wanted))] = None
        if len(found) == count:
            return list(found)
    raise LookupError(f"the archive's headlines give only {len(found)} of {count} different questions")


def _pages(client: Client, seed: int) -> list[Figure]:
    ids = list(Article.objects.published().order_by("pk").values_list("pk", flat=True))
    chosen = random.Random(seed).sample(ids, min(len(ids), 300))  # noqa: S311
    addresses = [article.get_absolute_url() for article in Article.objects.in_bulk(chosen).values()]
    for address in addresses[:_SLOW_START]:
        client.get(address)
    times = [_timed(lambda address=address: client.get(address)) for address in addresses]
    most = 0
    for address in addresses[:50]:
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        most = max(most, len(captured))
    return [
        *spread("article page", times, f"{len(addresses)} articles"),
        Figure("article page, most SQL queries", most, "queries"),
    ]


def _api(client: Client, question: str) -> None:
    response = client.get("/api/v1/articles", {"q": question, "limit": 20, "facets": 1})
    if response.status_code != 200:
        raise RuntimeError(f"the API answered {response.status_code} to {question!r}")


def _timed(work: Callable[[], object]) -> float:
    """Milliseconds."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000
