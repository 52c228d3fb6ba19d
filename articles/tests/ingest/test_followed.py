"""Feeds that editors look after while a process follows them: added, paused, removed, published or not."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from articles import ingest
from articles.ingest import Poll, Progress, Recipe, following
from articles.ingest.following import follow, is_followed, poll
from articles.models import Article, Feed
from articles.tests.ingest.serving import Web, answer, web
from articles.tests.ingest.test_feeds import EVERY, rss, visit
from articles.tests.ingest.test_import_articles import _another_process_holding

pytestmark = pytest.mark.usefixtures("index")


@pytest.fixture
def site(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    settings.FEED_PRIVATE_HOSTS = ["127.0.0.1"]
    monkeypatch.setattr(following, "_BETWEEN", 0.0)
    with web() as served:
        served.answers |= {f"/{name}": answer(rss(number)) for number, name in enumerate("abc")}
        yield served


def followed(until: int, meanwhile: Callable[[Poll], None] = lambda found: None, *addresses: str) -> list[str]:
    """The last parts of the addresses that were asked, `until` so many were."""
    stop, asked = threading.Event(), []

    def polled(found: Poll) -> None:
        asked.append(found.feed.address[-1])
        meanwhile(found)
        if len(asked) == until:
            stop.set()

    follow(addresses, Recipe("auto"), EVERY, Progress(), polled, stop)
    return asked


def test_one_that_is_added_meanwhile_is_followed_too(site: Web) -> None:
    Feed.objects.create(address=f"{site.address}/a")
    assert followed(2, lambda found: Feed.objects.get_or_create(address=f"{site.address}/b")) == ["a", "b"]


def test_one_that_is_paused_is_left_alone(site: Web) -> None:
    Feed.objects.create(address=f"{site.address}/a", paused=True)
    Feed.objects.create(address=f"{site.address}/b")
    assert followed(1) == ["b"]


def test_one_that_is_removed_or_paused_while_it_is_asked_stays_so(site: Web) -> None:
    removed = Feed.objects.create(address=f"{site.address}/a")
    paused = Feed.objects.create(address=f"{site.address}/b")
    Feed.objects.filter(pk=removed.pk).delete()
    Feed.objects.filter(pk=paused.pk).update(paused=True)
    removed.pk = removed.pk or 10**6
    for stale in (removed, paused):
        poll(stale, Recipe("auto"), EVERY, Progress())
    assert [(one.address[-1], one.paused, one.title) for one in Feed.objects.all()] == [("b", True, "الواحة")]


@pytest.mark.parametrize(("said", "status"), [("draft", "draft"), ("published", "published"), ("", "published")])
def test_what_comes_has_the_status_that_was_chosen_for_it(site: Web, said: str, status: str) -> None:
    visit(Feed.objects.create(address=f"{site.address}/a", status=said))
    assert Article.objects.get().status == status


def test_whether_feeds_are_followed_is_known() -> None:
    assert not is_followed()
    with _another_process_holding(following._FOLLOWING):
        assert ingest.is_followed()
