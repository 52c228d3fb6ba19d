"""Reading: the front page, an article, and what this archive is."""

from __future__ import annotations

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from articles.models import Article, Mention, Name
from articles.search import BadParameters, SearchParams, SearchUnavailable, marked, marker_for

from . import moved, reader_page
from .browse import PLURALS, most_mentioned, years

logger = logging.getLogger(__name__)
SECONDARY, LATEST = 4, 12
"""Articles beside the leading one, and below them, on the front page."""
WAYS_IN = {Name.Kind.TOPIC: 16, Name.Kind.PLACE: 12, Name.Kind.PERSON: 12}


@reader_page
def home(request: HttpRequest) -> HttpResponse:
    published = Article.objects.published()
    newest = list(published.newest_first().for_display()[: 1 + SECONDARY + LATEST])
    context = {
        "lead": newest[0] if newest else None,
        "secondary": newest[1 : 1 + SECONDARY],
        "latest": newest[1 + SECONDARY :],
        "years": years(),
        "total": published.count(),
        "ways": [(kind, PLURALS[kind], most_mentioned(kind, size)) for kind, size in WAYS_IN.items()],
        "canonical": request.path,
    }
    return render(request, "home.html", context)


@reader_page
def article(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    article = get_object_or_404(Article.objects.published().for_display(), pk=pk)
    address = article.get_absolute_url()
    if slug != (article.slug or "-"):
        return moved(request, address)
    params = _search_behind(request)
    mark = Marks(params)
    context = {
        "article": article,
        "kicker": mark(article.kicker),
        "headline": mark(article.headline),
        "standfirst": mark(article.standfirst),
        "paragraphs": [mark(paragraph) for paragraph in article.paragraphs],
        "marks": mark.count,
        "params": params,
        "mentioned": _mentioned(article),
        "earlier": _neighbour(article, later=False),
        "later": _neighbour(article, later=True),
        "canonical": address,
    }
    return render(request, "article.html", context)


@reader_page
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "about.html", {"total": Article.objects.published().count(), "canonical": request.path})


class Marks:
    """Marks the words of a search through the texts of an article, in reading order; the first mark can be linked to."""

    def __init__(self, params: SearchParams) -> None:
        self._marker = _marker(params) if params.q else None
        self.count = 0

    def __call__(self, text: str) -> SafeString:
        if not self._marker or not text:
            return conditional_escape(text)
        html = marked(text, self._marker)
        if not self.count:
            html = mark_safe(html.replace("<mark>", '<mark id="first-match">', 1))  # noqa: S308  (escaped by `marked`)
        self.count += html.count("<mark")
        return html


def _marker(params: SearchParams) -> Any:
    """None where words cannot be analysed now: an article can be read all the same."""
    try:
        return marker_for(params)
    except SearchUnavailable as problem:
        logger.error("nothing is marked: %s", problem)
        return None


def _search_behind(request: HttpRequest) -> SearchParams:
    """The search that led here. An article is shown whatever its address says beside it."""
    said = {name: values for name, values in request.GET.lists() if name in ("q", "match")}
    try:
        return SearchParams.parse(said)
    except BadParameters:
        return SearchParams()


def _mentioned(article: Article) -> dict[str, dict[Name, list[str]]]:
    """Kind -> each confirmed name in the order of the text, with its roles as stated."""
    found: dict[str, dict[Name, list[str]]] = {}
    mentions = Mention.objects.confirmed().filter(article=article).select_related("name")
    for mention in mentions:
        roles = found.setdefault(mention.name.kind, {}).setdefault(mention.name, [])
        if mention.role and mention.role not in roles:
            roles.append(mention.role)
    return found


def _neighbour(article: Article, *, later: bool) -> Article | None:
    """The next or previous one in time; articles without a date have none."""
    if article.published_at is None:
        return None
    side: dict[str, Any] = {"published_at__gte" if later else "published_at__lte": article.published_at}
    same = {"published_at": article.published_at, "pk__lte" if later else "pk__gte": article.pk}
    order = ("published_at", "pk") if later else ("-published_at", "-pk")
    return Article.objects.published().filter(**side).exclude(**same).order_by(*order).first()
