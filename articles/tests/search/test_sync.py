"""Nothing saved is left out, nothing withdrawn stays in."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Mention, Name, QueuedDocument
from articles.search import Busy, SearchParams, SearchUnavailable, search, sync
from articles.tests.factories import make_article, make_name
from articles.tests.plans import on_sqlite, plan

Index = Callable[[], int]


def total(query: str) -> int:
    return search(SearchParams(q=query)).total


def waiting() -> set[int]:
    return set(QueuedDocument.objects.values_list("article_id", flat=True))


@pytest.mark.django_db(transaction=True)
class TestAfterTheCommit:
    @pytest.fixture(autouse=True)
    def _index(self, index: Index) -> None:
        """An index to write to."""

    def test_a_saved_article_is_found(self) -> None:
        make_article("خبر", "وصل القطار.")
        assert total("قطار") == 1
        assert waiting() == set()

    def test_a_changed_article_is_found_by_its_new_words_only(self) -> None:
        article = make_article("خبر", "وصل القطار.")
        article.body = "وصلت السفينة."
        article.save()
        assert (total("قطار"), total("سفينة")) == (0, 1)

    @pytest.mark.parametrize("status", ["withdrawn", "draft"])
    def test_a_withdrawn_article_is_not_found(self, status: str) -> None:
        article = make_article("خبر", "وصل القطار.")
        article.status = status
        article.save()
        assert total("قطار") == 0
        assert sync.compare().agrees

    def test_a_deleted_article_is_forgotten(self) -> None:
        make_article("خبر", "وصل القطار.").delete()
        assert sync.compare().agrees

    def test_a_renamed_person_is_found_by_the_new_name(self) -> None:
        make_article("خبر", "نص", people=["سعاد الأولى"])
        person = make_name("سعاد الأولى")
        person.name = "سعاد الثانية"
        person.save()
        assert (total("الأولى"), total("الثانية")) == (0, 1)
        assert sync.compare().agrees

    def test_a_new_alias_is_found(self) -> None:
        make_article("خبر", "نص", people=["غال هيرش"])
        make_name("غال هيرش").aliases.create(text="جال")
        assert total("جال") == 1

    def test_a_rejected_mention_is_forgotten(self) -> None:
        make_article("خبر", "نص", people=["سعاد"])
        mention = Mention.objects.get()
        mention.state = Mention.State.REJECTED
        mention.save()
        assert total("سعاد") == 0

    def test_what_a_rolled_back_transaction_changed_is_not_queued(self) -> None:
        with transaction.atomic():
            make_article("خبر", "وصل القطار.")
            transaction.set_rollback(True)
        assert waiting() == set()
        make_article("خبر", "وصلت السفينة.")
        assert (total("قطار"), total("سفينة")) == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_a_save_without_an_index_is_kept_for_later(search_folder: Path) -> None:
    article = make_article("خبر", "وصل القطار.")
    assert waiting() == {article.pk}
    sync.rebuild()
    sync.drain()
    assert total("قطار") == 1
    assert waiting() == set()


@pytest.mark.django_db(transaction=True)
def test_a_save_while_another_writes_is_kept_for_later(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync.drain, "__defaults__", (0.05, lambda count: None))
    with sync.engine().write():
        article = make_article("خبر", "وصل القطار.")
        assert waiting() == {article.pk}
    sync.drain()
    assert total("قطار") == 1


def test_a_write_that_fails_leaves_the_queue(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    article = make_article()

    def fail(*_: object) -> None:
        raise SearchUnavailable("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(sync, "put", fail)
        with pytest.raises(SearchUnavailable):
            sync.drain()
    assert waiting() == {article.pk}
    assert sync.drain() == 1
    assert sync.compare().agrees


def test_whoever_saved_waits_for_his_own_article_not_for_the_whole_queue(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    articles = [make_article(f"خبر {number}") for number in range(5)]
    monkeypatch.setattr(sync, "_BATCH", 2)
    assert sync.drain(seconds=0) == 2
    assert waiting() == {article.pk for article in articles[:3]}
    assert sync.drain() == 3
    assert sync.compare().agrees


def test_draining_names_who_holds_the_lock(index: Index) -> None:
    make_article()
    with sync.engine().write(), pytest.raises(Busy, match=r"write\.lock"):
        sync.drain(wait=0.05)


def test_comparing_tells_missing_outdated_and_left_over_apart(index: Index) -> None:
    kept, changed, gone = (make_article(name) for name in ("باق", "متغير", "ذاهب"))
    index()
    later = make_article("لاحق")
    Article.objects.filter(pk=changed.pk).update(updated_at=later.updated_at)
    Article.objects.filter(pk=gone.pk).update(status="withdrawn")
    QueuedDocument.objects.all().delete()
    found = sync.compare()
    assert (found.missing, found.outdated, found.left_over) == ([later.pk], [changed.pk], [gone.pk])
    sync.queue(found.differing)
    sync.drain()
    assert sync.compare().agrees
    assert kept.pk


def test_a_rebuild_takes_in_what_changes_meanwhile(index: Index) -> None:
    first, second = make_article("أول"), make_article("ثان")
    seen = []

    def interfere(count: int) -> None:
        if not seen:
            seen.append(make_article("ثالث"))
            Article.objects.filter(pk=first.pk).update(status="withdrawn")

    sync.rebuild(interfere)
    assert sync.compare().agrees
    assert {int(key.rsplit(".")[-1]) for key, _ in sync.engine().stamps("updated")} == {second.pk, seen[0].pk}


def test_a_rebuild_holds_every_published_article(index: Index) -> None:
    for number in range(7):
        make_article(f"خبر {number}", status="published" if number % 2 else "draft")
    assert sync.rebuild() == 3
    assert sync.compare().agrees


@on_sqlite
def test_a_rebuild_walks_through_the_articles_without_sorting_them(index: Index) -> None:
    """Sorted, all texts of the archive would first be copied to a temporary file: 4.5 GB for a million articles."""
    index()
    with CaptureQueriesContext(connection) as queries:
        sync.rebuild()
        sync.compare()
    walks = [query["sql"] for query in queries if "updated_at" in query["sql"] and "ORDER BY" in query["sql"]]
    assert len(walks) == 3
    assert not [walk for walk in walks if "TEMP B-TREE" in plan(walk)]


def test_articles_that_mention_more_than_a_thousand_people_are_indexed(index: Index) -> None:
    article = make_article()
    names = Name.objects.bulk_create(
        [Name(kind="person", name=f"شخص {number}", folded=f"شخص {number}") for number in range(1_100)]
    )
    Mention.objects.bulk_create([Mention(article=article, name=name) for name in names])
    sync.queue([article.pk])
    assert index() >= 1
    assert not QueuedDocument.objects.exists()
