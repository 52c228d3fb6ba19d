"""What narrows a search: the filters of its parameters, and the values that it can be narrowed by, counted and named.

A facet counts within the other filters, not within its own, so its other values stay in sight; a value that was
chosen stays in the list at zero. The years do the same for dates.

Counts of a name that was merged are added to those of the name that stands (`merged`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from articles.models import Name, full_name

from .documents import NAMES, TOGETHER, which_name
from .meanwhile import meanwhile
from .merged import Filed
from .params import FACETS, SearchParams, Selection
from .plan import FacetRequest, Fixed, Node, Nothing, Plan, Range, Snapshot, Term, Value, all_of, any_of

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
NOT_FILED: Filed = {}
Chosen: TypeAlias = Mapping[str, Mapping[int, Node]]
"""Facet -> value that is included or excluded -> the articles that have it."""
DAY, WORDS = "day", "words"
"""Filters beside those of the facets: between two days; articles that have all of the words."""


class Counts(NamedTuple):
    total: int
    """Articles that a query finds within all of its filters."""
    values: dict[str, list[tuple[int, int]]]
    """Facet, or "year" -> (value, articles) of its most frequent values, most first."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    value: int
    label: str
    count: int
    included: bool = False
    excluded: bool = False


def filters(params: SearchParams, filed: Filed = NOT_FILED) -> dict[str, Node]:
    """By facet, and DAY for the dates; both as `merged.followed` gives them."""
    found: dict[str, Node] = {}
    for facet in FACETS:
        if selection := params.selection(facet):
            found[facet] = _chosen(facet, selection, filed)
    if params.date_from or params.date_to:
        low, high = (day.toordinal() if day else None for day in (params.date_from, params.date_to))
        found[DAY] = Range("day", low, high)
    return found


def _chosen(facet: str, selection: Selection, filed: Filed) -> Node:
    include = any_of(_terms(facet, selection.include, filed))
    return all_of([include] if selection.include else [], _terms(facet, selection.exclude, filed))


def _terms(facet: str, values: Iterable[int], filed: Filed) -> list[Node]:
    return [Term(facet, str(number)) for value in sorted(values) for number in (value, *sorted(filed.get(value, ())))]


def chosen(params: SearchParams, filed: Filed = NOT_FILED) -> Chosen:
    """What `counting` counts of each facet whatever its place; parameters as `merged.followed` gives them."""
    values = {facet: selection.include | selection.exclude for facet in FACETS if (selection := params.selection(facet))}
    return {facet: {value: any_of(_terms(facet, [value], filed)) for value in sorted(found)} for facet, found in values.items()}


def within(query: Node, filters: Iterable[Node]) -> Node:
    """What a query finds of what passes the filters, with the query's scores."""
    return all_of([query, *(Fixed(part, 0.0) for part in filters)])


def counting(index: Snapshot, query: Node, filters: Mapping[str, Node], chosen: Chosen) -> Callable[[], Counts]:
    """What a query finds within the filters; of each facet and of the years within the other filters.

    Names take longest: they are counted while the caller goes on, and the rest when what is given back is called. The
    names of most kinds stand in one column beside their own: to count it takes half as long as to count four. Where a
    kind has too few among the most frequent names of all kinds, its own column is counted after all."""
    among = beside(query, filters)
    together = [facet for facet in TOGETHER if facet not in filters]

    def asked_of(field: str, size: int, own: str) -> FacetRequest:
        # What is counted among the same articles is given the same tree: the engine then finds them once.
        return FacetRequest(field, beside(query, filters, own) if own in filters else among, size)

    asked = {facet: asked_of(facet, FACET_SIZE, facet) for facet in FACETS if facet not in together}
    asked["year"] = asked_of("year", MOST_YEARS, DAY)
    names = meanwhile(index, lambda: _names(index, among, together))

    def counts() -> Counts:
        total, found = _asked(index, asked, among)
        found |= names()
        for facet, value, count in _counted_alone(index, query, filters, chosen, found):
            found[facet].append((value, count))
        return Counts(total, found)

    return counts


def most_named(index: Snapshot, query: Node, facets: Collection[str]) -> Counts:
    """How much a query finds, and the most frequent values of some facets; in one pass."""
    among = Fixed(query, 0.0)
    asked = {facet: FacetRequest(facet, among, FACET_SIZE) for facet in facets if facet not in TOGETHER}
    asked[NAMES] = FacetRequest(NAMES, among, MOST_NAMES)
    total, found = _asked(index, asked, among)
    together = _apart(index, found.pop(NAMES), among, [facet for facet in facets if facet in TOGETHER])
    return Counts(total, found | together)


def _names(index: Snapshot, among: Node, facets: Collection[str]) -> dict[str, list[tuple[int, int]]]:
    if not facets:
        return {}
    return _apart(index, _values(index, {NAMES: FacetRequest(NAMES, among, MOST_NAMES)})[NAMES], among, facets)


def _apart(
    index: Snapshot, names: Sequence[tuple[int, int]], among: Node, facets: Collection[str]
) -> dict[str, list[tuple[int, int]]]:
    """The most frequent names of all kinds by their facets; a facet with too few among them is counted by itself."""
    found: dict[str, list[tuple[int, int]]] = {facet: [] for facet in facets}
    for number, count in names:
        facet, pk = which_name(number)
        if facet in found and len(found[facet]) < FACET_SIZE:
            found[facet].append((pk, count))
    crowded_out = [facet for facet in facets if len(found[facet]) < ENOUGH] if len(names) == MOST_NAMES else []
    return found | _values(index, {facet: FacetRequest(facet, among, FACET_SIZE) for facet in crowded_out})


def _counted_alone(
    index: Snapshot, query: Node, filters: Mapping[str, Node], chosen: Chosen, found: Mapping[str, list[tuple[int, int]]]
) -> Iterator[tuple[str, int, int]]:
    """(facet, value, articles) of chosen values that are not among the most frequent, most first."""
    others = {facet: chosen[facet].keys() - dict(found[facet]).keys() for facet in chosen}
    asked = {
        f"{facet} {value}": within(beside(query, filters, facet), [chosen[facet][value]])
        for facet, values in others.items()
        for value in values
    }
    if asked:
        counts = index.execute(Plan(Nothing(), limit=0, counts=asked)).counts
        for label, count in sorted(counts.items(), key=lambda item: -item[1]):
            facet, value = label.split()
            yield facet, int(value), count


def years(index: Snapshot, query: Node) -> Counts:
    """How much a query finds, and how much of it is of each year."""
    among = Fixed(query, 0.0)
    return _asked(index, {"year": FacetRequest("year", among, MOST_YEARS)}, among)


def _asked(index: Snapshot, requests: Mapping[str, FacetRequest], among: Node) -> Counts:
    answer = index.execute(Plan(Nothing(), limit=0, facets=requests, counts={"": among}))  # no articles, only their values
    return Counts(answer.counts[""], _numbers(answer.facets))


def _values(index: Snapshot, requests: Mapping[str, FacetRequest]) -> dict[str, list[tuple[int, int]]]:
    return _numbers(index.execute(Plan(Nothing(), limit=0, facets=requests)).facets)


def _numbers(facets: Mapping[str, list[tuple[Value, int]]]) -> dict[str, list[tuple[int, int]]]:
    return {label: [(int(value), count) for value, count in found] for label, found in facets.items()}


def beside(query: Node, filters: Mapping[str, Node], own: str = "") -> Node:
    """What a query finds within all filters but one; not scored."""
    return within(Fixed(query, 0.0), (part for name, part in filters.items() if name != own))


def named(counted: Mapping[str, list[tuple[int, int]]], params: SearchParams) -> dict[str, list[FacetValue]]:
    """Facet values with their names, and the years, newest first."""
    counts = {facet: dict(counted[facet]) for facet in FACETS}
    for facet in FACETS:
        selection = params.selection(facet)
        for value in selection.include | selection.exclude:
            counts[facet].setdefault(value, 0)
    labels, moved = _labels(value for values in counts.values() for value in values)
    wanted = {facet: _together(values, moved) for facet, values in counts.items()}
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


def _together(counts: dict[int, int], moved: Mapping[int, int]) -> dict[int, int]:
    """The counts of merged names added to those of the names that they lead to; most first."""
    if moved.keys().isdisjoint(counts):
        return counts
    together: Counter[int] = Counter()
    for value, count in counts.items():
        together[moved.get(value, value)] += count
    return dict(together.most_common())


def selected_names(params: SearchParams) -> dict[int, str]:
    """The names that a search includes or excludes, for its chips."""
    numbers = (value for facet in FACETS for value in params.selection(facet).include | params.selection(facet).exclude)
    return _labels(numbers)[0]


def _labels(numbers: Iterable[int]) -> tuple[dict[int, str], dict[int, int]]:
    """What names are called, and where those lead that were merged: called as the name that they lead to."""
    if not (wanted := set(numbers)):
        return {}, {}
    labels, moved = _called(wanted)
    if others := set(moved.values()) - labels.keys():
        labels |= _called(others)[0]
    return labels | {pk: labels[into] for pk, into in moved.items()}, moved


def _called(numbers: Collection[int]) -> tuple[dict[int, str], dict[int, int]]:
    rows = Name.objects.filter(pk__in=numbers).order_by().values_list("pk", "name", "qualifier", "merged_into")
    labels, moved = {}, {}
    for pk, name, qualifier, into in rows:
        labels[pk] = full_name(name, qualifier)
        if into:
            moved[pk] = into
    return labels, moved
