"""Pages for what went wrong, in plain Arabic and with a way on.

The page for an error of ours needs neither the database nor the request: whatever broke, it comes.
"""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseNotFound, HttpResponseServerError
from django.template import loader
from django.utils.cache import add_never_cache_headers

logger = logging.getLogger(__name__)
RETRY_AFTER = 30
"""Seconds: a rebuilt or restarted search is back within them."""
_LAST_RESORT = """<!doctype html><html lang="ar" dir="rtl"><meta charset="utf-8"><title>خطأ في الخادم</title>
<h1>حدث خطأ في الخادم</h1><p>تعذّر عرض الصفحة. حاول بعد قليل.</p><p><a href="/">الصفحة الأولى</a></p></html>"""


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return HttpResponseBadRequest(loader.render_to_string("400.html"))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return HttpResponseNotFound(loader.render_to_string("404.html"))


def gone(request: HttpRequest) -> HttpResponse:
    """410: an article that was withdrawn. Who followed a citation learns that it existed, and none of its words."""
    return HttpResponse(loader.render_to_string("410.html"), status=410)


def server_error(request: HttpRequest) -> HttpResponse:
    try:
        page = loader.render_to_string("500.html")
    except Exception:  # whatever broke the page may have broken this one too
        logger.exception("the error page failed as well")
        page = _LAST_RESORT
    return HttpResponseServerError(page)


def search_unavailable(request: HttpRequest, q: str, problem: Exception) -> HttpResponse:
    """503: engine or lexicon cannot be used. Never said with an empty list of results."""
    logger.error("search is unavailable: %s", problem)
    response = HttpResponse(loader.render_to_string("503.html", {"q": q, "again": request.get_full_path()}), status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    add_never_cache_headers(response)
    return response
