"""CSV and XLSX: which column is what, rows with their own bytes, and every oddity its own row's affair."""

import csv
import datetime as dt
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.ingest import KEYS
from articles.ingest.cells import iso_date, names_of
from articles.ingest.importers import BadFile, Incoming, Row, RowError, comma_separated, packages, rows, spreadsheet
from articles.ingest.importers.columns import guess
from articles.ingest.importers.encodings import Encoding


def table(content: str | bytes, codec: str = "utf-8") -> list[Row]:
    raw = content.encode(codec) if isinstance(content, str) else content
    return list(comma_separated.rows(Incoming(Encoding(codec).cuttable(io.BytesIO(raw)), "a.csv", Encoding(codec))))


def records(found: list[Row]) -> list[Any]:
    return [row.read() for row in found if not problem(row)]


def problem(row: Row) -> str:
    try:
        row.read()
    except RowError as error:
        return str(error)
    return ""


class TestColumns:
    @pytest.mark.parametrize(
        ("columns", "guessed"),
        [
            (["title", "content", "url"], {"headline": "title", "body": "content", "source_url": "url"}),
            (["Post Title", "postContent"], {"headline": "Post Title", "body": "postContent"}),
            (
                ["العنوان", "النص", "التاريخ", "الكاتب"],
                {"headline": "العنوان", "body": "النص", "published_at": "التاريخ", "byline": "الكاتب"},
            ),
            (["عنوان الخبر", "نصّ الخبر", "الأقسام"], {"headline": "عنوان الخبر", "body": "نصّ الخبر", "topics": "الأقسام"}),
            (["headline", "body", "title", "text"], {}),
            (["title", "description", "link"], {"headline": "title", "body": "description", "source_url": "link"}),
            (["id", "#", "م", "الرقم"], {}),
        ],
    )
    def test_guesses(self, columns: list[str], guessed: dict[str, str]) -> None:
        found = guess(columns, KEYS, {})
        assert {**found, **guessed} == found
        assert guessed or not found

    def test_what_is_given_is_not_guessed_again(self) -> None:
        assert guess(["title", "content", "text"], KEYS, {"kicker": "title", "body": "text"}) == {
            "kicker": "title",
            "body": "text",
        }

    def test_a_column_is_taken_once(self) -> None:
        found = guess(["title", "summary"], KEYS, {})
        assert sorted(found.values()) == ["summary", "title"]


class TestCommaSeparated:
    @pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
    def test_separators(self, separator: str) -> None:
        lines = ["العنوان,النص", "أول,متن", '"ثان, بفاصلة; وغيرها|\t",متن آخر']
        text = "\r\n".join(
            [lines[0].replace(",", separator), lines[1].replace(",", separator), lines[2].replace(",م", f"{separator}م")]
        )
        assert records(table(text)) == [
            {"العنوان": "أول", "النص": "متن"},
            {"العنوان": "ثان, بفاصلة; وغيرها|\t", "النص": "متن آخر"},
        ]

    def test_quotes_run_over_lines_and_rows_keep_their_bytes(self) -> None:
        content = 'title,body\nأول,"سطر\r\n\nسطر ""مقتبس"""\nثان,متن\n'
        found = table(content)
        assert [row.place for row in found] == ["a.csv:2", "a.csv:5"]
        assert found[0].raw == 'أول,"سطر\r\n\nسطر ""مقتبس"""\n'.encode()
        assert records(found)[0]["body"] == 'سطر\r\n\nسطر "مقتبس"'

    @pytest.mark.parametrize("codec", ["utf-8", "cp1256", "utf-16-le", "utf-16-be"])
    def test_rows_keep_their_bytes_in_any_encoding(self, codec: str) -> None:
        [row] = table("title,body\nعنوان,متن\n", codec)
        assert row.raw == "عنوان,متن\n".encode(codec)
        assert row.read() == {"title": "عنوان", "body": "متن"}

    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            ("أول,متن,زائد", "3"),
            ("أول", "1"),
            ('أول,"متن" بعده', "الاقتباس"),
            ('أول,"لا يُغلق', "الاقتباس"),
            ("أول,متن\rآخر", "الاقتباس"),
        ],
    )
    def test_a_row_that_does_not_fit_fails_alone(self, line: str, reason: str) -> None:
        found = table(f"title,body\nقبل,متن\n{line}\nبعد,متن\nأخير,متن\n")
        assert [bool(problem(row)) for row in found] == [False, True, False, False]
        assert reason in problem(found[1])
        assert [record["title"] for record in records(found)] == ["قبل", "بعد", "أخير"]
        assert found[1].raw.decode().startswith("أول")

    def test_empty_cells_beyond_the_header_are_nothing(self) -> None:
        assert records(table("title,body,,\nأول,متن,,\n")) == [{"title": "أول", "body": "متن"}]

    def test_a_title_above_the_header_and_a_named_separator(self) -> None:
        assert records(table("sep=;\nقائمة الأخبار;\n\ntitle;body\nأول;متن\n")) == [{"title": "أول", "body": "متن"}]

    @pytest.mark.parametrize("body", ["قال: «نعم»؛ a;b\nثم c;d\nثم e;f", "a|b", "\n".join(["سطر; سطر"] * 100)])
    def test_separators_within_texts_are_not_the_tables(self, body: str) -> None:
        written = io.StringIO(newline="")
        csv.writer(written).writerows([["رقم", "عنوان", "متن"], *([str(number), "خبر", body] for number in range(3))])
        assert [record["متن"] for record in records(table(written.getvalue()))] == [body] * 3

    def test_lines_of_old_macs(self) -> None:
        assert len(records(table("title,body\rأول,متن\rثان,متن"))) == 2

    def test_a_header_alone_or_nothing(self) -> None:
        assert table("title,body\n") == table("") == []

    def test_a_line_too_long_is_refused_without_being_held(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for module in (comma_separated, rows):
            monkeypatch.setattr(module, "LARGEST_ROW", 1000)
        found = table("title,body\nأول," + "x" * 50_000 + "\nثان,متن\n")
        assert "أكبر" in problem(found[0])
        assert records(found) == [{"title": "ثان", "body": "متن"}]

    def test_a_quote_never_closed_does_not_swallow_the_file(self) -> None:
        found = table('title,body\n"أول,متن\n' + "خبر,متن\n" * 5000)
        assert len(found) == 5001
        assert len(records(found)) == 5000

    @given(
        st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), min_size=3, max_size=3), max_size=6)
    )
    def test_whatever_is_written_is_read(self, cells: list[list[str]]) -> None:
        written = io.StringIO(newline="")
        csv.writer(written, quoting=csv.QUOTE_ALL).writerows([["title", "body", "tags"], *cells])
        found = table(written.getvalue())
        assert [list(record.values()) for record in records(found)] == cells

    @given(st.binary(max_size=200))
    @example(b"\0||\0")
    def test_any_bytes_are_rows_or_failures_and_none_is_lost(self, content: bytes) -> None:
        found = table(b"title,body\n" + content)
        assert b"".join(row.raw for row in found).split() == content.split()


class TestSpreadsheet:
    def _file(self, *sheets: list[list[Any]], merge: tuple[str, ...] = ()) -> io.BytesIO:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for number, cells in enumerate(sheets, start=1):
            sheet = book.create_sheet(f"ورقة {number}")
            for line in cells:
                sheet.append(line)
            for area in merge:
                sheet.merge_cells(area)
        stream = io.BytesIO()
        book.save(stream)
        stream.seek(0)
        return stream

    def _rows(self, stream: io.BytesIO) -> list[Row]:
        return list(spreadsheet.rows(Incoming(stream, "a.xlsx")))

    def test_rows_of_every_sheet(self) -> None:
        found = self._rows(self._file([["العنوان", "النص"], ["أول", "متن"]], [["title", "body"], [None, None], ["ثان", "متن"]]))
        assert [row.place for row in found] == ["a.xlsx/ورقة 1:2", "a.xlsx/ورقة 2:3"]
        assert records(found) == [{"العنوان": "أول", "النص": "متن"}, {"title": "ثان", "body": "متن"}]

    def test_dates_numbers_and_truths(self) -> None:
        values = [dt.datetime(2024, 5, 10), dt.datetime(2024, 5, 10, 14, 30), 7.0, 7.5, True, dt.time(9, 5)]
        [record] = records(self._rows(self._file([list("abcdef"), values])))
        assert list(record.values()) == ["2024-05-10", "2024-05-10 14:30:00", "7", "7.5", "True", "09:05:00"]

    def test_cells_merged_downwards_stand_in_every_row(self) -> None:
        cells = [["أخبار الأسبوع"], ["المصدر", "العنوان"], ["الواحة", "أول"], [None, "ثان"], ["المرسى", "ثالث"]]
        found = records(self._rows(self._file(cells, merge=("A1:B1", "A3:A4"))))
        assert [record["المصدر"] for record in found] == ["الواحة", "الواحة", "المرسى"]

    def test_cells_in_no_column_and_cells_cut_by_excel_are_remarked_on(self) -> None:
        found = self._rows(self._file([["title", "body"], ["أول", "x" * 32_767, "ملاحظة"], ["ثان", "متن"]]))
        remarks: list[str] = []
        assert found[0].read(remarks) == {"title": "أول", "body": "x" * 32_767}
        assert len(remarks) == 2
        remarks.clear()
        found[1].read(remarks)
        assert remarks == []

    def test_formulas_count_with_the_value_last_saved(self) -> None:
        [record] = records(self._rows(self._file([["title", "body"], ["=1+1", "متن"]])))
        assert record == {"body": "متن"}

    @pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0 old", b"plain"])
    def test_what_is_no_spreadsheet(self, content: bytes) -> None:
        with pytest.raises(BadFile):
            self._rows(io.BytesIO(content))

    def test_a_zip_bomb_is_not_unpacked(self) -> None:
        stream = self._with_part("xl/worksheets/sheet1.xml", b" " * 200_000_000)
        with pytest.raises(BadFile, match="يتضخم"):
            self._rows(stream)

    def test_entities_are_not_read(self) -> None:
        bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "xxxx">]><worksheet>&b;</worksheet>'
        for content in (bomb, bomb.decode().encode("utf-16")):
            with pytest.raises(BadFile, match="DOCTYPE"):
                self._rows(self._with_part("xl/worksheets/sheet1.xml", content))

    def test_a_truncated_file(self) -> None:
        content = self._file([["title", "body"]] + [[f"خبر {n}", "متن " * 50] for n in range(500)]).getvalue()
        with pytest.raises(BadFile):
            self._rows(io.BytesIO(content[: len(content) // 2]))

    def _with_part(self, name: str, content: bytes) -> io.BytesIO:
        changed = io.BytesIO()
        with (
            zipfile.ZipFile(self._file([["title", "body"], ["أول", "متن"]])) as whole,
            zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as target,
        ):
            for part in whole.namelist():
                target.writestr(part, content if part == name else whole.read(part))
        changed.seek(0)
        return changed

    def test_kinds_of_office_files(self, tmp_path: Path) -> None:
        assert packages.kind(self._file([["title"]])) == "xlsx"
        other = io.BytesIO()
        with zipfile.ZipFile(other, "w") as archive:
            archive.writestr("a.json", json.dumps([]))
        assert packages.kind(other) == ""


class TestCells:
    @pytest.mark.parametrize(
        ("cell", "names"),
        [
            ("طقس، زراعة", ["طقس", "زراعة"]),
            ("a, b; c | d\ne", ["a", "b", "c", "d", "e"]),
            ('["طقس, ورياح"]', ["طقس, ورياح"]),
            ('[{"name": "سعاد", "role": "وزيرة"}]', [{"name": "سعاد", "role": "وزيرة"}]),
            ("[طقس]", ["[طقس]"]),
            ("", []),
        ],
    )
    def test_names(self, cell: str, names: list[object]) -> None:
        assert names_of(cell) == names

    @pytest.mark.parametrize(
        ("cell", "date"),
        [
            ("2024-05-10", "2024-05-10"),
            ("2024/5/1", "2024-05-01"),
            ("٢٠٢٤/٠٥/١٠", "2024-05-10"),
            ("22/5/2024", "2024-05-22"),
            ("5/22/2024", "2024-05-22"),
            ("22.5.2024 9:30 م", "2024-05-22 21:30:00"),
            ("2015-07-21 04:15:44", "2015-07-21 04:15:44"),
            ("10 مايو 2024", "2024-05-10"),
            ("الجمعة، 10 أيار/مايو 2024", "2024-05-10"),
            ("10 كانون الثاني 2024", "2024-01-10"),
            ("May 10, 2024", "2024-05-10"),
            ("10 May 2024", "2024-05-10"),
            ("Fri, 10 May 2024 12:00:00 +0300", "2024-05-10T12:00:00+03:00"),
            ("2024-05-10T12:00:00+03:00", "2024-05-10T12:00:00+03:00"),
        ],
    )
    def test_dates(self, cell: str, date: str) -> None:
        remarks: list[str] = []
        assert (iso_date(cell, remarks), remarks) == (date, [])

    @pytest.mark.parametrize(
        "cell", ["", "أمس", "31/2/2024", "2024", "May 2024", "10 رمضان 1445", "1/2/3", "ليلة 5 من شهر 2024"]
    )
    def test_what_is_no_date_stays(self, cell: str) -> None:
        assert iso_date(cell, []) == cell

    def test_day_and_month_that_could_be_either_are_said(self) -> None:
        remarks: list[str] = []
        assert iso_date("3/4/2024", remarks) == "2024-04-03"
        assert remarks
