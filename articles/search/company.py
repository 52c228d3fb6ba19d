"""A name through the archive: when it was written of, and whom and what the same articles mention.

Counted by the engine: what the database would have to look up article by article. When it was written of is counted over
all of a name's articles; its company over those `since` a day, where that is given, for to count all names in 100,000
articles takes 100 ms. Of an outlet that is what it published. Raises SearchUnavailable.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from articles.models import Name

from . import narrowing
from .histogram import Histogram
from .meanwhile import Meanwhile
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
        counting_names = narrowing.counting(asking.index, recent, {})
        of_all = narrowing.years(asking.index, asking.query) if since else None
        names = counting_names()
        ever = of_all or names
        return names, ever, asking.histogram(dict(ever.values["year"]))

    counting = Meanwhile(counted)

    def company() -> Company:
        names, ever, histogram = counting.result()
        return Company(asking.params, ever.total, dict(ever.values["year"]), histogram, _named(names, {name.pk}, size))

    return company


def most_written_of(first: dt.date, last: dt.date, size: int) -> Callable[[], Standing]:
    """The names that the most articles between two days carry or mention; not those of every article, which tell none
    from another. Counted while the caller goes on, as in `company_of`; only what is given back raises."""

    def counted() -> Counts:
        asking = Asking.prepare(SearchParams(date_from=first, date_to=last))  # dates alone need no database
        return narrowing.counting(asking.index, asking.query, {})()

    counting = Meanwhile(counted)

    def most() -> Standing:
        counts = counting.result()
        everywhere = {pk for facet in FACETS for pk, count in counts.values[facet] if count == counts.total}
        return _named(counts, everywhere, size)

    return most


def _named(counts: Counts, without: Iterable[int], size: int) -> Standing:
    """Merged names count for those that they lead to."""
    wanted = {pk for facet in FACETS for pk, _ in counts.values[facet][: size + 4]}
    names = Name.objects.select_related("merged_into").in_bulk(wanted)
    found = {}
    for facet in FACETS:
        standing: Counter[Name] = Counter()
        for pk, count in counts.values[facet][: size + 4]:
            if pk in names:
                standing[names[pk].merged_into or names[pk]] += count
        found[facet] = [(name, count) for name, count in standing.most_common() if name.pk not in without][:size]
    return found
