"""Versions of one story: which articles are alike, found by the machine and decided by people.

Of a pair, `of` is the one that was here first. However many versions a story has, each points to one or a few
others: a story of a thousand versions is a thousand rows. Only a person confirms; what was rejected is kept, so
that it is never suggested again.

A shingle is a number that stands for a run of an article's words; articles that share some are candidates. Of each
number only the first `MOST_HOLDERS` articles are kept: a phrase that more of them have says nothing, and of a text
with thousands of copies the first ones find all others. Which words an article's shingles were made of, its
`Sketch` says: one without a sketch, or whose words are others by now, is yet to be compared. Both go with their
article (`_let_go`), without being listed among what an editor deletes with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.signals import pre_delete
from django.utils import timezone

from articles.arabic import Twins

from .article import Article, ArticleQuerySet

MOST_HOLDERS = 32
_MOST_VERSIONS = 1000
"""Articles of one story that are followed from version to version."""


class Sketch(models.Model):
    article = models.OneToOneField(Article, models.DO_NOTHING, primary_key=True, related_name="sketch")
    scheme = models.PositiveSmallIntegerField(help_text="articles.arabic.SKETCH_VERSION when it was made.")
    content_hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = "بصمة مقال"
        verbose_name_plural = "بصمات المقالات"

    def __str__(self) -> str:
        return str(self.article_id)


class Shingle(models.Model):
    pk = models.CompositePrimaryKey("hash", "article")
    hash = models.BigIntegerField()
    article = models.ForeignKey(Article, models.DO_NOTHING, related_name="shingles")

    class Meta:
        verbose_name = "قطعة من بصمة"
        verbose_name_plural = "قطع البصمات"

    def __str__(self) -> str:
        return f"{self.hash}: {self.article_id}"


class VersionQuerySet(models.QuerySet["Version"]):
    def suggested(self) -> VersionQuerySet:
        return self.filter(state=Version.State.SUGGESTED)

    def confirmed(self) -> VersionQuerySet:
        return self.filter(state=Version.State.CONFIRMED)

    def touching(self, article_ids: Iterable[int]) -> VersionQuerySet:
        """Pairs of which one is among these."""
        ids = list(article_ids)
        return self.filter(Q(article__in=ids) | Q(of__in=ids))

    def decide(self, state: Version.State, user: Any = None) -> int:
        """Confirms or rejects them all, or takes that back; how many."""
        decided = state != Version.State.SUGGESTED
        return self.update(state=state, decided_by=user if decided else None, decided_at=timezone.now() if decided else None)


class Version(models.Model):
    class State(models.TextChoices):
        SUGGESTED = "suggested", "مقترحة"
        CONFIRMED = "confirmed", "مؤكدة"
        REJECTED = "rejected", "مرفوضة"

    class Kind(models.TextChoices):
        SAME = Twins.SAME.value, "الكلمات نفسها"
        HEADLINE = Twins.HEADLINE.value, "النص نفسه بعنوان آخر"
        CORRECTED = Twins.CORRECTED.value, "كلمات قليلة مختلفة"
        REWORDED = Twins.REWORDED.value, "صياغة قريبة"
        PART = Twins.PART.value, "أحدهما جزء من الآخر"

    article = models.ForeignKey(Article, models.CASCADE, related_name="resemblances", verbose_name="المقال")
    of = models.ForeignKey(Article, models.CASCADE, related_name="resembled", verbose_name="يشبه المقال")
    kind = models.CharField("نوع الشبه", max_length=9, choices=Kind)
    likeness = models.FloatField(
        "نسبة الشبه", help_text="From 0 to 1; of a part, how much of the shorter text stands in the longer one."
    )
    state = models.CharField("الحالة", max_length=9, choices=State, default=State.SUGGESTED)
    found_at = models.DateTimeField("اكتُشف", default=timezone.now)
    decided_at = models.DateTimeField("حُكم فيه", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="حكم فيه"
    )

    objects = models.Manager.from_queryset(VersionQuerySet)()

    class Meta:
        verbose_name = "شبه بين مقالين"
        verbose_name_plural = "مقالات متشابهة"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "of"], name="version_once"),
            models.CheckConstraint(condition=Q(article__gt=F("of")), name="version_points_back"),
            models.CheckConstraint(condition=Q(likeness__gte=0, likeness__lte=1), name="version_likeness_is_share"),
            models.CheckConstraint(condition=Q(state__in=["suggested", "confirmed", "rejected"]), name="version_state_known"),
            models.CheckConstraint(
                condition=Q(kind__in=["same", "headline", "corrected", "reworded", "part"]), name="version_kind_known"
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="version_newest")]

    def __str__(self) -> str:
        return f"{self.article_id} ← {self.of_id}"

    @property
    def percent(self) -> int:
        return round(100 * self.likeness)


def versions_of(article: Article) -> ArticleQuerySet:
    """The other articles of its story for readers: confirmed by a person, and published."""
    return Article.objects.published().filter(pk__in=told_alike([article.pk]) - {article.pk})


def told_alike(article_ids: Iterable[int], states: Iterable[str] = (Version.State.CONFIRMED,)) -> set[int]:
    """These articles and all that pairs in these states lead to, from version to version; `_MOST_VERSIONS` or so."""
    found = set(article_ids)
    newest = found
    while newest and len(found) < _MOST_VERSIONS:
        pairs = Version.objects.filter(state__in=list(states)).touching(newest).order_by().values_list("article", "of")
        newest = {pk for pair in pairs[: 2 * _MOST_VERSIONS] for pk in pair} - found
        found = found | newest
    return found


def listen() -> None:
    """Connects what happens when an article is deleted; once, when Django starts."""
    pre_delete.connect(_let_go, Article)


def _let_go(instance: Article, origin: Any = None, **_: Any) -> None:
    """What people confirmed outlives the article that it pointed to; what was suggested is looked for anew."""
    Shingle.objects.filter(article=instance.pk).delete()
    Sketch.objects.filter(article=instance.pk).delete()
    pairs = {pair.of_id if pair.article_id == instance.pk else pair.article_id: pair for pair in _pairs_of(instance)}
    going = set()
    if pairs and isinstance(origin, models.QuerySet) and origin.model is Article:
        going = set(origin.filter(pk__in=pairs).values_list("pk", flat=True))
    confirmed = sorted(pk for pk, pair in pairs.items() if pk not in going and pair.state == Version.State.CONFIRMED)
    Version.objects.bulk_create((_handed_over(pairs[pk], pk, confirmed[0]) for pk in confirmed[1:]), ignore_conflicts=True)
    Sketch.objects.filter(article__in=[pk for pk, pair in pairs.items() if pair.state == Version.State.SUGGESTED]).delete()


def _pairs_of(article: Article) -> VersionQuerySet:
    return Version.objects.touching([article.pk]).order_by("pk")


def _handed_over(pair: Version, article: int, of: int) -> Version:
    fields = ("kind", "likeness", "state", "found_at", "decided_at", "decided_by_id")
    return Version(article_id=article, of_id=of, **{field: getattr(pair, field) for field in fields})
