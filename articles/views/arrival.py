"""What an article's page shows of the search that led to it: the words marked, its place, and the ways on and back.

An address may say anything: what cannot be meant is passed over, and the article is shown all the same.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from articles.models import Article
from articles.search import (
    DEEPEST,
    PAGE_SIZE,
    BadParameters,
    Place,
    SearchParams,
    SearchUnavailable,
    marked,
    marker_for,
    place_of,
)

logger = logging.getLogger(__name__)


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


def search_behind(request: HttpRequest) -> SearchParams:
    """The search that led here, on its first page. An article is shown whatever its address says beside it."""
    said = dict(request.GET.lists())
    said.pop("page", None)
    for names in (said.keys(), ("q", "match")):
        try:
            return SearchParams.parse({name: said[name] for name in names if name in said})
        except BadParameters:
            continue
    return SearchParams()


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where the article stands in the search that led to it, and the ways on from there."""

    results: str
    place: Place | None = None
    before: str = ""
    after: str = ""


def arrival(request: HttpRequest, params: SearchParams, article: Article) -> Arrival | None:
    """None where no search led here. A place that cannot be found any more is left out, with what follows from it."""
    number = _number(request.GET.get("result", ""))
    if not params.asked or not (params.q or number):
        return None
    place = _place(params, article, number) if number else None
    page = min(((place.number if place else number or 1) - 1) // PAGE_SIZE + 1, DEEPEST // PAGE_SIZE)
    results = f"{reverse('search')}?{params.on_page(page).query_string()}"
    if place is None:
        return Arrival(results)
    beside = Article.objects.published().only("headline").in_bulk([pk for pk in (place.before, place.after) if pk])

    def address(pk: int | None, number: int) -> str:
        return f"{beside[pk].get_absolute_url()}{result_query(params)}{number}" if pk in beside else ""

    return Arrival(results, place, address(place.before, place.number - 1), address(place.after, place.number + 1))


def result_query(params: SearchParams) -> str:
    """What an article's address takes along from a search; the result's place is to be written behind it."""
    return f"?{urlencode([*params.on_page(1).items(), ('result', '')])}"


def _number(text: str) -> int:
    """The place of a result, counted from 1; 0 for what is none."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    return number if number <= DEEPEST else 0


def _place(params: SearchParams, article: Article, number: int) -> Place | None:
    try:
        return place_of(params, article.pk, number)
    except SearchUnavailable as problem:
        logger.error("no previous and no next result: %s", problem)
        return None
