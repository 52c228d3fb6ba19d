"""Pages that are kept: the same as made anew, gone with what they show, bounded, and none that should not be."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, unquote
from wsgiref.util import setup_testing_defaults

import pytest
from django.db import Error, connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver, resolve
from django.utils import timezone

from articles.models import WATCHED, Article, Quote, Version
from articles.models.shelving import TABLES
from articles.tests.factories import make_article, make_name, sitemap_of
from articles.views import keeping
from articles.views.keeping import Page, Pages
from newsroom.wsgi import application

pytestmark = pytest.mark.django_db


class Server:
    """Asks the application as gunicorn does."""

    def get(self, address: str, headers: dict[str, str] | None = None, method: str = "GET") -> HttpResponse:
        path, _, query = address.partition("?")
        environ = {"REQUEST_METHOD": method, "PATH_INFO": unquote(path, "latin-1"), "QUERY_STRING": quote(query, safe="=&%")}
        environ |= {"HTTP_HOST": "testserver"}
        environ |= {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in (headers or {}).items()}
        setup_testing_defaults(environ)
        told: list[Any] = []
        body = application(environ, lambda status, headers: told.extend((status, headers)))
        return HttpResponse(b"".join(body), status=int(told[0][:3]), headers=dict(told[1]))

    def head(self, address: str) -> HttpResponse:
        return self.get(address, method="HEAD")


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Server:
    """The connection is this test's, inside its transaction: no end of a request may close it."""
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
    return Server()


@pytest.fixture
def addresses(index: Callable[[], int]) -> list[str]:
    """One of every route that is kept, and lists' further addresses."""
    names = {key: ["اسم"] for key in ("people", "places", "organizations", "topics", "cited")}
    article = make_article("خبر أول", "متن أول.\nمتن آخر.", day="2023-05-10", source="صحيفة", **names)  # type: ignore[arg-type]
    other = make_article("خبر ثان", "متن ثان.", day=f"{timezone.localdate().replace(year=2020, day=1):%Y-%m-%d}", **names)  # type: ignore[arg-type]
    make_article("بلا تاريخ", day="")
    mention = article.mentions.get(name__kind="person")
    article.mentions.update(role="صفة")
    Quote.objects.create(article=article, text="قول من الأقوال", speaker=mention, start=0, end=4)
    make_name("اسم", "person", "لقب")
    Version.objects.create(article=other, of=article, kind="same", likeness=1, state="confirmed")
    article.body, article._change_reason = "متن معدل.", "سبب"
    article.save()
    index()
    first, last = article.history.order_by("history_id").values_list("history_id", flat=True)
    person = mention.name
    at = f"/articles/{article.pk}"
    return [
        "/",
        "/about/",
        article.get_absolute_url(),
        f"{at}/versions/",
        f"{at}/versions/{last}/",
        f"{at}/versions/{first}/{last}/",
        f"{at}/compare/{other.pk}/",
        f"{at}.json",
        "/corrections/",
        "/quotes/",
        f"/quotes/?speaker={person.pk}",
        "/archive/",
        "/archive/2023/",
        "/archive/2023/5/",
        "/archive/2023/5/10/",
        "/archive/2023/5/10/?page=1",
        "/people/",
        "/sources/",
        person.get_absolute_url(),
        article.source.get_absolute_url(),
        "/sitemap-pages.xml",
        "/sitemap.xml",
        sitemap_of(person),
        *(f"/feeds/latest.{kind}" for kind in ("rss", "atom", "json")),
        *(f"/feeds/people/{person.pk}.{kind}" for kind in ("rss", "atom", "json")),
    ]


def kept_routes() -> set[str]:
    routes = (one for pattern in get_resolver().url_patterns for one in getattr(pattern, "url_patterns", [pattern]))
    return {str(one.name) for one in routes if isinstance(one, URLPattern) and getattr(one.callback, "kept", False)}


def in_keeping(address: str) -> bool:
    path, _, query = address.partition("?")
    return f"http://testserver{unquote(path, 'latin-1')}?{query}" in keeping.pages


def test_these_are_all_the_routes_that_are_kept(addresses: list[str]) -> None:
    redirects, streams = {"article-short", "name-short"}, {"sitemap-articles"}
    assert kept_routes() - redirects - streams == {resolve(address.partition("?")[0]).url_name for address in addresses}


def test_every_table_that_a_kept_page_asks_is_watched(addresses: list[str], client: Server) -> None:
    asked = set()
    for address in addresses:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200, address
        asked |= {table for query in captured for table in re.findall(r'(?:FROM|JOIN) "?(\w+)', query["sql"])}
    assert asked - {"articles_state", *TABLES} <= set(WATCHED)  # shelves change with what they are made of


def test_a_kept_page_is_the_page_made_anew(addresses: list[str], client: Server) -> None:
    for address in addresses:
        made = client.get(address)
        with CaptureQueriesContext(connection) as captured:
            kept = client.get(address)
        assert len(captured) == 1, address
        keeping.pages.clear()
        anew = client.get(address)
        assert made.content == kept.content == anew.content, address
        assert dict(made.items()) == dict(kept.items()) == dict(anew.items()), address


def test_who_has_a_page_is_answered_without_making_or_keeping_it(addresses: list[str], client: Server) -> None:
    for address in addresses:
        etag = client.get(address)["ETag"]
        keeping.pages.clear()
        with CaptureQueriesContext(connection) as captured:
            again = client.get(address, headers={"if-none-match": f'"other", W/{etag}'})
        assert (again.status_code, again["ETag"], len(captured)) == (304, etag, 1), address
        assert again["Cache-Control"] == client.get(address)["Cache-Control"], address
        assert not again.content


def test_each_address_has_an_etag_of_its_own(addresses: list[str], client: Server) -> None:
    etags = {client.get(address)["ETag"] for address in addresses}
    assert len(etags) == len(addresses)
    assert client.get("/", headers={"host": "localhost"})["ETag"] not in etags


def test_any_change_makes_pages_anew(addresses: list[str], client: Server) -> None:
    before = {address: client.get(address)["ETag"] for address in addresses}
    Article.objects.filter(headline="خبر ثان").update(headline="عنوان آخر")
    for address, etag in before.items():
        answer = client.get(address, headers={"if-none-match": etag})
        assert (answer.status_code, answer["ETag"] != etag) == (200, True), address
    assert "عنوان آخر" in client.get("/").content.decode()


def test_another_day_makes_pages_anew(addresses: list[str], client: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    etag = client.get("/")["ETag"]
    monkeypatch.setattr(timezone, "localdate", lambda: dt.date(2031, 1, 1))
    answer = client.get("/", headers={"if-none-match": etag})
    assert answer.status_code == 200
    assert "2031" in answer.content.decode()


def test_head_is_answered_from_what_is_kept(addresses: list[str], client: Server) -> None:
    page = client.get("/")
    head = client.head("/")
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", page["ETag"])
    assert head["Content-Length"] == str(len(page.content))
    keeping.pages.clear()
    client.head("/")
    assert client.get("/").content == page.content


def test_what_was_seen_since_is_answered_by_its_date_too(addresses: list[str], client: Server) -> None:
    (feed,) = (address for address in addresses if address == "/feeds/latest.rss")
    page = client.get(feed)
    assert client.get(feed, headers={"if-modified-since": page["Last-Modified"]}).status_code == 304


@pytest.mark.parametrize(
    "address",
    [
        "/?utm_source=x",
        "/?page=1",
        "/archive/?page=01",
        "/people/?page=1&x=2",
        "/search?q=خبر",
        "/quotes/?before=9",
        "/nowhere/",
    ],
)
def test_addresses_without_end_are_not_kept(addresses: list[str], client: Server, address: str) -> None:
    client.get(address)
    assert keeping.pages.bytes == 0


def test_errors_and_redirects_are_not_kept(addresses: list[str], client: Server) -> None:
    article = Article.objects.get(headline="خبر أول")
    for address in (f"/articles/{article.pk}/", "/articles/999999/x/", "/archive/?page=99", "/archive/2023/2/30/"):
        assert client.get(address).status_code in {301, 404}, address
    article.status = Article.Status.WITHDRAWN
    article.save()
    assert client.get(article.get_absolute_url()).status_code == 410
    assert keeping.pages.bytes == 0


@pytest.mark.parametrize("kind", ["home", "article", "name"])
def test_what_was_made_without_search_is_not_kept(client: Server, kind: str) -> None:
    """There is no index here."""
    article = make_article("خبر", "متن.", people=["اسم"])
    address = {"home": "/", "article": article.get_absolute_url()}.get(kind) or article.mentions.get().name.get_absolute_url()
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["ETag"]
    assert not in_keeping(address)
    assert client.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 304


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a file has no connection that somebody ends")
@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_ended_costs_nobody_a_page() -> None:
    make_article("خبر", "متن.", day="2023-05-10")
    server = Server()
    assert server.get("/archive/").status_code == 200
    assert in_keeping("/archive/")
    with connection.cursor() as cursor, pytest.raises(Error):
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    connection.errors_occurred = False  # it was not we who saw it end
    assert server.get("/archive/").status_code == 200
    assert server.get("/archive/").status_code == 200


def test_a_change_while_a_page_is_made_is_not_kept_under_the_newer_state(
    addresses: list[str], client: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    from articles.views import browse

    counted = browse.years_by_month

    def slow() -> Any:
        monkeypatch.setattr(browse, "years_by_month", counted)
        found = counted()
        make_article("جديد", day="1999-01-01")
        return found

    monkeypatch.setattr(browse, "years_by_month", slow)
    assert "1999" not in client.get("/archive/").content.decode()
    assert "1999" in client.get("/archive/").content.decode()


# --- the memory of it -------------------------------------------------------------------------------


def page(size: int, etag: str = '"k1"') -> Page:
    return Page(etag, b"x" * size, [])


def test_memory_is_bounded_and_what_is_unused_for_longest_goes_first() -> None:
    kept = Pages(most_bytes=20_000)
    for number in range(4):
        kept.keep(str(number), page(3000))
    assert kept.find("0", '"k1"')
    kept.keep("4", page(3000))
    assert kept.bytes <= 20_000
    assert "0" in kept
    assert "1" not in kept


def test_a_page_takes_the_place_of_the_one_before() -> None:
    kept = Pages()
    kept.keep("/", page(5000))
    once = kept.bytes
    kept.keep("/", page(5000, '"k2"'))
    assert kept.bytes == once
    assert kept.find("/", '"k1"') is None
    assert kept.find("/", '"k2"') is not None
    kept.clear()
    assert kept.bytes == 0
