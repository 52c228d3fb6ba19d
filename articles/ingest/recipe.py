"""A recipe: how bytes become a draft, beside the bytes themselves."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from weakref import WeakKeyDictionary

from articles.models import Article

from .cells import iso_date, names_of
from .importers import Reading, Row
from .records import KEYS, LISTS, Draft, read

_VERSION = "2"
"""Changes when the same bytes would be read differently: then they are looked at again."""

_PRIVATE = ("_", "meta:_")
"""Begins keys that programs keep for themselves (WordPress's own fields): not worth a word."""


UNPUBLISHED = (Article.Status.DRAFT, Article.Status.REVIEW)


@dataclass(frozen=True, slots=True)
class Recipe:
    format: str
    """As it was asked for: a name, or auto."""
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Our key -> the row's."""
    defaults: Mapping[str, str] = field(default_factory=dict)
    """For keys that a row leaves empty: source, status."""
    may_publish: bool = True
    """Whether whoever imports may publish: else nothing comes in published, and what is published stays as it is."""
    extract: bool = field(default=True, compare=False)
    """Whether names and quotes are looked for in what is new."""
    unknown_keys: set[str] = field(default_factory=set, compare=False)
    """Keys met that mean nothing here; they stay in the originals."""
    _digests: WeakKeyDictionary[Reading, str] = field(default_factory=WeakKeyDictionary, compare=False, repr=False)

    @property
    def digest(self) -> str:
        return _hashed(_VERSION, self.format, sorted(self.mapping.items()), sorted(self.defaults.items()), *self._limits)

    def digest_of(self, row: Row) -> str:
        """The same for rows whose equal bytes make equal articles."""
        reading = row.reading
        if reading not in self._digests:
            mapping, defaults = self._mapping(reading), {**reading.defaults, **self.defaults}
            parts = (reading.format, reading.key, sorted(mapping.items()), sorted(defaults.items()), *self._limits)
            self._digests[reading] = _hashed(_VERSION, *parts)
        return self._digests[reading]

    @property
    def _limits(self) -> tuple[str, ...]:
        return () if self.may_publish else ("unpublished",)

    def with_defaults(self, **defaults: str) -> Recipe:
        return replace(self, defaults={**self.defaults, **defaults}, _digests=WeakKeyDictionary())

    def draft(self, row: Row) -> Draft:
        """Raises RowError or BadRecord."""
        remarks: list[str] = []
        record, markup = self.record(row, remarks)
        draft = read(record, {**row.reading.defaults, **self.defaults}, markup=markup)
        if not self.may_publish and draft.fields["status"] not in UNPUBLISHED:
            draft.fields["status"] = Article.Status.DRAFT
            draft.remarks.insert(0, "دخل مسوّدة: لا يحق لمن استورده أن ينشر.")
        draft.remarks[:0] = remarks
        return draft

    def record(self, row: Row, remarks: list[str]) -> tuple[dict[str, Any], bool]:
        """(the row in our keys, whether its texts may hold HTML). Raises RowError."""
        found = dict(row.read(remarks))
        mapping = self._mapping(row.reading)
        self.unknown_keys.update(key for key in found.keys() - KEYS - set(mapping.values()) if not key.startswith(_PRIVATE))
        # A record that has every key is an export of an archive: its texts are plain, and stay as they are.
        markup = row.reading.markup and not found.keys() >= KEYS
        record = found | {ours: found.get(theirs) for ours, theirs in mapping.items()}
        for key in KEYS & record.keys() if row.reading.flat else mapping.keys():
            record[key] = _as_ours(key, record[key], remarks)
        return record, markup

    def _mapping(self, reading: Reading) -> dict[str, str]:
        return {**reading.mapping, **self.mapping}


def _as_ours(key: str, value: Any, remarks: list[str]) -> Any:
    """A cell of someone else's table in the form that our records have."""
    if key in LISTS and isinstance(value, str):
        return names_of(value)
    if key == "published_at" and isinstance(value, str):
        return iso_date(value, remarks)
    return value


def _hashed(*parts: Any) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()
