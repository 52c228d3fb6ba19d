"""The queue of names: decided once for every article in which they wait."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.test import Client

from articles.models import Alias, Article, Mention, Name, QueuedDocument
from articles.tests.factories import make_article, make_name

Login = Callable[[str], Client]
NAMES = "/admin/articles/article/names/"


def suggest(found: str, articles: int = 1, kind: str = "person", **fields: object) -> list[Mention]:
    return [
        Mention.objects.create(article=make_article(), kind=kind, found=found, text=found, state="suggested", **fields)
        for _ in range(articles)
    ]


def address(found: str = "سامح شكري", kind: str = "person") -> str:
    return f"{NAMES}decide/?{urlencode({'kind': kind, 'name': found})}"


def post(client: Client, **fields: str) -> object:
    data = {"name-0-kind": "person", "name-0-found": "سامح شكري", "name-0-at": "", "name-0-as_kind": "person", **fields}
    return client.post(address(), data)


def test_the_most_found_name_comes_first(boss: Client, db: None) -> None:
    suggest("حازم قاسم")
    suggest("سامح شكري", 3)
    page = boss.get(NAMES).content.decode()
    assert page.index("سامح شكري") < page.index("حازم قاسم")
    assert "في 3 مقالات" in page
    assert "سامح شكري" not in boss.get(f"{NAMES}?kind=place").content.decode()


def test_before_anything_changes_a_page_says_how_many(boss: Client, db: None) -> None:
    suggest("سامح شكري", 2)
    response = post(boss, **{"name-0-choice": "new"})
    assert "في مقالين" in response.content.decode()  # type: ignore[attr-defined]
    assert not Mention.objects.confirmed().exists()
    assert not Name.objects.filter(kind="person").exists()


def test_a_new_name_for_all_of_them(boss: Client, db: None) -> None:
    mentions = suggest("سامح شكري", 3, role="وزير")
    QueuedDocument.objects.all().delete()
    post(boss, **{"name-0-choice": "new", "name-0-role": "", "sure": "1"})
    name = Name.objects.get(kind="person")
    assert set(Mention.objects.confirmed().values_list("name", "role")) == {(name.pk, "وزير")}
    assert set(QueuedDocument.objects.values_list("article_id", flat=True)) == {one.article_id for one in mentions}
    assert set(Article.objects.values_list("version", flat=True)) == {2}
    assert mentions[0].history.count() == 2


def test_a_known_name_and_its_spelling(boss: Client, db: None) -> None:
    known = make_name("سامح حسن شكري")
    suggest("سامح شكري", 2)
    post(boss, **{"name-0-choice": "other", "name-0-other": str(known), "name-0-remember": "on", "sure": "1"})
    assert Mention.objects.confirmed().filter(name=known).count() == 2
    assert Alias.objects.get().text == "سامح شكري"


def test_rejected_for_all_of_them(boss: Client, db: None) -> None:
    suggest("سامح شكري", 2)
    other = suggest("حازم قاسم")[0]
    post(boss, **{"name-0-choice": "reject", "sure": "1"})
    assert Mention.objects.filter(state="rejected").count() == 2
    other.refresh_from_db()
    assert other.state == "suggested"


def test_an_article_that_says_so_already_says_it_once(boss: Client, db: None) -> None:
    known = make_name("سامح شكري")
    one = suggest("سامح شكري")[0]
    Mention.objects.create(article=one.article, name=known)
    post(boss, **{"name-0-choice": f"known-{known.pk}", "sure": "1"})
    assert Mention.objects.filter(article=one.article).count() == 1


def test_more_than_one_batch(boss: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.ingest.backlog._BATCH", 2)
    suggest("سامح شكري", 5)
    post(boss, **{"name-0-choice": "reject", "sure": "1"})
    assert Mention.objects.filter(state="rejected").count() == 5


def test_more_than_one_request_may_take(boss: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.ingest.backlog._BATCH", 2)
    monkeypatch.setattr("articles.ingest.backlog.MOST_AT_ONCE", 3)
    suggest("سامح شكري", 5)
    response = post(boss, **{"name-0-choice": "reject", "sure": "1"})
    assert response["Location"] == address()  # type: ignore[index]
    assert "في مقال واحد" in boss.get(address()).content.decode()
    assert post(boss, **{"name-0-choice": "reject", "sure": "1"})["Location"] == NAMES  # type: ignore[index]


def test_what_nobody_waits_for(boss: Client, db: None) -> None:
    assert boss.get(address("لا أحد"))["Location"] == NAMES
    assert boss.get(f"{NAMES}decide/")["Location"] == NAMES
    assert boss.get(address("أ\0ب", "person\0"))["Location"] == NAMES
    assert boss.get(f"{NAMES}?kind=%00&p=-4").status_code == 200


@pytest.mark.parametrize("choice", ["", "later", "known-1", "<script>"])
def test_what_is_no_choice_is_refused(boss: Client, db: None, choice: str) -> None:
    suggest("سامح شكري")
    assert post(boss, **{"name-0-choice": choice, "sure": "1"}).status_code == 422  # type: ignore[attr-defined]


@pytest.mark.parametrize(("role", "status"), [("كاتب", 403), ("محرر", 200), ("مدير", 200)])
def test_who_may_decide_for_all(login: Login, role: str, status: int) -> None:
    suggest("سامح شكري")
    client = login(role)
    assert client.get(NAMES).status_code == client.get(address()).status_code == status
    assert post(client, **{"name-0-choice": "reject"}).status_code == status  # type: ignore[attr-defined]


def test_few_queries_for_a_long_list(boss: Client, db: None, django_assert_max_num_queries: Callable[[int], object]) -> None:
    for number in range(60):
        suggest(f"اسم رقم {number}")
    with django_assert_max_num_queries(16):  # type: ignore[attr-defined]
        assert "p=2" in boss.get(NAMES).content.decode()
