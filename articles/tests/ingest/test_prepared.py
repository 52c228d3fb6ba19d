"""Imports that editors prepare: what they see before, what comes of it, and failed rows afterwards."""

import datetime as dt
import os
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from articles import ingest
from articles.ingest import uploads
from articles.ingest.uploads import safe_name
from articles.models import Article, ImportRow, ImportRun, Original
from articles.tests.factories import make_article
from articles.tests.ingest.preparing import CSV, carried_out, lines, make_user, outcomes, prepared, publisher

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """The data folder of this test."""
    settings.DATA_DIR = tmp_path / "data"
    return tmp_path / "data" / "imports" / "uploads"


@pytest.fixture
def user() -> User:
    return publisher()


def zipped(**files: bytes) -> bytes:
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return kept.getvalue()


class TestUploads:
    @pytest.mark.parametrize(
        ("name", "kept"),
        [
            ("../../etc/passwd", "passwd"), ("C:\\أخبار\\يوم ١.csv", "يوم ١.csv"), ("a\u202egpj.csv", "agpj.csv"),
            ("..", "ملف"), ("", "ملف"), (".csv", "csv"), ("a\nb\x00.json", "ab.json"), ("/", "ملف"),
        ],
    )  # fmt: skip
    def test_a_name_leads_nowhere_else(self, name: str, kept: str) -> None:
        assert safe_name(name) == kept

    def test_a_name_of_any_length_can_be_kept_and_keeps_its_kind(self, user: User) -> None:
        run = prepared(user, name="خبر" * 200 + ".csv")
        [path] = uploads.paths(run.upload)
        assert path.suffix == ".csv" and path.read_text() == CSV

    def test_two_files_of_one_name_are_two(self, user: User) -> None:
        run = ingest.from_files([("a.csv", [CSV.encode()]), ("a.csv", [b"headline,body\nx,y\n"])], user)
        assert len(ingest.look(run, user).sources) == 2

    def test_too_much_is_refused_and_nothing_kept(self, user: User, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(uploads, "LARGEST", 1000)
        with pytest.raises(ingest.BadUpload, match="أكبر"):
            prepared(user, b"x" * 1001)
        assert not list(folder.iterdir()) and not ImportRun.objects.exists()

    def test_an_empty_file_is_refused(self, user: User) -> None:
        with pytest.raises(ingest.BadUpload, match="فارغ"):
            prepared(user, b"")

    def test_an_archive_that_grows_beyond_measure_is_refused(self, user: User) -> None:
        with pytest.raises(ingest.BadUpload, match="يتضخم"):
            prepared(user, zipped(a__csv=b"0" * 20_000_000), "a.zip")
        prepared(user, zipped(a__csv=CSV.encode() * 50), "a.zip")  # text shrinks too

    def test_a_damaged_archive_is_refused(self, user: User) -> None:
        with pytest.raises(ingest.BadUpload, match="تالف"):
            prepared(user, zipped(a__csv=CSV.encode())[:-30], "a.zip")

    def test_what_nobody_started_goes_after_a_week(self, user: User, folder: Path) -> None:
        old, new = prepared(user), prepared(user)
        ImportRun.objects.filter(pk=old.pk).update(started_at=timezone.now() - dt.timedelta(days=8))
        os.utime(folder / old.upload, (0, 0))
        ingest.sweep()
        assert list(ImportRun.objects.all()) == [new]
        assert [path.name for path in folder.iterdir()] == [new.upload]

    def test_files_go_when_every_row_is_in(self, user: User, folder: Path) -> None:
        carried_out(prepared(user, "headline,body\nx,y\n"), user)
        assert not list(folder.iterdir())

    def test_files_stay_for_failed_rows_but_not_for_ever(self, user: User, folder: Path) -> None:
        run = carried_out(prepared(user), user)
        assert [path.name for path in folder.iterdir()] == [run.upload]
        ImportRun.objects.update(finished_at=timezone.now() - dt.timedelta(days=31))
        ingest.sweep()
        assert not list(folder.iterdir())


class TestLooking:
    def test_nothing_is_saved_by_looking(self, user: User) -> None:
        look = ingest.look(prepared(user), user)
        assert [verdict.outcome for verdict in look.verdicts] == ["created", "failed", "created"]
        assert not Article.objects.exists() and not Original.objects.exists() and ImportRun.objects.count() == 1

    def test_columns_with_what_stands_in_them_and_what_they_are_taken_for(self, user: User) -> None:
        columns = {column.name: column for column in ingest.look(prepared(user), user).columns}
        assert (columns["العنوان"].key, columns["النص"].key, columns["رقم"].key) == ("headline", "body", "")
        assert columns["العنوان"].samples == ["خبر أول", "خبر ثالث"]

    def test_only_the_first_rows_are_tried(self, user: User) -> None:
        many = "headline,body\n" + "".join(f"خبر {n},متن {n}\n" for n in range(100))
        assert len(ingest.look(prepared(user, many), user).verdicts) == 25

    @pytest.mark.parametrize(
        ("name", "content"),
        [("a.xlsx", b"PK\x03\x04 half"), ("photo", b"\x89PNG\r\n\x1a\n\0\0\0"), ("a.xls", b"\xd0\xcf\x11\xe0 old")],
    )
    def test_what_cannot_be_read_says_why_and_nothing_of_the_server(self, user: User, name: str, content: bytes) -> None:
        run = prepared(user, content, name)
        with pytest.raises(ingest.UnreadableSource) as refused:
            ingest.look(run, user)
        reason = refused.value.reason
        assert name in reason and str(uploads.paths(run.upload)[0].parent) not in reason and "--format" not in reason

    def test_a_table_without_known_columns_is_shown_and_cannot_start(self, user: User) -> None:
        run = prepared(user, "a,b\n1,2\n")
        look = ingest.look(run, user)
        assert look.lacking == ["العنوان", "المتن"] and not look.can_start
        run.options["map"] = ingest.mapping_of(run, {"a": "headline", "b": "body"})
        look = ingest.look(run, user)
        assert look.can_start and [verdict.outcome for verdict in look.verdicts] == ["created"]

    def test_a_wrong_encoding_is_put_right_by_hand(self, user: User) -> None:
        raw = "headline,body\nخبر,متن\n".encode("cp1256")
        run = prepared(user, raw, encoding="utf-8")
        assert [verdict.outcome for verdict in ingest.look(run, user).verdicts] == ["failed"]
        run.options["encoding"] = "cp1256"
        [verdict] = ingest.look(run, user).verdicts
        assert verdict.draft and verdict.draft.fields["headline"] == "خبر"

    def test_the_same_files_under_another_name_are_known(self, user: User) -> None:
        first = carried_out(prepared(user), user)
        assert ingest.same_files(prepared(user, name="other.csv")) == first
        assert ingest.same_files(prepared(user, CSV + "x,y,9\n")) is None


class TestMapping:
    def test_a_choice_that_would_be_guessed_anyway_says_nothing(self, user: User) -> None:
        run = prepared(user)
        assert ingest.mapping_of(run, {"العنوان": "headline", "النص": "body", "رقم": ""}) == {}

    @pytest.mark.parametrize(
        ("chosen", "mapping"),
        [
            ({"العنوان": "headline", "النص": "body", "رقم": "external_id"}, {"external_id": "رقم"}),
            ({"العنوان": "kicker", "النص": "body", "رقم": "headline"}, {"kicker": "العنوان", "headline": "رقم"}),
            ({"العنوان": "headline", "النص": "", "رقم": ""}, {"body": ""}),
        ],
    )
    def test_other_choices(self, user: User, chosen: dict[str, str], mapping: dict[str, str]) -> None:
        run = prepared(user)
        assert ingest.mapping_of(run, chosen) == mapping
        run.options["map"] = mapping
        assert {column.name: column.key for column in ingest.look(run, user).columns} == chosen

    def test_a_column_of_our_own_name_is_given_up_too(self, user: User) -> None:
        run = prepared(user, "headline,body,byline\nخبر,متن,سلمى\n")
        run.options["map"] = ingest.mapping_of(run, {"headline": "headline", "body": "body", "byline": ""})
        carried_out(run, user)
        assert Article.objects.get().byline == ""


class TestImporting:
    def test_rows_come_in_as_chosen(self, user: User) -> None:
        run = carried_out(prepared(user, map={"external_id": "رقم"}, source="الواحة", status="draft"), user)
        assert outcomes(run) == [(1, "created"), (2, "failed"), (3, "created")]
        article = Article.objects.get(external_id="3")
        assert (str(article.source), article.status, article.history.get().history_user) == ("الواحة", "draft", user)
        assert (run.state, run.format, run.share) == ("finished", "csv", None)

    def test_only_one_of_two_starts_it(self, user: User) -> None:
        run = prepared(user)
        again = ImportRun.objects.get(pk=run.pk)
        assert ingest.start(run, user) and not ingest.start(again, user)
        ingest.work(ingest.Progress())
        assert not ingest.start(again, user)
        assert ImportRow.objects.count() == 3

    def test_the_same_file_from_two_editors_comes_in_once(self, user: User) -> None:
        other = publisher("other")
        first, second = prepared(user), prepared(other)
        ingest.start(first, user)
        ingest.start(second, other)
        ingest.work(ingest.Progress())
        assert Article.objects.count() == 2
        assert outcomes(second) == [(1, "unchanged"), (2, "failed"), (3, "unchanged")]

    def test_whoever_may_not_import_starts_nothing(self, user: User) -> None:
        with pytest.raises(ingest.NotAllowed):
            ingest.start(prepared(user), make_user("publish_article", name="other"))

    def test_a_permission_withdrawn_before_its_turn_stops_it(self, user: User) -> None:
        run = prepared(user)
        ingest.start(run, user)
        user.user_permissions.clear()
        ingest.work(ingest.Progress())
        run.refresh_from_db()
        assert ingest.condition(run) is ingest.Condition.INTERRUPTED
        assert "إذن" in run.problem and not Article.objects.exists()

    def test_a_permission_withdrawn_in_the_middle_stops_it_and_another_goes_on(self, user: User) -> None:
        run = prepared(user, "headline,body\n" + "".join(f"خبر {n},متن {n}\n" for n in range(600)))
        ingest.start(run, user)
        ingest.work(ingest.Progress(lambda verdicts: user.user_permissions.clear()))
        run.refresh_from_db()
        done = run.rows.count()
        assert 0 < done < 600 and ingest.condition(run) is ingest.Condition.INTERRUPTED
        run = carried_out(run, publisher("other"))
        assert run.state == "finished" and outcomes(run) == [(number, "created") for number in range(1, 601)]

    def test_a_permission_to_publish_withdrawn_in_the_middle_counts_from_there(self, user: User) -> None:
        rows = lines(*({"headline": f"خبر {n}", "body": f"متن {n}", "status": "published"} for n in range(300)))
        run = prepared(user, rows, "a.jsonl", status="draft")
        ingest.start(run, user)
        kept = user.user_permissions.get(codename="import_article")
        ingest.work(ingest.Progress(lambda verdicts: user.user_permissions.set([kept])))
        run.refresh_from_db()
        assert ingest.condition(run) is ingest.Condition.INTERRUPTED and "النشر" in run.problem
        done = Article.objects.filter(status="published").count()
        assert 0 < done < 300
        carried_out(run, User.objects.get(pk=user.pk))
        assert (Article.objects.filter(status="draft").count(), run.rows.count()) == (300 - done, 300)

    def test_files_that_went_missing_are_said_so(self, user: User) -> None:
        run = prepared(user)
        ingest.start(run, user)
        uploads.remove(run.upload)
        ingest.work(ingest.Progress())
        run.refresh_from_db()
        assert "محفوظة" in run.problem and ingest.condition(run) is ingest.Condition.INTERRUPTED
        ingest.give_up(run)
        run.refresh_from_db()
        assert ingest.condition(run) is ingest.Condition.FINISHED

    def test_a_file_that_breaks_off_is_kept_whole(self, user: User) -> None:
        raw = b'[{"headline": "x", "body": "y"},'
        carried_out(prepared(user, raw, "a.json"), user)
        assert raw in [original.content for original in Original.objects.filter(recipe="")]


class TestWhoMayNotPublish:
    @pytest.fixture
    def writer(self) -> User:
        return make_user("import_article", name="writer")

    @pytest.mark.parametrize("stated", ["published", "withdrawn", None])
    def test_everything_comes_in_as_a_draft(self, writer: User, stated: str | None) -> None:
        record = {"headline": "خبر", "body": "متن", "external_id": "1", "status": stated}
        run = carried_out(prepared(writer, lines(record), "a.jsonl"), writer)
        assert Article.objects.get().status == "draft", outcomes(run)

    def test_publishing_cannot_be_chosen(self, writer: User) -> None:
        with pytest.raises(ingest.NotAllowed):
            ingest.start(prepared(writer, status="published"), writer)

    def test_what_is_published_stays_as_it_is(self, writer: User) -> None:
        article = make_article("خبر", "متن", external_id="1", day="")
        same, other = {"headline": "خبر", "body": "متن", "external_id": "1"}, {"headline": "غيره", "body": "غيره"}
        run = carried_out(prepared(writer, lines(same, {**other, "external_id": "1"}), "a.jsonl"), writer)
        assert outcomes(run) == [(1, "unchanged"), (2, "failed")]
        article.refresh_from_db()
        assert article.headline == "خبر"

    def test_the_same_bytes_from_a_publisher_are_looked_at_anew(self, writer: User, user: User) -> None:
        record = lines({"headline": "خبر", "body": "متن", "external_id": "1", "status": "published"})
        carried_out(prepared(writer, record, "a.jsonl"), writer)
        carried_out(prepared(user, record, "a.jsonl"), user)
        assert Article.objects.get().status == "published"


class TestRetrying:
    def test_only_failed_rows_are_tried_again_under_their_numbers(self, user: User) -> None:
        run = carried_out(prepared(user, "رقم,العنوان,النص,بديل\n1,خبر,متن,x\n2,,متن آخر,عنوان بديل\n3,,,\n"), user)
        again = ingest.retry(run, user)
        assert again and [verdict.number for verdict in ingest.look(again, user).verdicts] == [2, 3]
        again.options["map"] = {"headline": "بديل"}
        again.save()
        carried_out(again, user)
        assert outcomes(again) == [(2, "created"), (3, "failed")]
        second = run.rows.get(number=2)
        assert second.retried_as == again.rows.get(number=2)
        assert second.retried_as.article.headline == "عنوان بديل"
        assert [row.number for row in again.rows.unsettled()] == [3]

    def test_what_was_corrected_meanwhile_is_not_tried_again(self, user: User) -> None:
        run = carried_out(prepared(user), user)
        again = ingest.retry(run, user)
        assert again
        ingest.take_in(run.rows.get(number=2), {"headline": "صار له عنوان", "body": "متن"}, user)
        assert ingest.look(again, user).verdicts == []

    def test_without_its_files_there_is_no_retry(self, user: User) -> None:
        run = carried_out(prepared(user), user)
        uploads.remove(run.upload)
        assert not ingest.can_retry(run) and ingest.retry(run, user) is None

    def test_files_go_once_a_retry_took_everything_in(self, user: User, folder: Path) -> None:
        run = carried_out(prepared(user, "headline,body,alt\n,متن,عنوان\n"), user)
        again = ingest.retry(run, user)
        assert again
        again.options["map"] = {"headline": "alt"}
        carried_out(again, user)
        assert not list(folder.iterdir())


class TestCorrecting:
    def test_a_mended_row_comes_in_and_its_original_stays(self, user: User) -> None:
        run = carried_out(prepared(user), user)
        row = run.rows.get(number=2)
        before = row.original.content
        assert ingest.record_of(row)["body"] == "متن بلا عنوان"
        new = ingest.take_in(row, {**ingest.record_of(row), "headline": "صار له عنوان"}, user)
        row.refresh_from_db()
        assert (row.retried_as, new.outcome, new.article.headline) == (new, "created", "صار له عنوان")
        assert row.original.content == before and new.original.content != before
        assert not run.rows.unsettled().exists()

    def test_what_would_fail_again_is_refused_and_saves_nothing(self, user: User) -> None:
        row = carried_out(prepared(user), user).rows.get(number=2)
        with pytest.raises(ingest.NotTaken, match="العنوان"):
            ingest.take_in(row, {"headline": "…", "body": "متن"}, user)
        assert ImportRun.objects.count() == 1

    def test_a_row_is_taken_in_once(self, user: User) -> None:
        row = carried_out(prepared(user), user).rows.get(number=2)
        ingest.take_in(row, {"headline": "أول", "body": "متن"}, user)
        with pytest.raises(ingest.NotTaken):
            ingest.take_in(row, {"headline": "ثان", "body": "متن"}, user)

    @pytest.mark.parametrize(
        ("name", "content", "shown"),
        [
            ("a.jsonl", '{"headline": "", "body": "متن"}\n', "متن"), ("a.txt", "عنوان وحده\n", None),
            ("a.jsonl", '{"headline": "خبر", "body": ناقص\n', None),
        ],
    )  # fmt: skip
    def test_without_its_file_the_bytes_say_what_they_can(self, user: User, name: str, content: str, shown: str | None) -> None:
        row = carried_out(prepared(user, content, name), user).rows.unsettled().get()
        uploads.remove(row.run.upload)
        assert ingest.text_of(row).strip() == content.strip()
        assert ingest.record_of(row).get("body") == shown

    @pytest.mark.parametrize("kept", [True, False])
    @pytest.mark.parametrize(
        ("name", "content", "text"),
        [
            ("a.jsonl", '{"headline": "خبر", "body": "متن\n', '{"headline": "خبر", "body": "متن"}'),
            ("a.json", '[{"headline": "خبر" "body": "متن"}]', '{"headline": "خبر", "body": "متن"}'),
            ("a.csv", "headline,body\nس,ص\nخبر\n", "خبر,متن"),
        ],
    )
    def test_what_is_put_right_in_the_text_is_read_anew(
        self, user: User, name: str, content: str, text: str, kept: bool
    ) -> None:
        row = carried_out(prepared(user, content, name), user).rows.unsettled().get()
        assert "body" not in ingest.record_of(row)
        if name != "a.csv":
            with pytest.raises(ingest.NotTaken):
                ingest.read_anew(row, '{"headline": "')
        if not kept:
            uploads.remove(row.run.upload)
        record = ingest.read_anew(row, text)
        assert record["status"] == "published"
        # A line of a table says nothing without the names of its columns.
        assert record.get("body") == (None if name == "a.csv" and not kept else "متن")

    @pytest.mark.parametrize("encoding", ["utf-8", "cp1256", "utf-16"])
    def test_the_text_is_readable_in_every_encoding(self, user: User, encoding: str) -> None:
        raw = "headline,body\nخبر,متن فيه كلام كثير\n,متن بلا عنوان\n".encode(encoding)
        row = carried_out(prepared(user, raw), user).rows.unsettled().get()
        assert "متن بلا عنوان" in ingest.text_of(row)
