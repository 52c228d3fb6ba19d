"""A search as a feed: the page's articles, valid in each of the three formats, and sent again only when it changed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import pytest
from django.http import HttpResponse
from django.test import Client

from articles.models import Article
from articles.search import SearchUnavailable
from articles.tests.factories import make_article, make_name

pytestmark = pytest.mark.django_db
Index = Callable[[], int]
ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
KINDS = ("rss", "atom", "json")
HOSTILE = '<b>قطار</b> & ]]> "قول" \x01\x0b\ufffe آخر'
CLEAN = '<b>قطار</b> & ]]> "قول"  آخر'


def get(client: Client, kind: str, query: str = "?q=قطار", **headers: str) -> HttpResponse:
    return client.get(f"/feeds/search.{kind}{query}", headers=headers)


def titles(client: Client, kind: str, query: str = "?q=قطار") -> list[str | None]:
    response = get(client, kind, query)
    assert response.status_code == 200, response.content.decode()
    if kind == "json":
        return [item["title"] for item in json.loads(response.content)["items"]]
    root = ElementTree.fromstring(response.content)
    entries = root.iter("item") if kind == "rss" else root.iter(f"{ATOM}entry")
    return [entry.findtext("title" if kind == "rss" else f"{ATOM}title") for entry in entries]


@pytest.mark.parametrize("kind", KINDS)
def test_a_feed_has_what_the_page_finds_and_no_more(client: Client, index: Index, kind: str) -> None:
    make_article("قطار قديم", day="2023-01-01", source="الواحة")
    make_article("قطار جديد", day="2024-01-01", source="الواحة")
    make_article("قطار آخر", day="2025-01-01", source="الإخبارية")
    make_article("حافلة", source="الواحة")
    for status in (Article.Status.DRAFT, Article.Status.REVIEW, Article.Status.WITHDRAWN):
        make_article(f"قطار {status}", source="الواحة", status=status)
    index()
    source = make_name("الواحة", "outlet").pk
    assert titles(client, kind, f"?q=قطارات&source={source}") == ["قطار جديد", "قطار قديم"]
    assert titles(client, kind, f"?q=قطارات&source={source}&sort=oldest&page=9") == ["قطار قديم", "قطار جديد"]
    assert titles(client, kind, f"?q=قطار&source=-{source}") == ["قطار آخر"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_withdrawn_since_is_not_in_it(client: Client, index: Index, kind: str) -> None:
    article = make_article("قطار")
    index()
    Article.objects.filter(pk=article.pk).update(status=Article.Status.WITHDRAWN)
    assert titles(client, kind) == []


@pytest.mark.parametrize("kind", KINDS)
def test_without_parameters_it_is_the_archives_latest(client: Client, index: Index, kind: str) -> None:
    make_article("أول", day="2023-01-01")
    make_article("ثان", day="2024-01-01")
    make_article("بلا تاريخ", day="")
    index()
    assert titles(client, kind, "") == ["ثان", "أول", "بلا تاريخ"]


@pytest.mark.parametrize("kind", KINDS)
def test_it_ends_after_fifty(client: Client, index: Index, kind: str) -> None:
    for number in range(52):
        make_article(f"قطار {number}")
    index()
    assert len(titles(client, kind)) == 50


def article_with_everything() -> Article:
    article = make_article(
        "قطار «سريع»",
        "فقرة أولى.\nفقرة ثانية.",
        standfirst="مقدمة <قصيرة> & كافية",
        byline="سلمى الراوي",
        source="الواحة",
        topics=["نقل", "مدن"],
        people=["حازم قاسم"],
    )
    article.refresh_from_db()  # its names have touched it
    return article


def test_an_entry_of_rss(client: Client, index: Index) -> None:
    article = article_with_everything()
    index()
    response = get(client, "rss")
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    channel = ElementTree.fromstring(response.content).find("channel")
    assert channel is not None
    assert channel.findtext("title") == "أرشيف الأخبار: \u2068«قطار»\u2069"
    assert channel.findtext("language") == "ar"
    assert channel.findtext("link") == "http://testserver/search?q=%D9%82%D8%B7%D8%A7%D8%B1"
    self_link = channel.find(f"{ATOM}link")
    assert self_link is not None
    assert self_link.attrib == {"rel": "self", "href": "http://testserver/feeds/search.rss?q=%D9%82%D8%B7%D8%A7%D8%B1"}
    item = channel.find("item")
    assert item is not None
    assert item.findtext("title") == "قطار «سريع»"
    assert item.findtext("link") == f"http://testserver{article.get_absolute_url()}"
    assert item.findtext("guid") == f"http://testserver/articles/{article.pk}/"
    assert item.findtext("description") == "مقدمة &lt;قصيرة&gt; &amp; كافية"  # readers take it for HTML
    assert item.findtext(f"{DC}creator") == "سلمى الراوي"
    assert [category.text for category in item.findall("category")] == ["نقل", "مدن"]
    assert parsedate_to_datetime(item.findtext("pubDate") or "") == article.published_at


def test_an_entry_of_atom(client: Client, index: Index) -> None:
    article = article_with_everything()
    index()
    response = get(client, "atom")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)
    assert root.tag == f"{ATOM}feed"
    assert root.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "ar"
    assert root.findtext(f"{ATOM}updated") == article.updated_at.isoformat()
    entry = root.find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}id") == f"http://testserver/articles/{article.pk}/"
    assert entry.findtext(f"{ATOM}updated") == article.updated_at.isoformat()
    assert dt.datetime.fromisoformat(entry.findtext(f"{ATOM}published") or "") == article.published_at
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "سلمى الراوي"
    assert [category.attrib["term"] for category in entry.findall(f"{ATOM}category")] == ["نقل", "مدن"]
    assert entry.findtext(f"{ATOM}summary") == "مقدمة &lt;قصيرة&gt; &amp; كافية"


def test_an_entry_of_json_feed(client: Client, index: Index) -> None:
    article = article_with_everything()
    index()
    response = get(client, "json")
    assert response["Content-Type"] == "application/feed+json; charset=utf-8"
    feed = json.loads(response.content)
    [item] = feed.pop("items")
    assert feed == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "أرشيف الأخبار: \u2068«قطار»\u2069",
        "home_page_url": "http://testserver/search?q=%D9%82%D8%B7%D8%A7%D8%B1",
        "feed_url": "http://testserver/feeds/search.json?q=%D9%82%D8%B7%D8%A7%D8%B1",
        "description": "ما يجده هذا البحث في الأرشيف.",
        "language": "ar",
    }
    assert article.published_at
    assert dt.datetime.fromisoformat(item.pop("date_published")) == article.published_at
    assert item == {
        "id": f"http://testserver/articles/{article.pk}/",
        "url": f"http://testserver{article.get_absolute_url()}",
        "title": "قطار «سريع»",
        "summary": "مقدمة <قصيرة> & كافية",
        "content_text": "مقدمة <قصيرة> & كافية",
        "date_modified": article.updated_at.isoformat(),
        "language": "ar",
        "authors": [{"name": "سلمى الراوي"}],
        "tags": ["نقل", "مدن"],
    }


def test_an_entry_keeps_its_id_when_its_headline_is_edited(client: Client, index: Index) -> None:
    article = make_article("قطار")
    index()
    before = json.loads(get(client, "json").content)["items"][0]
    article.headline = "قطار سريع"
    article.save()
    index()
    after = json.loads(get(client, "json").content)["items"][0]
    assert (after["id"], after["url"] == before["url"]) == (before["id"], False)
    assert client.get(after["id"], follow=True).status_code == 200


@pytest.mark.parametrize("certainty", ["month", "year", "unknown"])
def test_an_entry_whose_day_is_not_known_has_no_date(client: Client, index: Index, certainty: str) -> None:
    make_article("قطار", day="" if certainty == "unknown" else "2024-05-01", date_certainty=certainty)
    index()
    assert b"<pubDate>" not in get(client, "rss").content
    assert b"<published>" not in get(client, "atom").content
    assert "date_published" not in json.loads(get(client, "json").content)["items"][0]


def test_without_a_byline_the_source_is_the_author(client: Client, index: Index) -> None:
    make_article("قطار أول", source="الواحة")
    make_article("قطار ثان", day="2024-05-09")
    index()
    first, second = json.loads(get(client, "json").content)["items"]
    assert (first["authors"], "authors" in second) == ([{"name": "الواحة"}], False)


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_text_leaves_a_feed_whole(client: Client, index: Index, kind: str) -> None:
    make_article(HOSTILE, HOSTILE, byline=HOSTILE[:100], source=f"{HOSTILE} مصدر", topics=[HOSTILE])
    index()
    assert titles(client, kind, "?q=قطار+%01%0B%EF%BF%BE<b>%26") == [CLEAN]


@pytest.mark.parametrize("kind", KINDS)
def test_a_feed_with_nothing_in_it_is_a_feed(client: Client, index: Index, kind: str) -> None:
    assert titles(client, kind) == []
    assert get(client, kind).content == get(client, kind).content


def test_the_title_says_what_narrows_the_search(client: Client, index: Index) -> None:
    source, topic = make_name("الواحة", "outlet").pk, make_name("رياضة", "topic").pk
    index()
    feed = json.loads(get(client, "json", f"?q=قطار&source={source}&topic=-{topic}&from=2024-01-01").content)
    expected = "«قطار»، المصدر: الواحة، ليس الموضوع: رياضة، من 1 كانون الثاني/يناير 2024"
    assert feed["title"] == f"أرشيف الأخبار: \u2068{expected}\u2069"


@pytest.mark.parametrize("kind", KINDS)
def test_a_feed_that_did_not_change_is_not_sent_again(client: Client, index: Index, kind: str) -> None:
    article = make_article("قطار")
    index()
    first = get(client, kind)
    assert first["Last-Modified"]
    assert get(client, kind, **{"if-none-match": first["ETag"]}).status_code == 304
    assert get(client, kind, **{"if-modified-since": first["Last-Modified"]}).status_code == 304
    Article.objects.filter(pk=article.pk).update(updated_at=article.updated_at + dt.timedelta(minutes=1))
    assert get(client, kind, **{"if-none-match": first["ETag"]}).status_code == 200
    assert get(client, kind, **{"if-modified-since": first["Last-Modified"]}).status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_a_feed_sets_no_cookie_and_may_be_kept(client: Client, index: Index, kind: str) -> None:
    response = get(client, kind)
    assert not response.cookies
    assert "public" in response["Cache-Control"]
    assert client.post(f"/feeds/search.{kind}").status_code == 405


@pytest.mark.parametrize("address", ["/feeds/search.rss", "/feeds/search.json", "/search.csv", "/search.jsonl"])
def test_what_cannot_be_honoured_is_said_in_plain_words(client: Client, index: Index, address: str) -> None:
    response = client.get(f"{address}?q=قطار&sort=up&source=x")
    assert (response.status_code, response["Content-Type"]) == (400, "text/plain; charset=utf-8")
    text = response.content.decode()
    assert "الترتيب: «up» ليس من الخيارات" in text
    assert "المصدر: «x» ليس رقم اسم" in text


@pytest.mark.parametrize("address", ["/feeds/search.rss", "/feeds/search.json", "/search.csv", "/search.jsonl"])
def test_search_that_is_down_is_never_an_empty_answer(client: Client, search_folder: object, address: str) -> None:
    response = client.get(f"{address}?q=قطار")
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert "no-store" in response["Cache-Control"]
    assert "البحث متوقف" in response.content.decode()


def test_a_lexicon_that_is_missing_is_search_that_is_down(
    client: Client, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: object, **__: object) -> None:
        raise SearchUnavailable("no lexicon")

    monkeypatch.setattr("articles.views.feeds.rank", down)
    assert get(client, "atom").status_code == 503


def test_the_page_leads_to_the_feeds_and_files_of_its_search(client: Client, index: Index) -> None:
    make_article("قطار", source="الواحة")
    index()
    source = make_name("الواحة", "outlet").pk
    html = client.get(f"/search?q=قطار&source={source}&sort=oldest").content.decode()
    asked = f"?q=%D9%82%D8%B7%D8%A7%D8%B1&amp;source={source}"
    for kind in KINDS:  # in the feed's own order: one that begins with the oldest never shows what is new
        assert html.count(f'href="/feeds/search.{kind}{asked}"') == 2
    for kind in ("csv", "jsonl"):
        assert f'href="/search.{kind}{asked}&amp;sort=oldest"' in html
    assert 'rel="alternate" type="application/rss+xml" title="«قطار»، المصدر: الواحة"' in html
