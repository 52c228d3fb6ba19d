"""Plain text: one article a file, its first line the headline, every other line a paragraph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .incoming import Incoming
from .rows import LARGEST_ROW, Reading, Row, too_large


def rows(file: Incoming) -> Iterator[Row]:
    content = file.stream.read(LARGEST_ROW + 1)
    if len(content) > LARGEST_ROW:
        yield too_large(file.origin)
        return

    def read(raw: bytes, remarks: list[str]) -> Mapping[str, Any]:
        headline, _, body = file.encoding.decode(raw).replace("\r\n", "\n").replace("\r", "\n").strip().partition("\n")
        return {"headline": headline, "body": body}

    yield Row(file.origin, content, reading=Reading("text", read, file.encoding.codec))
