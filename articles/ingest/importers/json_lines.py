"""JSON Lines: one object a line. A broken line is one failed row; empty lines are nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO

from . import json_rows
from .incoming import Incoming
from .rows import LARGEST_ROW, Row, too_large


def rows(file: Incoming) -> Iterator[Row]:
    stream, as_received, reading = file.stream, file.encoding.as_received, json_rows.reading(file)
    number = 0
    while line := stream.readline(LARGEST_ROW + 1):
        number += 1
        place = f"{file.origin}:{number}"
        if len(line) > LARGEST_ROW and not line.endswith(b"\n"):
            yield too_large(place, len(line) + _skip_line(stream))
            continue
        line = line.strip(b"\r\n \t")
        if line:
            yield Row(place, as_received(line), reading=reading)


def columns(file: Incoming) -> list[str]:
    return json_rows.keys(rows(file))


def _skip_line(stream: IO[bytes]) -> int:
    size = 0
    while piece := stream.readline(1 << 20):
        size += len(piece)
        if piece.endswith(b"\n"):
            break
    return size


def one_object_a_line(head: bytes) -> bool:
    """Whether a text that begins with { has a whole object on its first line."""
    line, _, _ = head.partition(b"\n")
    try:
        json.loads(line)
    except ValueError:
        return len(line) == len(head)  # a first line longer than what was looked at
    return True
