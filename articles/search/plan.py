"""What an engine is asked and what it answers: plain values that every engine understands.

A question arrives analysed: leaves are terms as they stand in the index, never words as a reader typed them.
An engine compiles the tree, runs it, and returns document keys, scores and counts: no text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, TypeAlias

Value: TypeAlias = str | int | float | bool
Document: TypeAlias = Mapping[str, Value | Sequence[Value] | None]
"""Field -> value. Analysed fields hold terms joined by single spaces. `id` is the document's key."""


class Kind(StrEnum):
    TERMS = "terms"  # terms joined by spaces, scored
    PLACED = "placed"  # the same with positions, so that phrases can be asked
    KEYWORD = "keyword"  # whole values: filter and count
    INTEGER = "integer"  # whole numbers: filter, count, range and sort


Schema: TypeAlias = Mapping[str, Kind]


@dataclass(frozen=True, slots=True)
class Term:
    """Documents with this term in this field; the score is BM25 times `weight`."""

    field: str
    value: Value
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Phrase:
    """Documents with these terms one after the other in a PLACED field."""

    field: str
    terms: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Prefix:
    """Documents with a term that begins so; each with the same score."""

    field: str
    prefix: str


@dataclass(frozen=True, slots=True)
class Range:
    """Documents whose integer lies between two bounds, both included; None leaves a side open."""

    field: str
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Documents that match at least one part; scores add up."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Documents that match every part and none of `without`; scores add up."""

    parts: tuple[Node, ...]
    without: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Fixed:
    """The documents of a part, each with the same score: a bonus, or 0 for a filter."""

    part: Node
    score: float


@dataclass(frozen=True, slots=True)
class Everything:
    """Every document, with the same score."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No document."""


Node: TypeAlias = Term | Phrase | Prefix | Range | AnyOf | AllOf | Fixed | Everything | Nothing


@dataclass(frozen=True, slots=True)
class FacetRequest:
    """Counts of a field's values among the documents of `query`, the most frequent `size` first."""

    field: str
    query: Node
    size: int = 50


@dataclass(frozen=True, slots=True)
class Plan:
    query: Node
    offset: int = 0
    limit: int = 20
    sort: str = ""
    """An integer field, with a leading - for descending; empty ranks by score. Missing values come last."""
    facets: Mapping[str, FacetRequest] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hit:
    key: str
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, list[tuple[Value, int]]]


class Writer(Protocol):
    """Changes that become visible together, when its context ends without an error."""

    def put(self, document: Document) -> None:
        """Adds a document or takes the place of the one with its `id`."""

    def delete(self, key: str) -> None: ...

    def clear(self) -> None: ...


class Engine(Protocol):
    """What every engine does. Methods raise SearchUnavailable where the index cannot be used."""

    def execute(self, plan: Plan) -> Answer: ...

    def count(self, query: Node) -> int: ...

    def document_frequency(self, field: str, value: Value) -> int: ...

    def write(self, wait: float = ...) -> AbstractContextManager[Writer]:
        """One writer at a time, across processes. Waits `wait` seconds for its turn, then raises Busy."""

    def rebuild(self, fill: Callable[[Writer], None], catch_up: Callable[[Writer], None]) -> None:
        """Builds a whole new index beside the one in use, which goes on answering and taking writes.

        `fill` puts every document once. `catch_up` then runs while other writers wait, and puts or deletes
        what changed meanwhile; after it the new index takes the old one's place in one step.
        """

    def stamps(self, field: str) -> Iterator[tuple[str, int | None]]:
        """Every document's key with one integer field, in no order: for comparing with the database."""

    def statistics(self) -> dict[str, Value]: ...

    def problem(self) -> str:
        """Why the index cannot be used as it is; empty where it can."""


class Busy(Exception):
    """Another process is writing and did not finish in time."""


def any_of(parts: Iterable[Node]) -> Node:
    """AnyOf, without a wrapping around one part and without parts that match nothing."""
    kept = tuple(part for part in parts if not isinstance(part, Nothing))
    return kept[0] if len(kept) == 1 else AnyOf(kept) if kept else Nothing()


def all_of(parts: Iterable[Node], without: Iterable[Node] = ()) -> Node:
    """AllOf, without a wrapping around one part; Nothing if a part is."""
    kept, excluded = tuple(parts), tuple(part for part in without if not isinstance(part, Nothing))
    if any(isinstance(part, Nothing) for part in kept):
        return Nothing()
    if not kept and not excluded:
        return Everything()
    return kept[0] if len(kept) == 1 and not excluded else AllOf(kept or (Everything(),), excluded)
