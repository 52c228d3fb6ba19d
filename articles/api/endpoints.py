"""The archive for programs: search, one article, and the OpenAPI document that describes both.

`snippet` and `headline_marked` are escaped HTML with <mark>; everything else is plain text.
"""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Field, NinjaAPI, Query, Schema
from ninja.errors import Throttled

from articles import exports
from articles.arabic import Counted
from articles.clients import PerAddress
from articles.models import Article, Withdrawn
from articles.search import (
    DEEPEST,
    BadParameters,
    How,
    Result,
    Results,
    SearchParams,
    SearchUnavailable,
    Where,
    Wish,
    explain,
    related_to,
    search,
)

from . import examples

api = NinjaAPI(title="أرشيف الأخبار", version="1", docs_url=None, urls_namespace="api-v1", throttle=[PerAddress()])
_FACET_IDS = "Ids; repeat for more; a leading - excludes."
_SECONDS = Counted("الآن", "ثانية واحدة", "ثانيتين", "{n} ثوانٍ", "{n} ثانية", "{n} ثانية")


class Question(Schema):
    """What is asked for, and what narrows it."""

    q: str = Field("", description='Words, "phrases", -without, a OR b, (groups), prefix*, title: person: from: to: …')
    source: list[str] = Field([], description=_FACET_IDS)
    person: list[str] = Field([], description=_FACET_IDS)
    place: list[str] = Field([], description=_FACET_IDS)
    organization: list[str] = Field([], description=_FACET_IDS)
    topic: list[str] = Field([], description=_FACET_IDS)
    from_: str = Field("", alias="from", description="First day, YYYY-MM-DD.")
    to: str = Field("", description="Last day, YYYY-MM-DD.")
    match: str = Field("forms", description="forms: every form of a word; folded: spelling variants; exact: as typed")
    words: str = Field("some", description="some: articles with at least one of the words; all: with every word")


class SearchQuery(Question):
    sort: str = Field("relevance", description="relevance, newest or oldest")
    limit: int = Field(20, ge=1, le=100)
    offset: int = Field(0, ge=0, le=DEEPEST)
    facets: bool = Field(False, description="Whether to count facet values.")


class BriefArticle(Schema):
    id: int
    external_id: str
    url: str
    headline: str
    standfirst: str
    source: str | None
    dateline: str
    published_at: str | None


class FoundArticle(BriefArticle):
    score: float
    snippet: str = Field(description="Escaped HTML; what matched is in <mark>.")
    headline_marked: str = Field(description="Escaped HTML; what matched is in <mark>.")


class FacetValue(Schema):
    value: int
    label: str
    count: int
    included: bool
    excluded: bool


_COUNTED = tuple(FacetValue.model_fields)


class Bucket(Schema):
    from_: str = Field(alias="from", description="First day.")
    to: str = Field(description="Last day.")
    count: int


class Problem(Schema):
    kind: str
    message: str


class Answer(Schema):
    total: int = Field(description="Articles found: with at least one of the words, or with all of them where words=all.")
    total_all_words: int = Field(description="Articles with all of the words; they come first.")
    total_some_words: int = Field(description="Articles with at least one of the words.")
    results: list[FoundArticle]
    facets: dict[str, list[FacetValue] | list[Bucket]] = Field(
        description="Values by facet, and `histogram`: articles over time, in days, months or years without a gap."
    )
    suggestion: str | None = Field(description="The question with its misspelt words put right, where that finds more.")
    suggestion_total: int | None = Field(description="Articles that the suggestion finds.")
    problems: list[Problem] = Field(description="What of the question could not be meant as it stands.")
    repaired: str = Field(description="The question as it was read, where it had problems.")


class RelatedArticles(Schema):
    results: list[BriefArticle]


class Form(Schema):
    text: str = Field(description="As the article has it.")
    how: list[How] = Field(description="Lemma and stem, where both are the same.")
    lemma: str = Field(description="Where `how` has lemma; with its vowels where only one is meant.")
    places: dict[Where, int] = Field(description="How often it stands where.")


class Reason(Schema):
    asked: str
    kind: Wish
    field: str = Field(description='"headline" or a facet, where the question names it.')
    missing: bool
    forms: list[Form]


class Explanation(Schema):
    found: bool = Field(description="Whether the article is a result of this search.")
    reasons: list[Reason]
    passed_over: list[str] = Field(description="Function words, which neither find an article nor are missed in one.")


class Refusal(Schema):
    detail: dict[str, str] | str


@api.exception_handler(BadParameters)
def _bad_parameters(request: HttpRequest, error: BadParameters) -> HttpResponse:
    return api.create_response(request, {"detail": error.errors}, status=422)


@api.exception_handler(Article.DoesNotExist)
def _unknown(request: HttpRequest, error: Article.DoesNotExist) -> HttpResponse:
    return api.create_response(request, {"detail": "لا مقال منشورًا بهذا الرقم."}, status=404)


@api.exception_handler(Withdrawn)
def _withdrawn(request: HttpRequest, error: Withdrawn) -> HttpResponse:
    return api.create_response(request, {"detail": "سُحب هذا المقال."}, status=410)


@api.exception_handler(Throttled)
def _throttled(request: HttpRequest, error: Throttled) -> HttpResponse:
    seconds = max(1, math.ceil(error.wait or 0))
    said = f"طلبات كثيرة في دقيقة واحدة؛ أعد المحاولة بعد {_SECONDS(seconds)}."
    response = api.create_response(request, {"detail": said}, status=429)
    response["Retry-After"] = str(seconds)
    return response


@api.exception_handler(SearchUnavailable)
def _unavailable(request: HttpRequest, error: SearchUnavailable) -> HttpResponse:
    response = api.create_response(request, {"detail": "البحث متوقف الآن؛ أعد المحاولة بعد قليل."}, status=503)
    response["Retry-After"] = "30"
    return response


@api.get(
    "/articles",
    response={200: Answer, 422: Refusal, 429: Refusal, 503: Refusal},
    summary="Search",
    operation_id="search",
    openapi_extra=examples.described(examples.SEARCH, 422, 429, 503),
)
def articles(request: HttpRequest, query: Annotated[SearchQuery, Query()]) -> HttpResponse:
    """Articles with every word come first, then those with some of them."""
    params = SearchParams.parse(dict(request.GET.lists()))
    found = search(params, offset=query.offset, limit=query.limit, facets=query.facets)
    base = request.build_absolute_uri("/").removesuffix("/")
    answer = {
        "total": found.total,
        "total_all_words": found.total_all_words,
        "total_some_words": found.total_some_words,
        "results": [_found(base, result) for result in found.results],
        "facets": _facets(found) if query.facets else {},
        "suggestion": found.suggestion.text if found.suggestion else None,
        "suggestion_total": found.suggestion.total if found.suggestion else None,
        "problems": [{"kind": problem.kind, "message": problem.message} for problem in found.problems],
        "repaired": found.repaired,
    }
    # Not through the schema again: that took as long as the search.
    return api.create_response(request, answer, status=200)


def _facets(found: Results) -> dict[str, list[dict[str, Any]]]:
    facets = {facet: list(map(_counted, values)) for facet, values in found.facets.items()}
    buckets = found.histogram.buckets
    return facets | {
        "histogram": [{"from": str(bucket.first), "to": str(bucket.last), "count": bucket.count} for bucket in buckets]
    }


def _counted(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in _COUNTED}


def _found(base: str, result: Result) -> dict[str, Any]:
    return {
        **_brief(base, result.article),
        "score": result.score,
        "snippet": result.snippet,
        "headline_marked": result.headline,
    }


def _brief(base: str, article: Article) -> dict[str, Any]:
    return {
        "id": article.pk,
        "external_id": article.external_id,
        "url": base + article.get_absolute_url(),
        "headline": article.headline,
        "standfirst": article.standfirst,
        "source": article.source.name if article.source else None,
        "dateline": article.dateline_text,
        "published_at": exports.published_at(article),
    }


@api.get(
    "/articles/{int:pk}",
    response={200: dict, 404: Refusal, 410: Refusal, 422: Refusal, 429: Refusal},
    summary="One article",
    operation_id="article",
    openapi_extra=examples.described(examples.ARTICLE, 404, 410, 422, 429),
)
def article(request: HttpRequest, pk: int) -> dict[str, Any]:
    """The record that `import_articles` reads, with the article's number and address."""
    found = exports.ready(Article.objects.all()).public(pk)
    return exports.public_record(found, request.build_absolute_uri("/").removesuffix("/"))


@api.get(
    "/articles/{int:pk}/related",
    summary="Articles about the same matter",
    operation_id="related",
    response={200: RelatedArticles, 404: Refusal, 410: Refusal, 429: Refusal, 503: Refusal},
    openapi_extra=examples.described(examples.RELATED, 404, 410, 429, 503),
)
def related(request: HttpRequest, pk: int) -> dict[str, Any]:
    """The nearest first; neither the article itself nor copies of it. An article that is like no other has none."""
    found = exports.ready(Article.objects.all()).public(pk)
    names = [mention.name for mention in found.confirmed_mentions]
    base = request.build_absolute_uri("/").removesuffix("/")
    return {"results": [_brief(base, other) for other in related_to(found, names)()]}


@api.get(
    "/articles/{int:pk}/why",
    summary="Why an article was found",
    operation_id="why",
    response={200: Explanation, 404: Refusal, 410: Refusal, 422: Refusal, 429: Refusal, 503: Refusal},
    openapi_extra=examples.described(examples.WHY, 404, 410, 422, 429, 503),
)
def why(request: HttpRequest, pk: int, query: Annotated[Question, Query()]) -> dict[str, Any]:
    """For each word that was asked for, the words of the article that match it, and how."""
    found = explain(SearchParams.parse(dict(request.GET.lists())), pk)
    return {
        "found": found.found,
        "reasons": [
            {"asked": reason.text, "kind": reason.wish, "missing": reason.missing, **asdict(reason)} for reason in found.reasons
        ],
        "passed_over": found.passed_over,
    }


@api.get("/", include_in_schema=False)
def index(request: HttpRequest) -> dict[str, str]:
    return {
        "articles": request.build_absolute_uri(reverse("api-v1:articles")),
        "openapi": request.build_absolute_uri(reverse("api-v1:openapi-json")),
    }
