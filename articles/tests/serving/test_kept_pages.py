"""Two real workers, and changes committed by other processes: the next answer of every worker is right."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from .conftest import Answer, Archive, Server, eventually, serving

START = """
from articles.tests.factories import make_article
article = make_article("القمة الأولى", "متن القمة.", day="2031-05-10", people=["رئيس أول"], source="صحيفة")
make_article("خبر آخر", "متن آخر.", day="2031-05-10", people=["رئيس ثان"])
print(article.get_absolute_url(), article.mentions.get().name.get_absolute_url())
"""


def told(archive: Archive, code: str) -> str:
    done = archive.manage("shell", "--no-imports", "-v0", "-c", f"from articles.models import *\n{code}")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def of_each_worker(server: Server, path: str, **headers: str) -> list[Answer]:
    """One answer of each: the others are held still meanwhile."""
    answers = []
    for pid in sorted(server.workers()):
        others = server.workers() - {pid}
        for other in others:
            os.kill(other, signal.SIGSTOP)
        try:
            answers.append(server.get(path, **headers))
        finally:
            for other in others:
                os.kill(other, signal.SIGCONT)
    assert len(answers) == 2
    return answers


@pytest.fixture(scope="module")
def pages(prepared: Archive) -> list[str]:
    """Addresses of the article, of the person in it, and of what lists them."""
    article, name = told(prepared, START).split()
    return [article, name, "/", "/archive/", "/archive/2031/5/10/", "/people/", "/feeds/latest.atom", "/sitemap-pages.xml"]


@pytest.fixture(scope="module")
def running(prepared: Archive, pages: list[str]) -> Iterator[Server]:
    with serving(prepared, WEB_CONCURRENCY="2") as server:
        assert eventually(lambda: len(server.workers()) == 2)
        yield server


def warm(server: Server, pages: list[str]) -> dict[str, str]:
    """Every page is kept by both; the ETag of each, which is one for both."""
    etags = {}
    for page in pages:
        for _ in range(2):
            answers = of_each_worker(server, page)
            assert {answer.status for answer in answers} == {200}, page
            (etags[page],) = {str(answer.headers["ETag"]) for answer in answers}
    return etags


def test_an_edit_a_merge_an_import_and_a_withdrawal_are_seen_at_once(
    prepared: Archive, running: Server, pages: list[str], tmp_path: Path
) -> None:
    article, name, *lists = pages
    etags = warm(running, pages)
    for page, etag in etags.items():
        assert {answer.status for answer in of_each_worker(running, page, If_None_Match=etag)} == {304}

    told(prepared, "a = Article.objects.get(headline='القمة الأولى'); a.body = 'متن معدل.'; a.save()")
    for answer in of_each_worker(running, article, If_None_Match=etags[article]):
        assert answer.status == 200
        assert "متن معدل." in answer.text

    told(prepared, "Article.objects.filter(headline='خبر آخر').update(headline='خبر بعنوان جديد')")
    for answer in of_each_worker(running, "/archive/2031/5/10/"):
        assert "خبر بعنوان جديد" in answer.text

    warm(running, pages)
    rows = tmp_path / "rows.jsonl"
    row = {"headline": "خبر مستورد", "body": "متن مستورد.", "published_at": "2031-05-10", "external_id": "7"}
    rows.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    done = prepared.manage("import_articles", str(rows))
    assert done.returncode == 0, done.stderr
    for page in ("/", "/archive/2031/5/10/", "/feeds/latest.atom"):
        for answer in of_each_worker(running, page):
            assert "خبر مستورد" in answer.text, page

    warm(running, pages)
    told(
        prepared,
        "from articles.names import merge; one, other = (Name.objects.get(name=n) for n in ('رئيس ثان', 'رئيس أول'));"
        "merge(one.pk, [other.pk])",
    )
    for answer in of_each_worker(running, name):
        assert answer.status == 301
        assert quote("رئيس-ثان") in answer.headers["Location"]
    for answer in of_each_worker(running, article):
        assert "رئيس ثان" in answer.text
        assert "رئيس أول" not in answer.text

    warm(running, [article, *lists])
    told(prepared, "a = Article.objects.get(headline='القمة الأولى'); a.status = 'withdrawn'; a.save()")
    for answer in of_each_worker(running, article):
        assert answer.status == 410
        assert "القمة" not in answer.text
    for page in lists:
        for answer in of_each_worker(running, page):
            assert "القمة" not in answer.text, page
