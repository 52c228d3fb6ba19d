"""Formats that articles arrive in, one module each.

An importer turns a stream of bytes into rows, one an article, without holding more than one in memory. A row
keeps its bytes as received; it is read only when its turn comes, and what is wrong with it stays its own affair.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO

from . import json_array, json_lines
from .rows import LARGEST_ROW, Row, RowError

__all__ = ["FORMATS", "LARGEST_ROW", "Row", "RowError", "guess"]


@dataclass(frozen=True, slots=True)
class Format:
    rows: Callable[[IO[bytes], str], Iterator[Row]]
    """(stream, where it is from) -> rows."""
    suffixes: tuple[str, ...]


FORMATS: Mapping[str, Format] = {
    "jsonl": Format(json_lines.rows, (".jsonl", ".ndjson")),
    "json": Format(json_array.rows, (".json",)),
}


def guess(name: str, head: bytes) -> str:
    """The format of a file by its beginning, then by its name; "" where neither tells."""
    begin = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if name.lower().endswith(FORMATS["jsonl"].suffixes):
        return "jsonl"
    if begin.startswith(b"["):
        return "json"
    if begin.startswith(b"{"):
        return "jsonl" if json_lines.one_object_a_line(begin) else "json"
    return next((label for label, known in FORMATS.items() if name.lower().endswith(known.suffixes)), "")
