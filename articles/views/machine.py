"""Answers for programs that are not the API: health, robots, OpenSearch, and the icon that browsers ask for unasked."""

from __future__ import annotations

import logging

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse

from articles.arabic import lexicon_status
from articles.models import QueuedDocument
from articles.search import sync
from articles.templatetags.site import archive_name

from . import base_of, reader_page

logger = logging.getLogger(__name__)
SHORT_NAME, LONG_NAME = 16, 48
"""Characters that OpenSearch allows."""


def health(request: HttpRequest) -> JsonResponse:
    """200 {"status": "ok", …}; 503 naming what is wrong. Details that name folders go to the log only."""
    parts = {"database": _database(), "search": _search(), "lexicon": _lexicon()}
    wrong = {name: problem for name, problem in parts.items() if problem}
    body: dict[str, object] = {
        "status": "ok" if not wrong else "failing",
        **{name: problem or "ok" for name, problem in parts.items()},
    }
    if not parts["database"]:
        body["waiting_for_search"] = QueuedDocument.objects.count()
    response = JsonResponse(body, status=503 if wrong else 200)
    response["Cache-Control"] = "no-store"
    return response


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        logger.error("health: database: %s", error)
        return "cannot be reached"
    return ""


def _search() -> str:
    problem = sync.engine().problem()
    if problem:
        logger.error("health: search: %s", problem)
    return "cannot be used; run: manage.py rebuild_index" if problem else ""


def _lexicon() -> str:
    problem = lexicon_status().get("problem", "")
    if problem:
        logger.error("health: lexicon: %s", problem)
    return "missing or damaged; run: manage.py build_lexicon" if problem else ""


@reader_page
def robots(request: HttpRequest) -> HttpResponse:
    closed = ("/admin/", "/search", "/api/", "/oai", "/archive.jsonl")
    # The page that says how to search is open; the endless pages of results are not (RFC 9309: the longest rule wins).
    lines = ["User-agent: *", "Allow: /search$", *(f"Disallow: {path}" for path in closed), ""]
    lines += [f"Sitemap: {base_of(request)}{reverse(view)}" for view in ("sitemap", "sitemap-news")]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@reader_page
def opensearch(request: HttpRequest) -> HttpResponse:
    """The archive as a search engine of a browser (https://github.com/dewitt/opensearch)."""
    base = base_of(request)
    context = {
        "base": base,
        "short_name": archive_name()[:SHORT_NAME],
        "long_name": archive_name()[:LONG_NAME],
        "icon": request.build_absolute_uri(static("img/mark.svg")),
    }
    return render(request, "opensearch.xml", context, content_type="application/opensearchdescription+xml; charset=utf-8")


def favicon(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(static("img/mark.svg"))
