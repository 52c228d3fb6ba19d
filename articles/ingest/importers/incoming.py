"""An opened file, as an importer gets it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO

from .encodings import UTF_8, Encoding
from .rows import LARGEST_ROW, Reading, Row, too_large


@dataclass(frozen=True, slots=True)
class Incoming:
    stream: IO[bytes]
    """Of a text format: without its byte-order mark, ready to be searched for ASCII characters."""
    origin: str
    encoding: Encoding = UTF_8
    address: str = ""
    """Of what was fetched: relative links are meant from there."""
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Our key -> the file's column, where they differ."""
    left_out: Counter[str] = field(default_factory=Counter)
    """What is met that is no article, and how often: an importer counts it here."""


def whole(file: Incoming, reading: Reading) -> Row:
    """The row of a file that is one article."""
    content = file.stream.read(LARGEST_ROW + 1)
    return too_large(file.origin) if len(content) > LARGEST_ROW else Row(file.origin, content, reading=reading)
