"""What JSON Lines and JSON arrays share: how their objects are read, and which keys they have."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from .incoming import Incoming
from .rows import JSON, Reading, Row, RowError, from_json

_LOOKED_AT = 20
"""Rows whose keys stand for those of the file."""


def reading(file: Incoming) -> Reading:
    """Rows of equal bytes in UTF-8 are read the same wherever they stand."""
    if file.encoding.codec == "utf-8" and not file.mapping:
        return JSON
    decode = file.encoding.decode
    return Reading(
        "json",
        lambda raw, remarks: from_json(raw, remarks, decode),
        key=file.encoding.codec.removeprefix("utf-8"),
        mapping=file.mapping,
    )


def keys(rows: Iterator[Row]) -> list[str]:
    """Of the first objects; none where they are our own records."""
    found: dict[str, None] = {}
    for row in itertools.islice(rows, _LOOKED_AT):
        try:
            record = row.read()
        except RowError:
            continue
        if {"headline", "body"} <= record.keys():
            return []
        found |= dict.fromkeys(record)
    return list(found)
