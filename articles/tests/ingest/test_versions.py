"""Versions of one story: suggested wherever articles come in, decided by people, never lost, never repeated."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from articles.ingest import Recipe, Similar, note_versions, similar
from articles.ingest import save as saving
from articles.ingest.importers import Row
from articles.models import MOST_HOLDERS, Article, ImportRun, Shingle, Sketch, Version, versions_of
from articles.tests.factories import edited, make_article, story

pytestmark = pytest.mark.django_db

State = Version.State


def noted(*articles: Article) -> dict[int, list[tuple[int, str]]]:
    found = note_versions(articles)
    return {pk: [(one.article.pk, one.kind.value) for one in some] for pk, some in found.items()}


def pairs() -> list[tuple[int, int]]:
    return list(Version.objects.order_by("pk").values_list("article", "of"))


def imported(*rows: dict[str, Any]) -> list[tuple[str, str]]:
    run = ImportRun.objects.create(label="test", format="jsonl", fingerprint="")
    sent = [Row(f"file:{number}", json.dumps(row, ensure_ascii=False).encode()) for number, row in enumerate(rows)]
    saving.save(run, Recipe("jsonl"), list(enumerate(sent, start=1)))
    return [(row.outcome, row.reason) for row in run.rows.order_by("number")]


def command(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("find_duplicates", *arguments, verbosity=0, stdout=out, stderr=StringIO())
    return out.getvalue().splitlines()


# --- at import ------------------------------------------------------------------------------------


def test_an_import_says_what_an_article_resembles_and_keeps_it_all_the_same() -> None:
    text = story(200)
    rows = [
        {"headline": "وصول الوفد", "body": text, "source": "الواحة"},
        {"headline": "الوفد في القاهرة", "body": text, "source": "النخيل"},
        {"headline": "خبر آخر", "body": story(200, 2), "source": "النخيل"},
    ]
    first, second, third = imported(*rows)
    one = Article.objects.get(headline="وصول الوفد")
    assert first == ("created", "")
    assert second == ("created", f"نصه نص المقال {one.pk} نفسه بعنوان آخر.")
    assert third == ("created", "")
    (edition,) = imported({"headline": "وصول الوفد", "body": edited(text, 0.05), "source": "الفجر"})
    found = Version.objects.get(article__source__name="الفجر")
    assert edition == ("created", f"يشبه المقال {one.pk} بنسبة {found.percent}٪.")
    assert (found.of_id, found.kind, found.state) == (one.pk, "corrected", "suggested")


def test_the_same_words_of_the_same_outlet_are_a_duplicate_as_before() -> None:
    row = {"headline": "وصول الوفد", "body": story(), "source": "الواحة"}
    imported({**row, "source_url": "https://example.org/1"})
    ((outcome, reason),) = imported({**row, "source_url": "https://example.org/2"})
    assert outcome == "duplicate"
    assert reason.startswith("كلماته كلمات المقال")
    assert not Version.objects.exists()


def test_the_same_words_of_another_outlet_are_suggested() -> None:
    row = {"headline": "وصول الوفد", "body": story()}
    imported({**row, "source": "الواحة"})
    ((outcome, reason),) = imported({**row, "source": "النخيل"})
    assert (outcome, reason) == ("created", f"كلماته كلمات المقال {Article.objects.earliest('pk').pk} نفسها.")


def test_an_updated_article_is_compared_with_its_new_words() -> None:
    row = {"headline": "وصول الوفد", "source": "الواحة", "external_id": "7"}
    other = make_article("خبر", story(200, 2))
    note_versions([other])
    imported({**row, "body": story(200, 1)})
    ((outcome, reason),) = imported({**row, "body": story(200, 2)})
    assert (outcome, reason) == ("updated", f"نصه نص المقال {other.pk} نفسه بعنوان آخر.")


def test_a_batch_that_fails_leaves_nothing_of_itself() -> None:
    with transaction.atomic():
        imported({"headline": "وصول الوفد", "body": story()})
        transaction.set_rollback(True)
    assert not Sketch.objects.exists()
    assert not Shingle.objects.exists()


# --- noting ---------------------------------------------------------------------------------------


def test_a_part_says_which_one_holds_the_other() -> None:
    wire = make_article("موجز", story(60, 1))
    whole = make_article("تقرير", f"{story(200, 2)}\n{story(60, 1)}")
    note_versions([wire])
    assert [str(one) for one in note_versions([whole])[whole.pk]] == [f"فيه 100٪ من كلمات المقال {wire.pk}."]
    assert [str(one) for one in similar("موجز", "", story(60, 1), exclude=wire.pk)] == [f"100٪ من كلماته في المقال {whole.pk}."]


def test_a_summary_is_suggested_once_for_each_story_it_holds() -> None:
    first, second = story(60, 1), story(60, 2)
    one, edition, two = make_article("أ", first), make_article("ب", edited(first, 0.05)), make_article("ج", second)
    summary = make_article("ملخص", "\n".join([story(100, 3), first, story(100, 4), second]))
    note_versions([one, edition, two, summary])
    assert pairs() == [(edition.pk, one.pk), (summary.pk, one.pk), (summary.pk, two.pk)]
    later = make_article("د", edited(second, 0.05, 7))
    assert noted(later) == {later.pk: [(two.pk, "corrected")]}, "the summary is known by the other version"


def test_again_on_the_same_words_finds_nothing_new() -> None:
    articles = [make_article(f"خبر {number}", edited(story(), 0.02 * number, number)) for number in range(6)]
    assert noted(*articles)
    before = list(Version.objects.order_by("pk").values())
    shingles = set(Shingle.objects.values_list("hash", "article"))
    assert noted(*articles) == {}
    assert list(Version.objects.order_by("pk").values()) == before
    assert set(Shingle.objects.values_list("hash", "article")) == shingles


def test_a_story_of_many_versions_has_few_pairs() -> None:
    articles = [make_article("خبر", story()) for _ in range(3 * MOST_HOLDERS)]
    for article in articles:
        note_versions([article])
    first = articles[0].pk
    assert pairs() == [(article.pk, first) for article in articles[1:]]
    assert max(Shingle.objects.filter(hash=number).count() for number in Shingle.objects.values_list("hash", flat=True)) == 32


def test_an_article_points_to_the_one_that_is_most_like_it() -> None:
    one, near = make_article("خبر", story(200)), make_article("خبر", edited(story(200), 0.1))
    copy = make_article("خبر", near.body)
    note_versions([one, near, copy])
    assert pairs() == [(near.pk, one.pk), (copy.pk, near.pk)]


def test_many_copies_in_one_batch_are_as_few() -> None:
    articles = [make_article("خبر", story()) for _ in range(MOST_HOLDERS + 8)]
    note_versions(articles)
    assert pairs() == [(article.pk, articles[0].pk) for article in articles[1:]]


def test_what_was_rejected_is_not_suggested_again() -> None:
    one, two = make_article("أ", story()), make_article("ب", story())
    note_versions([one, two])
    Version.objects.all().decide(State.REJECTED)
    two.headline = "ج"
    two.save()
    assert noted(two) == {}
    assert noted(one) == {}
    assert command("--again") == ["compared=2 suggested=0"]
    assert Version.objects.get().state == State.REJECTED


def test_nor_is_another_article_of_that_story() -> None:
    one, two = make_article("أ", story()), make_article("ب", edited(story(), 0.05))
    note_versions([one, two])
    three = make_article("ج", story())
    Version.objects.create(article=three, of=one, kind="corrected", likeness=0.9, state=State.REJECTED)
    assert noted(three) == {}


def test_a_suggestion_goes_when_the_words_do_and_a_decision_stays() -> None:
    one, two, three = (make_article(name, story()) for name in "أبج")
    note_versions([one, two, three])
    Version.objects.filter(article=three).decide(State.CONFIRMED)
    one.body = story(seed=2)
    one.save()
    note_versions([one])
    assert list(Version.objects.values_list("article", "of", "state")) == [(three.pk, one.pk, "confirmed")]


def test_a_suggestion_is_measured_anew_when_the_words_change() -> None:
    one, two = make_article("أ", story(200)), make_article("ب", story(200))
    note_versions([one, two])
    two.body = edited(two.body, 0.1)
    two.save()
    assert noted(two) == {}
    pair = Version.objects.get()
    assert pair.kind == "corrected"
    assert 0.8 < pair.likeness < 1


@pytest.mark.parametrize("body", ["!", "كلمة " * 5000, "1 2 3 4 5 6 7 8 9 " * 50, "\u064b", "😀"])
def test_odd_texts_are_compared_like_others(body: str) -> None:
    one, two = make_article("خبر", body), make_article("خبر", body)
    note_versions([one, two])
    has_words = any(character.isalnum() for character in body)
    assert pairs() == ([(two.pk, one.pk)] if has_words else [])
    assert Sketch.objects.count() == 2


# --- similar --------------------------------------------------------------------------------------


def test_similar_articles_of_a_text_that_is_not_saved() -> None:
    near = make_article("وصول الوفد", edited(story(200), 0.1, 1), source="الواحة")
    same = make_article("وصول الوفد", story(200))
    make_article("خبر", story(200, 2))
    note_versions(list(Article.objects.all()))
    found = similar("الوفد في القاهرة", "", story(200))
    assert [(one.article, one.kind) for one in found] == [(same, "headline"), (near, "corrected")]
    assert found[0].likeness == 1
    assert found[1].percent == round(100 * found[1].likeness)
    assert similar("الوفد في القاهرة", "", story(200), exclude=same.pk) == [found[1]]
    assert similar("الوفد في القاهرة", "", story(200), limit=1) == [found[0]]
    assert similar("", "", "") == []
    assert isinstance(found[0], Similar)


def test_a_standfirst_is_part_of_the_text() -> None:
    text = story(120)
    first, rest = text.split("\n", 1)
    one = make_article("خبر", rest, standfirst=first)
    note_versions([one])
    assert [found.kind for found in similar("خبر", "", text)] == ["same"]


def test_similar_asks_the_database_little(django_assert_max_num_queries: Any) -> None:
    note_versions([make_article("خبر", story()) for _ in range(40)])
    with django_assert_max_num_queries(2):
        similar("خبر", "", story())


# --- stories --------------------------------------------------------------------------------------


def confirm(article: Article, of: Article, state: str = State.CONFIRMED) -> Version:
    return Version.objects.create(article=article, of=of, kind="corrected", likeness=0.9, state=state)


def test_readers_see_what_is_confirmed_and_published() -> None:
    one, two, three, draft, other = (make_article(name) for name in "أبجده")
    Article.objects.filter(pk=draft.pk).update(status="draft")
    confirm(two, one)
    confirm(three, two)
    confirm(draft, one)
    confirm(other, one, State.SUGGESTED)
    for article, others in ((one, {two, three}), (three, {one, two}), (draft, {one, two, three}), (other, set())):
        assert set(versions_of(article)) == others


def test_two_parts_of_a_summary_are_two_stories() -> None:
    one, edition, two, summary = (make_article(name) for name in "أبجد")
    confirm(edition, one)
    for part in (one, two):
        Version.objects.create(article=summary, of=part, kind="part", likeness=1, state=State.CONFIRMED)
    assert set(versions_of(summary)) == {one, two}
    assert set(versions_of(one)) == {edition, summary}
    assert set(versions_of(edition)) == {one, summary}
    assert set(versions_of(two)) == {summary}


def test_a_story_outlives_the_article_that_its_versions_point_to() -> None:
    one, two, three, four = (make_article(name) for name in "أبجد")
    confirm(two, one)
    confirm(three, one)
    confirm(four, one, State.REJECTED)
    one.delete()
    assert list(versions_of(two)) == [three]
    assert not versions_of(four)


def test_also_where_several_go_at_once() -> None:
    one, two, three, four = (make_article(name) for name in "أبجد")
    for later in (two, three, four):
        confirm(later, one)
    Article.objects.filter(pk__in=[one.pk, two.pk]).delete()
    connection.check_constraints()
    assert list(versions_of(three)) == [four]


def test_with_an_article_its_sketch_goes_and_its_suggestions_are_looked_for_anew() -> None:
    one, two, three = (make_article(name, story()) for name in "أبج")
    note_versions([one, two, three])
    one.delete()
    connection.check_constraints()
    assert not Shingle.objects.filter(article=one.pk).exists()
    assert command() == [f"{three.pk}\t{two.pk}\t1.00\theadline\tج", "compared=2 suggested=1"]


# --- the command ----------------------------------------------------------------------------------


def test_the_command_compares_what_was_not_compared_and_nothing_twice() -> None:
    one, two = make_article("أ", story()), make_article("ب\nج", story())
    assert command() == [f"{two.pk}\t{one.pk}\t1.00\theadline\tب ج", "compared=2 suggested=1"]
    assert command() == ["compared=0 suggested=0"]
    three = make_article("د", story())
    Article.objects.filter(pk=one.pk).update(content_hash="changed elsewhere")
    Sketch.objects.filter(article=two).update(scheme=0)
    assert command("--json") == [
        json.dumps(
            {"article": three.pk, "of": one.pk, "likeness": 1.0, "kind": "headline", "headline": "د"}, ensure_ascii=False
        )
    ]
    assert command("--again") == ["compared=3 suggested=0"]


def test_stopped_it_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    from articles.ingest import comparing

    articles = [make_article(f"خبر {number}", story()) for number in range(5)]
    monkeypatch.setattr(comparing, "_BATCH", 2)
    batches = comparing.compare_archive()
    assert next(batches)[0] == 2
    batches.close()
    assert command()[-1] == "compared=3 suggested=3"
    assert pairs() == [(article.pk, articles[0].pk) for article in articles[1:]]


def test_an_empty_archive_has_nothing_to_compare() -> None:
    assert command() == ["compared=0 suggested=0"]
