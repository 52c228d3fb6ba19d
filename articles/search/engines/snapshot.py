"""A tantivy index at one moment: whatever is asked of a snapshot sees the same commit.

Promises: an answer, or SearchUnavailable with tantivy's own words; its panics too, which are BaseExceptions.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeAlias

import tantivy
from tantivy import Order, Query

from .. import plan
from ..errors import SearchUnavailable
from .compiling import EACH, Compiler

_OF_A_SEGMENT = 4000
"""Values of each segment that are added up. One that is frequent in all but not among so many in a segment is counted short:
with 300 that was 1 of 3,000 values in a million articles, by one article; with 4,000 none."""
_Scored: TypeAlias = tuple[float, tantivy.DocAddress]


class _Panic(Exception):
    """tantivy panicked: its PanicException, made an ordinary exception."""


@contextmanager
def speaking() -> Iterator[None]:
    """Turns whatever tantivy raises, panics too, into SearchUnavailable with tantivy's own words."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise SearchUnavailable(f"tantivy: {error}") from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise SearchUnavailable(f"tantivy panicked: {error}") from _Panic(str(error))
        raise


class Snapshot:
    def __init__(self, searcher: tantivy.Searcher, compiler: Compiler, stored: Sequence[str]) -> None:
        self._searcher = searcher
        self._compile = compiler.query
        self._stored = stored

    def execute(self, request: plan.Plan) -> plan.Answer:
        with speaking():
            query = self._compile(request.query)
            if request.limit:
                total, found = self._ranked(query, request)
                hits = tuple(self._hit(self._searcher.doc(address), score) for score, address in found)
            else:
                hits, total = (), self._count(query)
            facets, counts = self._counted(request)
            return plan.Answer(total, hits, facets, counts)

    def count(self, query: plan.Node) -> int:
        if isinstance(query, plan.Everything):
            return int(self._searcher.num_docs)
        with speaking():
            return self._count(self._compile(query))

    def document_frequencies(self, field: str, values: Iterable[plan.Value]) -> list[int]:
        with speaking():
            return [int(self._searcher.doc_freq(field, value)) for value in values]

    def rarities(self, field: str, values: Iterable[plan.Value]) -> list[float]:
        total = self._searcher.num_docs
        frequencies = (min(total, frequency) for frequency in self.document_frequencies(field, values))
        return [math.log(1 + (total - frequency + 0.5) / (frequency + 0.5)) for frequency in frequencies]

    def _count(self, query: Query) -> int:
        # A constant score spares it to reckon each. Its type stub forgets `count`.
        found: Any = self._searcher.search(Query.const_score_query(query, 0.0), 1)
        return int(found.count)

    def _hit(self, document: tantivy.Document, score: float) -> plan.Hit:
        stored = {name: bytes(document.get_first(name) or b"").decode() for name in self._stored}
        return plan.Hit(document["id"][0], score, stored)

    def _ranked(self, query: Query, request: plan.Plan) -> tuple[int, list[_Scored]]:
        """How many match, and (score, address) of those asked for; what is sorted has no score."""
        if not request.sort:
            found: Any = self._searcher.search(query, request.limit, offset=request.offset)
            return found.count, [(float(score), address) for score, address in found.hits]
        keys = request.sort.split(",")
        if len(keys) == 1:
            found = self._sorted(query, keys[0], request.limit, request.offset)
            return found.count, [(0.0, address) for _, address in found.hits]
        total = self._count(query)
        order = _by_several(self._sorted(query, key, total, 0).hits for key in keys) if total else []
        return total, [(0.0, address) for address in order[request.offset : request.offset + request.limit]]

    def _sorted(self, query: Query, key: str, limit: int, offset: int) -> Any:
        order = Order.Desc if key.startswith("-") else Order.Asc
        return self._searcher.search(query, limit, offset=offset, order_by_field=key.lstrip("-"), order=order)

    def _counted(self, request: plan.Plan) -> tuple[dict[str, list[tuple[plan.Value, int]]], dict[str, int]]:
        """(facets, counts), in one pass for all that is counted among the same documents."""
        passes: dict[int, tuple[Query, dict[str, Any]]] = {}
        for label, facet in request.facets.items():
            query = self._compile(facet.query)
            terms = {"field": facet.field, "size": facet.size, "segment_size": max(facet.size, _OF_A_SEGMENT)}
            passes.setdefault(id(query), (query, {}))[1][f"f{label}"] = {"terms": terms}
        for label, node in request.counts.items():
            query = self._compile(node)
            passes.setdefault(id(query), (query, {}))[1][f"c{label}"] = {"value_count": {"field": EACH}}
        found: dict[str, Any] = {}
        for query, wanted in passes.values():
            found |= self._searcher.aggregate(query, wanted)
        buckets = {label: found[f"f{label}"]["buckets"] for label in request.facets}
        facets = {label: [(bucket["key"], bucket["doc_count"]) for bucket in counted] for label, counted in buckets.items()}
        return facets, {label: int(found[f"c{label}"]["value"]) for label in request.counts}


def _by_several(orders: Iterable[list[tuple[Any, tantivy.DocAddress]]]) -> list[tantivy.DocAddress]:
    """One order out of several of the same documents: each decides among what those before it hold equal."""
    ranks: dict[tuple[int, int], list[int]] = {}
    for order in orders:
        for rank, (_, equal) in enumerate(groupby(order, key=itemgetter(0))):
            for _, address in equal:
                ranks.setdefault((address.segment_ord, address.doc), []).append(rank)
    return [tantivy.DocAddress(*place) for place in sorted(ranks, key=lambda place: ranks[place])]
