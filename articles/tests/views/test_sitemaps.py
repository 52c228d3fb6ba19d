"""Sitemaps: every public address once, in parts that stay, as the protocol has it; and what names them."""

from __future__ import annotations

import datetime as dt
import gzip
import re
from collections.abc import Callable
from urllib.robotparser import RobotFileParser

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree

from articles import sitemaps
from articles.models import Article, Name
from articles.tests.factories import make_article, make_name, sitemap_of

pytestmark = pytest.mark.django_db
SCHEMA = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
BASE = "http://testserver"


def read(client: Client, address: str, **headers: str) -> etree._Element:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    return etree.fromstring(response.getvalue())


def locations(client: Client, address: str) -> list[str]:
    """Paths of a sitemap or an index; each address is ASCII and whole."""
    found = [element.text for element in read(client, address).iter(f"{SCHEMA}loc")]
    assert all(text.isascii() and text.startswith(f"{BASE}/") for text in found)
    return [text.removeprefix(BASE) for text in found]


@pytest.fixture
def small_shards(monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sitemaps, "SHARD", 3)
    monkeypatch.setattr(sitemaps, "_BATCH", 2)
    return 3


def test_every_public_article_stands_once_under_its_own_address(client: Client, small_shards: int) -> None:
    articles = [make_article(f"خبر {number} & «آخر»") for number in range(8)]
    for status in (Article.Status.DRAFT, Article.Status.REVIEW, Article.Status.WITHDRAWN):
        make_article("مستور", status=status)
    parts = [part for part in locations(client, "/sitemap.xml") if "articles" in part]
    assert parts == [f"/sitemap-articles-{shard}.xml" for shard in sorted({(a.pk - 1) // 3 + 1 for a in articles})]
    assert [path for part in parts for path in locations(client, part)] == [a.get_absolute_url() for a in articles]


def test_a_part_keeps_its_articles_when_others_go(client: Client, small_shards: int) -> None:
    articles = [make_article(f"خبر {number}") for number in range(7)]
    parts = [part for part in locations(client, "/sitemap.xml") if "articles" in part]
    before = {part: locations(client, part) for part in parts}
    gone = articles[0]
    gone.status = Article.Status.WITHDRAWN
    gone.save()
    for part in parts:
        expected = [path for path in before[part] if path != gone.get_absolute_url()]
        if expected:
            assert locations(client, part) == expected


def test_each_article_says_when_it_changed(client: Client) -> None:
    article = make_article()
    changed = read(client, sitemap_of(article)).findtext(f".//{SCHEMA}lastmod")
    assert dt.datetime.fromisoformat(changed) == article.updated_at.replace(microsecond=0)
    in_index = read(client, "/sitemap.xml").findtext(f".//{SCHEMA}lastmod")
    assert in_index == changed


@pytest.mark.parametrize("number", [0, 9, 10**24])
@pytest.mark.parametrize("of", ["articles", "names"])
def test_there_are_no_empty_parts(client: Client, of: str, number: int) -> None:
    make_article(people=["زيد"])
    assert client.get(f"/sitemap-{of}-{number}.xml").status_code == 404


def test_an_archive_without_articles_has_an_index(client: Client) -> None:
    assert locations(client, "/sitemap.xml") == ["/sitemap-pages.xml"]


def test_names_that_readers_see(client: Client) -> None:
    make_article(people=["زيد"], places=["الواحة"], source="الجريدة")
    make_article(people=["مستور"], status=Article.Status.DRAFT)
    merged = make_name("زيد القديم")
    merged.merged_into = make_name("زيد")
    merged.save()
    [part] = [part for part in locations(client, "/sitemap.xml") if "names" in part]
    seen = [make_name("زيد"), make_name("الواحة", "place"), make_name("الجريدة", "outlet")]
    assert sorted(locations(client, part)) == sorted(name.get_absolute_url() for name in seen)


def test_pages_between(client: Client) -> None:
    make_article(day="2021-05-05")
    pages = locations(client, "/sitemap-pages.xml")
    assert {"/", "/archive/", "/about/", "/people/", "/archive/2021/"} <= set(pages)
    for page in pages:
        assert client.get(page).status_code == 200, page


def test_what_is_listed_answers(client: Client) -> None:
    make_article("خبر؟!", people=["زيد / عمرو"])
    make_article("؟")
    for part in locations(client, "/sitemap.xml"):
        for path in locations(client, part):
            assert client.get(path).status_code == 200, path


def test_it_is_compressed_for_those_who_take_that(client: Client) -> None:
    articles = [make_article(f"خبر {number}") for number in range(20)]
    response = client.get(sitemap_of(articles[0]), headers={"accept-encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response["Vary"]
    assert gzip.decompress(response.getvalue()).decode().count("<url>") == 20


def test_nothing_is_counted_or_skipped(client: Client, small_shards: int) -> None:
    for number in range(8):
        make_article(f"خبر {number}", people=["زيد"])
    with CaptureQueriesContext(
        connection,
    ) as queries:
        for part in locations(client, "/sitemap.xml"):
            if "pages" not in part:
                locations(client, part)
    assert queries
    assert not [query["sql"] for query in queries if re.search(r"OFFSET|COUNT\(", query["sql"])]


def test_the_protocols_limits_are_kept() -> None:
    """50,000 addresses and 50 MB in one sitemap, with the longest headlines that there may be."""
    article = Article(pk=999_999_999, headline="ظ" * 1000)
    entry = sitemaps._entry("url", sitemaps.Address(article.get_absolute_url(), timezone.now()), "https://archive.example")
    assert sitemaps.SHARD <= 50_000
    assert sitemaps.SHARD * len(entry.encode()) < 50 * 1024 * 1024


# --- news -----------------------------------------------------------------------------------------


def news(client: Client) -> list[tuple[str, str]]:
    """(title, date) of each."""
    found = read(client, "/sitemap-news.xml").iter(f"{NEWS}news")
    return [(one.findtext(f"{NEWS}title"), one.findtext(f"{NEWS}publication_date")) for one in found]


def published(ago: dt.timedelta, headline: str, **fields: object) -> Article:
    return make_article(headline, **{"date_certainty": "time", "published_at": timezone.now() - ago, **fields})


def test_news_of_two_days(client: Client) -> None:
    new = published(dt.timedelta(hours=1), "جديد & <مهم>")
    published(dt.timedelta(hours=47), "أمس")
    published(dt.timedelta(hours=49), "قديم")
    published(dt.timedelta(hours=-3), "غدًا")
    published(dt.timedelta(hours=2), "مستور", status=Article.Status.DRAFT)
    for certainty in ("month", "year", "inferred"):
        published(dt.timedelta(hours=2), f"تقريبًا {certainty}", date_certainty=certainty)
    assert [title for title, _ in news(client)] == ["جديد & <مهم>", "أمس"]
    assert dt.datetime.fromisoformat(news(client)[0][1]) == new.published_at.replace(microsecond=0)


def test_a_day_without_a_time_is_a_day(client: Client) -> None:
    article = published(dt.timedelta(hours=1), "خبر", date_certainty="day")
    assert news(client) == [("خبر", article.published_on.isoformat())]


def test_news_name_the_publication_and_its_language(client: Client) -> None:
    published(dt.timedelta(hours=1), "خبر")
    [publication] = read(client, "/sitemap-news.xml").iter(f"{NEWS}publication")
    assert publication.findtext(f"{NEWS}name") == "أرشيف الأخبار"
    assert publication.findtext(f"{NEWS}language") == "ar"


def test_there_are_a_thousand_news_at_most(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "NEWS", 2)
    for hours in range(1, 5):
        published(dt.timedelta(hours=hours), f"خبر {hours}")
    assert [title for title, _ in news(client)] == ["خبر 1", "خبر 2"]


# --- robots, OpenSearch ---------------------------------------------------------------------------


def test_robots_are_told_where_the_sitemaps_are(client: Client) -> None:
    robots = RobotFileParser()
    lines = client.get("/robots.txt").content.decode().splitlines()
    robots.parse(lines)
    assert "Allow: /search$" in lines  # which this parser does not understand
    assert robots.site_maps() == [f"{BASE}/sitemap.xml", f"{BASE}/sitemap-news.xml"]
    assert not robots.can_fetch("any", "/search?q=a")
    assert not robots.can_fetch("any", "/archive.jsonl")
    for page in ("/", "/archive/", "/articles/1/x/", "/articles/1.png", "/feeds/latest.rss", "/sitemap.xml"):
        assert robots.can_fetch("any", page), page


OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


def test_browsers_can_add_the_archive_as_a_search_engine(client: Client, index: Callable[[], int]) -> None:
    make_article("قطار", people=["حازم قاسم"])
    index()
    response = client.get("/opensearch.xml")
    assert response["Content-Type"] == "application/opensearchdescription+xml; charset=utf-8"
    root = etree.fromstring(response.content)
    assert 0 < len(root.findtext(f"{OPENSEARCH}ShortName")) <= 16
    assert root.findtext(f"{OPENSEARCH}Description")
    templates = {url.get("type"): url.get("template") for url in root.iter(f"{OPENSEARCH}Url")}
    assert templates["text/html"] == f"{BASE}/search?q={{searchTerms}}"
    for kind, template in templates.items():
        answer = client.get(template.replace("{searchTerms}", "%D8%AD%D8%A7%D8%B2%D9%85").removeprefix(BASE))
        assert answer.status_code == 200
        assert answer["Content-Type"].startswith(kind)


def test_suggestions_for_the_address_bar(client: Client, index: Callable[[], int]) -> None:
    make_article("قطار", people=["حازم قاسم"])
    index()
    answer = client.get("/search/completions", {"q": "حاز"})
    assert answer["Content-Type"] == "application/x-suggestions+json; charset=utf-8"
    typed, completions, labels, addresses = answer.json()
    assert (typed, completions, labels) == ("حاز", ["حازم قاسم"], ["شخص"])
    assert addresses == [BASE + make_name("حازم قاسم").get_absolute_url()]
    assert client.get("/search/completions").json() == ["", [], [], []]


def test_every_page_names_the_description(client: Client) -> None:
    html = client.get("/about/").content.decode()
    assert '<link rel="search" type="application/opensearchdescription+xml"' in html


def test_numbers_that_went_with_deleted_names_leave_no_parts(client: Client, small_shards: int) -> None:
    name = make_name("زيد")
    far = Name.objects.create(pk=name.pk + 1_000, kind="person", name="عمرو")
    parts = [part for part in locations(client, "/sitemap.xml") if "names" in part]
    assert parts == [f"/sitemap-names-{sitemaps.shard_of(pk)}.xml" for pk in (name.pk, far.pk)]


def test_no_cache_names_what_was_withdrawn(client: Client) -> None:
    article = make_article("خبر", people=["زيد"])
    make_article("خبر آخر")
    part = sitemap_of(article)
    for address in ("/sitemap.xml", part, sitemap_of(make_name("زيد"))):
        first = client.get(address)
        assert first["Cache-Control"] == "public, no-cache"
        assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    seen = client.get(part)
    assert article.get_absolute_url() in seen.getvalue().decode()
    article.status = Article.Status.WITHDRAWN
    article.save()
    now = client.get(part, headers={"If-None-Match": seen["ETag"]})
    assert now.status_code == 200
    assert article.get_absolute_url() not in now.getvalue().decode()
