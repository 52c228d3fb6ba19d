"""Who asks, and how often the API lets them: counted by address, refused with a time to come back."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client

from articles import clients
from articles.tests.factories import make_article

pytestmark = pytest.mark.django_db
NUMBER = "/api/v1/articles/999999"


@pytest.fixture(autouse=True)
def three_a_minute(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.API_REQUESTS_PER_MINUTE = 3
    monkeypatch.setattr(clients.time, "time", lambda: 1_000_000 * 60 + 18.5)
    cache.clear()


def answers(address: str, times: int = 5, **options: str) -> list[int]:
    return [Client(REMOTE_ADDR=address, **options).get(NUMBER).status_code for _ in range(times)]


def test_an_address_is_refused_above_the_limit() -> None:
    assert answers("198.51.100.7") == [404, 404, 404, 429, 429]


def test_another_address_has_a_count_of_its_own() -> None:
    answers("198.51.100.7")
    assert answers("198.51.100.8", 1) == [404]


def test_the_next_minute_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    answers("198.51.100.7")
    monkeypatch.setattr(clients.time, "time", lambda: 1_000_001 * 60)
    assert answers("198.51.100.7", 1) == [404]


def test_who_is_refused_learns_when_to_come_back() -> None:
    answers("198.51.100.7")
    response = Client(REMOTE_ADDR="198.51.100.7").get(NUMBER)
    assert response["Retry-After"] == "42"
    assert response.json() == {"detail": "طلبات كثيرة في دقيقة واحدة؛ أعد المحاولة بعد 42 ثانية."}


def test_programs_of_this_machine_are_not_counted() -> None:
    assert set(answers("127.0.0.1") + answers("::1")) == {404}


def test_nobody_is_refused_where_there_is_no_limit(settings: LazySettings) -> None:
    settings.API_REQUESTS_PER_MINUTE = 0
    assert set(answers("198.51.100.7", 9)) == {404}


def test_a_subscriber_of_ipv6_is_one_whatever_address_they_choose() -> None:
    found = [answers(f"2001:db8:1:2::{number}", 1)[0] for number in range(4)]
    assert found == [404, 404, 404, 429]
    assert answers("2001:db8:1:3::1", 1) == [404]


def test_behind_a_proxy_the_word_of_the_proxy_counts_and_not_the_clients(settings: LazySettings) -> None:
    settings.PUBLIC = True
    options = {"HTTP_X_FORWARDED_PROTO": "https"}
    found = [
        Client(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}, 198.51.100.7", **options)
        .get(NUMBER)
        .status_code
        for number in range(4)
    ]
    assert found == [404, 404, 404, 429]


def test_pages_twins_and_feeds_are_not_counted() -> None:
    article = make_article()
    reader = Client(REMOTE_ADDR="198.51.100.7")
    for _ in range(5):
        for address in (article.get_absolute_url(), f"/articles/{article.pk}.json", "/feeds/latest.rss"):
            assert reader.get(address).status_code == 200
