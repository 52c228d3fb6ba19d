"""The import and export commands, as people use them."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from articles.ingest import Recipe, find
from articles.ingest import save as saving
from articles.ingest.sources import fingerprint
from articles.models import Article, ImportRow, ImportRun, Original
from articles.tests import databases
from articles.tests.archives import MANAGE, make_ready
from articles.tests.factories import make_article, make_name


def import_(*paths: object, **options: Any) -> tuple[int, str]:
    """(exit status, last line of standard output)"""
    out = StringIO()
    try:
        call_command("import_articles", *map(str, paths), stdout=out, stderr=StringIO(), verbosity=0, **options)
        status = 0
    except CommandError as error:
        status = error.returncode
    except SystemExit as stop:
        status = int(stop.code or 0)
    return status, (out.getvalue().strip().splitlines() or [""])[-1]


def write(path: Path, *records: dict[str, Any] | bytes) -> Path:
    rows = [row if isinstance(row, bytes) else json.dumps(row, ensure_ascii=False).encode() for row in records]
    path.write_bytes(b"\n".join(rows) + b"\n")
    return path


def articles(count: int) -> list[dict[str, Any]]:
    return [{"external_id": str(number), "headline": f"خبر {number}", "body": f"متن {number}."} for number in range(count)]


_HOLD = """
import sys
import django
django.setup()
from articles.ingest.turns import alone
with alone(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def _another_process_holding(mark: str) -> Iterator[None]:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "newsroom.settings", "PYTHONPATH": str(settings.BASE_DIR)}
    if connection.vendor == "postgresql":  # the lock lives in the tests' own database
        environment["DATABASE_URL"] = databases.address()
    command = [sys.executable, "-c", _HOLD, mark]
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout and holder.stdout.readline() == "held\n"
        yield
        holder.communicate("")


@pytest.mark.usefixtures("index")
class TestImport:
    def test_outcomes_are_counted_and_failures_exit_1(self, tmp_path: Path) -> None:
        path = write(tmp_path / "a.jsonl", *articles(3), b"{broken")
        assert import_(path) == (1, "created=3 updated=0 unchanged=0 duplicates=0 failed=1")
        assert import_(path) == (1, "created=0 updated=0 unchanged=3 duplicates=0 failed=1")

    def test_without_failures_it_exits_0(self, tmp_path: Path) -> None:
        assert import_(write(tmp_path / "a.jsonl", *articles(2)))[0] == 0

    @pytest.mark.parametrize("content", [None, b"plain text", b"PK\x03\x04 no zip"])
    def test_what_cannot_be_read_at_all_exits_2(self, tmp_path: Path, content: bytes | None) -> None:
        path = tmp_path / "file.zip"
        if content is not None:
            path.write_bytes(content)
        assert import_(path)[0] == 2
        assert not ImportRun.objects.exists()

    def test_a_truncated_zip_exits_2_and_a_damaged_member_loses_only_itself(self, tmp_path: Path) -> None:
        path = tmp_path / "a.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in ("one.json", "two.json"):
                archive.writestr(
                    name, json.dumps([{**article, "external_id": name + article["external_id"]} for article in articles(2000)])
                )
        content = path.read_bytes()
        (tmp_path / "cut.zip").write_bytes(content[: len(content) // 2])
        assert import_(tmp_path / "cut.zip")[0] == 2
        damaged = bytearray(content)
        at = len(content) // 4
        damaged[at : at + 200] = os.urandom(200)
        path.write_bytes(bytes(damaged))
        status, counted = import_(path)
        assert status == 1
        assert Article.objects.filter(external_id__startswith="two").count() == 2000, counted
        assert "تعذّرت قراءة" in ImportRow.objects.filter(outcome="failed").order_by("number").first().reason  # type: ignore[union-attr]

    def test_columns_are_mapped(self, tmp_path: Path) -> None:
        path = tmp_path / "a.json"
        path.write_text(
            json.dumps([{"title": "عنوان", "content": "متن", "url": "https://example.org/1", "odd": 1}]), encoding="utf-8"
        )
        errors = StringIO()
        call_command(
            "import_articles",
            str(path),
            map=["headline=title", "body=content", "source_url=url"],
            source="الواحة",
            stderr=errors,
            verbosity=0,
        )
        article = Article.objects.get()
        assert (article.headline, article.source_url, str(article.source)) == ("عنوان", "https://example.org/1", "الواحة")
        assert "headline ← title" in errors.getvalue()
        assert "الأصلي: odd" in errors.getvalue()
        assert "الأصلي: title" not in errors.getvalue()

    @pytest.mark.parametrize("mapping", ["heading=title", "headline"])
    def test_a_mapping_of_unknown_fields_is_refused(self, tmp_path: Path, mapping: str) -> None:
        assert import_(write(tmp_path / "a.jsonl", *articles(1)), map=[mapping])[0] == 2

    def test_drafts(self, tmp_path: Path) -> None:
        import_(write(tmp_path / "a.jsonl", *articles(1)), status="draft")
        assert Article.objects.get().status == "draft"

    def test_a_rehearsal_counts_and_changes_nothing(self, tmp_path: Path) -> None:
        path = write(tmp_path / "a.jsonl", *articles(3), articles(1)[0], b"{broken")
        assert import_(path, dry_run=True) == (1, "created=3 updated=0 unchanged=1 duplicates=0 failed=1")
        assert not Article.objects.exists()
        assert not ImportRun.objects.exists()
        assert not Original.objects.exists()

    def test_the_report_lists_what_has_something_to_say(self, tmp_path: Path) -> None:
        path = write(tmp_path / "a.jsonl", *articles(1), b"{broken", {"headline": "", "body": "متن"})
        import_(path, report=tmp_path / "report.csv")
        with (tmp_path / "report.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert [(row["place"], row["outcome"]) for row in rows] == [("a.jsonl:2", "failed"), ("a.jsonl:3", "failed")]
        assert all(row["reason"] for row in rows)

    def test_an_interrupted_import_goes_on_where_it_stopped(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = write(tmp_path / "a.jsonl", *articles(1000))
        commit = saving._commit
        calls = []

        def fail_later(*arguments: Any) -> Any:
            calls.append(1)
            if len(calls) == 3:
                raise OperationalError("database or disk is full")
            return commit(*arguments)

        with monkeypatch.context() as full:
            full.setattr(saving, "_commit", fail_later)
            assert import_(path)[0] == 1
        run = ImportRun.objects.get()
        assert (run.state, run.rows.count(), Article.objects.count()) == ("running", 500, 500)
        assert import_(path) == (0, "created=1000 updated=0 unchanged=0 duplicates=0 failed=0")
        assert ImportRun.objects.get().state == "finished"
        assert list(run.rows.order_by("number").values_list("number", flat=True)) == list(range(1, 1001))

    def test_the_same_import_twice_at_once_is_refused(self, tmp_path: Path) -> None:
        path = write(tmp_path / "a.jsonl", *articles(1))
        sources = find([path])
        recipe = Recipe("auto", {}, {"status": "published"})
        with _another_process_holding(fingerprint(sources, recipe.digest)):
            assert import_(path) == (2, "")
        assert not Article.objects.exists()
        assert import_(path)[0] == 0

    def test_a_changed_file_is_a_new_run(self, tmp_path: Path) -> None:
        path = write(tmp_path / "a.jsonl", *articles(1))
        import_(path)
        write(path, *articles(2))
        assert import_(path)[1].startswith("created=1 updated=0 unchanged=1")
        assert ImportRun.objects.count() == 2

    def test_what_was_exported_comes_back_unchanged(self, tmp_path: Path) -> None:
        article = make_article(
            "عنوان «أول»",
            "فقرة “بلا إغلاق\nفقرة ثانية ، غدا م.",
            source="الواحة",
            external_id="1",
            people=["سعاد"],
            cited=["معاريف"],
        )
        article.mentions.filter(name__kind="person").update(role="وزيرة")
        article.dateline_text, article.dateline_place = "القدس – الواحة", make_name("القدس", "place")
        article.save()
        make_article("بلا تاريخ", "متن", day="", status="draft")
        make_article(
            "بلا مصدر", "متن", source_url="https://example.org/3", date_note="من الأرشيف\nبخط اليد", date_certainty="year"
        )
        call_command("export_articles", str(tmp_path / "first.jsonl"), verbosity=0)
        assert import_(tmp_path / "first.jsonl")[1].startswith("created=0 updated=0 unchanged=3")
        Article.objects.all().delete()
        assert import_(tmp_path / "first.jsonl")[1].startswith("created=3")
        call_command("export_articles", str(tmp_path / "second.jsonl"), verbosity=0)
        assert (tmp_path / "second.jsonl").read_text() == (tmp_path / "first.jsonl").read_text()

    def test_an_export_of_a_search(self, tmp_path: Path, index: Any) -> None:
        make_article("قطار", "وصل القطار.")
        make_article("سفينة", "وصلت السفينة.")
        index()
        call_command("export_articles", str(tmp_path / "found.csv"), format="csv", query="q=قطارات", verbosity=0)
        with (tmp_path / "found.csv").open(encoding="utf-8", newline="") as file:
            assert [row["headline"] for row in csv.DictReader(file)] == ["قطار"]

    def test_a_bad_query_exports_nothing(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="sort"):
            call_command("export_articles", str(tmp_path / "x.jsonl"), query="sort=up", verbosity=0)
        assert list(tmp_path.glob("x.*")) == []


def test_an_import_killed_at_any_moment_ends_in_the_same_state(tmp_path: Path, postgres: str) -> None:
    with databases.new(postgres) as database:
        _kill_and_resume(tmp_path, {**os.environ, **database, "NEWSROOM_DATA": str(tmp_path / "data")})


def _kill_and_resume(tmp_path: Path, environment: dict[str, str]) -> None:
    path = write(tmp_path / "a.jsonl", *articles(4000))

    import_it = [*MANAGE, "import_articles", str(path), "-v0"]
    make_ready(environment)
    for seconds in (1.0, 1.6, 2.2):
        process = subprocess.Popen(import_it, env=environment, stdout=subprocess.DEVNULL)
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        process.wait()
    whole = subprocess.run(import_it, env=environment, check=True, capture_output=True, text=True)
    assert whole.stdout.strip() in {
        "created=4000 updated=0 unchanged=0 duplicates=0 failed=0",  # the killed run was taken up
        "created=0 updated=0 unchanged=4000 duplicates=0 failed=0",  # it had ended before it was killed
    }
    checked = subprocess.run([*MANAGE, "check_index"], env=environment, check=True, capture_output=True, text=True)
    assert checked.stdout.strip() == "articles=4000 missing=0 outdated=0 left_over=0"
