import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.ingest.importers import Incoming, Row, RowError, guess, json_array, json_lines, rows


def array(content: bytes) -> list[Row]:
    return list(json_array.rows(Incoming(io.BytesIO(content), "file")))


def lines(content: bytes) -> list[Row]:
    return list(json_lines.rows(Incoming(io.BytesIO(content), "file")))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
objects = st.lists(st.dictionaries(st.text(), json_values, max_size=4), max_size=5)


@given(objects, st.sampled_from([None, 2]), st.booleans(), st.integers(1, 9))
def test_an_array_is_cut_into_its_elements(found: list[dict], indent: int | None, ascii_only: bool, chunk: int) -> None:
    content = json.dumps(found, indent=indent, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_array, "_CHUNK", chunk)
        cut = array(content)
    assert [json.loads(row.raw.decode("utf-8", "surrogatepass")) for row in cut] == found
    assert not any(row.problem for row in cut)


def test_rows_keep_their_bytes_and_their_line() -> None:
    content = '[\n  {"أ":  "x,]}\\""},\n\n  {"ب": [1, {"c": 2}]}\n]\n'.encode()
    assert [(row.place, row.raw) for row in array(content)] == [
        ("file:2", '{"أ":  "x,]}\\""}'.encode()),
        ("file:4", '{"ب": [1, {"c": 2}]}'.encode()),
    ]


def test_objects_one_after_another() -> None:
    assert [row.raw for row in array(b'{"a": 1}\n{"b": {"c": 2}}')] == [b'{"a": 1}', b'{"b": {"c": 2}}']


@pytest.mark.parametrize("content", [b"", b"  \n ", b"[]", b"[ ]\n"])
def test_nothing_is_no_row(content: bytes) -> None:
    assert array(content) == []


@pytest.mark.parametrize(
    ("content", "readable", "problems"),
    [
        (b'[{"a": 1}, {"b": "tru', 1, 2),
        (b'[{"a": 1}, {"b": 2}', 1, 2),
        (b'[{"a": 1}] and more', 1, 1),
        (b'[{"a": 1}, 5, {bad}, {"z": "\xff"}, {"c": 3}]', 2, 3),
        (b'[{"a": 1} {"b": 2}, {"c": 3}]', 1, 1),
    ],
)
def test_a_broken_element_is_one_failed_row(content: bytes, readable: int, problems: int) -> None:
    cut = array(content)
    broken = [row for row in cut if _problem(row)]
    assert (len(cut) - len(broken), len(broken)) == (readable, problems)


def _problem(row: Row) -> str:
    try:
        row.read()
    except RowError as error:
        return str(error)
    return ""


def test_a_broken_line_is_one_failed_row() -> None:
    cut = lines(b'{"a": 1}\r\n\n{broken\n{"b": 2}')
    assert [row.place for row in cut] == ["file:1", "file:3", "file:4"]
    with pytest.raises(RowError, match="JSON"):
        cut[1].read()
    assert cut[2].read() == {"b": 2}


@pytest.mark.parametrize("read", [array, lines])
def test_a_row_too_large_is_refused_without_being_held(read: object, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (json_array, json_lines, rows):
        monkeypatch.setattr(module, "LARGEST_ROW", 1000)
    large = b'{"body": "' + b"x" * 5_000_000 + b'"}'
    content = b"[" + large + b',\n{"b": 2}]' if read is array else large + b'\n{"b": 2}'
    first, second = read(content)  # type: ignore[operator]
    assert first.raw == b""
    assert "أكبر" in first.problem
    assert second.read() == {"b": 2}
    assert second.place == "file:2"


@pytest.mark.parametrize("raw", [b"[" * 100_000, b"5", b'"text"', b"{" * 5000, b'{"a": ' + b"9" * 10_000 + b"}"])
def test_what_is_no_object_is_refused(raw: bytes) -> None:
    with pytest.raises(RowError):
        Row("here", raw).read()


@pytest.mark.parametrize(
    ("name", "head", "format"),
    [
        ("a.jsonl", b"", "jsonl"),
        ("a.json", b'[{"a": 1}]', "json"),
        ("a.json", b'{"a": 1}\n{"b": 2}', "jsonl"),
        ("a.json", b'{\n  "a": 1\n}', "json"),
        ("a.txt", b" [ {", "json"),
        ("a.txt", b"plain text", "text"),
        ("a.bin", b"plain text", ""),
        ("a.csv", b"[x],[y]", "csv"),
        ("a.json", b"", "json"),
    ],
)
def test_the_format_is_guessed(name: str, head: bytes, format: str) -> None:
    assert guess(name, head) == format
