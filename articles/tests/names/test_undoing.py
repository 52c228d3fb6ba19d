"""Undoing a merge: everything goes back that nobody changed since; the rest is said."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Alias, Article, Mention, Merge, MovedRow, Name, QueuedDocument, Quote
from articles.names import MergeRefused, UndoRefused, merge, undo
from articles.tests.factories import make_article, make_name

from .archive import everything

State = Mention.State


def merged(one: Name, other: Name) -> Merge:
    return merge(one.pk, [other.pk])[0][0]


# --- the identity -----------------------------------------------------------------------------------

SPELLINGS = ["جال هيرش", "غال هيرش", "هيرش", "العميد هيرش", "جال", "غال"]
mention = st.fixed_dictionaries(
    {
        "article": st.integers(0, 2),
        "name": st.integers(0, 2),
        "role": st.sampled_from(["", "منسق", "ضابط"]),
        "start": st.sampled_from([None, 0, 5]),
        "state": st.sampled_from(list(State)),
        "quoted": st.booleans(),
    }
)
archives = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["person", "place", "outlet"]),
        "names": st.lists(
            st.tuples(st.sampled_from(["", "تعريف", "آخر"]), st.sampled_from(["", "Q1", "Q2"])), min_size=3, max_size=3
        ),
        "aliases": st.lists(st.tuples(st.integers(0, 2), st.sampled_from(SPELLINGS)), max_size=8, unique=True),
        "carried": st.lists(st.sampled_from([None, 0, 1, 2]), min_size=9, max_size=9),
        "mentions": st.lists(mention, max_size=12),
    }
)
unshared = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


def build(archive: dict[str, Any]) -> list[Name]:
    kind = archive["kind"]
    names = [
        make_name(name, kind, description=description, wikidata_id=wikidata)
        for name, (description, wikidata) in zip(SPELLINGS, archive["names"], strict=False)
    ]
    for number, text in archive["aliases"]:
        Alias.objects.create(name=names[number], text=text)
    articles = []
    for number in range(3):
        carried = [None if one is None else names[one] for one in archive["carried"][number * 3 : number * 3 + 3]]
        fields = {"outlet": ["source", "dateline_agency"], "place": ["dateline_place"]}.get(kind, [])
        articles.append(make_article(f"خبر {number}", external_id=str(number)))
        Article.objects.filter(pk=articles[-1].pk).update(**dict(zip(fields, carried, strict=False)))
    taken = set()
    for row in archive["mentions"]:
        key = row["article"], row["name"], row["start"], row["role"] if row["start"] is None else ""
        if key in taken:
            continue
        taken.add(key)
        start = row["start"]
        made = Mention.objects.create(
            article=articles[row["article"]],
            name=names[row["name"]],
            role=row["role"],
            state=row["state"],
            start=start,
            end=None if start is None else start + 3,
        )
        if row["quoted"]:
            Quote.objects.create(article=made.article, text="قول", speaker=made)
    return names


@pytest.mark.django_db
@unshared
@given(archives)
def test_a_merge_undone_leaves_everything_as_it_was(archive: dict[str, Any]) -> None:
    with transaction.atomic():
        one, other, _ = build(archive)
        before = everything()
        done = merged(one, other)
        assert not Mention.objects.filter(name=other).exists()
        undo(done.pk)
        assert everything() == before
        assert not MovedRow.objects.exists()
        done.refresh_from_db()
        assert done.left == {}
        transaction.set_rollback(True)


@pytest.mark.django_db
@unshared
@given(archives, st.booleans(), st.booleans())
def test_two_merges_undone_in_any_order_that_is_allowed(archive: dict[str, Any], chained: bool, older_first: bool) -> None:
    with transaction.atomic():
        one, two, three = build(archive)
        before = everything()
        first = merged(one, two)
        second = merged(three, one) if chained else merged(one, three)
        order = [first, second] if older_first else [second, first]
        try:
            undo(order[0].pk)
        except UndoRefused:
            assert older_first
            order.reverse()
            undo(order[0].pk)
        undo(order[1].pk)
        assert everything() == before
        transaction.set_rollback(True)


# --- what changed meanwhile -------------------------------------------------------------------------


@pytest.mark.django_db
class TestMeanwhile:
    def test_a_mention_that_was_removed_stays_so_and_is_told(self) -> None:
        one, other = make_name("غال هيرش"), make_name("جال هيرش")
        kept, gone, given = (Mention.objects.create(article=make_article(), name=other) for _ in range(3))
        done = merged(one, other)
        Mention.objects.get(pk=gone.pk).delete()
        somebody = make_name("سعاد")
        Mention.objects.filter(pk=given.pk).update(name=somebody)
        done, _ = undo(done.pk)
        assert list(other.mentions.values_list("pk", flat=True)) == [kept.pk]
        assert somebody.mentions.count() == 1
        assert done.left == {"mention": {"gone": 1, "changed": 1}}

    def test_an_article_that_got_another_source_keeps_it(self) -> None:
        one, other, third = (make_name(name, "outlet") for name in ("معاريف", "صحيفة معاريف", "هآرتس"))
        stays, goes = make_article(source="صحيفة معاريف"), make_article(source="صحيفة معاريف")
        done = merged(one, other)
        Article.objects.filter(pk=stays.pk).update(source=third)
        done, _ = undo(done.pk)
        stays.refresh_from_db()
        goes.refresh_from_db()
        assert (stays.source, goes.source) == (third, other)
        assert done.left == {"article.source": {"changed": 1}}

    def test_what_came_to_the_survivor_later_stays_with_it(self) -> None:
        one, other = make_name("غال هيرش"), make_name("جال هيرش")
        done = merged(one, other)
        Mention.objects.create(article=make_article(), name=one)
        undo(done.pk)
        assert (one.mentions.count(), other.mentions.count()) == (1, 0)

    def test_a_description_that_was_rewritten_stays(self) -> None:
        one, other = make_name("غال هيرش"), make_name("جال هيرش", description="ضابط.")
        done = merged(one, other)
        Name.objects.filter(pk=one.pk).update(description="منسق.")
        undo(done.pk)
        one.refresh_from_db()
        other.refresh_from_db()
        assert (one.description, other.description) == ("منسق.", "ضابط.")

    def test_a_double_stays_away_whose_twin_was_removed(self) -> None:
        one, other = make_name("غال هيرش"), make_name("جال هيرش")
        article = make_article()
        for name in (one, other):
            Mention.objects.create(article=article, name=name)
        done = merged(one, other)
        one.mentions.get().delete()
        done, _ = undo(done.pk)
        assert not Mention.objects.exists()
        assert done.left == {"mention.double": {"gone": 1}}

    def test_an_article_that_was_deleted_takes_its_mentions_along(self) -> None:
        one, other = make_name("غال هيرش"), make_name("جال هيرش")
        article = make_article()
        for place, name in enumerate((one, other)):
            Mention.objects.create(article=article, name=name)
            Mention.objects.create(article=article, name=name, start=place, end=place + 1)
        done = merged(one, other)
        article.delete()
        done, _ = undo(done.pk)
        assert sum(sum(counts.values()) for counts in done.left.values()) == 2

    def test_every_article_of_both_is_queued(self) -> None:
        one, other = make_name("غال هيرش"), make_name("جال هيرش")
        articles = {make_article(people=[name.name]).pk for name in (one, other)}
        done = merged(one, other)
        QueuedDocument.objects.all().delete()
        undo(done.pk)
        assert set(QueuedDocument.objects.values_list("article_id", flat=True)) == articles


@pytest.mark.django_db
class TestRefused:
    def test_twice(self) -> None:
        done = merged(make_name("غال هيرش"), make_name("جال هيرش"))
        undo(done.pk)
        with pytest.raises(UndoRefused, match="من قبل"):
            undo(done.pk)

    def test_one_whose_survivor_was_merged_since(self) -> None:
        one, two, three = make_name("غال هيرش"), make_name("جال هيرش"), make_name("هيرش")
        first = merged(one, two)
        second = merged(three, one)
        with pytest.raises(UndoRefused, match="تراجع عن ذلك الدمج أولًا"):
            undo(first.pk)
        undo(second.pk)
        undo(first.pk)
        assert Name.objects.standing().count() == 3

    def test_one_that_a_later_merge_builds_upon(self) -> None:
        one, two, three = make_name("غال هيرش"), make_name("جال هيرش"), make_name("هيرش")
        article = make_article()
        for name in (two, three):
            Mention.objects.create(article=article, name=name)
        first, second = merged(one, two), merged(one, three)
        with pytest.raises(UndoRefused, match=r"«هيرش».*الأحدث أولًا"):
            undo(first.pk)
        undo(second.pk)
        undo(first.pk)
        assert (two.mentions.count(), three.mentions.count()) == (1, 1)

    def test_not_one_that_a_later_merge_left_alone(self) -> None:
        one, two, three = make_name("غال هيرش"), make_name("جال هيرش"), make_name("هيرش")
        for name in (two, three):
            Mention.objects.create(article=make_article(), name=name)
        first, _ = merged(one, two), merged(one, three)
        undo(first.pk)
        assert (two.mentions.count(), one.mentions.count()) == (1, 1)

    def test_an_unknown_one(self) -> None:
        with pytest.raises(UndoRefused):
            undo(10**9)


# --- two at once ------------------------------------------------------------------------------------


def together(*jobs: Callable[[], Any]) -> list[Any]:
    """What becomes of jobs that begin at the same moment, each in a thread with a connection of its own."""
    found: list[Any] = [None] * len(jobs)
    gate = threading.Barrier(len(jobs))

    def run(position: int, job: Callable[[], Any]) -> None:
        try:
            gate.wait()
            found[position] = job()
        except (MergeRefused, UndoRefused) as refusal:
            found[position] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return found


@pytest.mark.django_db(transaction=True)
def test_two_people_who_merge_the_same_names_in_both_directions_make_no_circle() -> None:
    one, other = make_name("غال هيرش"), make_name("جال هيرش")
    for number in range(50):
        Mention.objects.create(article=make_article(f"خبر {number}"), name=(one, other)[number % 2])
    found = together(lambda: merge(one.pk, [other.pk]), lambda: merge(other.pk, [one.pk]))
    assert sum(isinstance(outcome, MergeRefused) for outcome in found) == 1
    assert Name.objects.standing().count() == 1
    assert Name.objects.standing().get().mentions.count() == 50


@pytest.mark.django_db(transaction=True)
def test_two_people_who_undo_the_same_merge_undo_it_once() -> None:
    one, other = make_name("غال هيرش"), make_name("جال هيرش")
    Mention.objects.create(article=make_article(), name=other)
    done = merged(one, other)
    found = together(lambda: undo(done.pk), lambda: undo(done.pk))
    assert sum(isinstance(outcome, UndoRefused) for outcome in found) == 1
    assert other.mentions.count() == 1
