"""The whole archive as one file: every published article once, in order, to be resumed, in memory that stays flat."""

from __future__ import annotations

import gzip
import io
import json
import tracemalloc

import pytest
from django.core.management import call_command
from django.test import Client

from articles import exports
from articles.models import Article
from articles.tests.factories import make_article

pytestmark = pytest.mark.django_db


def lines(client: Client, query: str = "") -> list[dict[str, object]]:
    response = client.get(f"/archive.jsonl{query}")
    assert response.status_code == 200
    return [json.loads(line) for line in response.getvalue().decode().splitlines()]


def test_every_published_article_stands_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "BATCH", 3)
    articles = [make_article(f"خبر {number}", people=["زيد"]) for number in range(8)]
    for status in (Article.Status.DRAFT, Article.Status.REVIEW, Article.Status.WITHDRAWN):
        make_article("مستور", status=status)
    found = lines(client)
    assert [line["id"] for line in found] == [article.pk for article in articles]
    assert found[0] == client.get(f"/api/v1/articles/{articles[0].pk}").json()


def test_who_was_cut_off_goes_on(client: Client) -> None:
    first, second, third = (make_article(f"خبر {number}") for number in range(3))
    assert [line["id"] for line in lines(client, f"?after={first.pk}")] == [second.pk, third.pk]
    assert lines(client, f"?after={third.pk}") == []


@pytest.mark.parametrize("after", ["x", "-1", "1.5", "", "٣", "9" * 19, "1 or 1=1"])
def test_what_is_no_number_is_refused(client: Client, after: str) -> None:
    response = client.get("/archive.jsonl", {"after": after})
    assert response.status_code == 400
    assert response["Content-Type"].startswith("text/plain")
    assert "after" in response.content.decode()


def test_it_is_a_file_of_json_lines(client: Client) -> None:
    make_article("سطر\u2028غريب")
    response = client.get("/archive.jsonl")
    assert response["Content-Type"] == "application/jsonl; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="archive.jsonl"'
    assert response.streaming
    assert len(response.getvalue().split(b"\n")) == 2


def test_it_is_compressed_for_those_who_take_that(client: Client) -> None:
    make_article()
    response = client.get("/archive.jsonl", headers={"accept-encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(response.getvalue()))["headline"] == "عنوان الخبر"
    assert "Content-Encoding" not in client.get("/archive.jsonl", headers={"accept-encoding": "br"})


def test_it_can_be_imported(client: Client, tmp_path_factory: pytest.TempPathFactory) -> None:
    for number in range(3):
        make_article(f"خبر {number}", source="الواحة", external_id=str(number), people=["زيد"])
    path = tmp_path_factory.mktemp("archive") / "archive.jsonl"
    path.write_bytes(client.get("/archive.jsonl").getvalue())
    out = io.StringIO()
    call_command("import_articles", str(path), stdout=out, verbosity=0)
    assert out.getvalue().splitlines()[-1] == "created=0 updated=0 unchanged=3 duplicates=0 failed=0"


def test_memory_does_not_grow_with_the_archive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "BATCH", 10)

    def peak() -> int:
        tracemalloc.start()
        for article in exports.published_after(0):
            exports.public_line(article, "http://testserver")
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    for number in range(40):
        make_article(f"خبر {number}", "كلمة " * 4000)
    peak()  # what is imported and cached the first time
    few = peak()
    for number in range(120):
        make_article(f"خبر آخر {number}", "كلمة " * 4000)
    assert peak() < 1.3 * few


def test_it_only_answers_readers(client: Client) -> None:
    assert client.post("/archive.jsonl").status_code == 405
    assert client.head("/archive.jsonl").status_code == 200
