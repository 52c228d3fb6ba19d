"""A name through the archive: when it was written of, and whom and what the same articles mention.

Counted by the engine: what the database would have to look up article by article. When it was written of is counted over
all of a name's articles; its company over those `since` a day, where that is given, for to count all names in 100,000
articles takes 100 ms. Of an outlet that is what it published. Raises SearchUnavailable.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from articles.models import Name

from . import narrowing
from .histogram import Histogram
from .meanwhile import meanwhile
from .narrowing import Counts
from .params import FACETS, SearchParams, Selection
from .plan import Range
from .results import Asking

Standing: TypeAlias = dict[str, list[tuple[Name, int]]]
"""Facet -> names with how many articles carry or mention each, most first."""


@dataclass(frozen=True, slots=True)
class Company:
    params: SearchParams
    """The search for the same articles."""
    total: int
    years: dict[int, int]
    histogram: Histogram
    names: Standing
    """Never the name itself."""


def company_of(name: Name, size: int, since: dt.date | None = None) -> Callable[[], Company]:
    """The engine counts while the caller goes on; what is given back waits for it, and names what was counted."""
    facet = "source" if name.kind == Name.Kind.OUTLET else name.kind
    asking = Asking.prepare(SearchParams(**{facet: Selection(frozenset({name.pk}))}))  # type: ignore[arg-type]

    def counted() -> tuple[Counts, Counts, Histogram]:
        recent = narrowing.within(asking.query, [Range(narrowing.DAY, since.toordinal(), None)]) if since else asking.query
        ever = narrowing.years(asking.index, asking.query)
        return narrowing.most_named(asking.index, recent, FACETS), ever, asking.histogram(dict(ever.values["year"]))

    counting = meanwhile(asking.index, counted)

    def company() -> Company:
        names, ever, histogram = counting()
        return Company(asking.params, ever.total, dict(ever.values["year"]), histogram, _named(names, {name.pk}, size))

    return company


def most_written_of(params: SearchParams, facets: Collection[str], size: int) -> Callable[[], Standing]:
    """The names of some facets that the most articles of a search mention; not those of every article, which tell none
    from another. Counted while the caller goes on, as in `company_of`."""
    asking = Asking.prepare(params)
    counting = meanwhile(asking.index, lambda: narrowing.most_named(asking.index, asking.query, facets))

    def most() -> Standing:
        counts = counting()
        everywhere = {pk for values in counts.values.values() for pk, count in values if count == counts.total}
        return _named(counts, everywhere, size)

    return most


def _named(counts: Counts, without: Iterable[int], size: int) -> Standing:
    """Merged names count for those that they lead to."""
    values = {facet: counts.values[facet][: size + 4] for facet in FACETS if facet in counts.values}
    names = Name.objects.in_bulk({pk for counted in values.values() for pk, _ in counted})
    if merged := {name.merged_into_id for name in names.values()} - {None, *names}:
        names |= Name.objects.in_bulk(merged)
    found = {}
    for facet, counted in values.items():
        standing: Counter[Name] = Counter()
        for pk, count in counted:
            if pk in names:
                standing[names[names[pk].merged_into_id or pk]] += count
        found[facet] = [(name, count) for name, count in standing.most_common() if name.pk not in without][:size]
    return found
