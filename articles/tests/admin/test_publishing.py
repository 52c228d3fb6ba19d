"""Publishing and withdrawing, to the index and back; and what is said when the index cannot take it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from articles.models import Article, QueuedDocument
from articles.search import SearchParams, search

from .conftest import address, make_article, read

LIST = "/admin/articles/article/"


def act(client: Client, action: str, *articles: Article) -> list[str]:
    response = client.post(LIST, {"action": action, "_selected_action": [article.pk for article in articles]})
    return [str(message) for message in get_messages(response.wsgi_request)]


def found(words: str) -> list[int]:
    return [result.article.pk for result in search(SearchParams(q=words)).results]


@pytest.mark.django_db(transaction=True)
def test_published_is_found_at_once_and_withdrawn_is_not(login: Callable[[str], Client], index: Callable[[], int]) -> None:
    client, article = login("ناشر"), make_article()
    assert "نُشر مقال واحد." in act(client, "publish", article)
    assert found("المفاوضات") == [article.pk]
    assert "سُحب مقال واحد." in act(client, "withdraw", article)
    assert found("المفاوضات") == []


@pytest.mark.django_db(transaction=True)
def test_what_search_could_not_take_is_saved_and_said(
    login: Callable[[str], Client], index: Callable[[], int], search_folder: Path
) -> None:
    client, article = login("ناشر"), make_article()
    shutil.rmtree(search_folder)
    assert any("محرك البحث لم يستقبله بعد" in message for message in act(client, "publish", article))
    response = client.post(address(article), {**read(client.get(address(article))), "headline": "عنوان آخر"}, follow=True)
    assert response.status_code == 200 and "محرك البحث لم يستقبله بعد" in response.content.decode()
    article.refresh_from_db()
    assert article.headline == "عنوان آخر" and QueuedDocument.objects.filter(article_id=article.pk).exists()


@pytest.mark.parametrize(("count", "words"), [(2, "نُشر مقالان."), (3, "نُشرت 3 مقالات."), (11, "نُشر 11 مقالًا.")])
def test_the_message_counts_in_arabic(boss: Client, count: int, words: str) -> None:
    assert act(boss, "publish", *(make_article() for _ in range(count)))[0] == words


def test_each_article_gets_a_revision_with_its_reason(boss: Client, db: None) -> None:
    articles = [make_article(), make_article()]
    act(boss, "publish", *articles)
    assert [article.history.first().history_change_reason for article in articles] == ["نُشر", "نُشر"]
    assert {article.history.first().history_user.username for article in articles} == {"user0"}


def test_what_is_published_already_is_left_and_said(boss: Client, db: None) -> None:
    old = make_article(status="published")
    assert act(boss, "publish", old, make_article())[0] == "نُشر مقال واحد. وكان مقال واحد منشورًا من قبل."
    assert old.history.count() == 1


def test_a_draft_is_not_withdrawn(boss: Client, article: Article) -> None:
    assert act(boss, "withdraw", article)[0] == "لم يُسحب شيء. ومقال واحد لم يكن منشورًا فبقي كما هو."
    article.refresh_from_db()
    assert article.status == "draft"
