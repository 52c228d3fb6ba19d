"""Corrections: noted where a published text changes for a stated reason, and nowhere else."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from articles.models import IMPORT_REASON, Article, Correction
from articles.tests.factories import make_article

pytestmark = pytest.mark.django_db


def edit(article: Article, reason: str | None, **fields: object) -> Article:
    """As an editor does it: fetched, changed, saved."""
    article = Article.objects.get(pk=article.pk)
    for field, value in fields.items():
        setattr(article, field, value)
    article._change_reason = reason  # type: ignore[attr-defined]
    article.save()
    return article


def test_a_published_text_changed_with_a_reason_is_corrected() -> None:
    article = edit(make_article(body="قال الوزير أمس."), "تصحيح اليوم", body="قال الوزير اليوم.")
    correction = Correction.objects.get()
    assert (correction.article, correction.reason) == (article, "تصحيح اليوم")
    assert correction.revision == article.history.latest().history_id
    assert correction.made_at == article.history.latest().history_date


@pytest.mark.parametrize(
    ("reason", "fields"),
    [
        (None, {"body": "آخر"}),
        ("  ", {"body": "آخر"}),
        (f"{IMPORT_REASON} 12", {"body": "آخر"}),
        ("لا يراه قارئ", {"external_id": "15"}),
        ("لا تغيير", {}),
        ("سُحب", {"status": "withdrawn", "body": "آخر"}),
    ],
)
def test_other_changes_are_no_corrections(reason: str | None, fields: dict[str, object]) -> None:
    edit(make_article(), reason, **fields)
    assert not Correction.objects.exists()


def test_what_is_changed_before_publication_is_no_correction() -> None:
    draft = edit(make_article(status="draft"), "تصحيح المسودة", body="آخر")
    edit(draft, "نُشر", status="published", body="ثالث")
    assert not Correction.objects.exists()


def test_corrections_go_with_their_article_and_out_of_sight_with_it() -> None:
    article = edit(make_article(), "تصحيح", body="آخر")
    assert Correction.objects.in_sight().count() == 1
    article = edit(article, "سُحب", status="withdrawn")
    assert not Correction.objects.in_sight().exists()
    article.delete()
    assert not Correction.objects.exists()


def test_corrections_made_before_they_were_noted_are_found() -> None:
    edit(make_article("خبر"), "تصحيح", body="آخر")
    edit(make_article("خبر آخر"), f"{IMPORT_REASON} 3", body="آخر")
    edit(make_article("ثالث", status="draft"), "مسودة", body="آخر")
    kept = list(Correction.objects.values_list("article", "revision", "reason", "made_at"))
    Correction.objects.all().delete()
    import_module("articles.migrations.0013_corrections_so_far").note(apps, SimpleNamespace(connection=connection))
    assert list(Correction.objects.values_list("article", "revision", "reason", "made_at")) == kept != []
