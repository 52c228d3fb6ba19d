"""JSON: an array of objects, or objects one after another. Each is cut out by its brackets, then read by itself.

Cutting looks at strings and brackets only, so an element that is not proper JSON, or not UTF-8, is one failed
row and the next is read as if nothing were wrong. What is left when the file ends too early is a failed row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import json_rows
from .incoming import Incoming
from .rows import LARGEST_ROW, Row, too_large

_CHUNK = 1 << 20
_OUTSIDE = re.compile(rb'[\[\]{},"]')
_INSIDE = re.compile(rb'["\\]')
_EDGES = b" \t\r\n"


def rows(file: Incoming) -> Iterator[Row]:
    cutter = _Cutter(file)
    while chunk := file.stream.read(_CHUNK):
        yield from cutter.feed(chunk)
    yield from cutter.finish()


def columns(file: Incoming) -> list[str]:
    return json_rows.keys(rows(file))


class _Cutter:
    def __init__(self, file: Incoming) -> None:
        self._origin, self._as_received = file.origin, file.encoding.as_received
        self._reading = json_rows.reading(file)
        self._pieces: list[bytes] = []
        self._size = 0
        self._line = 1
        self._in_string = self._escaped = False
        self._depth = 0
        self._base: int | None = None
        """The depth at which elements stand: 1 in an array, 0 without one; None before the first byte."""
        self._after_array = False

    def feed(self, chunk: bytes) -> Iterator[Row]:
        if self._base is None:
            begin = chunk.lstrip(_EDGES)[:1]
            if not begin:
                self._line += chunk.count(b"\n")
                return
            self._base = 1 if begin == b"[" else 0
        start, position = 0, int(self._escaped)
        self._escaped = False
        while True:
            mark = (_INSIDE if self._in_string else _OUTSIDE).search(chunk, position)
            if mark is None:
                break
            position = mark.end()
            character = mark.group()
            if character == b"\\":
                self._escaped = position == len(chunk)
                position += 1
            elif character == b'"':
                self._in_string = not self._in_string
            elif self._opens_array(character) or self._separates(character):
                yield from self._cut(chunk[start : mark.start()])
                start = position
            elif self._ends_object(character):
                yield from self._cut(chunk[start:position])
                start = position
        self._keep(chunk[start:])

    def _opens_array(self, character: bytes) -> bool:
        if character == b"[" and self._base == 1 and self._depth == 0 and not self._after_array:
            self._depth = 1
            return True
        return False

    def _separates(self, character: bytes) -> bool:
        """Whether an element of the array ends before this character; keeps the depth."""
        if character in b"[{":
            self._depth += 1
        elif character in b"]}" and self._base == 1 and self._depth == 1:
            self._depth = 0
            self._after_array = True
            return True
        return character == b"," and self._base == 1 and self._depth == 1

    def _ends_object(self, character: bytes) -> bool:
        if character not in b"]}":
            return False
        self._depth = max(0, self._depth - 1)
        return self._base == 0 and self._depth == 0

    def _keep(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size <= LARGEST_ROW:
            self._pieces.append(piece)
        else:
            self._line += sum(kept.count(b"\n") for kept in self._pieces) + piece.count(b"\n")
            self._pieces.clear()

    def _cut(self, piece: bytes, problem: str = "") -> Iterator[Row]:
        self._keep(piece)
        whole, size = b"".join(self._pieces), self._size
        self._pieces, self._size = [], 0
        element = whole.strip(_EDGES)
        leading = whole[: len(whole) - len(whole.lstrip(_EDGES))].count(b"\n")
        place = f"{self._origin}:{self._line + leading}"
        self._line += whole.count(b"\n")
        if size > LARGEST_ROW:
            yield too_large(place, size)
        elif element:
            yield Row(place, self._as_received(element), problem, self._reading)

    def finish(self) -> Iterator[Row]:
        if self._after_array:
            yield from self._cut(b"", "بعد نهاية القائمة شيء ليس منها.")
        elif self._base is not None:
            yield from self._cut(b"", "انتهى الملف قبل أن يكتمل هذا المقال.")
            if self._base == 1:
                yield Row(f"{self._origin}:{self._line}", b"", "انتهى الملف قبل أن تُغلق القائمة ]: لعله مبتور.")
