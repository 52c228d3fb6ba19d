"""Merges of names: who put which name into which, when, and every row that moved, so that it can be undone.

Promises: a merge names each row that it moved or put away; of what was put away (a mention or an alias that the
survivor had already) the whole row is kept. Two names that somebody said are two stay known as two, also after one of
them was merged into a third.

Refuses: to be edited. A merge is undone as a whole, once.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from .names import Name


class MergeQuerySet(models.QuerySet["Merge"]):
    def standing(self) -> MergeQuerySet:
        return self.filter(undone_at=None)


class Merge(models.Model):
    absorbed = models.ForeignKey(Name, models.PROTECT, related_name="mergers", verbose_name="الاسم المدموج")
    survivor = models.ForeignKey(Name, models.PROTECT, related_name="merges", verbose_name="الاسم الباقي")
    merged_at = models.DateTimeField("دُمجا", default=timezone.now)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="دمجهما"
    )
    undone_at = models.DateTimeField("تُراجع عنه", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="تراجع عنه"
    )
    taken = models.JSONField("ما أخذه الباقي", default=dict, help_text="Fields that the survivor lacked, with what it got.")
    counts = models.JSONField("ما انتقل", default=dict, help_text="Rows by `MovedRow.what`.")
    left = models.JSONField("ما لم يعد", default=dict, help_text="Of an undone merge: rows by `MovedRow.what`, and why.")

    objects = models.Manager.from_queryset(MergeQuerySet)()

    class Meta:
        verbose_name = "دمج"
        verbose_name_plural = "الأسماء المدموجة"
        ordering = ["-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["absorbed"], condition=Q(undone_at=None), name="merge_once_at_a_time"),
            models.CheckConstraint(condition=~Q(absorbed=F("survivor")), name="merge_of_two_names"),
        ]

    def __str__(self) -> str:
        return f"«{self.absorbed}» في «{self.survivor}»"

    @property
    def stands(self) -> bool:
        return self.undone_at is None


class MovedRow(models.Model):
    """One row that a merge moved, made or put away."""

    merge = models.ForeignKey(Merge, models.CASCADE, related_name="rows")
    what = models.CharField(max_length=60, help_text="mention, alias, article.source …; mention.double for one put away.")
    row = models.BigIntegerField()
    beside = models.BigIntegerField(null=True, help_text="The row that stayed where this one was put away.")
    kept = models.JSONField(null=True, help_text="The columns of a row that was put away.")

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["merge", "what", "row"], name="moved_row_by_merge")]

    def __str__(self) -> str:
        return f"{self.what} {self.row}"


class Distinct(models.Model):
    """Two names that look alike and are not the same: somebody said so."""

    first = models.ForeignKey(Name, models.CASCADE, related_name="+", verbose_name="الأول")
    second = models.ForeignKey(Name, models.CASCADE, related_name="+", verbose_name="الثاني")
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "اسمان مختلفان"
        verbose_name_plural = "أسماء مختلفة"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="distinct_said_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="distinct_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first} ≠ {self.second}"


class Quest(models.Model):
    """How far the archive was gone through for a name, so that looking goes on where it stopped."""

    name = models.OneToOneField(Name, models.CASCADE, related_name="quest", verbose_name="الاسم")
    fingerprint = models.CharField(max_length=64, help_text="Of the spellings that are looked for.")
    reached = models.BigIntegerField(default=0, help_text="The last article that was gone through.")
    suggested = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "بحث عن اسم"
        verbose_name_plural = "البحث عن الأسماء"
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.name)
