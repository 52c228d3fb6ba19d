"""Keeping to all of the words, articles over time, and why an article was found, for programs."""

from collections.abc import Callable

import pytest
from django.test import Client

from articles.models import Article
from articles.tests.factories import make_article

pytestmark = pytest.mark.django_db
Index = Callable[[], int]


@pytest.fixture
def articles(index: Index) -> list[Article]:
    found = [
        make_article("كلاهما", "زيتون وكتاب.", day="2024-02-10"),
        make_article("زيتون", "بالزيتون فقط.", day="2020-01-01"),
    ]
    index()
    return found


def test_all_of_the_words(articles: list[Article], client: Client) -> None:
    answer = client.get("/api/v1/articles", {"q": "زيتون كتاب", "words": "all"}).json()
    assert [result["headline"] for result in answer["results"]] == ["كلاهما"]
    assert (answer["total"], answer["total_all_words"], answer["total_some_words"]) == (1, 1, 2)


def test_articles_over_time(articles: list[Article], client: Client) -> None:
    buckets = client.get("/api/v1/articles", {"q": "زيتون", "facets": 1}).json()["facets"]["histogram"]
    assert buckets[0] == {"from": "2020-01-01", "to": "2020-12-31", "count": 1}
    assert [bucket["count"] for bucket in buckets] == [1, 0, 0, 0, 1]
    none = client.get("/api/v1/articles", {"q": "زقزوق", "facets": 1}).json()["facets"]["histogram"]
    assert none == []


def test_why_an_article_was_found(articles: list[Article], client: Client) -> None:
    answer = client.get(f"/api/v1/articles/{articles[1].pk}/why", {"q": "زيتون كتاب"}).json()
    assert answer == {
        "found": True,
        "reasons": [
            {
                "asked": "زيتون",
                "kind": "word",
                "field": "",
                "missing": False,
                "forms": [
                    {"text": "زيتون", "how": ["same"], "lemma": "", "places": {"headline": 1}},
                    {"text": "بالزيتون", "how": ["lemma", "stem"], "lemma": "زَيْتُون", "places": {"body": 1}},
                ],
            },
            {"asked": "كتاب", "kind": "word", "field": "", "missing": True, "forms": []},
        ],
        "passed_over": [],
    }


def test_why_not(articles: list[Article], client: Client) -> None:
    address = f"/api/v1/articles/{articles[1].pk}/why"
    assert client.get(address, {"q": "زيتون كتاب", "words": "all"}).json()["found"] is False
    assert client.get(address, {"q": "زيتون", "match": "loosely"}).status_code == 422
    assert client.get("/api/v1/articles/999999/why", {"q": "زيتون"}).status_code == 404


def test_the_beginning_leads_to_search_and_description(client: Client) -> None:
    answer = client.get("/api/v1/").json()
    assert answer == {
        "articles": "http://testserver/api/v1/articles",
        "openapi": "http://testserver/api/v1/openapi.json",
    }


def test_openapi_describes_it(client: Client) -> None:
    document = client.get("/api/v1/openapi.json").json()
    operation = document["paths"]["/api/v1/articles/{pk}/why"]["get"]
    assert {parameter["name"] for parameter in operation["parameters"]} >= {"pk", "q", "match", "words"}
    assert "limit" not in {parameter["name"] for parameter in operation["parameters"]}
