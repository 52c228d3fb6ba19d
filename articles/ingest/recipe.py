"""A recipe: how bytes become a draft, beside the bytes themselves."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from .importers import Row
from .records import KEYS, Draft, read

_VERSION = "1"
"""Changes when the same bytes would be read differently: then they are looked at again."""


@dataclass(frozen=True, slots=True)
class Recipe:
    format: str
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Our key -> the row's."""
    defaults: Mapping[str, str] = field(default_factory=dict)
    """For keys that a row leaves empty: source, status."""
    unknown_keys: set[str] = field(default_factory=set, compare=False)
    """Keys met that mean nothing here; they stay in the originals."""

    @property
    def digest(self) -> str:
        parts = [_VERSION, self.format, sorted(self.mapping.items()), sorted(self.defaults.items())]
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    def draft(self, row: Row) -> Draft:
        """Raises RowError or BadRecord."""
        found = dict(row.read())
        self.unknown_keys.update(found.keys() - KEYS - set(self.mapping.values()))
        mapped = {ours: found.get(theirs) for ours, theirs in self.mapping.items()}
        return read(found | mapped, self.defaults)
