"""Followed feeds in the admin: added, paused, removed, asked now, and by whom."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from articles import ingest
from articles.ingest import following
from articles.models import Feed
from articles.tests.ingest.preparing import make_user
from articles.tests.ingest.test_import_articles import _another_process_holding

from .test_pages import check

LIST = "/admin/articles/feed/"


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    calls: list[int] = []
    monkeypatch.setattr(ingest, "begin", lambda: calls.append(1))
    return calls


@pytest.fixture
def feed(db: None) -> Feed:
    return Feed.objects.create(address="https://waha.example/f", title="الواحة", status="published", problem="أجاب بالرمز 500.")


def act(client: Client, action: str, feed: Feed) -> None:
    client.post(LIST, {"action": action, "_selected_action": [feed.pk]})
    feed.refresh_from_db()


@pytest.mark.parametrize(("role", "status"), [("كاتب", 403), ("محرر", 200)])
def test_who_may_see_them(login: Callable[[str], Client], role: str, status: int) -> None:
    assert login(role).get(LIST).status_code == status


def test_one_is_added_and_asked_at_once(boss: Client, begun: list[int], django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        boss.post(f"{LIST}add/", {"address": "https://waha.example/f", "status": "draft"})
    added = Feed.objects.get()
    assert (added.status, added.wanted, added.paused, begun) == ("draft", True, False, [1])


@pytest.mark.parametrize("address", ["ftp://waha.example/f", "javascript:alert(1)", "", "https://waha.example/f"])
def test_what_is_no_address_or_there_already_is_refused(boss: Client, feed: Feed, address: str) -> None:
    response = boss.post(f"{LIST}add/", {"address": address, "status": "draft"})
    assert "errorlist" in response.content.decode() and Feed.objects.count() == 1


def test_the_list_says_how_each_stands(boss: Client, feed: Feed) -> None:
    text = boss.get(LIST).content.decode()
    check(text, "feeds")
    assert "أجاب بالرمز 500." in text and "لا عملية تتابع الخلاصات الآن" in text
    with _another_process_holding(following._FOLLOWING):
        assert "لا عملية تتابع الخلاصات الآن" not in boss.get(LIST).content.decode()
    check(boss.get(f"{LIST}{feed.pk}/change/").content.decode(), "feed")


def test_paused_and_followed_again(boss: Client, feed: Feed) -> None:
    act(boss, "pause", feed)
    assert feed.paused and "متوقفة" in boss.get(LIST).content.decode()
    act(boss, "go_on", feed)
    assert not feed.paused


def test_asked_now(boss: Client, feed: Feed, begun: list[int]) -> None:
    act(boss, "ask_now", feed)
    assert feed.wanted and begun == [1]


def test_removed(boss: Client, feed: Feed) -> None:
    boss.post(f"{LIST}{feed.pk}/delete/", {"post": "yes"})
    assert not Feed.objects.exists()


def test_whoever_may_not_publish_leaves_alone_what_is_published_by_itself(feed: Feed, begun: list[int]) -> None:
    client = Client()
    client.force_login(make_user("import_article"))
    for action in ("pause", "ask_now"):
        act(client, action, feed)
    assert not feed.paused and not feed.wanted and not begun
    assert client.post(f"{LIST}{feed.pk}/delete/", {"post": "yes"}).status_code == 403
    response = client.post(f"{LIST}add/", {"address": "https://marsa.example/f", "status": "published"})
    assert "errorlist" in response.content.decode()
    client.post(f"{LIST}add/", {"address": "https://marsa.example/f", "status": "draft"})
    assert Feed.objects.get(address="https://marsa.example/f").status == "draft"
