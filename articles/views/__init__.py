"""Readers' pages, one module a visitor's intent: read, browse, search; and what to say when something is wrong.

Every page is the same for everybody: no cookie, no account, nothing that depends on who asks. So any cache may
keep it, and asks again with its ETag before it shows it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from articles.models import Article, Withdrawn

from .errors import gone

View = Callable[..., HttpResponse]
CACHE_CONTROL = "public, no-cache"


def reader_page(view: View) -> View:
    """GET and HEAD only; may be kept anywhere, and is checked against its ETag each time."""
    return require_safe(conditional_page(cache_control(public=True, no_cache=True)(cited(view))))  # type: ignore[no-any-return]


def cited(view: View) -> View:
    """404 for an article that was never public, 410 for one that was withdrawn since somebody may have cited it."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Withdrawn:
            return gone(request)
        except Article.DoesNotExist as error:
            raise Http404("no such article") from error

    return answer


def base_of(request: HttpRequest) -> str:
    """The archive's address without a slash at its end."""
    return request.build_absolute_uri("/").removesuffix("/")


def moved(request: HttpRequest, address: str) -> HttpResponse:
    """301 to `address`, with the query string that came along."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)


class Listed:
    """Things that are counted already, as a Paginator takes them; `part` gives those from an offset on, at most so many."""

    def __init__(self, count: int, part: Callable[[int, int], list[Any]]) -> None:
        self._count, self._part = count, part

    def count(self) -> int:
        return self._count

    def __getitem__(self, part: slice) -> list[Any]:
        return self._part(part.start, part.stop - part.start) if self._count else []


def articles_listed(count: int, numbers: Callable[[int, int], list[int]] | QuerySet[Article]) -> Listed:
    """What no page shows is not fetched: `numbers` are those of the articles from an offset on, or articles in order."""

    def part(offset: int, size: int) -> list[Article]:
        if isinstance(numbers, QuerySet):
            chosen = list(numbers.values_list("pk", flat=True)[offset : offset + size])
        else:
            chosen = numbers(offset, size)
        return Article.objects.published().brief().in_order(chosen)

    return Listed(count, part)


def paged(request: HttpRequest, things: Any, size: int) -> Page[Any]:
    """The page that `?page=` asks for. What is not a page, or lies beyond the last, is 404 and not the nearest."""
    text = request.GET.get("page", "1")
    if not (text.isascii() and text.isdigit() and len(text) < 10) or text.startswith("0"):
        raise Http404("not a page number")
    try:
        return Paginator(things, size).page(int(text))
    except EmptyPage as error:
        raise Http404("no such page") from error
