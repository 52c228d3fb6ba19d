"""Rules that the database holds by itself, whatever code writes to it."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from articles.models import Alias, Article, ImportRow, ImportRun, Mention, Name, Original, Quote
from articles.tests.factories import make_article, make_name

pytestmark = pytest.mark.django_db


def refused(write: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


@pytest.mark.parametrize(
    "change",
    [
        {"headline": ""},
        {"body": ""},
        {"status": "gone"},
        {"date_certainty": "sure"},
        {"date_certainty": "unknown"},
        {"published_at": None},
    ],
)
def test_articles(change: dict[str, Any]) -> None:
    article = make_article()
    refused(lambda: Article.objects.filter(pk=article.pk).update(**change))


def test_a_source_has_one_article_of_each_number() -> None:
    make_article(source="الواحة", external_id="7")
    make_article(source="المرسى", external_id="7")
    refused(lambda: make_article(source="الواحة", external_id="7"))


def test_without_a_source_a_number_is_unique_too() -> None:
    make_article(external_id="7")
    refused(lambda: make_article(external_id="7"))


def test_articles_without_a_number_are_many() -> None:
    make_article(source="الواحة")
    make_article(source="الواحة")


def test_a_name_stands_once_whatever_its_spelling() -> None:
    make_name("أحمد علي")
    make_name("أحمد علي", "place")
    make_name("أحمد علي", qualifier="لاعب")
    refused(lambda: Name.objects.create(kind="person", name="احمد عليّ"))


@pytest.mark.parametrize("fields", [{"kind": "ghost", "name": "سعاد"}, {"kind": "person", "name": "؟"}])
def test_names(fields: dict[str, str]) -> None:
    refused(lambda: Name.objects.create(**fields))


def test_a_name_is_not_merged_into_itself() -> None:
    name = make_name("سعاد")
    refused(lambda: Name.objects.filter(pk=name.pk).update(merged_into=name))


def test_a_name_that_is_mentioned_cannot_be_deleted() -> None:
    make_article(people=["سعاد"])
    with pytest.raises(ProtectedError):
        make_name("سعاد").delete()


def test_an_alias_stands_once() -> None:
    name = make_name("سعاد", "person", "سُعاد الأولى")
    refused(lambda: Alias.objects.create(name=name, text="سعاد الاولى"))


def test_mentions() -> None:
    article = make_article(people=["سعاد"])
    name = make_name("سعاد")
    refused(lambda: Mention.objects.create(article=article, name=name))
    refused(lambda: Mention.objects.create(article=article, name=name, start=5, end=5))
    refused(lambda: Mention.objects.create(article=article, name=name, start=5))
    refused(lambda: Mention.objects.create(article=article, name=name, role="وزيرة", state="maybe"))
    Mention.objects.create(article=article, name=name, role="وزيرة")
    Mention.objects.create(article=article, name=name, start=0, end=4)
    Mention.objects.create(article=article, name=name, start=9, end=13)


def test_quotes() -> None:
    article = make_article()
    refused(lambda: Quote.objects.create(article=article, text=""))
    refused(lambda: Quote.objects.create(article=article, text="قول", start=4, end=1))


def test_originals_are_one_for_bytes_and_recipe() -> None:
    Original.of(b"x", format="text").save()
    Original.of(b"x", format="text", recipe="other").save()
    refused(lambda: Original.of(b"x", format="json").save())


def test_import_rows() -> None:
    run = ImportRun.objects.create(label="x", format="jsonl", fingerprint="")
    ImportRow.objects.create(run=run, number=1, place="x:1", outcome="created")
    refused(lambda: ImportRow.objects.create(run=run, number=1, place="x:1", outcome="created"))
    refused(lambda: ImportRow.objects.create(run=run, number=2, place="x:2", outcome="failed"))
    refused(lambda: ImportRow.objects.create(run=run, number=2, place="x:2", outcome="vanished"))
