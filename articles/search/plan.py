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
    FLAGS = "flags"  # the same, each there or not, however often
    PLACED = "placed"  # the same with positions, so that phrases can be asked
    KEYWORD = "keyword"  # whole values: filter and count
    INTEGER = "integer"  # whole numbers: filter, count, range and sort
    FLOAT = "float"  # the same for other numbers
    NUMBERS = "numbers"  # several whole numbers from 0 on: count
    STORED = "stored"  # kept and given back with a hit, never searched


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
    """Documents with a term that begins in one of these ways; each with the same score.

    Beginnings too long for the engine match nothing.
    """

    field: str
    prefixes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Documents with a term of this shape, * for any letters and ? for one; each with the same score.

    A shape too intricate for the engine matches nothing.
    """

    field: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Documents with a term that is at most `edits` (2 at most) letters away; each with the same score."""

    field: str
    term: str
    edits: int


@dataclass(frozen=True, slots=True)
class Similar:
    """Documents with some of the terms that tell most about a text, given as its terms joined by spaces."""

    field: str
    terms: str


@dataclass(frozen=True, slots=True)
class Range:
    """Documents whose number lies between two bounds, both included; None leaves a side open."""

    field: str
    low: int | float | None
    high: int | float | None


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Documents that match at least one part; scores add up."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Documents that match every part and none of `without`; scores add up.

    `extra` adds to the score of those that match it too, and finds nothing by itself."""

    parts: tuple[Node, ...]
    without: tuple[Node, ...] = ()
    extra: tuple[Node, ...] = ()


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


Node: TypeAlias = Term | Phrase | Prefix | Pattern | Fuzzy | Similar | Range | AnyOf | AllOf | Fixed | Everything | Nothing


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
    """A column, with a leading - for descending; empty ranks by score. Missing values come last.
    Several, joined by commas, decide one after the other; then every match is fetched to find the first."""
    facets: Mapping[str, FacetRequest] = field(default_factory=dict)
    counts: Mapping[str, Node] = field(default_factory=dict)
    """What else is counted."""


@dataclass(frozen=True, slots=True)
class Hit:
    key: str
    score: float
    stored: Mapping[str, str] = field(default_factory=dict)
    """What the document's STORED fields hold."""


@dataclass(frozen=True, slots=True)
class Answer:
    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, list[tuple[Value, int]]]
    counts: Mapping[str, int] = field(default_factory=dict)


class Writer(Protocol):
    """Changes that become visible together, when its context ends without an error."""

    def put(self, document: Document) -> None:
        """Adds a document or takes the place of the one with its `id`."""

    def delete(self, key: str) -> None: ...

    def delete_where(self, field: str, value: Value) -> None:
        """Deletes the documents with this term in this field."""

    def clear(self) -> None: ...


class Snapshot(Protocol):
    """An index at one moment. Methods raise SearchUnavailable where it cannot be used."""

    def execute(self, plan: Plan) -> Answer: ...

    def count(self, query: Node) -> int: ...

    def document_frequencies(self, field: str, values: Iterable[Value]) -> list[int]:
        """How many documents have each value."""

    def rarities(self, field: str, values: Iterable[Value]) -> list[float]:
        """How much each value tells: BM25's inverse document frequency, from about 0 upwards."""


class Engine(Snapshot, Protocol):
    """What every engine does. Asked directly, it answers of this very moment.

    Methods raise SearchUnavailable where the index cannot be used."""

    def snapshot(self) -> Snapshot:
        """For several questions about one moment; opening the index anew for each takes longer than some of them."""

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

    def damaged(self) -> list[str]:
        """Files that no longer hold what was written to them; reads them all."""

    def problem(self) -> str:
        """Why the index cannot be used as it is; empty where it can."""

    def vacant(self) -> bool:
        """Whether there is nothing to lose: no index, or one without documents, whatever it was built for."""


class Busy(Exception):
    """Another process is writing and did not finish in time."""


def any_of(parts: Iterable[Node]) -> Node:
    """AnyOf, without a wrapping around one part and without parts that match nothing; flat, which is faster to run."""
    flat = (inner for part in parts for inner in (part.parts if isinstance(part, AnyOf) else (part,)))
    kept = tuple(part for part in flat if not isinstance(part, Nothing))
    return kept[0] if len(kept) == 1 else AnyOf(kept) if kept else Nothing()


def all_of(parts: Iterable[Node], without: Iterable[Node] = (), extra: Iterable[Node] = ()) -> Node:
    """AllOf, without a wrapping around one part; Nothing if a part is."""
    kept, excluded, more = tuple(parts), tuple(part for part in without if not isinstance(part, Nothing)), tuple(extra)
    if any(isinstance(part, Nothing) for part in kept):
        return Nothing()
    if not kept and not excluded:
        return Everything()
    return kept[0] if len(kept) == 1 and not (excluded or more) else AllOf(kept or (Everything(),), excluded, more)
