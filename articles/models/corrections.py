"""Corrections: a published text was changed, and the editor said why.

Noted with the revision itself, in its transaction. Not a correction: what changed before an article was published,
what changes nothing that a reader sees, what an import brought from the source, and a change without a reason.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from simple_history.signals import post_create_historical_record

from .article import Article

IMPORT_REASON = "استيراد"
"""Begins the change reason of every revision that an import made."""
READ = (
    *("kicker", "headline", "standfirst", "body", "byline", "source_id", "source_url"),
    *("dateline_text", "dateline_place_id", "dateline_agency_id", "published_at", "date_certainty", "date_note"),
)
"""Columns of an article that its readers see, in the order of the page."""


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def in_sight(self) -> CorrectionQuerySet:
        """Of articles that are published now."""
        return self.exclude(article__in=Article.objects.unpublished().values("pk"))


class Correction(models.Model):
    article = models.ForeignKey(Article, models.CASCADE, related_name="corrections", verbose_name="المقال")
    revision = models.BigIntegerField(unique=True, help_text="history_id of the revision that it led to.")
    reason = models.TextField("السبب")
    made_at = models.DateTimeField("صُحّح")

    objects = models.Manager.from_queryset(CorrectionQuerySet)()

    class Meta:
        verbose_name = "تصحيح"
        verbose_name_plural = "تصحيحات"
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.reason


def reads_otherwise(before: Any, after: Any) -> bool:
    """Whether two revisions of an article differ in anything that a reader sees."""
    return any(getattr(before, column) != getattr(after, column) for column in READ)


def listen() -> None:
    """Connects the signal; once, when Django starts."""
    post_create_historical_record.connect(_note, Article.history.model)


def _note(instance: Article, history_instance: Any, **_: Any) -> None:
    reason = (history_instance.history_change_reason or "").strip()
    published = history_instance.status == Article.Status.PUBLISHED
    if history_instance.history_type != "~" or not published or not reason or reason.startswith(IMPORT_REASON):
        return
    earlier = Article.history.filter(id=instance.pk, history_id__lt=history_instance.history_id)
    before = earlier.order_by("-history_id").first()
    if before and before.status == Article.Status.PUBLISHED and reads_otherwise(before, history_instance):
        Correction.objects.create(
            article=instance, revision=history_instance.history_id, reason=reason, made_at=history_instance.history_date
        )
