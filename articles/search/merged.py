"""Merged names in a search: a number leads to the name that stands, wherever it comes from.

An old address, a saved search or another program may still ask for a name that was merged since; and until the sync
queue is drained a document may still be filed under it. So the number is followed to the name that stands, and that
is asked for under all the numbers that lead to it. One query.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeAlias

from django.db.models import Q

from articles.models import Name

from .params import FACETS, SearchParams, Selection

Filed: TypeAlias = Mapping[int, Iterable[int]]
"""A name that stands -> the numbers of those merged into it; names without any are left out."""


def standing(params: SearchParams) -> SearchParams:
    """The same search for the names that stand."""
    return followed(params)[0]


def followed(params: SearchParams) -> tuple[SearchParams, Filed]:
    """The same search for the names that stand, and what documents may still be filed under."""
    chosen = {facet: selection for facet in FACETS if (selection := params.selection(facet))}
    moved, filed = _look_up({number for each in chosen.values() for number in each.include | each.exclude})
    if not moved:
        return params, filed
    selections = {
        facet: Selection(*(frozenset(moved.get(one, one) for one in numbers) for numbers in (each.include, each.exclude)))
        for facet, each in chosen.items()
    }
    return replace(params, **selections), filed  # type: ignore[arg-type]


def with_merged(numbers: Iterable[int]) -> list[int]:
    """The numbers of names that stand, and of those that were merged into them."""
    found = set(numbers)
    return sorted(found.union(*_look_up(found)[1].values()))


def _look_up(numbers: set[int]) -> tuple[dict[int, int], dict[int, set[int]]]:
    """(merged name -> the one it leads to; name that stands -> those that lead to it)"""
    if not numbers:
        return {}, {}
    asked = Name.objects.filter(pk__in=numbers, merged_into__isnull=False)
    related = Q(merged_into__in=numbers) | Q(merged_into__in=asked.values("merged_into"))
    moved: dict[int, int] = {}
    filed: dict[int, set[int]] = {}
    for number, into in Name.objects.filter(related).order_by().values_list("pk", "merged_into"):
        filed.setdefault(into, set()).add(number)
        if number in numbers:
            moved[number] = into
    return moved, filed
