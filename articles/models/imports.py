"""Imports: each run, and for each of its rows what became of it and why.

A run is known by the fingerprint of what it reads and how (files, format, mapping, options). One that was
cut short is taken up where its last row was committed. A run that an editor prepares is there before its first row:
its files wait in a folder of their own until it was looked over, started, and had its turn.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .article import Article


class ImportRun(models.Model):
    class State(models.TextChoices):
        PREPARED = "prepared", "لم يبدأ"
        WAITING = "waiting", "ينتظر دوره"
        RUNNING = "running", "جارٍ أو مقطوع"
        FINISHED = "finished", "اكتمل"

    label = models.CharField("الملفات", max_length=1000)
    format = models.CharField("الصيغة", max_length=20)
    options = models.JSONField("الخيارات", default=dict)
    fingerprint = models.CharField(max_length=64, db_index=True)
    state = models.CharField("الحالة", max_length=8, choices=State, default=State.RUNNING)
    started_at = models.DateTimeField("بدأ", default=timezone.now)
    finished_at = models.DateTimeField("انتهى", null=True, blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name="بدأه")
    notes = models.JSONField("ملاحظات", default=list)
    upload = models.CharField(max_length=32, blank=True, db_index=True, editable=False, help_text="Folder of its files.")
    share = models.PositiveSmallIntegerField(null=True, blank=True, editable=False, help_text="Percent done, where known.")
    problem = models.TextField("لماذا توقف", blank=True)
    retry_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="retries", verbose_name="يعيد صفوفًا تعذّرت من"
    )

    class Meta:
        verbose_name = "استيراد"
        verbose_name_plural = "الاستيرادات"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["prepared", "waiting", "running", "finished"]), name="run_state_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.label}"

    def counts(self) -> dict[str, int]:
        """How many rows had each outcome; every outcome is named, zeros too."""
        found = dict(self.rows.order_by().values_list("outcome").annotate(models.Count("pk")))
        return {outcome: found.get(outcome, 0) for outcome in ImportRow.Outcome.values}


class RowSet(models.QuerySet["ImportRow"]):
    def failed(self) -> RowSet:
        return self.filter(outcome=ImportRow.Outcome.FAILED)

    def unsettled(self) -> RowSet:
        """Failed, and not taken in later by a retry or a correction."""
        return self.failed().filter(retried_as=None)


class ImportRow(models.Model):
    class Outcome(models.TextChoices):
        CREATED = "created", "أُضيف"
        UPDATED = "updated", "حُدّث"
        UNCHANGED = "unchanged", "لم يتغير"
        DUPLICATE = "duplicate", "مكرر"
        FAILED = "failed", "تعذّر"

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows", verbose_name="الاستيراد")
    number = models.PositiveIntegerField("الرقم", help_text="Counts the rows of the whole run, from 1.")
    place = models.CharField("الموضع", max_length=1000, help_text="File and line, for a person to look it up.")
    outcome = models.CharField("النتيجة", max_length=9, choices=Outcome)
    reason = models.TextField("السبب", blank=True)
    article = models.ForeignKey(Article, models.SET_NULL, null=True, blank=True, related_name="import_rows")
    original = models.ForeignKey("Original", models.SET_NULL, null=True, blank=True, related_name="import_rows")
    retried_as = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="retry_of", verbose_name="أُعيد فصار"
    )

    objects = RowSet.as_manager()

    class Meta:
        verbose_name = "صف مستورد"
        verbose_name_plural = "الصفوف المستوردة"
        ordering = ["run", "number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="row_once_per_run"),
            models.CheckConstraint(
                condition=Q(outcome__in=["created", "updated", "unchanged", "duplicate", "failed"]),
                name="row_outcome_known",
            ),
            models.CheckConstraint(condition=~Q(outcome="failed") | ~Q(reason=""), name="row_failure_has_reason"),
        ]
        indexes = [models.Index(fields=["run", "outcome"], name="row_by_outcome")]

    def __str__(self) -> str:
        return f"{self.place}: {self.get_outcome_display()}"
