"""From a SearchParams to a page of results: asks the engine, fetches the articles, marks what matched.

The engine says which articles, how many and in what order; what is shown comes from the database. An
article that was withdrawn since the last commit of the index is left out here too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.safestring import SafeString

from articles.arabic import LexiconError
from articles.models import Article, Name

from . import highlight, plan, sync
from .errors import SearchUnavailable
from .language import Kind, Problem, read
from .matching import ALL_WORDS, Marker, Matching, match
from .params import FACETS, PAGE_SIZE, SearchParams, Selection, Sort
from .plan import FacetRequest, Fixed, Node, Plan, Range, Term, all_of, any_of
from .query import LABELS, Within, written

MOST_NAMES = 200
"""Names that «شخص:علي» may mean; beyond them the question is too wide to be about one."""
FACET_SIZE = 30
"""Values of a facet that are counted: the most frequent, and those chosen."""


@dataclass(frozen=True, slots=True)
class Result:
    article: Article
    score: float
    headline: SafeString
    snippet: SafeString


@dataclass(frozen=True, slots=True)
class FacetValue:
    value: int
    label: str
    count: int
    included: bool = False
    excluded: bool = False


@dataclass(slots=True)
class Results:
    params: SearchParams
    total: int = 0
    total_all_words: int = 0
    results: list[Result] = field(default_factory=list)
    facets: dict[str, list[FacetValue]] = field(default_factory=dict)
    suggestion: str | None = None
    problems: list[Problem] = field(default_factory=list)
    """What of the question could not be meant as it stands."""
    repaired: str = ""
    """The question as it was read, where it had problems."""


def search(params: SearchParams, *, offset: int | None = None, limit: int = PAGE_SIZE, facets: bool = True) -> Results:
    """Results from `offset` (the page's own, if not given). Raises SearchUnavailable; never answers "none" instead."""
    matching = _matched(params)
    marker = Marker(matching)
    filters = _filters(params)
    answer = sync.engine().execute(_plan(params, matching, filters, offset, limit, facets))
    reading = read(params.q)
    return Results(
        params=params,
        problems=[*reading.problems, *map(_nobody, matching.unknown)],
        repaired=written(reading.question) if reading.problems else "",
        total=answer.total,
        total_all_words=_all_words(matching, filters, answer.total),
        results=_shown(answer.hits, marker),
        facets=_named(answer.facets, params) if facets else {},
    )


def _nobody(clause: Within) -> Problem:
    return Problem(Kind.UNKNOWN_NAME, f"ليس في الأرشيف {LABELS[clause.field]} باسم «{clause.part.text[:60]}».")


def plan_for(params: SearchParams) -> Plan:
    """What the engine is asked for a page of results with facets; for measuring it alone."""
    matching = _matched(params)
    return _plan(params, matching, _filters(params), None, PAGE_SIZE, facets=True)


def _plan(
    params: SearchParams, matching: Matching, filters: dict[str, Node], offset: int | None, limit: int, facets: bool
) -> Plan:
    return Plan(
        _within(matching.ranked, filters.values()),
        offset=(params.page - 1) * PAGE_SIZE if offset is None else offset,
        limit=limit,
        sort=_sort(params, matching),
        facets=_facet_requests(matching, filters) if facets else {},
    )


class Ranking(NamedTuple):
    ids: list[int]
    """Articles by number, best first."""
    total: int
    total_all_words: int


def rank(params: SearchParams, limit: int | None = None) -> Ranking:
    """What a search finds, the first `limit` of it or all, without a look at the articles; for lists and exports."""
    matching = _matched(params)
    filters = _filters(params)
    some = _within(matching.ranked, filters.values())
    total = sync.engine().count(some)
    answer = sync.engine().execute(Plan(some, limit=total if limit is None else limit, sort=_sort(params, matching)))
    return Ranking([_number(hit) for hit in answer.hits], total, _all_words(matching, filters, total))


def _all_words(matching: Matching, filters: Mapping[str, Node], total: int) -> int:
    """How many have every word; where one was asked for, all of them."""
    return sync.engine().count(_within(matching.every, filters.values())) if matching.ranked_words > 1 else total


def _number(hit: plan.Hit) -> int:
    return int(hit.key.rsplit(".", 1)[1])


def asked_words(params: SearchParams) -> list[str]:
    """The different words that a search looks for, as typed: no fields, dates or names of people."""
    return list(dict.fromkeys(word.surface for word in _matched(params).asked))


def marker_for(params: SearchParams) -> Marker:
    """What a search marks, for the article it leads to. Raises SearchUnavailable."""
    return Marker(_matched(params))


def _matched(params: SearchParams) -> Matching:
    """Raises SearchUnavailable where words cannot be analysed."""
    try:
        question = read(params.q).question
        if params.q and not question:  # only marks were typed, or only mistakes: nothing is looked for
            return Matching(params.match, some=plan.Nothing(), every=plan.Nothing())
        return match(question, params.match, named=_named_so)
    except LexiconError as error:
        raise SearchUnavailable(str(error)) from error


def _named_so(facet: str, text: str) -> list[int]:
    """Names of a kind that contain the words asked for, in any spelling; aliases too."""
    kind = Name.Kind.OUTLET if facet == "source" else Name.Kind(facet)
    return list(Name.objects.filter(kind=kind).matching(text).values_list("pk", flat=True)[:MOST_NAMES])


def _sort(params: SearchParams, matching: Matching) -> str:
    if params.sort is Sort.OLDEST:
        return "newest"
    ranked = params.sort is Sort.RELEVANCE and (matching.words or matching.phrases)
    return "" if ranked else "-newest"


def _filters(params: SearchParams) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for facet in FACETS:
        if selection := params.selection(facet):
            found[facet] = _chosen(facet, selection)
    if params.date_from or params.date_to:
        found["day"] = Range(
            "day",
            params.date_from.toordinal() if params.date_from else None,
            params.date_to.toordinal() if params.date_to else None,
        )
    return found


def _chosen(facet: str, selection: Selection) -> Node:
    include = any_of(Term(facet, str(value)) for value in sorted(selection.include))
    exclude = [Term(facet, str(value)) for value in sorted(selection.exclude)]
    return all_of([include] if selection.include else [], exclude)


def _within(query: Node, filters: Iterable[Node]) -> Node:
    return all_of([query, *(Fixed(part, 0.0) for part in filters)])


def _facet_requests(matching: Matching, filters: dict[str, Node]) -> dict[str, FacetRequest]:
    """A facet counts within the other filters, not within its own: its other values stay in sight."""
    requests = {}
    for facet in (*FACETS, "year"):
        own = "day" if facet == "year" else facet
        others = [part for name, part in filters.items() if name != own]
        requests[facet] = FacetRequest(
            facet, _within(Fixed(matching.some, 0.0), others), 200 if facet == "year" else FACET_SIZE
        )
    return requests


def _shown(hits: Sequence[plan.Hit], marker: Marker) -> list[Result]:
    ids = [_number(hit) for hit in hits]
    articles = Article.objects.published().select_related("source", "dateline_place").in_bulk(ids)
    return [
        Result(
            articles[pk],
            round(hit.score - (ALL_WORDS if hit.score > ALL_WORDS else 0.0), 4),
            highlight.marked(articles[pk].headline, marker),
            highlight.snippet(articles[pk].body, marker),
        )
        for pk, hit in zip(ids, hits, strict=True)
        if pk in articles
    ]


def _named(counted: Mapping[str, list[tuple[plan.Value, int]]], params: SearchParams) -> dict[str, list[FacetValue]]:
    """Facet values with their names; a chosen value is in the list even where it counts nothing."""
    wanted: dict[str, dict[int, int]] = {facet: {int(value): count for value, count in rows} for facet, rows in counted.items()}
    for facet in FACETS:
        selection = params.selection(facet)
        for value in selection.include | selection.exclude:
            wanted[facet].setdefault(value, 0)
    ids = {value for facet in FACETS for value in wanted[facet]}
    names = Name.objects.in_bulk(ids) if ids else {}
    found = {}
    for facet in FACETS:
        selection = params.selection(facet)
        found[facet] = [
            FacetValue(value, str(names[value]), count, value in selection.include, value in selection.exclude)
            for value, count in wanted[facet].items()
            if value in names
        ]
    found["year"] = [FacetValue(year, str(year), count) for year, count in sorted(wanted["year"].items(), reverse=True)]
    return found


def selected_names(params: SearchParams) -> dict[int, Name]:
    """The names that a search includes or excludes, for its chips."""
    ids = {value for facet in FACETS for value in params.selection(facet).include | params.selection(facet).exclude}
    return Name.objects.in_bulk(ids) if ids else {}
