"""What becomes of a row: created, updated, unchanged, duplicate or failed; and nothing is lost."""

import json
from typing import Any

import pytest
from django.db import IntegrityError

from articles.ingest import Recipe
from articles.ingest import save as saving
from articles.ingest.importers import Row
from articles.models import Article, ImportRun, Mention, Name, Original, QueuedDocument
from articles.tests.factories import make_name

pytestmark = pytest.mark.django_db


def row(**fields: Any) -> Row:
    return Row("file:1", json.dumps({"headline": "عنوان", "body": "متن", **fields}, ensure_ascii=False).encode())


def save(*rows: Row, recipe: Recipe | None = None) -> list[tuple[str, str]]:
    run = ImportRun.objects.create(label="test", format="jsonl", fingerprint="")
    verdicts = saving.save(run, recipe or Recipe("jsonl"), list(enumerate(rows, start=1)))
    assert run.rows.count() == len(rows)
    return [(str(verdict.outcome), verdict.reason) for verdict in verdicts]


def outcomes(*rows: Row, **options: Any) -> list[str]:
    return [outcome for outcome, _ in save(*rows, **options)]


def test_a_new_article_with_everything_around_it() -> None:
    sent = row(external_id="7", source="الواحة", people=[{"name": "سعاد", "role": "وزيرة"}], topics=["طقس"])
    assert outcomes(sent) == ["created"]
    article = Article.objects.get()
    assert article.source and article.source.name == "الواحة"
    assert {(mention.name.name, mention.role, mention.state) for mention in article.mentions.all()} == {
        ("سعاد", "وزيرة", "confirmed"),
        ("طقس", "", "confirmed"),
    }
    assert article.originals.get().content == sent.raw
    assert article.history.count() == 1
    assert list(QueuedDocument.objects.values_list("article_id", flat=True)) == [article.pk]


@pytest.mark.parametrize("identity", [{"external_id": "7", "source": "الواحة"}, {"source_url": "https://example.org/7"}, {}])
def test_the_same_row_again_changes_nothing(identity: dict[str, str]) -> None:
    assert outcomes(row(**identity), row(**identity)) == ["created", "unchanged"]
    assert outcomes(row(**identity)) == ["unchanged"]
    assert outcomes(row(**identity, extra="x")) == ["unchanged"]
    assert Article.objects.count() == 1
    assert Article.objects.get().version == 1


@pytest.mark.parametrize("identity", [{"external_id": "7", "source": "الواحة"}, {"source_url": "https://example.org/7"}])
def test_a_known_article_with_other_words_is_updated(identity: dict[str, str]) -> None:
    first, second = row(**identity), row(**identity, body="متن مصحّح")
    assert outcomes(first) == ["created"]
    assert outcomes(second) == ["updated"]
    article = Article.objects.get()
    assert article.body == "متن مصحّح"
    assert [revision.body for revision in article.history.order_by("history_id")] == ["متن", "متن مصحّح"]
    assert {original.content for original in article.originals.all()} == {first.raw, second.raw}


def test_a_mention_follows_its_words_through_an_update() -> None:
    save(row(external_id="7", body="قالت سعاد كلمة."))
    article = Article.objects.get()
    Mention.objects.create(article=article, name=make_name("سعاد"), text="سعاد", start=5, end=9)
    save(row(external_id="7", body="أمس قالت سعاد كلمة."))
    mention, body = Mention.objects.get(), Article.objects.get().body
    assert body[mention.start : mention.end] == "سعاد"


def test_two_versions_in_one_batch_are_two_revisions() -> None:
    assert outcomes(row(external_id="7"), row(external_id="7", body="متن مصحّح")) == ["created", "updated"]
    assert Article.objects.get().history.count() == 2


def test_an_update_keeps_what_an_editor_changed() -> None:
    save(row(external_id="7", standfirst="مقدمة", body="متن"))
    article = Article.objects.get()
    article.body = "متن صحّحه المحرر"
    article.save()
    [(outcome, reason)] = save(row(external_id="7", standfirst="مقدمة جديدة", body="متن آخر"))
    article.refresh_from_db()
    assert (outcome, article.standfirst, article.body) == ("updated", "مقدمة جديدة", "متن صحّحه المحرر")
    assert "المتن" in reason


def test_the_same_words_at_another_address_are_a_duplicate() -> None:
    first, second = (row(source="الواحة", source_url=f"https://example.org/{number}") for number in (1, 2))
    found = save(first, second)
    assert [outcome for outcome, _ in found] == ["created", "duplicate"]
    assert "file:1" in found[1][1]
    article = Article.objects.get()
    assert {original.content for original in article.originals.all()} == {first.raw, second.raw}
    assert outcomes(row(source="الواحة", source_url="https://example.org/3")) == ["duplicate"]


def test_another_outlet_with_the_same_words_is_no_duplicate() -> None:
    assert outcomes(
        row(source="الواحة", source_url="https://a.example/1"), row(source="المرسى", source_url="https://b.example/1")
    ) == [
        "created",
        "created",
    ]


def test_two_numbers_of_one_outlet_are_two_articles() -> None:
    assert outcomes(row(source="الواحة", external_id="1"), row(source="الواحة", external_id="2")) == ["created", "created"]


def test_the_same_number_of_two_outlets_are_two_articles() -> None:
    assert outcomes(row(source="الواحة", external_id="1"), row(source="المرسى", external_id="1")) == ["created", "created"]


def test_a_failed_row_keeps_its_bytes_and_the_rest_is_saved() -> None:
    broken = Row("file:2", b'{"headline": "\xff"}')
    found = save(row(external_id="1"), broken, row(external_id="2", headline=""), row(external_id="3"))
    assert [outcome for outcome, _ in found] == ["created", "failed", "failed", "created"]
    assert all(reason for outcome, reason in found if outcome == "failed")
    assert Original.objects.get(article=None, sha256=Original.of(broken.raw).sha256).content == broken.raw


def test_a_failed_row_mended_later_is_created() -> None:
    assert outcomes(row(external_id="1", headline="")) == ["failed"]
    assert outcomes(row(external_id="1")) == ["created"]


def test_a_row_that_the_database_refuses_fails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    decide = saving.Batch.decide

    def refuse(batch: saving.Batch) -> None:
        decide(batch)
        if any(verdict.draft and verdict.draft.fields["external_id"] == "2" for verdict in batch.verdicts):
            raise IntegrityError("no")

    monkeypatch.setattr(saving.Batch, "decide", refuse)
    assert outcomes(*(row(external_id=str(number)) for number in range(4))) == ["created", "created", "failed", "created"]
    assert Article.objects.count() == 3


def test_names_are_found_by_any_spelling_and_alias() -> None:
    known = make_name("غال هيرش", "person", "جال هيرش")
    save(row(external_id="1", people=["جال هيرش"]), row(external_id="2", people=["غــال هيرْش"]))
    assert set(Mention.objects.values_list("name_id", flat=True)) == {known.pk}
    assert Name.objects.filter(kind="person").count() == 1


def test_an_alias_of_two_people_makes_neither() -> None:
    for name in ("سعيد الأول", "سعيد الثاني"):
        make_name(name, "person", "سعيد")
    save(row(people=["سعيد"]))
    assert Mention.objects.get().name.name == "سعيد"


def test_a_merged_name_leads_to_the_one_it_was_merged_into() -> None:
    old, new = make_name("القدس المحتله", "place"), make_name("القدس", "place")
    old.merged_into = new
    old.save()
    save(row(places=["القدس المحتلة"]))
    assert Mention.objects.get().name == new


def test_what_an_editor_rejected_is_not_proposed_again() -> None:
    save(row(external_id="1", people=["سعاد"]))
    Mention.objects.update(state="rejected")
    save(row(external_id="1", people=["سعاد"], body="متن مصحّح"))
    assert [mention.state for mention in Mention.objects.all()] == ["rejected"]


def test_what_an_editor_removed_is_not_put_back() -> None:
    save(row(external_id="1", people=["سعاد"]))
    Mention.objects.get().delete()
    assert outcomes(row(external_id="1", people=["سعاد"], standfirst="مقدمة")) == ["updated"]
    assert not Mention.objects.exists()


def test_a_name_that_the_source_adds_is_added() -> None:
    save(row(external_id="1", people=["سعاد"]))
    before = Article.objects.get().updated_at
    QueuedDocument.objects.all().delete()
    assert outcomes(row(external_id="1", people=["سعاد", "نبيل"])) == ["updated"]
    assert set(Mention.objects.values_list("name__name", flat=True)) == {"سعاد", "نبيل"}
    assert Article.objects.get().updated_at > before
    assert QueuedDocument.objects.count() == 1


def test_old_files_anew_do_not_undo_newer_ones() -> None:
    old, new = row(external_id="1"), row(external_id="1", body="متن مصحّح")
    assert outcomes(old, new) == ["created", "updated"]
    assert outcomes(old, new) == ["unchanged", "unchanged"]
    assert Article.objects.get().body == "متن مصحّح"


def test_another_mapping_reads_the_same_bytes_anew() -> None:
    sent = Row("file:1", json.dumps({"headline": "عنوان", "text": "متن", "body": "غيره", "external_id": "1"}).encode())
    assert outcomes(sent) == ["created"]
    assert outcomes(sent, recipe=Recipe("jsonl", {"body": "text"})) == ["updated"]
    assert Article.objects.get().body == "متن"


def test_a_body_of_five_megabytes() -> None:
    assert outcomes(row(body="كلمة " * 600_000)) == ["created"]
    assert Article.objects.get().word_count == 600_000
