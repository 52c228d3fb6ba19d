"""Mentions: who and what an article names, in which role; and quotes: who said what in it.

Offsets count characters of the article's body. A suggestion of the machine is not a fact until a person
confirms it: readers, search and facets see confirmed mentions only.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from .article import Article
from .names import Name


class MentionQuerySet(models.QuerySet["Mention"]):
    def confirmed(self) -> MentionQuerySet:
        return self.filter(state=Mention.State.CONFIRMED)

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
    class State(models.TextChoices):
        SUGGESTED = "suggested", "مقترح"
        CONFIRMED = "confirmed", "مؤكد"
        REJECTED = "rejected", "مرفوض"

    article = models.ForeignKey(Article, models.CASCADE, related_name="mentions", verbose_name="المقال")
    name = models.ForeignKey(Name, models.PROTECT, related_name="mentions", verbose_name="الاسم")
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
            models.CheckConstraint(condition=Q(state__in=["suggested", "confirmed", "rejected"]), name="mention_state_known"),
            _span_is_whole("mention"),
        ]
        indexes = [models.Index(fields=["name", "state", "article"], name="mention_by_name")]

    def __str__(self) -> str:
        return f"{self.name}، {self.role}" if self.role else str(self.name)

    def natural_key(self) -> tuple[tuple[str, str], tuple[str, str, str], str, int | None]:
        return self.article.natural_key(), self.name.natural_key(), self.role, self.start


class Quote(models.Model):
    article = models.ForeignKey(Article, models.CASCADE, related_name="quotes", verbose_name="المقال")
    text = models.TextField("القول")
    start = models.PositiveIntegerField(null=True, blank=True, editable=False)
    end = models.PositiveIntegerField(null=True, blank=True, editable=False)
    speaker = models.ForeignKey(Mention, models.SET_NULL, null=True, blank=True, related_name="quotes", verbose_name="القائل")
    certain = models.BooleanField("القائل مؤكد", default=False)

    class Meta:
        verbose_name = "قول"
        verbose_name_plural = "الأقوال"
        ordering = ["article", F("start").asc(nulls_last=True), "pk"]
        constraints = [
            _span_is_whole("quote"),
            models.CheckConstraint(condition=~Q(text=""), name="quote_has_words"),
        ]

    def __str__(self) -> str:
        return self.text
