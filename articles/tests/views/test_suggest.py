"""The address that the search box asks while a reader types; and «هل تقصد» on the page of results."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from articles.tests.factories import make_article

pytestmark = pytest.mark.django_db
Index = Callable[[], int]


def test_suggestions_are_plain_json_that_anyone_may_keep(index: Index, client: Client) -> None:
    make_article("خبر القاهرة", "متن.", places=["القاهرة"])
    index()
    response = client.get("/search/suggest", {"q": "قاه"})
    assert response.status_code == 200
    place, headline = response.json()["suggestions"]
    assert response.json()["q"] == "قاه"
    assert place == {"kind": "place", "text": "القاهرة", "label": "مكان", "url": place["url"], "count": 1}
    assert client.get(place["url"]).status_code == client.get(headline["url"]).status_code == 200
    assert (headline["kind"], headline["label"], headline["count"]) == ("headline", "عنوان", None)
    assert "public" in response["Cache-Control"]
    assert "max-age=60" in response["Cache-Control"]
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize(
    "query", ["", "?q=", "?q=ق", "?q=%00", "?q=%F0%9F%98%80", "?q=%E2%80%AE", "?q=" + "ق" * 10_000, "?q=%FF%FE"]
)
def test_odd_questions_have_no_suggestions(index: Index, client: Client, query: str) -> None:
    response = client.get(f"/search/suggest{query}")
    assert (response.status_code, response.json()["suggestions"]) == (200, [])


def test_a_search_that_is_down_still_suggests(client: Client, search_folder: Path) -> None:
    make_article("خبر القاهرة", "متن.", places=["القاهرة"])
    assert [one["text"] for one in client.get("/search/suggest?q=قاه").json()["suggestions"]] == ["القاهرة"]


def test_suggesting_only_answers_readers(client: Client) -> None:
    assert client.post("/search/suggest").status_code == 405


def test_a_misspelt_search_says_what_it_may_have_meant(index: Index, client: Client) -> None:
    for number in range(3):
        make_article(f"أخبار المفاوضات {number}", "متن.")
    index()
    html = client.get("/search?q=المفاوظات&sort=newest").content.decode()
    said = html.split('class="suggestion"')[1].split("</p>")[0]
    assert "هل تقصد" in said
    assert '<bdi dir="rtl">المفاوضات</bdi>' in said
    assert "3 مقالات" in said
    assert "sort=newest" in said
    assert 'class="suggestion"' not in client.get("/search?q=المفاوضات").content.decode()


def test_the_api_says_it_too(index: Index, client: Client) -> None:
    for number in range(3):
        make_article(f"أخبار المفاوضات {number}", "متن.")
    index()
    answer = client.get("/api/v1/articles?q=المفاوظات").json()
    assert (answer["suggestion"], answer["suggestion_total"]) == ("المفاوضات", 3)
    answer = client.get("/api/v1/articles?q=المفاوضات").json()
    assert (answer["suggestion"], answer["suggestion_total"]) == (None, None)
