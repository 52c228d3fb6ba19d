"""What holds for every reader's page: plain, cacheable, escaped, without cookies and without inline code."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from articles.models import Article, Name
from articles.tests.factories import make_article, make_name

HOSTILE = "<script>alert('x')</script> & \"قول\""

pytestmark = pytest.mark.django_db


@pytest.fixture
def addresses(index: Callable[[], int]) -> list[str]:
    """One address of each kind, over an archive whose every text is hostile."""
    names = {kind: [f"{HOSTILE} {kind}"] for kind in ("people", "places", "organizations", "topics", "cited")}
    article = make_article(
        HOSTILE,
        f"{HOSTILE} خبر",
        kicker=HOSTILE,
        standfirst=HOSTILE,
        byline=HOSTILE,
        dateline_text=HOSTILE,
        date_note=HOSTILE,
        source=f"{HOSTILE} مصدر",
        source_url="https://example.org/?a=1&b=<i>",
        **names,
    )
    make_article("بلا تاريخ", day="")
    article.mentions.update(role=HOSTILE)
    person = Name.objects.get(kind="person")
    person.aliases.create(text=f"{HOSTILE} لقب")
    Name.objects.filter(pk=person.pk).update(description=HOSTILE, qualifier=HOSTILE)
    index()
    kinds = ("people", "places", "organizations", "sources", "topics")
    return [
        "/",
        "/about/",
        "/archive/",
        "/archive/2024/",
        "/archive/2024/5/",
        "/archive/2024/5/10/",
        article.get_absolute_url(),
        f"{article.get_absolute_url()}?q=خبر+<b>",
        *(f"/{kind}/" for kind in kinds),
        *(name.get_absolute_url() for name in Name.objects.all()),
        "/search",
        "/search?q=خبر",
        "/search?q=<b>لاشيء</b>",
        f"/search?q=خبر&person={person.pk}&from=2024-01-01",
    ]


def test_pages_are_arabic_cacheable_and_set_no_cookie(addresses: list[str], client: Client) -> None:
    for address in addresses:
        response = client.get(address)
        html = response.content.decode()
        assert response.status_code == 200, address
        assert '<html lang="ar" dir="rtl">' in html, address
        assert not response.cookies, address
        assert "Cookie" not in response.get("Vary", ""), address
        assert response["ETag"], address
        assert "public" in response["Cache-Control"], address


def test_pages_have_no_inline_code_and_nothing_from_elsewhere(addresses: list[str], client: Client) -> None:
    for address in addresses:
        html = client.get(address).content.decode()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", re.sub(r"&lt;.*?&gt;", "", html)), address
        for script in re.findall(r"<script[^>]*>", html):
            code = re.fullmatch(r'<script (?:type="module" src="/static/js/[\w-]+|src="/static/js/settings)\.js">', script)
            assert code or script == '<script type="application/ld+json">', address
        assert not re.search(r'(?:src|href)="(?:https?:)?//(?!testserver|example\.org)', html), address


def test_pages_have_one_heading_a_main_and_a_way_past_the_header(addresses: list[str], client: Client) -> None:
    for address in addresses:
        html = client.get(address).content.decode()
        assert html.count("<h1") == 1, address
        assert html.count("<main") == 1, address
        assert 'class="skip" href="#main"' in html, address
        ids = re.findall(r'\sid="([^"]+)"', html)
        assert len(ids) == len(set(ids)), address


def test_pages_say_where_they_live(addresses: list[str], client: Client) -> None:
    for address in addresses:
        assert '<link rel="canonical" href="http://testserver/' in client.get(address).content.decode(), address


def test_a_page_that_did_not_change_is_not_sent_again(client: Client) -> None:
    make_article()
    first = client.get("/archive/")
    again = client.get("/archive/", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    make_article("آخر")
    assert client.get("/archive/", headers={"if-none-match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("address", ["/", "/archive/", "/people/", "/places/", "/organizations/", "/sources/", "/topics/"])
def test_an_empty_archive_says_so(client: Client, address: str) -> None:
    html = client.get(address).content.decode()
    assert 'class="empty"' in html


def test_pages_only_answer_readers(client: Client) -> None:
    assert client.post("/").status_code == 405
    assert client.head("/").status_code == 200


def test_nothing_of_an_unpublished_article_is_on_any_page(index: Callable[[], int], client: Client) -> None:
    make_article("ظاهر", "متن ظاهر.")
    for status in (Article.Status.DRAFT, Article.Status.REVIEW, Article.Status.WITHDRAWN):
        hidden = {"people": ["مستور"], "places": ["مستورة"], "topics": ["مستورات"], "source": "جريدة المستور"}
        make_article(f"مستور {status}", "متن مستور.", day="2011-01-01", status=status, **hidden)
    make_name("مستور بلا مقال")
    index()
    pages = ["/", "/archive/", "/archive/2011/", "/archive/2011/1/", "/archive/2011/1/1/", "/search"]
    pages += ["/people/", "/places/", "/topics/", "/sources/", "/search?q=متن"]
    for address in pages:
        assert "مستور" not in client.get(address).content.decode(), address
    for name in Name.objects.all():
        assert client.get(name.get_absolute_url()).status_code == 404
