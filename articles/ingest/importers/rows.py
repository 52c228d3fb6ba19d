"""A row: one article's bytes as received, where they stood, and how to read them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

LARGEST_ROW = 32 * 1024 * 1024
"""Bytes of one article; the longest book-length feature is under 5 MB. A larger row is refused, not read."""


_LONGEST_ID = 300


class BadFile(Exception):
    """Why a file cannot be read, or read on, in Arabic."""


class RowError(ValueError):
    """Why a row cannot be read, in Arabic."""


Read: TypeAlias = Callable[[bytes, list[str]], Mapping[str, Any]]
"""(a row's bytes, remarks to add to) -> its record. Raises RowError."""


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Reading:
    """How bytes become a record. Rows of one file share it."""

    format: str
    read: Read
    key: str = ""
    """What the record depends on beside the bytes: the names of columns, an encoding."""
    markup: bool = True
    """Whether texts may hold entities or HTML; not where the importer has read them already."""
    flat: bool = False
    """Values are cells of a table: text, and lists of names within one."""
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Our key -> the row's, as guessed from the names of columns."""
    defaults: Mapping[str, str] = field(default_factory=dict)
    """What the file says of all its rows: the outlet."""


def from_json(raw: bytes, remarks: list[str], decode: Callable[[bytes], str] | None = None) -> Mapping[str, Any]:
    """One JSON object. Raises RowError."""
    try:
        text = decode(raw) if decode else raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RowError(f"ليس نصًا بترميز UTF-8 (عند البايت {error.start}).") from error
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise RowError(f"JSON غير صحيح: {error.msg} (عند الحرف {error.pos}).") from error
    except RecursionError as error:
        raise RowError("JSON متداخل أعمق مما يُقرأ.") from error
    except ValueError as error:  # a number of thousands of digits
        raise RowError(f"JSON فيه عدد لا يُقرأ: {error}") from error
    if not isinstance(value, dict):
        raise RowError("ليس كائنًا (object) من كائنات JSON.")
    return value


JSON = Reading("json", from_json)


@dataclass(frozen=True, slots=True)
class Row:
    place: str
    raw: bytes
    problem: str = ""
    """What was wrong already when the row was cut out of its file."""
    reading: Reading = JSON

    def read(self, remarks: list[str] | None = None) -> Mapping[str, Any]:
        """The row's record; what is odd about it is added to the remarks. Raises RowError."""
        if self.problem:
            raise RowError(self.problem)
        return self.reading.read(self.raw, [] if remarks is None else remarks)


def short_id(identifier: str) -> str:
    """The outlet's number of an article, where there is room for it (`Article.external_id`); "" for a longer one."""
    return identifier if len(identifier) <= _LONGEST_ID else ""


def too_large(place: str, size: int = 0) -> Row:
    counted = f" ({size} بايت)" if size else ""
    return Row(place, b"", f"الصف أكبر من {LARGEST_ROW // 1024 // 1024} ميغابايت{counted}؛ بقي في ملفه ولم يُقرأ.")
