"""XLSX: each sheet a table with a header, each row an article; read a row at a time.

Dates become ISO 8601; a cell that was merged downwards stands in all the rows it covers. Formulas count with the
value that was last saved. What is kept of a row is its cells as JSON; the file is kept beside them.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any

from . import packages
from .incoming import Incoming
from .rows import BadFile, Reading, Row, from_json

_HEADER_WITHIN = 10
"""Rows before a header: the name of the table, an empty row."""
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_OUTSIDE = "…"
"""Where the kept row has cells that stand in no column."""
_LONGEST_CELL = 32_767
"""Characters that a cell of Excel holds; it cuts off the rest without a word."""
_EMPTY_ROWS = 10_000
"""So many one after another are taken for the end: sheets formatted to their last row have a million."""


def columns(file: Incoming) -> list[str]:
    with _Workbook(file.stream) as workbook:
        names = (name for sheet in workbook.sheets() for name in workbook.header(sheet)[1] if name)
        return list(dict.fromkeys(names))


def rows(file: Incoming) -> Iterator[Row]:
    reading = Reading("xlsx", _read, flat=True, mapping=file.mapping)
    with _Workbook(file.stream) as workbook:
        for sheet in workbook.sheets():
            at, names = workbook.header(sheet)
            for number, cells in workbook.rows(sheet, after=at):
                record: dict[str, Any] = {name: text for name, text in zip(names, cells, strict=False) if name and text}
                place = f"{file.origin}/{sheet.title}:{number}"
                if outside := [text for at, text in enumerate(cells) if text and (at >= len(names) or not names[at])]:
                    record[_OUTSIDE] = outside
                yield Row(place, json.dumps(record, ensure_ascii=False).encode("utf-8", "surrogatepass"), reading=reading)


def _read(raw: bytes, remarks: list[str]) -> Mapping[str, Any]:
    record = dict(from_json(raw, remarks))
    if outside := record.pop(_OUTSIDE, None):
        remarks.append(f"خانات بلا اسم عمود لم تُقرأ: {len(outside)}.")
    if any(len(text) >= _LONGEST_CELL for text in record.values()):
        remarks.append(f"خانة تبلغ {_LONGEST_CELL} حرفًا، وهو أقصى ما تسعه خانات Excel: لعل نصها مقطوع.")
    return record


class _Workbook:
    """Raises BadFile."""

    def __init__(self, stream: IO[bytes]) -> None:
        packages.check(stream)
        self._stream = stream

    def __enter__(self) -> _Workbook:
        import openpyxl  # 20 MB of memory that other formats need not pay

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # about styles and extensions that say nothing of the text
                self._book = openpyxl.load_workbook(self._stream, read_only=True, data_only=True, keep_links=False)
        except Exception as error:  # openpyxl has no error of its own for what is not as it should be
            raise BadFile(f"ليس جدول xlsx سليمًا: {error}") from error
        return self

    def __exit__(self, *_: object) -> None:
        self._book.close()

    def sheets(self) -> list[Any]:
        """Those with cells, hidden ones too: nothing is lost."""
        found = [sheet for sheet in self._book.worksheets if sheet.title]
        for sheet in found:
            sheet.reset_dimensions()  # files by other programs often state wrong ones
        return [sheet for sheet in found if next(self.rows(sheet), None)]

    def header(self, sheet: Any) -> tuple[int, list[str]]:
        """(its row, the names of columns): the first row with more than one cell filled."""
        found = list(self.rows(sheet, up_to=_HEADER_WITHIN))
        at, cells = next(((at, cells) for at, cells in found if sum(map(bool, cells)) > 1), found[0])
        while cells and not cells[-1]:
            cells.pop()
        return at, [" ".join(cell.split()) for cell in cells]

    def rows(self, sheet: Any, after: int = 0, up_to: int | None = None) -> Iterator[tuple[int, list[str]]]:
        """(number, the texts of its cells) of rows that are not empty."""
        merged = self._merged(sheet)
        open_: dict[int, tuple[int, Any]] = {}
        empty = 0
        first, last = after + 1, after + up_to if up_to else None
        try:
            for number, values in enumerate(sheet.iter_rows(1, last, values_only=True), start=1):
                cells = list(values)
                for column, until in merged.get(number, ()):
                    if column < len(cells):
                        open_[column] = until, cells[column]
                for column, (until, value) in open_.items():
                    if number <= until and column < len(cells):
                        cells[column] = value
                texts = [_text(value) for value in cells]
                while texts and not texts[-1]:
                    texts.pop()
                empty = 0 if texts else empty + 1
                if empty > _EMPTY_ROWS:
                    return
                if texts and number >= first:
                    yield number, texts
        except (ValueError, KeyError, TypeError, SyntaxError, zipfile.BadZipFile, OSError) as error:
            raise BadFile(f"تعذّرت قراءة بقية الورقة «{sheet.title}»: {error}") from error

    def _merged(self, sheet: Any) -> Mapping[int, Sequence[tuple[int, int]]]:
        """Row -> (column, last row) of the cells that were merged downwards from it."""
        from openpyxl.utils import column_index_from_string

        found: dict[int, list[tuple[int, int]]] = {}
        with self._book._archive.open(sheet._worksheet_path) as part:
            tail = b""
            while piece := part.read(1 << 20):
                text = tail + piece
                end = 0
                for match in _MERGED.finditer(text):
                    column, first, _, last = match.groups()
                    end = match.end()
                    if last != first:
                        place = column_index_from_string(column.decode()) - 1, int(last)
                        found.setdefault(int(first), []).append(place)
                tail = text[max(end, len(text) - 256) :]
        return found


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time.min else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
