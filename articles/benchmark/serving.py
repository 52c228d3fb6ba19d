"""How long the server takes for searches, suggestions and articles' pages, in its own process.

Queries are two and three words drawn by a seed from the archive's own headlines, each asked once. Beside the API
stands the engine's own time for the same plans, and for their trees alone (the first 20 articles and their number: no
facets, no snippets, no database), each right after the API answered the same question. No page is kept here: that is
done before Django is asked (`against_bare`).
"""

from __future__ import annotations

import logging

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve

from articles import arabic
from articles.models import Article
from articles.search import PAGE_SIZE, Asking, Plan, SearchParams, marker_for, search, shown, sync

from .largest import measure_largest
from .questions import beginnings, questions, some_articles
from .report import Figure, spread, timed

_SLOW_START = 20
"""Requests before the clock starts: a worker serves long after its first."""
_COLD = 60
"""Questions whose highlighting is measured without and then with what the analysis remembers of earlier words."""
_SUGGEST = "/search/suggest"


def measure_serving(queries: int = 300, seed: int = 1) -> list[Figure]:
    """Raises LookupError where the archive has too few articles to draw questions from."""
    asked = questions(queries + _SLOW_START, seed)
    logging.disable(logging.WARNING)
    try:
        return _measured(asked, seed)
    finally:
        logging.disable(logging.NOTSET)


def _measured(asked: list[str], seed: int) -> list[Figure]:
    client = Client()
    for question in asked[:_SLOW_START]:
        _api(client, question)
    return [
        Figure("articles in the archive", Article.objects.published().count(), "articles"),
        *_search(client, asked[_SLOW_START:]),
        *_highlight(asked[:_COLD]),
        *_suggest(client, asked),
        *_pages(client, seed),
        *measure_largest(),
        *_sizes(),
    ]


def _search(client: Client, asked: list[str]) -> list[Figure]:
    engine = sync.engine()
    api, planned, raw = [], [], []
    for question in asked:
        api.append(timed(lambda question=question: _api(client, question)))
        asking = Asking.prepare(SearchParams(q=question))
        tree = Plan(asking.query, limit=PAGE_SIZE)
        planned.append(timed(lambda asking=asking: (asking.counting()(), asking.best(0, PAGE_SIZE))))
        raw.append(timed(lambda tree=tree: engine.execute(tree)))
    return [
        *spread("search API, 20 results, facets, snippets", api, f"{len(asked)} different queries"),
        *spread("the engine alone, same plans", planned),
        *spread("the engine alone, same trees, first 20", raw),
        Figure("search API over the engine alone", sum(api) / sum(planned), "times"),
        Figure("search API over the same trees alone", sum(api) / sum(raw), "times"),
    ]


def _highlight(asked: list[str]) -> list[Figure]:
    cold, warm = [], []
    for question in asked:
        params = SearchParams(q=question)
        articles = [result.article for result in search(params, facets=False).results]
        if len(articles) < PAGE_SIZE:
            continue
        strange, familiar = marker_for(params), marker_for(params)
        arabic.configure(settings.DATA_DIR, settings.ARABIC_LEXICON)  # forgets every word
        arabic.open_lexicon()
        cold.append(timed(lambda marker=strange, articles=articles: shown(articles, marker)))
        warm.append(timed(lambda marker=familiar, articles=articles: shown(articles, marker)))
    if not cold:
        return []
    return [
        *spread(f"highlight of {PAGE_SIZE} articles, no word known", cold, f"{len(cold)} queries"),
        *spread(f"highlight of {PAGE_SIZE} articles, again", warm),
    ]


def _suggest(client: Client, asked: list[str]) -> list[Figure]:
    try:
        resolve(_SUGGEST)
    except Resolver404:
        return []
    typed = beginnings(asked)
    for beginning in typed[:_SLOW_START]:
        client.get(_SUGGEST, {"q": beginning})
    times = [timed(lambda beginning=beginning: client.get(_SUGGEST, {"q": beginning})) for beginning in typed]
    return spread("suggestions", times, f"{len(typed)} beginnings of two to five letters")


def _pages(client: Client, seed: int) -> list[Figure]:
    chosen = Article.objects.in_bulk(some_articles(300, seed))
    addresses = [article.get_absolute_url() for article in chosen.values()]
    for address in addresses[:_SLOW_START]:
        client.get(address)
    times = [timed(lambda address=address: client.get(address)) for address in addresses]
    most = 0
    for address in addresses[:50]:
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        most = max(most, len(captured))
    return [
        *spread("article page", times, f"{len(addresses)} articles"),
        Figure("article page, most SQL queries", most, "queries"),
    ]


def _sizes() -> list[Figure]:
    index = float(sync.engine().statistics()["bytes"])
    text = _text_bytes(Article.objects.published())
    return [
        Figure("index on disk", index / 1e6, "MB", f"{sync.engine().statistics()['segments']} segments"),
        Figure("text: headline, standfirst, body in UTF-8", text / 1e6, "MB"),
        Figure("index over text", index / text, "times"),
    ]


def _text_bytes(articles: QuerySet[Article]) -> int:
    rows = articles.order_by("pk").values_list("headline", "standfirst", "body")
    return sum(len("".join(row).encode()) for row in rows.iterator(chunk_size=2000))


def _api(client: Client, question: str) -> None:
    response = client.get("/api/v1/articles", {"q": question, "limit": PAGE_SIZE, "facets": 1})
    if response.status_code != 200:
        raise RuntimeError(f"the API answered {response.status_code} to {question!r}")
