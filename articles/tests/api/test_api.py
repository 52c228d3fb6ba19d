"""The archive as other programs see it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from articles.models import Article
from articles.tests.factories import make_article

pytestmark = pytest.mark.django_db
Index = Callable[[], int]


@pytest.fixture
def found(index: Index, client: Client) -> Callable[..., dict[str, Any]]:
    make_article(
        "بدء <المفاوضات>",
        "قال الوسيط: للمفاوضات شروط & مواعيد.",
        source="الواحة",
        external_id="7",
        dateline_text="مسقط – الواحة",
        topics=["سياسة"],
    )
    make_article("مسوّدة عن المفاوضات", "سرّ", status="draft")
    index()
    return lambda **params: client.get("/api/v1/articles", params).json()


def test_an_answer(found: Callable[..., dict[str, Any]]) -> None:
    answer = found(q="مفاوضة الوسيط", facets=1)
    article = Article.objects.get(external_id="7")
    [result] = answer["results"]
    assert (answer["total"], answer["total_all_words"], answer["suggestion"]) == (1, 1, None)
    assert result == {
        "id": article.pk,
        "external_id": "7",
        "url": f"http://testserver{article.get_absolute_url()}",
        "headline": "بدء <المفاوضات>",
        "headline_marked": "بدء &lt;<mark>المفاوضات</mark>&gt;",
        "standfirst": "",
        "source": "الواحة",
        "dateline": "مسقط – الواحة",
        "published_at": "2024-05-10T15:00:00+03:00",
        "score": result["score"],
        "snippet": "قال <mark>الوسيط</mark>: <mark>للمفاوضات</mark> شروط &amp; مواعيد.",
    }
    assert 0 < result["score"] < 100
    assert [value["label"] for value in answer["facets"]["topic"]] == ["سياسة"]
    assert (answer["problems"], answer["repaired"]) == ([], "")


def test_facets_are_counted_only_when_asked_for(found: Callable[..., dict[str, Any]]) -> None:
    assert found(q="مفاوضات")["facets"] == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", "0"),
        ("limit", "101"),
        ("offset", "-1"),
        ("offset", "1000000000"),
        ("from", "2025-13-40"),
        ("sort", "sideways"),
        ("match", "loosely"),
        ("words", "foo"),
        ("source", "x"),
        ("q", "ا" * 1001),
    ],
)
def test_bad_parameters_are_refused_by_name(index: Index, client: Client, name: str, value: str) -> None:
    response = client.get("/api/v1/articles", {name: value})
    assert response.status_code == 422
    assert name in response.content.decode()


def test_paging_through_the_results(index: Index, client: Client) -> None:
    for number in range(7):
        make_article(f"خبر {number}")
    index()
    pages = [client.get("/api/v1/articles", {"q": "خبر", "limit": 3, "offset": at}).json()["results"] for at in (0, 3, 6)]
    assert [len(page) for page in pages] == [3, 3, 1]
    assert len({result["id"] for page in pages for result in page}) == 7


def test_a_search_engine_that_is_down_is_503(client: Client) -> None:
    response = client.get("/api/v1/articles", {"q": "خبر"})
    assert response.status_code == 503
    assert response["Retry-After"]


def test_one_article(found: Callable[..., dict[str, Any]], client: Client) -> None:
    article = Article.objects.get(external_id="7")
    record = client.get(f"/api/v1/articles/{article.pk}").json()
    assert record["id"] == article.pk
    assert record["body"] == article.body
    assert record["topics"] == ["سياسة"]
    assert record["published_at"] == "2024-05-10T15:00:00+03:00"


@pytest.mark.parametrize(("status", "answer"), [("draft", 404), ("review", 404), ("withdrawn", 410)])
def test_an_unpublished_article_is_404_and_a_withdrawn_one_410(client: Client, status: str, answer: int) -> None:
    assert client.get(f"/api/v1/articles/{make_article(status=status).pk}").status_code == answer


def test_openapi_describes_the_parameters(client: Client) -> None:
    document = client.get("/api/v1/openapi.json").json()
    names = {parameter["name"] for parameter in document["paths"]["/api/v1/articles"]["get"]["parameters"]}
    assert names == {
        *("q", "source", "person", "place", "organization", "topic", "from", "to"),
        *("sort", "match", "words", "limit", "offset", "facets"),
    }


def test_health(index: Index, client: Client) -> None:
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "ok", "search": "ok", "lexicon": "ok", "waiting_for_search": 0}


def test_health_names_what_is_wrong(client: Client) -> None:
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["status"] == "failing"
    assert "rebuild_index" in response.json()["search"]


def test_robots(client: Client) -> None:
    assert "Disallow: /admin/" in client.get("/robots.txt").content.decode()


def test_the_icon_that_browsers_ask_for(client: Client) -> None:
    assert client.get("/favicon.ico")["Location"].endswith(".svg")


@pytest.mark.parametrize("address", ["/api/v1/articles?q=خبر", "/healthz", "/robots.txt", "/api/v1/openapi.json"])
def test_programs_get_no_cookie(index: Index, client: Client, address: str) -> None:
    assert not client.get(address).cookies
