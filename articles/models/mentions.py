"""Mentions: who and what an article names, in which role; and quotes: who said what in it.

Offsets count characters of the article's body. A suggestion of the machine is not a fact until a person
confirms it: readers, search and facets see confirmed mentions and quotes only. A suggested name need not be
one that the archive keeps: it then stands as it was found, until an editor says whose it is. What was rejected
stays, so that it is not suggested again.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from articles.arabic import fold

from .article import Article
from .names import Name


class State(models.TextChoices):
    SUGGESTED = "suggested", "مقترح"
    CONFIRMED = "confirmed", "مؤكد"
    REJECTED = "rejected", "مرفوض"


class MentionQuerySet(models.QuerySet["Mention"]):
    def confirmed(self) -> MentionQuerySet:
        return self.filter(state=State.CONFIRMED)

    def suggested(self) -> MentionQuerySet:
        return self.filter(state=State.SUGGESTED)

    def get_by_natural_key(self, article: list[str], name: list[str], role: str, start: int | None) -> Mention:
        return self.get(
            article=Article.objects.get_by_natural_key(*article),
            name=Name.objects.get_by_natural_key(*name),
            role=role,
            start=start,
        )


def _span_is_whole(model: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        # Said in full: a comparison with nothing is neither true nor false, and a check lets that pass.
        condition=Q(start=None, end=None) | Q(start__isnull=False, end__isnull=False, end__gt=F("start")),
        name=f"{model}_span_is_whole",
    )


class Mention(models.Model):
    State = State

    article = models.ForeignKey(Article, models.CASCADE, related_name="mentions", verbose_name="المقال")
    name = models.ForeignKey(Name, models.PROTECT, null=True, blank=True, related_name="mentions", verbose_name="الاسم")
    kind = models.CharField("النوع", max_length=12, choices=Name.Kind, blank=True, editable=False)
    found = models.CharField(
        "كما وجدته الآلة", max_length=300, blank=True, editable=False, help_text="The fullest form that the text gives."
    )
    folded = models.CharField(max_length=300, blank=True, editable=False)
    role = models.CharField("صفته كما وردت", max_length=500, blank=True)
    text = models.CharField("كما كُتب", max_length=300, blank=True)
    start = models.PositiveIntegerField(null=True, blank=True, editable=False)
    end = models.PositiveIntegerField(null=True, blank=True, editable=False)
    state = models.CharField("الحالة", max_length=9, choices=State, default=State.CONFIRMED)

    history = HistoricalRecords()
    objects = models.Manager.from_queryset(MentionQuerySet)()

    class Meta:
        verbose_name = "ذكر"
        verbose_name_plural = "من وما يذكره المقال"
        ordering = ["article", F("start").asc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "name", "role"],
                condition=Q(start=None),
                name="mention_once_per_role",
                violation_error_message="هذا الاسم مذكور بهذه الصفة من قبل.",
            ),
            models.UniqueConstraint(fields=["article", "name", "start"], name="mention_once_per_place"),
            models.UniqueConstraint(
                fields=["article", "kind", "folded"], condition=Q(name=None), name="mention_found_once_in_an_article"
            ),
            models.CheckConstraint(condition=Q(state__in=["suggested", "confirmed", "rejected"]), name="mention_state_known"),
            models.CheckConstraint(
                condition=Q(name__isnull=False) | (~Q(state="confirmed") & ~Q(kind="") & ~Q(folded="")),
                name="mention_of_somebody",
                violation_error_message="اختر الاسم الذي يُؤكَّد ذكره.",
            ),
            _span_is_whole("mention"),
        ]
        indexes = [
            models.Index(fields=["name", "state", "article"], name="mention_by_name"),
            models.Index(fields=["folded", "kind"], name="mention_as_found", condition=~Q(folded="")),
        ]

    def __str__(self) -> str:
        called = str(self.name) if self.name else self.found
        return f"{called}، {self.role}" if self.role else called

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.prepare()
        super().save(*args, **kwargs)

    def prepare(self) -> None:
        """Fills in what follows from the rest. `save` calls it; before `bulk_create` the caller does."""
        self.folded = fold(self.found)

    def natural_key(self) -> tuple[tuple[str, str], tuple[str, str, str] | None, str, int | None]:
        return self.article.natural_key(), self.name.natural_key() if self.name else None, self.role, self.start


class QuoteQuerySet(models.QuerySet["Quote"]):
    def confirmed(self) -> QuoteQuerySet:
        return self.filter(state=State.CONFIRMED)

    def suggested(self) -> QuoteQuerySet:
        return self.filter(state=State.SUGGESTED)

    def in_sight(self) -> QuoteQuerySet:
        """Confirmed ones of published articles. Whether their speaker is confirmed too is the speaker's state."""
        return self.confirmed().exclude(article__in=Article.objects.unpublished().values("pk"))


class Quote(models.Model):
    State = State

    article = models.ForeignKey(Article, models.CASCADE, related_name="quotes", verbose_name="المقال")
    text = models.TextField("القول")
    start = models.PositiveIntegerField(null=True, blank=True, editable=False)
    end = models.PositiveIntegerField(null=True, blank=True, editable=False)
    speaker = models.ForeignKey(Mention, models.SET_NULL, null=True, blank=True, related_name="quotes", verbose_name="القائل")
    said_by = models.CharField(
        "القائل كما وُصف", max_length=300, blank=True, help_text="حين لا يُذكر باسمه: «مصدر مطّلع»، «بيان الوزارة»."
    )
    certain = models.BooleanField("القائل مؤكد", default=False)
    state = models.CharField("الحالة", max_length=9, choices=State, default=State.CONFIRMED)

    objects = models.Manager.from_queryset(QuoteQuerySet)()

    class Meta:
        verbose_name = "قول"
        verbose_name_plural = "الأقوال"
        ordering = ["article", F("start").asc(nulls_last=True), "pk"]
        indexes = [models.Index(fields=["state", "-id"], name="quote_newest")]
        constraints = [
            _span_is_whole("quote"),
            models.CheckConstraint(condition=~Q(text=""), name="quote_has_words"),
            models.CheckConstraint(condition=Q(state__in=["suggested", "confirmed", "rejected"]), name="quote_state_known"),
        ]

    def __str__(self) -> str:
        return self.text
