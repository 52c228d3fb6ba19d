"""Saved pages: the article is found, what surrounds it is not of it, and what the page states of itself is believed."""

import io
from pathlib import Path

import pytest

from articles.ingest.importers import Incoming, RowError, detect, guess, saved_page
from articles.models import Article, ImportRow
from articles.tests.ingest.test_import_articles import import_

BODY = [
    "افتتحت وزيرة الزراعة سعاد علي أمس المعرض السنوي في دمشق بحضور كبير من المزارعين والتجار من كل المحافظات.",
    "وقالت الوزيرة: «سنعمل على دعم المزارعين» خلال العام القادم، وأضافت أن الدعم سيشمل كل المحاصيل.",
    "وقد شارك في المعرض مئتا عارض من اثنتي عشرة دولة، وتستمر فعالياته أسبوعًا كاملًا.",
]
META = """<meta property="og:title" content="وزيرة الزراعة تفتتح المعرض - الواحة">
<meta property="og:site_name" content="الواحة">
<meta name="author" content="سلمى النجار"><link rel="canonical" href="https://waha.example/news/7">
<meta property="article:published_time" content="2024-05-10T14:30:00+03:00">
<meta name="keywords" content="زراعة، معارض">"""


def page(*more: str, meta: str = META, body: list[str] = BODY, charset: str = "utf-8", before: str = "") -> str:
    paragraphs = "".join(f"<p>{line}</p>" for line in body)
    return f"""<!DOCTYPE html>{before}<html lang="ar" dir="rtl"><head><meta charset="{charset}">
<title>وزيرة الزراعة تفتتح المعرض - الواحة</title>{meta}</head><body>
<nav><ul><li><a href="/">الرئيسية</a></li><li><a href="/sports">رياضة</a></li></ul></nav>
<main><article><h1>وزيرة الزراعة تفتتح المعرض</h1>{paragraphs}{"".join(more)}</article>
<aside><h3>اقرأ أيضًا</h3><ul><li><a href="/8">خبر آخر لا علاقة له</a></li></ul></aside></main>
<footer><p>جميع الحقوق محفوظة 2019</p></footer><script>var text = "نص برمجي";</script></body></html>"""


def read(content: str | bytes) -> dict[str, str]:
    stream = io.BytesIO(content if isinstance(content, bytes) else content.encode())
    encoding = detect(stream)
    stream.seek(0)
    [row] = saved_page.rows(Incoming(stream, "a.html", encoding))
    return dict(row.read())


def test_the_article_without_what_surrounds_it() -> None:
    record = read(page())
    assert record["headline"] == "وزيرة الزراعة تفتتح المعرض"
    assert record["body"].split("\n") == BODY


def test_what_the_page_states_of_itself() -> None:
    record = read(page())
    assert (record["source"], record["byline"]) == ("الواحة", "سلمى النجار")
    assert record["source_url"] == "https://waha.example/news/7"
    assert record["published_at"] == "2024-05-10T14:30:00+03:00"
    assert record["topics"] == "زراعة، معارض"


def test_lists_tables_quotations_and_line_breaks_stay() -> None:
    more = "<ul><li>قمح</li><li>قطن</li></ul><table><tr><th>محصول</th><th>طن</th></tr><tr><td>قمح</td><td>100</td></tr></table>"
    body = read(page(more, "<blockquote>قول طويل منقول.</blockquote>", "<p>شطر أول<br>شطر ثان</p>"))["body"]
    assert [" ".join(line.split()) for line in body.split("\n")][len(BODY) :] == [
        *("قمح", "قطن", "محصول | طن", "قمح | 100", "قول طويل منقول.", "شطر أول", "شطر ثان"),
    ]


def test_a_date_in_structured_data() -> None:
    data = '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2024-05-11T08:00:00Z"}</script>'
    assert read(page(meta=data))["published_at"] == "2024-05-11T08:00:00Z"


def test_a_date_that_only_stands_in_the_address_is_inferred_and_noted() -> None:
    record = read(page(meta='<link rel="canonical" href="https://waha.example/2024/05/09/news">'))
    assert (record["published_at"], record["date_certainty"]) == ("2024-05-09", "inferred")
    assert record["date_note"]


def test_a_page_without_a_date_has_none() -> None:
    assert "published_at" not in read(page(meta=""))


def test_the_address_that_a_browser_saved() -> None:
    saved = "\n<!-- saved from url=(0028)https://waha.example/news/88 -->\n"
    assert read(page(meta="", before=saved))["source_url"] == "https://waha.example/news/88"


def test_an_encoding_that_the_page_states_wrongly() -> None:
    assert read(page(charset="iso-8859-1").encode("cp1256"))["body"].split("\n") == BODY


def test_a_line_of_breaking_news() -> None:
    assert read(page(body=["خبر عاجل من سطر واحد."]))["body"] == "خبر عاجل من سطر واحد."


def test_a_page_of_one_paragraph_and_nothing_else() -> None:
    assert read(f"<html><title>خبر</title><body><p>{BODY[0]}</p></body></html>")["body"] == BODY[0]


MENU = '<!doctype html><html><head><title>الأخبار</title></head><body><nav><a href="/">الرئيسية</a></nav><h1>الأخبار</h1>'


@pytest.mark.parametrize(
    "content",
    [
        "",
        "<html></html>",
        "<!doctype html><html><body><script>1</script></body></html>",
        MENU + "".join(f'<div><h2><a href="/{number}">عنوان الخبر {number}</a></h2></div>' for number in range(40)),
        MENU + "<div>" * 50_000 + "نص",
    ],
    ids=["nothing", "empty", "script", "list of headlines", "deep"],
)
def test_a_page_without_an_article_is_refused(content: str) -> None:
    with pytest.raises(RowError):
        read(content)


def test_a_page_cut_off_gives_what_came() -> None:
    cut = page()
    assert read(cut[: cut.index(BODY[2])])["body"].split("\n") == BODY[:2]


@pytest.mark.parametrize(
    ("name", "head", "format"),
    [
        ("a.xml", b"<!DOCTYPE html><html>", "html"),
        ("a.txt", b"\n<!-- saved -->\n<HTML lang=ar>", "html"),
        ("a.htm", b"<div>", "html"),
        ("a.txt", "<html-وسم>".encode(), "text"),
        ("a.xml", b"<rss version='2.0'>", "feed"),
        ("a.txt", "قال <html>".encode(), "text"),
    ],
)
def test_pages_are_told_from_other_texts(name: str, head: bytes, format: str) -> None:
    assert guess(name, head) == format


@pytest.mark.usefixtures("index")
def test_a_folder_of_pages(tmp_path: Path) -> None:
    folder = tmp_path / "وارد"
    folder.mkdir()
    (folder / "a.html").write_text(page(), encoding="utf-8")
    (folder / "b.htm").write_text("<html><body></body></html>", encoding="utf-8")
    assert import_(folder, dry_run=True)[1].startswith("created=1")
    assert not Article.objects.exists()
    assert import_(folder) == (1, "created=1 updated=0 unchanged=0 duplicates=0 failed=1")
    article = Article.objects.get()
    assert (article.headline, article.body, str(article.source)) == ("وزيرة الزراعة تفتتح المعرض", "\n".join(BODY), "الواحة")
    assert {mention.name.name for mention in article.mentions.confirmed()} == {"زراعة", "معارض"}
    assert article.originals.get().content == (folder / "a.html").read_bytes()
    assert "متن مقال" in ImportRow.objects.get(outcome="failed").reason
    assert import_(folder)[1] == "created=0 updated=0 unchanged=1 duplicates=0 failed=1"
