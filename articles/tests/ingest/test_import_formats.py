"""Each format through the command, from a file to articles; and back, from an export to the same articles."""

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles import exports
from articles.ingest.clean import clean, one_line
from articles.models import Article, ImportRow, ImportRun, Original
from articles.tests.factories import make_article, make_name
from articles.tests.ingest.large_wxr import HEAD
from articles.tests.ingest.test_import_articles import import_
from articles.tests.ingest.test_wordpress import TAIL, post

pytestmark = pytest.mark.usefixtures("index")


def said(*paths: object, **options: Any) -> str:
    """What the command writes to standard error."""
    errors = StringIO()
    call_command("import_articles", *map(str, paths), stdout=StringIO(), stderr=errors, verbosity=0, **options)
    return errors.getvalue()


class TestTables:
    def test_a_table_in_windows_1256_with_arabic_columns(self, tmp_path: Path) -> None:
        path = tmp_path / "أخبار.csv"
        path.write_bytes(
            'العنوان;النص;التاريخ;الوسوم\nخبر;"<p>متن &quot;أول&quot;</p><p>ثان</p>";22/5/2024;طقس، زراعة\n'.encode("cp1256")
        )
        errors = said(path, source="الواحة")
        assert "Windows-1256" in errors
        assert "headline ← العنوان" in errors
        article = Article.objects.get()
        assert (article.headline, article.body) == ("خبر", 'متن "أول"\nثان')
        assert str(article.published_on) == "2024-05-22"
        assert {mention.name.name for mention in article.mentions.all()} == {"طقس", "زراعة"}
        assert "Windows-1256" in ImportRun.objects.get().notes[0]
        assert article.originals.get().content == path.read_bytes().split(b"\n")[1] + b"\n"

    def test_a_table_without_a_body_is_refused_and_its_columns_are_named(self, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_text("رقم,العنوان\n1,خبر\n", encoding="utf-8")
        assert import_(tmp_path / "a.csv") == (2, "")
        assert import_(tmp_path / "a.csv", map=["body=رقم"])[1].startswith("created=1")

    def test_the_same_line_under_another_header_is_another_article(self, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_text("title,body\nأول,ثان\n", encoding="utf-8")
        (tmp_path / "b.csv").write_text("body,title\nأول,ثان\n", encoding="utf-8")
        assert import_(tmp_path / "a.csv", tmp_path / "b.csv")[1].startswith("created=2")

    def test_a_rehearsal_says_the_columns_and_changes_nothing(self, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_text("title,text\nأول,متن\n", encoding="utf-8")
        assert "body ← text" in said(tmp_path / "a.csv", dry_run=True)
        assert not Article.objects.exists()

    def test_a_spreadsheet_is_kept_beside_its_rows(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        for line in (["العنوان", "المحتوى"], ["خبر", "متن\nثان"], ["بلا متن", None]):
            book.active.append(line)
        book.save(tmp_path / "a.xlsx")
        assert import_(tmp_path / "a.xlsx") == (1, "created=1 updated=0 unchanged=0 duplicates=0 failed=1")
        assert Article.objects.get().body == "متن\nثان"
        assert Original.objects.get(recipe="").content == (tmp_path / "a.xlsx").read_bytes()
        assert ImportRow.objects.get(outcome="failed").place == "a.xlsx/Sheet:3"
        assert import_(tmp_path / "a.xlsx") == (1, "created=0 updated=0 unchanged=1 duplicates=0 failed=1")
        assert Original.objects.filter(recipe="").count() == 1


class TestText:
    def test_a_folder_of_texts(self, tmp_path: Path) -> None:
        folder = tmp_path / "نصوص"
        (folder / "أقدم").mkdir(parents=True)
        (folder / "a.txt").write_bytes("\ufeffعنوان أول\r\n\r\nفقرة\r\nفقرة ثانية\r\n".encode())
        (folder / "أقدم" / "b.txt").write_bytes("عنوان ثان\nفقرة ثالثة من النص القديم".encode("cp1256"))
        (folder / "c.txt").write_bytes("عنوان بلا متن".encode("utf-16"))
        (folder / "صورة.jpg").write_bytes(b"\xff\xd8")
        errors = StringIO()
        with pytest.raises(SystemExit):
            call_command("import_articles", str(folder), stdout=StringIO(), stderr=errors, verbosity=0)
        assert "صورة.jpg" in errors.getvalue()
        assert set(Article.objects.values_list("headline", "body")) == {
            ("عنوان أول", "فقرة\nفقرة ثانية"),
            ("عنوان ثان", "فقرة ثالثة من النص القديم"),
        }
        assert "المتن فارغ" in ImportRow.objects.get(outcome="failed").reason
        contents = {original.content for original in Original.objects.all()}
        assert contents == {path.read_bytes() for path in folder.rglob("*.txt")}


def test_encodings_of_json_lines(tmp_path: Path) -> None:
    record = json.dumps({"headline": "خبر", "body": "متن من النص القديم"}, ensure_ascii=False)
    for codec in ("utf-16", "cp1256"):
        (tmp_path / f"{codec}.jsonl").write_bytes(record.encode(codec) + "\n".encode(codec.removesuffix("-16")))
    (tmp_path / "utf-16.jsonl").write_bytes((record + "\n").encode("utf-16"))
    assert import_(tmp_path / "utf-16.jsonl", tmp_path / "cp1256.jsonl")[1].startswith("created=1 updated=0 unchanged=1")


TRICKY = [
    "=1+1",
    "'=1+1",
    "''@x",
    "-قال",
    "+٩",
    "a & b",
    "&amp;",
    "<p>نص</p>",
    "5 < 6",
    '"اقتباس"',
    "سطر",
    "،",
    "[طقس]",
    "＝1",
    "ﷺ",
]
lines = st.lists(st.sampled_from(TRICKY), min_size=1, max_size=3).map(" ".join).filter(lambda text: any(map(str.isalnum, text)))
bodies = st.lists(lines, min_size=1, max_size=3).map("\n".join)


@pytest.mark.parametrize("format", list(exports.FORMATS))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.tuples(lines, bodies), min_size=1, max_size=3, unique=True))
def test_every_export_comes_back_unchanged(format: str, texts: list[tuple[str, str]], tmp_path: Path) -> None:
    Article.objects.all().delete()
    for number, (headline, body) in enumerate(texts):
        article = make_article(
            one_line(clean(headline)).text,
            clean(body).text,
            source="الواحة، الأولى",
            external_id=str(number),
            people=["سعاد, بنت علي"],
            topics=["طقس؛ رياح"],
            cited=["معاريف"],
            kicker=one_line(clean(headline)).text,
            byline="=كاتب",
            day="" if number % 2 else "2024-05-10",
        )
        article.mentions.filter(name__kind="person").update(role="وزيرة; سابقة")
        article.dateline_text, article.dateline_place = "القدس – الواحة", make_name("القدس", "place")
        article.save()
    first, second = tmp_path / f"first.{format}", tmp_path / f"second.{format}"
    call_command("export_articles", str(first), format=format, verbosity=0)
    assert import_(first)[1] == f"created=0 updated=0 unchanged={len(texts)} duplicates=0 failed=0"
    Article.objects.all().delete()
    Original.objects.all().delete()
    assert import_(first)[1].startswith(f"created={len(texts)}")
    call_command("export_articles", str(second), format=format, verbosity=0)
    assert second.read_text(encoding="utf-8") == first.read_text(encoding="utf-8")


def test_an_apostrophe_in_the_table_of_someone_else_stays(tmp_path: Path) -> None:
    with (tmp_path / "a.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["title", "text"], ["'=1+1", "متن"]])
    import_(tmp_path / "a.csv")
    assert Article.objects.get().headline == "'=1+1"


class TestWordPress:
    def test_an_export(self, tmp_path: Path) -> None:
        field = "<wp:postmeta><wp:meta_key>kicker</wp:meta_key><wp:meta_value>تمهيد</wp:meta_value></wp:postmeta>"
        path = tmp_path / "waha.xml"
        posts = [
            post("أول", "<p>متن أول</p>", field),
            post("ثان", "متن\nثان", status="draft").replace("?p=7", "?p=8"),
            post("صورة", post_type="attachment"),
        ]
        path.write_text(HEAD + "".join(posts) + TAIL, encoding="utf-8")
        errors = said(path, map=["kicker=meta:kicker"])
        assert "attachment (1)" in errors
        assert "meta:kicker" not in errors.split("\n", 1)[1]
        first, second = Article.objects.order_by("pk")
        assert (first.headline, first.body, first.kicker, first.status) == ("أول", "متن أول", "تمهيد", "published")
        assert (str(first.source), first.byline) == ("مدوّنة الواحة", "سلمى النجار")
        assert (second.status, second.body, second.published_at) == ("draft", "متن\nثان", None)
        assert import_(path, map=["kicker=meta:kicker"])[1].startswith("created=0 updated=0 unchanged=2")

    def test_options_of_the_command_come_before_what_the_file_says(self, tmp_path: Path) -> None:
        (tmp_path / "a.xml").write_text(HEAD + post() + TAIL, encoding="utf-8")
        import_(tmp_path / "a.xml", source="المرسى", status="draft")
        article = Article.objects.get()
        assert (str(article.source), article.status) == ("المرسى", "draft")
