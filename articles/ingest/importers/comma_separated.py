"""CSV: a header, then an article a record; separated by commas, semicolons, tabs or bars, whichever the header shows.

Quotes may run over lines. A record whose cells do not fit the header, or whose quotes are odd, is one failed row;
where it swallowed several lines because a quote was never closed, its first line fails alone and the others
are read. Texts of our own exports lose the apostrophe that keeps spreadsheets from computing them.
"""

from __future__ import annotations

import csv
import itertools
import json
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .columns import guess
from .encodings import Encoding
from .incoming import Incoming
from .rows import LARGEST_ROW, Reading, Row, too_large

_SEPARATORS = ",;\t|"
_LOOKED_AT = 20
"""Records that tell the separator."""
_LINES_LOOKED_AT = 4 * _LOOKED_AT
_HEADER_WITHIN = 10
"""Lines before a header: the name of the sheet, an empty line."""
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""See `articles/exports.py`."""
_WANTED = frozenset({"headline", "body"})
_OWN = frozenset({"headline", "body", "external_id", "date_certainty"})
"""Columns that together only our own exports have."""


@dataclass(frozen=True, slots=True)
class _Record:
    line: int
    """Of the file, from 1."""
    raw: bytes
    cells: list[str]
    problem: str = ""


class _Records:
    """Records one after another, each with its own bytes; never more than one and what it spans in memory."""

    def __init__(self, lines: Iterator[bytes], encoding: Encoding, separator: str) -> None:
        self._lines, self._encoding, self._separator = lines, encoding, separator
        self._again: deque[bytes] = deque()
        self._line = 1

    def __iter__(self) -> Iterator[_Record]:
        return self

    def __next__(self) -> _Record:
        if record := self.next(0):
            return record
        raise StopIteration

    def next(self, width: int) -> _Record | None:
        """The next record that is no empty line. `width`: of the header, 0 where any number of cells will do."""
        while True:
            start = self._line
            taken: list[bytes] = []
            cells, problem = self._read(taken)
            if not taken:
                return None
            problem = problem or _misfit(cells, width)
            if problem and len(taken) > 1:
                self._again.extendleft(reversed(taken[1:]))
                taken, cells = taken[:1], []
            self._line = start + len(taken)
            raw = b"".join(taken)
            if raw.strip():
                return _Record(start, self._encoding.as_received(raw), cells, problem)

    def _read(self, taken: list[bytes]) -> tuple[list[str], str]:
        try:
            return next(csv.reader(self._decoded(taken), delimiter=self._separator, strict=True), []), ""
        except csv.Error as error:
            return [], f"علامات الاقتباس في الصف غير متوازنة ({error})."
        except UnicodeDecodeError:
            return [], f"ليس نصًا بترميز {self._encoding.label}."

    def _decoded(self, taken: list[bytes]) -> Iterator[str]:
        size = 0
        while size <= LARGEST_ROW:
            line = self._again.popleft() if self._again else next(self._lines, b"")
            if not line:
                return
            taken.append(line)
            size += len(line)
            yield line.decode(self._encoding.cut_codec)


def _lines(file: Incoming) -> Iterator[bytes]:
    """Lines with their ends; old Macs end them with a carriage return alone. What is too long is cut off."""
    stream = file.stream
    begin = stream.peek(4096)[:4096] if hasattr(stream, "peek") else b""
    if b"\r" in begin and b"\n" not in begin:
        yield from _lines_of_old_macs(stream)
        return
    while line := stream.readline(LARGEST_ROW + 1):
        yield line
        while len(line) > LARGEST_ROW and not line.endswith(b"\n"):
            line = stream.readline(LARGEST_ROW + 1)


def _lines_of_old_macs(stream: Any) -> Iterator[bytes]:
    kept = b""
    while piece := stream.read(1 << 16):
        *whole, kept = (kept + piece).split(b"\r")
        yield from (line + b"\r" for line in whole)
    if kept:
        yield kept


def _misfit(cells: Sequence[str], width: int) -> str:
    if not width or not cells or len(cells) == width or (len(cells) > width and not any(map(str.strip, cells[width:]))):
        return ""
    return f"عدد خانات الصف {len(cells)} وعدد أعمدة الجدول {width}."


# --- the table -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Table:
    separator: str
    columns: list[str]
    before: int
    """Records before the first article's."""
    fitness: tuple[int, float, int, int]
    """(columns known for headline and body, share of records as wide as the header, how early it stands, its width):
    the separator that makes most of these is the one."""


def _table(begin: Sequence[bytes], encoding: Encoding) -> _Table:
    first = begin[0].strip().lower() if begin else b""
    named = first[4:5].decode("ascii", "ignore") if first.startswith(b"sep=") else ""
    return max((_separated(begin, encoding, separator) for separator in named or _SEPARATORS), key=lambda table: table.fitness)


def _separated(begin: Sequence[bytes], encoding: Encoding, separator: str) -> _Table:
    found = itertools.islice(_Records(iter(begin), encoding, separator), _LOOKED_AT)
    # A quote that is open where the look ends says nothing: its lines would be taken for records.
    records = [record.cells for record in itertools.takewhile(lambda record: not record.problem, found)]
    filled = [sum(bool(cell.strip()) for cell in cells) for cells in records[:_HEADER_WITHIN]]
    at = next((at for at, count in enumerate(filled) if count > 1), 0)
    names = [cell.strip() for cell in records[at]] if records else []
    while names and not names[-1]:
        names.pop()
    width = len(names)
    if width < 2:
        return _Table(separator, names, at + 1, (0, 0.0, 0, 0))
    share = sum(len(cells) == width for cells in records) / len(records)
    known = _WANTED & {*names, *guess(names, _WANTED, {})}
    return _Table(separator, names, at + 1, (len(known), share, -at, width))


def columns(file: Incoming) -> list[str]:
    begin = list(itertools.islice(_lines(file), _LINES_LOOKED_AT))
    return [name for name in _table(begin, file.encoding).columns if name]


def rows(file: Incoming) -> Iterator[Row]:
    csv.field_size_limit(LARGEST_ROW)
    lines = _lines(file)
    begin = list(itertools.islice(lines, _LINES_LOOKED_AT))
    table = _table(begin, file.encoding)
    records = _Records(itertools.chain(begin, lines), file.encoding, table.separator)
    for _ in range(table.before):
        next(records, None)
    reading = _reading(file, table)
    while record := records.next(len(table.columns)):
        place = f"{file.origin}:{record.line}"
        if len(record.raw) > LARGEST_ROW:
            yield too_large(place)
        else:
            yield Row(place, record.raw, record.problem, reading)


def _reading(file: Incoming, found: _Table) -> Reading:
    undo = set(found.columns) >= _OWN

    def read(raw: bytes, remarks: list[str]) -> Mapping[str, Any]:
        text = file.encoding.decode(raw)
        cells = next(csv.reader([text], delimiter=found.separator, strict=True))
        values = map(_without_apostrophe, cells) if undo else cells
        return {name: value for name, value in zip(found.columns, values, strict=False) if name}

    key = json.dumps([file.encoding.codec, found.separator, found.columns], ensure_ascii=False)
    return Reading("csv", read, key, flat=True, mapping=file.mapping)


def _without_apostrophe(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA) else cell
