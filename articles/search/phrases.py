"""Which published articles have these very words, one after the other: for whoever looks for a name in the whole archive.

Promises: none is missed. What the index lacks, or has in an older form, is among the answer, since the index is held
against the database first. Refuses: to say that an article means the name; and to answer without an index.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

from . import sync
from .plan import Node, Phrase, Plan, Snapshot, Term, any_of

_FIELD = "text_norm"
_PHRASES = 400
"""Asked for at once."""
_PAGE = 20_000
"""Hits in memory at a time."""


def saying(phrases: Iterable[Sequence[str]]) -> array[int]:
    """Articles by number, ascending; `phrases` are folded words. Raises SearchUnavailable."""
    difference = sync.compare()
    found = set(difference.missing).union(difference.outdated)
    index = sync.engine().snapshot()
    nodes = [_node(tuple(words)) for words in phrases if words]
    for start in range(0, len(nodes), _PHRASES):
        _gather(index, any_of(nodes[start : start + _PHRASES]), found)
    return array("q", sorted(found))


def _node(words: tuple[str, ...]) -> Node:
    return Phrase(_FIELD, words) if len(words) > 1 else Term(_FIELD, words[0])


def _gather(index: Snapshot, query: Node, found: set[int]) -> None:
    """By the moment of their last change, so that the pages of one snapshot follow one another."""
    for offset in range(0, index.count(query), _PAGE):
        hits = index.execute(Plan(query, offset=offset, limit=_PAGE, sort="updated")).hits
        found.update(sync.number(hit.key) for hit in hits)
