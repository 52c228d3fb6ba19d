"""Who may do what: a table."""

from collections.abc import Callable
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client

from articles.models import Article, Mention, Name

from .conftest import address, make_article, make_name, read

Login = Callable[[str], Client]


def save(client: Client, article: Article, **changes: str) -> int:
    page = client.get(address(article))
    return client.post(address(article), {**read(page), **changes}).status_code


@pytest.mark.parametrize(
    ("role", "status", "allowed"),
    [
        ("كاتب", "draft", True), ("كاتب", "review", True), ("كاتب", "published", False), ("كاتب", "withdrawn", False),
        ("محرر", "draft", True), ("محرر", "published", True), ("محرر", "withdrawn", True), ("مدير", "published", True),
    ],
)  # fmt: skip
def test_who_may_edit_an_article_in_which_status(login: Login, role: str, status: str, allowed: bool) -> None:
    article = make_article(status=status)
    client = login(role)
    assert client.get(address(article)).status_code == 200  # everyone may look
    post = {
        "headline": "عنوان جديد",
        "body": "متن",
        "status": status,
        "base_version": "1",
        "language": "ar",
        "date_certainty": "unknown",
    }
    rows = {f"{prefix}-{count}_FORMS": "0" for prefix in ("mentions", "quotes") for count in ("TOTAL", "INITIAL")}
    assert client.post(address(article), {**post, **rows}).status_code == (302 if allowed else 403)
    article.refresh_from_db()
    assert (article.headline == "عنوان جديد") is allowed


@pytest.mark.parametrize(("role", "allowed"), [("كاتب", False), ("محرر", True), ("مدير", True)])
@pytest.mark.parametrize("status", ["published", "withdrawn"])
def test_who_may_publish_on_the_form(login: Login, article: Article, role: str, allowed: bool, status: str) -> None:
    assert save(login(role), article, status=status) == (302 if allowed else 200)
    article.refresh_from_db()
    assert article.status == (status if allowed else "draft")


@pytest.mark.parametrize(("role", "allowed"), [("كاتب", False), ("محرر", True), ("مدير", True)])
def test_who_may_publish_from_the_list(login: Login, article: Article, role: str, allowed: bool) -> None:
    login(role).post("/admin/articles/article/", {"action": "publish", "_selected_action": [article.pk]})
    article.refresh_from_db()
    assert (article.status == "published") is allowed


def test_a_writer_may_hand_in_for_review(login: Login, article: Article) -> None:
    assert save(login("كاتب"), article, status="review") == 302
    article.refresh_from_db()
    assert article.status == "review"


@pytest.mark.parametrize(
    ("role", "url", "status"),
    [
        ("كاتب", "/admin/articles/person/add/", 200), ("كاتب", "/admin/auth/user/", 403),
        ("كاتب", "/admin/articles/importrun/", 200), ("كاتب", "/admin/articles/original/", 200),
        ("محرر", "/admin/auth/user/", 403), ("محرر", "/admin/articles/topic/add/", 200),
        ("محرر", "/admin/articles/original/add/", 403), ("مدير", "/admin/auth/user/add/", 200),
        ("مدير", "/admin/articles/importrun/add/", 200), ("كاتب", "/admin/articles/importrun/add/", 403),
        ("كاتب", "/admin/articles/feed/", 403), ("محرر", "/admin/articles/feed/add/", 200),
    ],
)  # fmt: skip
def test_which_pages_are_open(login: Login, role: str, url: str, status: int) -> None:
    assert login(role).get(url).status_code == status


@pytest.mark.parametrize(("role", "allowed"), [("كاتب", False), ("محرر", False), ("مدير", True)])
def test_who_may_delete_an_article(login: Login, article: Article, role: str, allowed: bool) -> None:
    Mention.objects.create(article=article, name=make_name("حازم قاسم"))
    response = login(role).post(address(article, "delete"), {"post": "yes"})
    assert response.status_code == (302 if allowed else 403)
    assert Article.objects.exists() is not allowed


@pytest.mark.parametrize(("role", "allowed"), [("كاتب", False), ("محرر", True)])
def test_who_may_correct_a_name(login: Login, role: str, allowed: bool) -> None:
    name = make_name("غال هيرش")
    rows = {"aliases-TOTAL_FORMS": "1", "aliases-INITIAL_FORMS": "0", "aliases-0-text": "جال هيرش"}
    data = {"name": "غال هيرش", "qualifier": "", "description": "منسق شؤون الأسرى", "wikidata_id": "", **rows}
    login(role).post(f"/admin/articles/person/{name.pk}/change/", data)
    name.refresh_from_db()
    assert (name.description, name.aliases.count()) == (("منسق شؤون الأسرى", 1) if allowed else ("", 0))
    assert name.history.count() == (2 if allowed else 1)  # a proxy's edit is a revision too


def test_a_name_that_is_mentioned_is_not_deleted(login: Login, article: Article) -> None:
    name = make_name("حازم قاسم")
    Mention.objects.create(article=article, name=name)
    login("مدير").post(f"/admin/articles/person/{name.pk}/delete/", {"post": "yes"})
    assert Name.objects.filter(pk=name.pk).exists()


def test_a_manager_does_not_make_himself_superuser(login: Login) -> None:
    client = login("مدير")
    me = User.objects.get()
    data = {"username": me.username, "is_superuser": "on", "is_staff": "on", "is_active": "on"}
    client.post(f"/admin/auth/user/{me.pk}/change/", {**data, "date_joined_0": "2026-01-01", "date_joined_1": "10:00"})
    me.refresh_from_db()
    assert not me.is_superuser


def test_a_manager_does_not_set_a_superusers_password(login: Login) -> None:
    boss = User.objects.create_superuser("boss", password="a-long-password")
    response = login("مدير").post(
        f"/admin/auth/user/{boss.pk}/password/", {"password1": "new-long-pass-1", "password2": "new-long-pass-1"}
    )
    assert response.status_code == 403


def test_the_groups_migration_goes_back_and_forth(db: None) -> None:
    migration = import_module("articles.migrations.0002_groups")
    with connection.schema_editor(atomic=False) if connection.vendor != "sqlite" else _Editor() as editor:
        migration.delete_groups(apps, editor)
        assert not Group.objects.filter(name__in=["كاتب", "محرر", "مدير"]).exists()
        migration.create_groups(apps, editor)
    editors = set(Group.objects.get(name="محرر").permissions.values_list("codename", flat=True))
    writers = set(Group.objects.get(name="كاتب").permissions.values_list("codename", flat=True))
    assert {"publish_article", "import_article"} <= editors - writers
    assert not any(codename.startswith("delete_article") for codename in editors)


class _Editor:
    """SQLite's schema editor refuses to open within a test's transaction; the migration needs its connection only."""

    connection = connection

    def __enter__(self) -> "_Editor":
        return self

    def __exit__(self, *_: object) -> None: ...
