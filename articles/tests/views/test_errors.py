"""Pages for what went wrong: they come, in Arabic, whatever broke."""

import pytest
from django.http import HttpRequest
from django.template import loader
from django.test import Client, RequestFactory

from articles.views import errors


def test_an_unknown_address_has_a_way_on(client: Client) -> None:
    response = client.get("/لا-شيء/")
    html = response.content.decode()
    assert response.status_code == 404
    assert "لا صفحة بهذا العنوان" in html
    assert 'action="/search"' in html


def test_a_bad_request_is_answered_in_arabic(client: Client) -> None:
    response = client.get("/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert "طلب غير مفهوم" in response.content.decode()


@pytest.fixture
def request_of_nobody() -> HttpRequest:
    return RequestFactory().get("/")


def test_an_error_of_ours_needs_no_database(request_of_nobody: HttpRequest) -> None:
    """Without the `db` fixture every query would fail this test."""
    response = errors.server_error(request_of_nobody)
    assert response.status_code == 500
    assert "حدث خطأ عندنا" in response.content.decode()


def test_an_error_of_ours_needs_no_templates_either(request_of_nobody: HttpRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> str:
        raise ValueError("Missing staticfiles manifest entry")

    monkeypatch.setattr(loader, "render_to_string", broken)
    response = errors.server_error(request_of_nobody)
    assert response.status_code == 500
    assert "حدث خطأ في الخادم" in response.content.decode()


def test_a_view_that_breaks_gives_the_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.raise_request_exception = False
    monkeypatch.setattr("articles.views.read.Article.objects", None)
    response = client.get("/about/")
    assert response.status_code == 500
    assert "حدث خطأ عندنا" in response.content.decode()
