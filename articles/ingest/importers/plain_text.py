"""Plain text: one article a file, its first line the headline, every other line a paragraph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .incoming import Incoming, whole
from .rows import Reading, Row


def rows(file: Incoming) -> Iterator[Row]:
    def read(raw: bytes, remarks: list[str]) -> Mapping[str, Any]:
        headline, _, body = file.encoding.decode(raw).replace("\r\n", "\n").replace("\r", "\n").strip().partition("\n")
        return {"headline": headline, "body": body}

    yield whole(file, Reading("text", read, file.encoding.codec))
