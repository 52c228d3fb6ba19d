"""The state of the archive moves with whatever readers' pages show, however it is changed."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from articles.models import WATCHED, Article, Name, Quote, Version, archive_state, move_state
from articles.models.state import triggers
from articles.models.triggers import install, installed
from articles.tests.factories import make_article, make_name


@pytest.fixture
def rows(db: None) -> None:
    """One at the least in each table."""
    article = make_article("خبر", "متن الخبر.", people=["شخص"], source="صحيفة")
    other = make_article("خبر آخر")
    Version.objects.create(article=other, of=article, kind="same", likeness=1)
    Quote.objects.create(article=article, text="قول")
    make_name("شخص", "person", "لقب")
    article.headline, article._change_reason = "خبر آخر بسبب", "سبب"  # type: ignore[attr-defined]
    article.save()


def ran(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_every_table_that_is_watched_has_its_triggers(db: None) -> None:
    wanted = triggers(connection.vendor)
    assert set(wanted) <= set(installed(connection))
    for table in WATCHED:
        assert any(f" ON {table} " in statement for statement in wanted.values())


@pytest.mark.parametrize("table", WATCHED)
def test_raw_statements_move_it(rows: None, table: str) -> None:
    before = archive_state()
    ran(f"UPDATE {table} SET id = id")
    assert archive_state() != before


def test_bulk_updates_inserts_and_deletes_move_it(rows: None) -> None:
    seen = [archive_state()]
    names = [Name(kind="topic", name="موضوع"), Name(kind="topic", name="موضوع")]
    for name in names:
        name.prepare()
    Name.objects.bulk_create(names, ignore_conflicts=True)
    seen.append(archive_state())
    Article.objects.update(status=Article.Status.DRAFT)
    seen.append(archive_state())
    Quote.objects.all().delete()
    seen.append(archive_state())
    assert len(set(seen)) == len(seen)


def test_what_no_page_shows_leaves_it(rows: None) -> None:
    before = archive_state()
    User.objects.create(username="editor")
    assert archive_state() == before


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_taken_back_leaves_it_and_it_never_comes_again() -> None:
    before = archive_state()
    with transaction.atomic():
        make_article()
        within = archive_state()
        transaction.set_rollback(True)
    assert archive_state() == before
    make_article()
    assert archive_state() not in {before, within}


@pytest.mark.django_db(transaction=True)
def test_each_commit_is_another_state() -> None:
    seen = []
    for number in range(5):
        make_article(f"خبر {number}")
        seen.append(archive_state())
    move_state()
    seen.append(archive_state())
    assert len(set(seen)) == len(seen)


@pytest.mark.django_db(transaction=True)
def test_what_a_new_table_lost_is_made_again_and_moves_it() -> None:
    before = archive_state()
    name, table = (
        ("articles_name_update_moves_state", "")
        if connection.vendor == "sqlite"
        else ("articles_name_moves_state", " ON articles_name")
    )
    ran(f"DROP TRIGGER {name}{table}")
    install()
    assert name in installed(connection)
    assert archive_state() != before
    settled = archive_state()
    install()
    assert archive_state() == settled


@pytest.fixture
def other_writer(transactional_db: None) -> Iterator[tuple[threading.Event, threading.Event]]:
    """A transaction that has changed an article and waits to be told to commit."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    article = make_article("الأول")
    wrote, may_commit, committed = threading.Event(), threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            Article.objects.filter(pk=article.pk).update(headline="آخر")
            wrote.set()
            may_commit.wait(10)
        connection.close()
        committed.set()

    thread = threading.Thread(target=write)
    thread.start()
    assert wrote.wait(10)
    yield may_commit, committed
    may_commit.set()
    thread.join()


def test_writers_do_not_wait_for_one_another(other_writer: tuple[threading.Event, threading.Event]) -> None:
    may_commit, committed = other_writer
    before = archive_state()
    make_article("الثاني")  # committed while the other still holds its own
    between = archive_state()
    may_commit.set()
    assert committed.wait(10)
    assert len({before, between, archive_state()}) == 3


def test_few_rows_are_left(transactional_db: None) -> None:
    for number in range(20):
        make_article(f"خبر {number}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM articles_state")
        assert cursor.fetchone() == (1,)
