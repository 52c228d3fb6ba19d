"""Where an article stands among the results of a search, and which stand before and after it.

The ranking may have changed since a reader left the results: the article is looked for around the place that it had.
"""

from __future__ import annotations

from dataclasses import dataclass

from . import sync
from .params import DEEPEST, SearchParams
from .results import Asking

NEAR = 10
"""Places up and down: a few new articles move the others by a few."""


@dataclass(frozen=True, slots=True)
class Place:
    number: int
    """Counted from 1, over all pages."""
    total: int
    before: int | None
    after: int | None
    """The articles beside it by number; None where it is the first or the last that can be paged to."""


def place_of(params: SearchParams, article_id: int, number: int) -> Place | None:
    """The place of an article that was the `number`th result; None where it is no longer near.

    Raises SearchUnavailable.
    """
    first = max(1, number - NEAR - 1)
    last = number + NEAR + 1
    asking = Asking.prepare(params)
    ids = [sync.number(hit.key) for hit in asking.best(first - 1, last - first + 1).hits]
    if article_id not in ids:
        return None
    at = ids.index(article_id)
    found = first + at
    if abs(found - number) > NEAR:
        return None
    return Place(
        found,
        asking.total(),
        ids[at - 1] if at else None,
        ids[at + 1] if at + 1 < len(ids) and found < DEEPEST else None,
    )
