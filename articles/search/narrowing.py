"""What narrows a search: the filters of its parameters, and the values that it can be narrowed by, counted and named.

A facet counts within the other filters, not within its own, so its other values stay in sight; a value that was
chosen stays in the list at zero. The years do the same for dates.

A name that was merged leads to the one that stands, wherever its number comes from: an old address, or a document that
the index has yet to take in anew. So both are asked for and counted together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from articles.models import Name, full_name

from .documents import NAMES, TOGETHER, which_name
from .params import FACETS, SearchParams, Selection
from .plan import FacetRequest, Fixed, Node, Nothing, Plan, Range, Snapshot, Term, all_of, any_of

FACET_SIZE = 30
"""Values of a facet that are counted: the most frequent, and those chosen."""
MOST_NAMES = 400
"""Names of all kinds that are counted together."""
ENOUGH = 10
"""Values of a facet with which a reader is served, where it has that many."""
MOST_YEARS = 10_000
"""All the years that a date can have: what happened when is counted from them."""
YEARS_LISTED = 200
"""Years that are offered one by one, those with the most articles."""
DAY, WORDS = "day", "words"
"""Filters beside those of the facets: between two days; articles that have all of the words."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    value: int
    label: str
    count: int
    included: bool = False
    excluded: bool = False


def standing(params: SearchParams) -> SearchParams:
    """The same search with the numbers of merged names replaced by those of the names that they lead to."""
    asked = {value for facet in FACETS for value in params.selection(facet).include | params.selection(facet).exclude}
    moved = _moved(asked)
    if not moved:
        return params
    selections = {
        facet: Selection(*(frozenset(moved.get(value, value) for value in values) for values in (chosen.include, chosen.exclude)))
        for facet in FACETS
        if (chosen := params.selection(facet))
    }
    return replace(params, **selections)  # type: ignore[arg-type]


def _moved(values: Iterable[int]) -> dict[int, int]:
    """Number of a merged name -> number of the one that it leads to, for those of `values` that were merged."""
    wanted = set(values)
    if not wanted:
        return {}
    merged = Name.objects.filter(pk__in=wanted).exclude(merged_into=None).order_by()
    return dict(merged.values_list("pk", "merged_into"))


def with_merged(values: Iterable[int]) -> list[int]:
    """The names and those that were merged into them: what a document may still be filed under."""
    wanted = set(values)
    if not wanted:
        return []
    return sorted(wanted.union(Name.objects.filter(merged_into__in=wanted).order_by().values_list("pk", flat=True)))


def filters(params: SearchParams) -> dict[str, Node]:
    """By facet, and DAY for the dates; `params` as `standing` gives them."""
    found: dict[str, Node] = {}
    for facet in FACETS:
        if selection := params.selection(facet):
            found[facet] = _chosen(facet, selection)
    if params.date_from or params.date_to:
        low, high = (day.toordinal() if day else None for day in (params.date_from, params.date_to))
        found[DAY] = Range("day", low, high)
    return found


def _chosen(facet: str, selection: Selection) -> Node:
    include = any_of(Term(facet, str(value)) for value in with_merged(selection.include))
    exclude = [Term(facet, str(value)) for value in with_merged(selection.exclude)]
    return all_of([include] if selection.include else [], exclude)


def within(query: Node, filters: Iterable[Node]) -> Node:
    """What a query finds of what passes the filters, with the query's scores."""
    return all_of([query, *(Fixed(part, 0.0) for part in filters)])


def counted(index: Snapshot, query: Node, filters: Mapping[str, Node]) -> dict[str, list[tuple[int, int]]]:
    """(value, count) of each facet's most frequent values and of the years, within the other filters.

    The names of most kinds stand in one column beside their own: to count it takes half as long as to count four. Where
    a kind has too few among the most frequent names of all kinds, its own column is counted after all."""
    among = beside(query, filters)
    together = TOGETHER.difference(filters)
    asked = {facet: FacetRequest(facet, beside(query, filters, facet), FACET_SIZE) for facet in FACETS if facet not in together}
    asked["year"] = FacetRequest("year", beside(query, filters, DAY), MOST_YEARS)
    if not together:
        return _asked(index, asked)
    found = _asked(index, asked | {NAMES: FacetRequest(NAMES, among, MOST_NAMES)})
    names = found.pop(NAMES)
    found |= {facet: [] for facet in together}
    for number, count in names:
        facet, pk = which_name(number)
        if facet in together and len(found[facet]) < FACET_SIZE:
            found[facet].append((pk, count))
    if len(names) == MOST_NAMES:
        few = [facet for facet in together if len(found[facet]) < ENOUGH]
        found |= _asked(index, {facet: FacetRequest(facet, among, FACET_SIZE) for facet in few})
    return found


def _asked(index: Snapshot, requests: Mapping[str, FacetRequest]) -> dict[str, list[tuple[int, int]]]:
    answer = index.execute(Plan(Nothing(), limit=0, facets=requests))  # no articles, only their values
    return {label: [(int(value), count) for value, count in values] for label, values in answer.facets.items()}


def beside(query: Node, filters: Mapping[str, Node], own: str = "") -> Node:
    """What a query finds within all filters but one; not scored."""
    return within(Fixed(query, 0.0), (part for name, part in filters.items() if name != own))


def named(counted: Mapping[str, list[tuple[int, int]]], params: SearchParams) -> dict[str, list[FacetValue]]:
    """Facet values with their names, and the years, newest first."""
    moved = _moved(value for facet in FACETS for value, _ in counted[facet])
    wanted = {facet: _together(counted[facet], moved) for facet in FACETS}
    for facet in FACETS:
        selection = params.selection(facet)
        for value in selection.include | selection.exclude:
            wanted[facet].setdefault(value, 0)
    labels = _labels(value for values in wanted.values() for value in values)
    found = {}
    for facet in FACETS:
        selection = params.selection(facet)
        found[facet] = [
            FacetValue(value, labels[value], count, value in selection.include, value in selection.exclude)
            for value, count in wanted[facet].items()
            if value in labels
        ]
    years = sorted(counted["year"][:YEARS_LISTED], reverse=True)
    found["year"] = [FacetValue(year, str(year), count) for year, count in years]
    return found


def _together(counted: Iterable[tuple[int, int]], moved: Mapping[int, int]) -> dict[int, int]:
    """The counts of merged names added to those of the names that they lead to; most first."""
    if not moved:
        return dict(counted)
    counts: Counter[int] = Counter()
    for value, count in counted:
        counts[moved.get(value, value)] += count
    return dict(counts.most_common())


def selected_names(params: SearchParams) -> dict[int, str]:
    """The names that a search includes or excludes, for its chips."""
    return _labels(value for facet in FACETS for value in params.selection(facet).include | params.selection(facet).exclude)


def _labels(numbers: Iterable[int]) -> dict[int, str]:
    if not (wanted := set(numbers)):
        return {}
    rows = Name.objects.filter(pk__in=wanted).order_by().values_list("pk", "name", "qualifier")
    return {pk: full_name(name, qualifier) for pk, name, qualifier in rows}
