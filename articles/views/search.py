"""Searching: one page for the question, its answer, and every way to narrow or widen it.

All links come from SearchParams, so each is an address that can be kept. A search that cannot be done says why;
one that finds nothing says what to try.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import EmptyPage, Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from articles.arabic import format_date
from articles.models import Name
from articles.search import (
    DEEPEST,
    FACETS,
    PAGE_SIZE,
    BadParameters,
    FacetValue,
    Keep,
    Match,
    Results,
    SearchParams,
    SearchUnavailable,
    Sort,
    asked_words,
    search,
    selected_names,
)

from . import reader_page
from .arrival import result_query
from .browse import most_mentioned
from .errors import search_unavailable
from .timeline import period, timeline

LABELS = {
    "q": "كلمات البحث",
    "source": "المصدر",
    "person": "الشخص",
    "place": "المكان",
    "organization": "المنظمة",
    "topic": "الموضوع",
    "from": "بداية المدة",
    "to": "نهاية المدة",
    "sort": "الترتيب",
    "match": "طريقة المطابقة",
    "words": "كل الكلمات أو بعضها",
    "page": "الصفحة",
}
SORTS = {Sort.RELEVANCE: "الأقرب إلى السؤال", Sort.NEWEST: "الأحدث أولًا", Sort.OLDEST: "الأقدم أولًا"}
MATCHES = {Match.FORMS: "كل صيغ الكلمة", Match.FOLDED: "الكلمة كما كتبتها", Match.EXACT: "مطابقة حرفية تامة"}
FACET_ORDER = ("topic", "person", "place", "organization", "source")
WORDS_OFFERED = 6


@dataclass(frozen=True, slots=True)
class Choice:
    """A thing to choose, and where choosing it (or dropping it, once chosen) and excluding it lead."""

    label: str
    address: str
    chosen: bool = False
    count: int | None = None
    excluded: bool = False
    exclude_address: str = ""


@reader_page
def search_page(request: HttpRequest) -> HttpResponse:
    try:
        params = SearchParams.parse(dict(request.GET.lists()))
        if not params.asked:
            return _start(request)
        results = search(params)
    except BadParameters as problem:
        return refused(request, problem)
    except SearchUnavailable as problem:
        return search_unavailable(request, request.GET.get("q", ""), problem)
    return render(request, "search/results.html", _shown(results.params, results))


def _shown(params: SearchParams, results: Results) -> dict[str, Any]:
    return {
        "params": params,
        "results": results,
        "page": _page(params, results),
        "paging_query": params.on_page(1).query_string(),
        "article_query": result_query(params),
        "only_some_from": _only_some_from(params, results),
        "keeping": _keeping(params, results),
        "why": f"{reverse('search-why')}?{params.on_page(1).query_string()}&article=",
        "timeline": timeline(params, results.histogram, results.total, address),
        "facets": _facets(params, results),
        "chips": (chips := _chips(params)),
        "called": in_words(params, chips),
        "feed_query": params.sorted_by(Sort.RELEVANCE).query_string(),  # without an order a feed has its own
        "unnarrowed": address(params.everywhere().keeping(Keep.SOME)) if params.q else reverse("search"),
        "sorts": [Choice(label, address(params.sorted_by(sort)), sort is params.sort) for sort, label in SORTS.items()],
        "matches": [Choice(label, address(params.matching(how)), how is params.match) for how, label in MATCHES.items()],
        "suggestion": _suggested(params, results),
        "repaired": address(params.asking(results.repaired)) if results.repaired else "",
        "advice": [] if results.total else _advice(params),
        "kept": [pair for pair in params.items() if pair[0] not in ("q", "page")],
        "kept_beside_dates": [pair for pair in params.items() if pair[0] not in ("from", "to", "page")],
        "canonical": address(params),
    }


def _start(request: HttpRequest) -> HttpResponse:
    """Nothing was asked yet: how to ask, and where to begin."""
    ways = most_mentioned(dict.fromkeys((Name.Kind.TOPIC, Name.Kind.PLACE, Name.Kind.PERSON), 10))
    return render(request, "search/start.html", {"ways": ways, "canonical": reverse("search")})


def refused(request: HttpRequest, problem: BadParameters) -> HttpResponse:
    """400: each parameter that cannot be honoured, why, and the same search without it."""
    problems = []
    for name, why in problem.errors.items():
        rest = request.GET.copy()
        rest.pop(name, None)
        problems.append((LABELS.get(name, name), why, f"{reverse('search')}?{rest.urlencode()}"))
    q = request.GET.get("q", "")
    return render(request, "search/refused.html", {"problems": problems, "q": "" if "q" in problem.errors else q}, status=400)


def address(params: SearchParams) -> str:
    return f"{reverse('search')}?{params.query_string()}"


def _page(params: SearchParams, results: Results) -> Page[int]:
    """Only its numbers are used: the engine has done the cutting."""
    try:
        return Paginator(range(min(results.total, DEEPEST)), PAGE_SIZE).page(params.page)
    except EmptyPage as error:
        raise Http404("no such page of results") from error


def _only_some_from(params: SearchParams, results: Results) -> int | None:
    """Where on this page, counted from 1, the results begin that lack some of the words."""
    if params.sort is not Sort.RELEVANCE or results.total_all_words == results.total:
        return None
    position = results.total_all_words - (params.page - 1) * PAGE_SIZE + 1
    return position if 1 <= position <= PAGE_SIZE else None


def _keeping(params: SearchParams, results: Results) -> Choice | None:
    """From all the words to some of them or back; None where that makes no difference."""
    if params.words is Keep.ALL and results.total_some_words > results.total:
        return Choice("أضف ما فيه بعضها", address(params.keeping(Keep.SOME)), count=results.total_some_words - results.total)
    if params.words is Keep.SOME and 0 < results.total_all_words < results.total:
        return Choice("أبقِ ما فيه كل الكلمات", address(params.keeping(Keep.ALL)), count=results.total_all_words)
    return None


def _facets(params: SearchParams, results: Results) -> list[tuple[str, list[Choice]]]:
    found = results.facets
    groups = [(LABELS[facet], [_choice(params, facet, value) for value in found.get(facet, [])]) for facet in FACET_ORDER]
    groups.append(("السنة", [_year(params, value) for value in found.get("year", [])]))
    return [(title, choices) for title, choices in groups if choices]


def _choice(params: SearchParams, facet: str, value: FacetValue) -> Choice:
    dropped = params.without(facet, value.value)
    chosen = value.included or value.excluded
    return Choice(
        value.label,
        address(dropped if chosen else params.including(facet, value.value)),
        value.included,
        value.count,
        value.excluded,
        "" if chosen else address(params.excluding(facet, value.value)),
    )


def _year(params: SearchParams, value: FacetValue) -> Choice:
    narrowed = params.in_year(value.value)
    chosen = (params.date_from, params.date_to) == (narrowed.date_from, narrowed.date_to)
    return Choice(value.label, address(params.without_dates() if chosen else narrowed), chosen, value.count)


def _chips(params: SearchParams) -> list[Choice]:
    """What narrows the search; each chip leads to the search without it."""
    names = selected_names(params)
    chips = []
    for facet in FACETS:
        selection = params.selection(facet)
        for value in sorted(selection.include | selection.exclude):
            label = f"{LABELS[facet]}: {names.get(value, 'اسم غير معروف')}"
            chips.append(Choice(label, address(params.without(facet, value)), excluded=value in selection.exclude))
    chips += _date_chips(params)
    if params.words is Keep.ALL:
        chips.append(Choice("كل الكلمات", address(params.keeping(Keep.SOME))))
    return chips


def _date_chips(params: SearchParams) -> Iterator[Choice]:
    since, until = params.date_from, params.date_to
    if since and until and (label := period(since, until)):
        yield Choice(label, address(params.without_dates()))
        return
    if since:
        yield Choice(f"من {format_date(since)}", address(replace(params, date_from=None, page=1)))
    if until:
        yield Choice(f"إلى {format_date(until)}", address(replace(params, date_to=None, page=1)))


def in_words(params: SearchParams, chips: list[Choice] | None = None) -> str:
    """What a search is called: «مفاوضات»، المصدر: معاريف، ليس الموضوع: رياضة. `chips` are its own, where they are known."""
    parts = [f"«{params.q}»"] if params.q else []
    chips = _chips(params) if chips is None else chips
    parts += [f"ليس {chip.label}" if chip.excluded else chip.label for chip in chips]
    return "، ".join(parts)


def _suggested(params: SearchParams, results: Results) -> Choice | None:
    """«هل تقصد»: the same search with the words that the engine proposes."""
    if not results.suggestion:
        return None
    return Choice(results.suggestion.text, address(params.asking(results.suggestion.text)), count=results.suggestion.total)


def _advice(params: SearchParams) -> list[Choice]:
    """Searches that do find something where this one found nothing, the nearest first."""
    found = [(label, wider, search(wider, limit=1, facets=False).total) for label, wider in _wider(params)]
    return [Choice(label, address(wider), count=total) for label, wider, total in found if total]


def _wider(params: SearchParams) -> Iterator[tuple[str, SearchParams]]:
    if params.words is Keep.ALL:
        yield "ما فيه بعض الكلمات", params.keeping(Keep.SOME)
    if params.narrowed and params.q:
        yield "الكلمات نفسها في الأرشيف كله", params.everywhere()
    if (params.date_from or params.date_to) and params.without_dates().asked:
        yield "في كل السنوات", params.without_dates()
    if params.match is not Match.FORMS:
        yield "كل صيغ الكلمات", params.matching(Match.FORMS)
    if '"' in params.q:
        yield "من غير علامتي التنصيص", params.asking(params.q.replace('"', " ").strip())
    words = asked_words(params)
    if len(words) > 1:
        yield from ((f"«{word}» وحدها", SearchParams(q=word)) for word in words[:WORDS_OFFERED])
