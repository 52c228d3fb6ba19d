"""What narrows a search: the filters of its parameters, and the values that it can be narrowed by, counted and named.

A facet counts within the other filters, not within its own, so its other values stay in sight; a value that was
chosen stays in the list at zero. The years do the same for dates.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from articles.models import Name, full_name

from .params import FACETS, SearchParams, Selection
from .plan import FacetRequest, Fixed, Node, Range, Term, Value, all_of, any_of

FACET_SIZE = 30
"""Values of a facet that are counted: the most frequent, and those chosen."""
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


def filters(params: SearchParams) -> dict[str, Node]:
    """By facet, and DAY for the dates."""
    found: dict[str, Node] = {}
    for facet in FACETS:
        if selection := params.selection(facet):
            found[facet] = _chosen(facet, selection)
    if params.date_from or params.date_to:
        low, high = (day.toordinal() if day else None for day in (params.date_from, params.date_to))
        found[DAY] = Range("day", low, high)
    return found


def _chosen(facet: str, selection: Selection) -> Node:
    include = any_of(Term(facet, str(value)) for value in sorted(selection.include))
    exclude = [Term(facet, str(value)) for value in sorted(selection.exclude)]
    return all_of([include] if selection.include else [], exclude)


def within(query: Node, filters: Iterable[Node]) -> Node:
    """What a query finds of what passes the filters, with the query's scores."""
    return all_of([query, *(Fixed(part, 0.0) for part in filters)])


def requests(query: Node, filters: Mapping[str, Node]) -> dict[str, FacetRequest]:
    """What to count beside a query: each facet's values, and the years. Those that narrow nothing share one tree."""
    within_all = beside(query, filters)
    among = {name: beside(query, filters, name) if name in filters else within_all for name in (*FACETS, DAY)}
    found = {facet: FacetRequest(facet, among[facet], FACET_SIZE) for facet in FACETS}
    return found | {"year": FacetRequest("year", among[DAY], MOST_YEARS)}


def beside(query: Node, filters: Mapping[str, Node], own: str = "") -> Node:
    """What a query finds within all filters but one; not scored."""
    return within(Fixed(query, 0.0), (part for name, part in filters.items() if name != own))


def named(counted: Mapping[str, list[tuple[Value, int]]], params: SearchParams) -> dict[str, list[FacetValue]]:
    """Facet values with their names, and the years, newest first."""
    wanted = {facet: {int(value): count for value, count in counted[facet]} for facet in FACETS}
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
    years = sorted(((int(year), count) for year, count in counted["year"][:YEARS_LISTED]), reverse=True)
    found["year"] = [FacetValue(year, str(year), count) for year, count in years]
    return found


def selected_names(params: SearchParams) -> dict[int, str]:
    """The names that a search includes or excludes, for its chips."""
    return _labels(value for facet in FACETS for value in params.selection(facet).include | params.selection(facet).exclude)


def _labels(numbers: Iterable[int]) -> dict[int, str]:
    if not (wanted := set(numbers)):
        return {}
    rows = Name.objects.filter(pk__in=wanted).order_by().values_list("pk", "name", "qualifier")
    return {pk: full_name(name, qualifier) for pk, name, qualifier in rows}
