"""Suggestions while a reader types: names, phrases and headlines as JSON, for the script of the search box and for
browsers in which the archive is a search engine.

Always 200: a suggestion is a comfort, and a search box without any is still a search box.
"""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles.search import suggestions

KEPT = 60
"""Seconds that anyone may keep an answer."""


@require_safe
@cache_control(public=True, max_age=KEPT)
def suggested(request: HttpRequest) -> JsonResponse:
    q = request.GET.get("q", "")
    found = [
        {"kind": one.kind, "text": one.text, "label": one.label, "url": one.url, "count": one.count} for one in suggestions(q)
    ]
    return JsonResponse({"q": q, "suggestions": found})


@require_safe
@cache_control(public=True, max_age=KEPT)
def completions(request: HttpRequest) -> JsonResponse:
    """[what was typed, completions, what each is, where each leads]: OpenSearch Suggestions 1.1."""
    q = request.GET.get("q", "")
    found = suggestions(q)
    answer = [
        q,
        [one.text for one in found],
        [one.label for one in found],
        [request.build_absolute_uri(one.url) for one in found],
    ]
    return JsonResponse(answer, safe=False, content_type="application/x-suggestions+json; charset=utf-8")
