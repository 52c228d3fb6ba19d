"""A row: one article's bytes as received, where they stood, and how to read them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LARGEST_ROW = 32 * 1024 * 1024
"""Bytes of one article; the longest book-length feature is under 5 MB. A larger row is refused, not read."""


class RowError(ValueError):
    """Why a row cannot be read, in Arabic."""


@dataclass(frozen=True, slots=True)
class Row:
    place: str
    raw: bytes
    problem: str = ""
    """What was wrong already when the row was cut out of its file."""

    def read(self) -> Mapping[str, Any]:
        """The row's JSON object. Raises RowError."""
        if self.problem:
            raise RowError(self.problem)
        try:
            text = self.raw.decode("utf-8")
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


def too_large(place: str, size: int) -> Row:
    return Row(place, b"", f"الصف أكبر من {LARGEST_ROW // 1024 // 1024} ميغابايت ({size} بايت)؛ بقي في ملفه ولم يُقرأ.")
