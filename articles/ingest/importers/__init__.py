"""Formats that articles arrive in, one module each.

An importer turns a stream of bytes into rows, one an article, without holding more than one in memory. A row
keeps its bytes as received; it is read only when its turn comes, and what is wrong with it stays its own affair.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from . import (
    comma_separated,
    feed,
    json_array,
    json_lines,
    ninjs,
    plain_text,
    saved_page,
    spreadsheet,
    word_document,
    wordpress,
)
from .encodings import Encoding, detect
from .incoming import Incoming
from .rows import LARGEST_ROW, BadFile, Reading, Row, RowError

__all__ = [
    "FORMATS",
    "JSON",
    "LARGEST_ROW",
    "BadFile",
    "Encoding",
    "Incoming",
    "Reading",
    "Row",
    "RowError",
    "detect",
    "feed",
    "guess",
]


@dataclass(frozen=True, slots=True)
class Format:
    rows: Callable[[Incoming], Iterator[Row]]
    suffixes: tuple[str, ...]
    columns: Callable[[Incoming], list[str]] | None = None
    """The names that values have there, for formats that leave them to whoever writes the file."""
    package: bool = False
    """Whether it is an office file: bytes, not text, to be read from anywhere in it."""
    whole: bool = False
    """Whether a file is one article; it is kept with its byte-order mark and all."""
    recomposed: bool = False
    """Whether rows are not the file's own bytes: then the file is kept beside them."""


FORMATS: Mapping[str, Format] = {
    "jsonl": Format(json_lines.rows, (".jsonl", ".ndjson"), json_lines.columns),
    "json": Format(json_array.rows, (".json",), json_array.columns),
    "csv": Format(comma_separated.rows, (".csv", ".tsv", ".tab"), comma_separated.columns),
    "xlsx": Format(spreadsheet.rows, (".xlsx", ".xlsm"), spreadsheet.columns, package=True, recomposed=True),
    "wxr": Format(wordpress.rows, (".wxr",), wordpress.columns),
    "feed": Format(feed.rows, (".rss", ".atom", ".rdf", ".xml"), feed.columns),
    "ninjs": Format(ninjs.rows, (".ninjs",)),
    "docx": Format(word_document.rows, (".docx",), package=True),
    "html": Format(saved_page.rows, (".html", ".htm", ".xhtml"), whole=True),
    "text": Format(plain_text.rows, (".txt", ".text"), whole=True),
}


_TOLD: Mapping[str, Callable[[bytes], bool]] = {
    "wxr": lambda begin: begin.startswith(b"<") and wordpress.MARK in begin,
    "feed": feed.is_feed,
    "ninjs": lambda begin: begin.startswith((b"[", b"{")) and ninjs.is_ninjs(begin),
    "html": saved_page.is_page,
}
"""Formats that a file's beginning tells for certain."""


def guess(name: str, head: bytes) -> str:
    """The format of a text file by its beginning, then by its name; "" where neither tells."""
    begin = head.lstrip()
    if name.lower().endswith(FORMATS["jsonl"].suffixes):
        return "jsonl"
    if told := next((label for label, tells in _TOLD.items() if tells(begin)), ""):
        return told
    by_name = next((label for label, known in FORMATS.items() if name.lower().endswith(known.suffixes)), "")
    if begin.startswith(b"["):
        return "json" if by_name in {"", "json", "text"} else by_name
    if begin.startswith(b"{"):
        return "jsonl" if json_lines.one_object_a_line(begin) else "json"
    return by_name
