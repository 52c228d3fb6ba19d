"""What Haystack's indexes declare, turned into what an engine keeps: zones, columns, pieces and stored values.

A CharField is a zone: analysed text, weighing what the field's `weight` says. An NgramField or EdgeNgramField keeps
pieces of its words for completing them, a BeginningsField only their first letters. Numbers, truth values, dates, facets
and MultiValueFields are columns: whole values to filter, count and sort by; moments are microseconds since 1970, those
without a zone taken for UTC. What is `stored` comes back with a result; `stored=False` keeps the index small.
`indexed=False` is stored alone.

Refuses coordinates (LocationField is stored alone), and a document's own boost, which is left out of its score.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from haystack import constants

from . import documents, plan, terms
from .plan import Kind

STORED = "stored"
"""The engine's field for everything that comes back with a result, as JSON."""
NUMBERS = "numbers"
"""The `field_type` of a field with several whole numbers."""
_LARGEST_INTEGER = (1 << 63) - 2


@dataclass(frozen=True, slots=True)
class Column:
    kind: Kind
    value: Callable[[Any], plan.Value] = str
    """From Python or from a query's text; raises ValueError where it is no such value."""
    shown: Callable[[Any], Any] = str
    """The way back, for facets."""


@dataclass(slots=True)
class Declared:
    content: str
    """The zone that is searched where no field is named."""
    zones: dict[str, float] = field(default_factory=dict)
    """Each with its weight."""
    columns: dict[str, Column] = field(default_factory=dict)
    pieces: dict[str, str] = field(default_factory=dict)
    """Each with its kind, of `terms.PIECES`."""
    unstored: set[str] = field(default_factory=set)
    stores: bool = False

    @property
    def schema(self) -> plan.Schema:
        return {
            **terms.schema(self.zones, self.pieces),
            **{name: column.kind for name, column in self.columns.items()},
            **({STORED: Kind.STORED} if self.stores else {}),
        }

    def pieces_asked(self, name: str, text: str) -> list[str]:
        return terms.pieces_asked(self.pieces[name], text)

    def texts(self, prepared: Mapping[str, Any]) -> terms.Texts:
        """What of a prepared document is to be analysed."""
        whole = {name: str(prepared[name]) for name in self.zones if prepared.get(name)}
        return terms.Texts(whole, {name: (kind, str(prepared.get(name) or "")) for name, kind in self.pieces.items()})

    def document(self, prepared: Mapping[str, Any], analysed: terms.Analysed | None = None) -> plan.Document:
        """What an index prepared, as the engine takes it; its texts are analysed if they are not yet.

        Raises ValueError where a column's value is not of its kind, and LexiconError."""
        if analysed is None:
            analysed = terms.analysed(self.texts(prepared))
        found: dict[str, Any] = {"id": str(prepared[constants.ID]), **analysed}
        for name, column in self.columns.items():
            value = prepared.get(name)
            if isinstance(value, (list, tuple, set)):
                found[name] = [column.value(one) for one in value]
            elif value is not None:
                found[name] = column.value(value)
        if self.stores:
            kept = {name: value for name, value in prepared.items() if name not in self.unstored}
            found[STORED] = json.dumps(kept, default=_plain, ensure_ascii=False)
        return found


def declared(unified: Any) -> Declared:
    """Everything that Haystack's indexes declare together; a Haystack UnifiedIndex."""
    fields: Iterable[Any] = unified.all_searchfields().values()
    found = Declared(unified.document_field)
    for name in (constants.DJANGO_CT, constants.DJANGO_ID):
        found.columns[name] = Column(Kind.KEYWORD)
    for one in fields:
        name, kind = one.index_fieldname, one.field_type
        if one.stored:
            found.stores = True
        else:
            found.unstored.add(name)
        if not one.indexed or kind == "location":
            continue
        if kind in terms.PIECES:
            found.pieces[name] = kind
        elif kind == NUMBERS:
            found.columns[name] = _NUMBERS
        elif kind in _COLUMNS and not one.is_multivalued:
            found.columns[name] = _COLUMNS[kind]
        elif one.is_multivalued or hasattr(one, "facet_for"):
            found.columns[name] = Column(Kind.KEYWORD)
        else:
            found.zones[name] = float(one.boost)
    return found


def _plain(value: Any) -> Any:
    """What JSON lacks."""
    return list(value) if isinstance(value, (set, frozenset)) else written(value)


def written(value: Any) -> str:
    """A value in a query or in store: dates with their time, as Haystack's fields read them back."""
    if isinstance(value, dt.datetime):
        return value.isoformat()
    return f"{value.isoformat()}T00:00:00" if isinstance(value, dt.date) else str(value)


def _integer(value: Any) -> int:
    number = int(value)
    if abs(number) > _LARGEST_INTEGER:
        raise ValueError(f"{number} has more than 64 bits")
    return number


def _truth(value: Any) -> int:
    text = str(value).lower()
    if text not in {"true", "false", "1", "0"}:
        raise ValueError(f"{value!r} is neither true nor false")
    return int(text in {"true", "1"})


def _moment(value: Any) -> int:
    moment = dt.datetime.fromisoformat(written(value))
    return documents.stamp(moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC))


def _shown_moment(value: Any) -> dt.datetime:
    return dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=int(value))  # noqa: DTZ001  (Haystack's have no zone)


def _number(value: Any) -> int:
    number = _integer(value)
    if number < 0:
        raise ValueError(f"{number} is below zero")
    return number


_NUMBERS = Column(Kind.NUMBERS, _number, int)
_WHOLE = Column(Kind.INTEGER, _integer, int)
_MOMENT = Column(Kind.INTEGER, _moment, _shown_moment)
_COLUMNS = {
    "integer": _WHOLE,
    "long": _WHOLE,
    "float": Column(Kind.FLOAT, float, float),
    "boolean": Column(Kind.INTEGER, _truth, bool),
    "date": _MOMENT,
    "datetime": _MOMENT,
}
