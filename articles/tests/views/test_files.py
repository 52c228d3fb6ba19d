"""A search as a file: every result in the page's order, whole or visibly not, harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.core.management import call_command
from django.test import Client

from articles.models import Article
from articles.tests.factories import make_article, make_name

pytestmark = pytest.mark.django_db
Index = Callable[[], int]


def text(client: Client, kind: str, query: str = "?q=قطار") -> str:
    response = client.get(f"/search.{kind}{query}")
    assert response.status_code == 200
    return b"".join(response).decode()  # type: ignore[arg-type]


def rows(client: Client, query: str = "?q=قطار") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text(client, "csv", query).removeprefix("\ufeff"), newline="")))


def records(client: Client, query: str = "?q=قطار") -> list[dict[str, object]]:
    return [json.loads(line) for line in text(client, "jsonl", query).splitlines()]


def test_all_results_stand_in_the_order_of_the_page(client: Client, index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.exports.BATCH", 7)
    source = make_name("الواحة", "outlet")
    for day in range(1, 31):
        make_article(f"قطار {day}", day=f"2024-05-{day:02}", source="الواحة" if day % 2 else "")
    make_article("حافلة", source="الواحة")
    index()
    expected = [f"قطار {day}" for day in range(29, 0, -2)]
    query = f"?q=قطار&source={source.pk}&sort=newest&page=2"
    assert [row["headline"] for row in rows(client, query)] == expected
    assert [record["headline"] for record in records(client, query)] == expected


@pytest.mark.parametrize("status", [Article.Status.DRAFT, Article.Status.REVIEW, Article.Status.WITHDRAWN])
def test_what_is_not_published_is_not_in_it(client: Client, index: Index, status: str) -> None:
    make_article("قطار ظاهر")
    hidden = make_article("قطار مستور")
    index()
    Article.objects.filter(pk=hidden.pk).update(status=status)  # the index still has it
    assert [record["headline"] for record in records(client)] == ["قطار ظاهر"]
    assert [row["headline"] for row in rows(client)] == ["قطار ظاهر"]


def test_the_records_are_those_of_the_export_command(client: Client, index: Index, tmp_path: Path) -> None:
    make_article("قطار", "سطر أول\nسطر ثان", source="الواحة", topics=["نقل"], people=["سلمى الراوي"], external_id="7")
    index()
    for kind in ("csv", "jsonl"):
        call_command("export_articles", str(tmp_path / kind), format=kind, query="q=قطار", verbosity=0)
        with (tmp_path / kind).open(encoding="utf-8", newline="") as file:
            assert text(client, kind).removeprefix("\ufeff") == file.read()


def test_json_lines_are_imported_unchanged(client: Client, index: Index, tmp_path: Path) -> None:
    make_article("=قطار\u2028سريع", "سطر أول\nسطر ثان", source="الواحة", topics=["نقل"], external_id="7")
    index()
    (tmp_path / "found.jsonl").write_text(text(client, "jsonl"), encoding="utf-8")
    before = list(Article.objects.values("headline", "body", "source", "external_id", "published_at"))
    call_command("import_articles", str(tmp_path / "found.jsonl"), verbosity=0)
    assert list(Article.objects.values("headline", "body", "source", "external_id", "published_at")) == before


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "'=", "''-", "＝"])
def test_a_spreadsheet_computes_nothing(client: Client, index: Index, start: str) -> None:
    formula = f'{start}cmd|"/c calc"!A1'
    make_article(f"قطار {start}", formula, byline=formula)
    index()
    [row] = rows(client)
    for cell in (row["body"], row["byline"]):
        assert cell == f"'{formula}"
        assert re.sub(r"^'('*[=+\-@\t\r\n＝＋－＠])", r"\1", cell) == formula  # what the apostrophe hid can be had back


@pytest.mark.parametrize("body", ["'مقتبس'", "قال: = لا شيء", "5-3", "سطر\n=1+1"])
def test_harmless_cells_stay_as_they_are(client: Client, index: Index, body: str) -> None:
    make_article("قطار", body)
    index()
    assert rows(client)[0]["body"] == body


def test_excel_is_told_that_it_is_utf_8(client: Client, index: Index) -> None:
    assert text(client, "csv").startswith("\ufeffexternal_id,headline,")
    assert not text(client, "jsonl").startswith("\ufeff")


def test_nothing_found_is_a_header_and_no_lines(client: Client, index: Index) -> None:
    assert rows(client) == []
    assert text(client, "jsonl") == ""


@pytest.mark.parametrize(
    ("q", "name"),
    [
        ("مفاوضات", "أرشيف الأخبار «مفاوضات».csv"),
        ('"وقف/../النار"', "أرشيف الأخبار « وقف .. النار ».csv"),
        ("خبر\u202efdp\u2066", "أرشيف الأخبار «خبر fdp ».csv"),
        ("خ" * 500, f"أرشيف الأخبار «{'خ' * 65}.csv"),
    ],
)
def test_the_file_is_named_for_the_search(client: Client, index: Index, q: str, name: str) -> None:
    header = client.get("/search.csv", {"q": q})["Content-Disposition"]
    assert header.startswith("attachment; filename*=utf-8''")
    assert unquote(header.partition("''")[2]) == name
    assert len(name.encode()) < 255


def test_a_failure_half_way_does_not_look_like_an_end(client: Client, index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error must reach the server, which then cuts the connection short."""
    for number in range(3):
        make_article(f"قطار {number}")
    index()
    monkeypatch.setattr("articles.exports.BATCH", 1)
    response = client.get("/search.jsonl?q=قطار")
    sent = iter(response)
    first = [next(sent) for _ in range(2)]  # the empty opening and an article
    monkeypatch.setattr("articles.exports.ready", lambda articles: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        list(sent)
    assert b"headline" in b"".join(first)


def test_head_is_answered_without_the_results(client: Client, index: Index) -> None:
    make_article("قطار")
    index()
    response = client.head("/search.jsonl?q=قطار")
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    assert client.post("/search.csv").status_code == 405
