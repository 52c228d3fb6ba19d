"""«استيراد جديد»: who may, what they send, what they see, and what becomes of it."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from articles import ingest
from articles.models import Article, ImportRow, ImportRun
from articles.tests.ingest.preparing import CSV
from articles.tests.ingest.serving import Web, answer, web
from articles.tests.ingest.test_feeds import rss

from .conftest import Form
from .test_pages import check

Login = Callable[[str], Client]
ADD = "/admin/articles/importrun/add/"


@pytest.fixture(autouse=True)
def data(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path / "data"
    return tmp_path / "data"


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often a process was to be started; the tests carry imports out themselves."""
    calls: list[int] = []
    monkeypatch.setattr(ingest, "begin", lambda: calls.append(1))
    return calls


def send(client: Client, content: str | bytes = CSV, name: str = "أخبار.csv", follow: bool = True) -> Any:
    raw = content.encode() if isinstance(content, str) else content
    return client.post(ADD, {"files": SimpleUploadedFile(name, raw), "address": ""}, follow=follow)


def page(run: ImportRun, name: str = "change") -> str:
    return f"/admin/articles/importrun/{run.pk}/{name}/"


def choices(client: Client, run: ImportRun) -> dict[str, str]:
    """What the page would send if its button were pressed."""
    return Form(client.get(page(run, "prepare")).content.decode(), "import_form").data


def carry_out(client: Client, run: ImportRun) -> str:
    response = client.post(page(run, "prepare"), {**choices(client, run), "start": "1"})
    assert response.status_code == 302
    call_command("run_imports")
    return client.get(page(run)).content.decode()


class TestSending:
    @pytest.mark.parametrize(("role", "allowed"), [("كاتب", False), ("محرر", True), ("مدير", True)])
    def test_who_may(self, login: Login, role: str, allowed: bool) -> None:
        client = login(role)
        assert client.get(ADD).status_code == (200 if allowed else 403)
        assert send(client).status_code == (200 if allowed else 403)
        assert ImportRun.objects.exists() is allowed
        assert ("استيراد جديد" in client.get("/admin/articles/importrun/").content.decode()) is allowed

    def test_the_token_is_asked_for(self, boss: Client) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = boss.cookies
        assert send(strict).status_code == 403
        assert not ImportRun.objects.exists()

    @pytest.mark.parametrize("fields", [{}, {"address": "https://x.example/f", "files": SimpleUploadedFile("a.csv", b"x")}])
    def test_files_or_an_address_and_not_both(self, boss: Client, fields: dict[str, Any]) -> None:
        assert "واحدًا منهما" in boss.post(ADD, fields).content.decode()

    def test_an_empty_file(self, boss: Client) -> None:
        response = send(boss, b"")
        assert "errorlist" in response.content.decode() and not ImportRun.objects.exists()

    def test_what_is_too_large_is_not_kept(self, boss: Client, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(ingest, "LARGEST_UPLOAD", 200_000)
        response = send(boss, b"headline,body\n" + b"x,y\n" * 100_000)
        assert "أكبر من" in response.content.decode()
        assert not ImportRun.objects.exists() and not list(data.rglob("*.csv"))

    def test_too_many_files(self, boss: Client) -> None:
        files = [SimpleUploadedFile(f"{number}.txt", b"x") for number in range(101)]
        assert "أرشيف zip" in boss.post(ADD, {"files": files}).content.decode()

    def test_a_damaged_archive(self, boss: Client) -> None:
        assert "تالف" in send(boss, b"PK\x03\x04" + b"x" * 100, "a.zip").content.decode()

    @pytest.mark.parametrize("name", ["../../../tmp/أخبار.csv", 'a"<b>\u202e.csv', "خبر" * 80 + ".csv"])
    def test_odd_names(self, boss: Client, data: Path, name: str) -> None:
        response = send(boss, name=name)
        check(response.content.decode(), name)
        assert response.status_code == 200 and "<b>" not in response.content.decode()
        [kept] = [path for path in data.rglob("*") if path.is_file() and path.suffix == ".csv"]
        assert kept.is_relative_to(data / "imports" / "uploads")


@pytest.fixture
def site(settings: Any) -> Iterator[Web]:
    settings.FEED_PRIVATE_HOSTS = ["127.0.0.1"]
    with web() as served:
        served.answers |= {"/f": answer(rss(1, 2)), "/page": answer(b"<html></html>")}
        yield served


@pytest.mark.usefixtures("begun")
class TestAnAddress:
    def test_a_feed_comes_in(self, boss: Client, site: Web) -> None:
        response = boss.post(ADD, {"address": f"{site.address}/f"}, follow=True)
        assert "خبر 2" in response.content.decode()
        carry_out(boss, ImportRun.objects.get())
        assert {str(article.source) for article in Article.objects.all()} == {"الواحة"}

    @pytest.mark.parametrize("path", ["/page", "/none"])
    def test_what_is_none_says_so(self, boss: Client, site: Web, path: str) -> None:
        assert "errorlist" in boss.post(ADD, {"address": f"{site.address}{path}"}).content.decode()
        assert not ImportRun.objects.exists()

    def test_the_archives_own_network_is_out_of_reach(self, boss: Client) -> None:
        assert "شبكة داخلية" in boss.post(ADD, {"address": "http://127.0.0.1:1/f"}).content.decode()


@pytest.mark.usefixtures("begun")
class TestLookingOver:
    def test_what_would_become_of_the_rows(self, boss: Client) -> None:
        text = send(boss).content.decode()
        check(text, "prepare")
        assert re.findall(r'<tr data-outcome="(\w+)"', text) == ["created", "failed", "created"]
        assert "خبر ثالث" in text and "العنوان فارغ" in text
        assert not Article.objects.exists()

    def test_a_column_is_given_another_field(self, boss: Client) -> None:
        send(boss)
        run = ImportRun.objects.get()
        data = choices(boss, run)
        assert (data["column-0"], data["column-1"], data["column-2"]) == ("headline", "body", "")
        text = boss.post(page(run, "prepare"), {**data, "column-2": "external_id", "look": "1"}, follow=True).content.decode()
        assert Form(text, "import_form").data["column-2"] == "external_id"
        carry_out(boss, run)
        assert set(Article.objects.values_list("external_id", flat=True)) == {"1", "3"}

    def test_two_columns_for_one_field_are_refused(self, boss: Client) -> None:
        send(boss)
        run = ImportRun.objects.get()
        response = boss.post(page(run, "prepare"), {**choices(boss, run), "column-2": "body", "start": "1"})
        assert "للحقل نفسه" in response.content.decode()
        run.refresh_from_db()
        assert run.state == ImportRun.State.PREPARED

    def test_without_headlines_there_is_no_start(self, boss: Client) -> None:
        text = send(boss, "a,b,c\n1,2,3\n").content.decode()
        assert 'name="start"' not in text and "لا عمود فيه العنوان ولا المتن" in text
        run = ImportRun.objects.get()
        boss.post(page(run, "prepare"), {**choices(boss, run), "start": "1"})
        run.refresh_from_db()
        assert run.state == ImportRun.State.PREPARED

    def test_half_a_workbook_is_refused_in_words(self, boss: Client) -> None:
        text = send(boss, b"PK\x03\x04 half a workbook", "a.xlsx").content.decode()
        assert "لا تُقرأ هذه الملفات" in text and "تالف أو مبتور" in text and 'name="start"' not in text
        assert "/uploads/" not in text

    def test_another_encoding_is_looked_at_before_it_starts(self, boss: Client) -> None:
        send(boss, "headline,body\nخبر,متن\n".encode("iso8859-6"))
        run = ImportRun.objects.get()
        first = {**choices(boss, run), "encoding": "utf-8", "start": "1"}
        text = boss.post(page(run, "prepare"), first, follow=True).content.decode()
        assert "انظر إلى ما صارت إليه" in text and 'data-outcome="failed"' in text
        boss.post(page(run, "prepare"), {**choices(boss, run), "encoding": "iso8859-6"})
        carry_out(boss, run)
        assert Article.objects.get().headline == "خبر"

    def test_discarding_leaves_nothing(self, boss: Client, data: Path) -> None:
        send(boss)
        run = ImportRun.objects.get()
        boss.post(page(run, "prepare"), {"discard": "1"})
        assert not ImportRun.objects.exists() and not list(data.rglob("*.csv"))

    def test_the_same_file_again_is_said_so(self, boss: Client) -> None:
        send(boss)
        first = ImportRun.objects.get()
        carry_out(boss, first)
        assert f"الاستيراد {first.pk}</a>" in send(boss, name="other.csv").content.decode()

    def test_it_is_not_for_those_who_may_not_import(self, boss: Client, login: Login) -> None:
        send(boss)
        run = ImportRun.objects.get()
        writer = login("كاتب")
        assert writer.get(page(run, "prepare")).status_code == 403
        assert writer.post(page(run, "prepare"), {"start": "1"}).status_code == 403
        for name in ("resume", "give-up", "retry"):
            assert writer.post(page(run, name)).status_code == 403
            assert boss.get(page(run, name)).status_code == 405


class TestRunning:
    def test_the_process_starts_after_the_commit_and_once(
        self, boss: Client, begun: list[int], django_capture_on_commit_callbacks: Any
    ) -> None:
        send(boss)
        run = ImportRun.objects.get()
        data = {**choices(boss, run), "start": "1"}
        with django_capture_on_commit_callbacks(execute=True):
            boss.post(page(run, "prepare"), data)
            assert not begun
        with django_capture_on_commit_callbacks(execute=True):
            boss.post(page(run, "prepare"), data)  # the button twice
        assert begun == [1]

    def test_the_report(self, boss: Client, begun: list[int]) -> None:
        send(boss)
        run = ImportRun.objects.get()
        assert "data-moves" not in boss.get("/admin/articles/importrun/").content.decode()
        boss.post(page(run, "prepare"), {**choices(boss, run), "start": "1"})
        text = boss.get(page(run)).content.decode()
        check(text, "run")
        assert "data-moves" in text and "ينتظر دوره" in text
        call_command("run_imports")
        text = boss.get(page(run)).content.decode()
        assert "data-moves" not in text and "أُضيف: 2" in text and "تعذّر: 1" in text

    def test_one_that_was_cut_short_is_taken_up(self, boss: Client, begun: list[int]) -> None:
        send(boss)
        run = ImportRun.objects.get()
        ImportRun.objects.update(state=ImportRun.State.RUNNING)
        text = boss.get(page(run)).content.decode()
        assert "انقطع" in text and "أكمل الاستيراد" in text
        assert "انقطع" in boss.get("/admin/articles/importrun/").content.decode()
        boss.post(page(run, "resume"))
        call_command("run_imports")
        run.refresh_from_db()
        assert run.state == ImportRun.State.FINISHED
        assert "ليس هذا الاستيراد مقطوعًا" in boss.post(page(run, "resume"), follow=True).content.decode()

    def test_one_by_command_is_for_the_command_to_go_on_with(self, boss: Client) -> None:
        run = ImportRun.objects.create(label="a.jsonl", format="jsonl", fingerprint="ef" * 32)
        text = boss.get(page(run)).content.decode()
        assert "انقطع" in text and "أكمل الاستيراد" not in text and "الأمر نفسه" in text

    def test_publishing_is_offered_to_those_who_may(self, boss: Client, login: Login) -> None:
        from articles.tests.ingest.preparing import make_user

        client = Client()
        client.force_login(make_user("import_article", "view_importrun"))
        text = send(client).content.decode()
        assert '<option value="published"' not in text and '<option value="draft" selected' in text
        assert '<option value="published" selected' in send(boss).content.decode()


@pytest.mark.usefixtures("begun")
class TestFailedRows:
    def test_as_a_table_of_which_nothing_is_computed(self, boss: Client) -> None:
        send(boss, name="=أخبار.csv")
        run = ImportRun.objects.get()
        carry_out(boss, run)
        response = boss.get(f"/admin/articles/importrun/{run.pk}/failed.csv")
        text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
        header, row = csv.reader(io.StringIO(text))
        assert (len(header), row[:3]) == (4, ["2", "'=أخبار.csv:3", "العنوان فارغ (headline)."])

    def test_retried_with_another_column(self, boss: Client) -> None:
        send(boss, "العنوان,النص,بديل\nخبر,متن,x\n,متن آخر,عنوان بديل\n")
        run = ImportRun.objects.get()
        assert "أعد الصفوف المتعذّرة" in carry_out(boss, run)
        boss.post(page(run, "retry"))
        again = ImportRun.objects.get(retry_of=run)
        data = choices(boss, again)
        boss.post(page(again, "prepare"), {**data, "column-0": "", "column-2": "headline"})
        carry_out(boss, again)
        text = boss.get(page(run)).content.decode()
        assert "أعد الصفوف المتعذّرة" not in text
        listed = boss.get(f"/admin/articles/importrow/?run__id__exact={run.pk}&outcome__exact=failed").content.decode()
        new = ImportRow.objects.get(run=again)
        assert f"/admin/articles/importrow/{new.pk}/change/" in listed and new.outcome == "created"

    def test_mended_by_hand(self, boss: Client) -> None:
        send(boss)
        run = ImportRun.objects.get()
        carry_out(boss, run)
        row = run.rows.get(number=2)
        address = f"/admin/articles/importrow/{row.pk}/mend/"
        text = boss.get(address).content.decode()
        check(text, "mend")
        data = Form(text, "mend_form").data
        assert (data["body"], data["headline"]) == ("متن بلا عنوان", "") and "العنوان فارغ" in text
        refused = boss.post(address, {**data, "headline": "…"})
        assert "بلا حروف" in refused.content.decode()
        done = boss.post(address, {**data, "headline": "صار له عنوان"}, follow=True).content.decode()
        assert "صار له عنوان" in done
        row.refresh_from_db()
        assert row.retried_as and row.retried_as.article and row.retried_as.article.body == "متن بلا عنوان"
        assert "أُدخل هذا الصف من قبل" in boss.get(address, follow=True).content.decode()

    def test_mended_where_the_row_itself_is_broken(self, boss: Client) -> None:
        send(boss, '{"headline": "خبر", "body": "متن", "people": [{"name": "سلمى", "role": "كاتبة"}]\n', "a.jsonl")
        run = ImportRun.objects.get()
        carry_out(boss, run)
        row = run.rows.get()
        address = f"/admin/articles/importrow/{row.pk}/mend/"
        data = Form(boss.get(address).content.decode(), "mend_form").data
        assert data["headline"] == "" and data["text"].startswith("{")
        assert "لا يُقرأ بعد" in boss.post(address, {**data, "text": data["text"] + ",", "read": "1"}).content.decode()
        text = boss.post(address, {**data, "text": data["text"] + "}", "read": "1"}).content.decode()
        data = Form(text, "mend_form").data
        assert (data["headline"], data["body"]) == ("خبر", "متن") and not Article.objects.exists()
        boss.post(address, data)
        article = Article.objects.get()
        assert [(str(mention.name), mention.role) for mention in article.mentions.all()] == [("سلمى", "كاتبة")]

    def test_who_may_mend(self, boss: Client, login: Login) -> None:
        send(boss)
        run = ImportRun.objects.get()
        carry_out(boss, run)
        assert login("كاتب").get(f"/admin/articles/importrow/{run.rows.get(number=2).pk}/mend/").status_code == 403
        assert boss.get(f"/admin/articles/importrow/{run.rows.get(number=1).pk}/mend/").status_code == 302
