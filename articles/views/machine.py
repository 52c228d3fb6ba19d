"""Answers for programs that are not the API: health, robots, and the icon that browsers ask for unasked."""

from __future__ import annotations

import logging

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.templatetags.static import static

from articles.arabic import lexicon_status
from articles.models import QueuedDocument
from articles.search import sync

logger = logging.getLogger(__name__)


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


def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /search", "Disallow: /api/", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def favicon(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(static("img/mark.svg"))
