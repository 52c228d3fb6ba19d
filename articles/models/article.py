"""The article: its text as clean plain text, where and when it was published, and its standing.

The body holds one paragraph a line, so that offsets into it stay stable. Nothing here corrects the text.
`version` counts saves (two editors are told apart by it); `updated_at` is when anything that a reader sees
of the article last changed, a renamed person included: search and caches go by it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from articles.arabic import slugify

from .addresses import address
from .names import Name

TAKEN = {"versions"}
"""What stands after an article's number in the addresses of pages beside it: no article's slug."""

CARRIED = {Name.Kind.OUTLET: ("source", "dateline_agency"), Name.Kind.PLACE: ("dateline_place",)}
"""Fields in which an article carries a name of this kind."""

BRIEF = (
    *("headline", "kicker", "standfirst", "body", "external_id", "dateline_text"),
    *("published_at", "published_on", "date_certainty", "source", "dateline_place"),
    *(f"{name}__{field}" for name in ("source", "dateline_place") for field in ("kind", "name", "qualifier")),
)
"""What lists of articles show."""


class Withdrawn(Exception):
    """An article that readers could cite was withdrawn or deleted: its address says so, and none of its words."""


class ArticleQuerySet(models.QuerySet["Article"]):
    def published(self) -> ArticleQuerySet:
        return self.filter(status=Article.Status.PUBLISHED)

    def every_published(self) -> ArticleQuerySet:
        """The same, for a walk through all of them by number or by change.

        Asked for one status, SQLite takes an index on status and sorts all that it finds, for every stretch of the walk.
        """
        return self.exclude(status__in=[Article.Status.DRAFT, Article.Status.REVIEW, Article.Status.WITHDRAWN])

    def unpublished(self) -> ArticleQuerySet:
        """Those few, found in an index; asked for all that are not published, a database goes through all that are."""
        return self.filter(status__in=[Article.Status.DRAFT, Article.Status.REVIEW, Article.Status.WITHDRAWN])

    def exposed(self) -> ArticleQuerySet:
        """Published or withdrawn: what is, or was, for everybody. For such a walk too."""
        return self.exclude(status__in=[Article.Status.DRAFT, Article.Status.REVIEW])

    def public(self, pk: int) -> Article:
        """The published article of this number. Raises Withdrawn, or DoesNotExist for what was never public."""
        article = self.filter(pk=pk).first()
        if article is None:
            gone = Article.history.filter(id=pk, status=Article.Status.PUBLISHED).exists()
        else:
            gone = article.status == Article.Status.WITHDRAWN
        if gone:
            raise Withdrawn(pk)
        if article is None or not article.is_published:
            raise Article.DoesNotExist(pk)
        return article

    def newest_first(self) -> ArticleQuerySet:
        return self.order_by(models.F("published_at").desc(nulls_last=True), "-pk")

    def newest(self, size: int) -> list[int]:
        """Numbers of the first of `newest_first`. PostgreSQL's index has those without a date at its other end."""
        found = self.exclude(published_at=None).order_by("-published_at", "-pk").values_list("pk", flat=True)[:size]
        numbers = list(found)
        if len(numbers) < size:
            numbers += self.filter(published_at=None).order_by("-pk").values_list("pk", flat=True)[: size - len(numbers)]
        return numbers

    def in_order(self, numbers: Sequence[int]) -> list[Article]:
        """Those of these numbers that there are, in the numbers' order."""
        found = self.in_bulk(numbers)
        return [found[pk] for pk in numbers if pk in found]

    def on_day(self, day: dt.date) -> ArticleQuerySet:
        return self.filter(published_on=day)

    def mentioning(self, name: Name) -> ArticleQuerySet:
        """Where a reader sees the name: as a confirmed mention, or as the article's source, place or agency."""
        found = Q(pk__in=name.mentions.confirmed().values("article"))
        for field in CARRIED.get(Name.Kind(name.kind), ()):
            found |= Q(pk__in=Article.objects.filter(**{field: name}).values("pk"))  # by its own index, unlike field=name
        return self.filter(found)

    def brief(self) -> ArticleQuerySet:
        """With what a list of articles says of each; the rest is fetched where it is asked for, article by article."""
        return self.select_related("source", "dateline_place").only(*BRIEF)

    def for_display(self) -> ArticleQuerySet:
        return self.select_related("source", "dateline_place", "dateline_agency")


class ArticleManager(models.Manager.from_queryset(ArticleQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, source: str, external_id: str) -> Article:
        return self.get(source__kind=Name.Kind.OUTLET, source__name=source, external_id=external_id)


def content_hash(headline: str, standfirst: str, body: str) -> str:
    """SHA-256 over the words of an article: equal for texts that differ in white space only."""
    return hashlib.sha256("\0".join(" ".join(part.split()) for part in (headline, standfirst, body)).encode()).hexdigest()


class Article(models.Model):
    class Status(models.TextChoices):
        DRAFT = "draft", "مسوّدة"
        REVIEW = "review", "قيد المراجعة"
        PUBLISHED = "published", "منشور"
        WITHDRAWN = "withdrawn", "مسحوب"

    class Certainty(models.TextChoices):
        TIME = "time", "بالساعة"
        DAY = "day", "باليوم"
        MONTH = "month", "بالشهر"
        YEAR = "year", "بالسنة"
        INFERRED = "inferred", "مستنتج"
        UNKNOWN = "unknown", "غير معروف"

    headline = models.CharField("العنوان", max_length=1000)
    kicker = models.CharField("العنوان التمهيدي", max_length=500, blank=True)
    standfirst = models.TextField("المقدّمة", blank=True)
    body = models.TextField("المتن", help_text="كل فقرة في سطر.")

    source = models.ForeignKey(
        Name,
        models.PROTECT,
        null=True,
        blank=True,
        limit_choices_to={"kind": Name.Kind.OUTLET},
        related_name="published_articles",
        verbose_name="المصدر",
    )
    source_url = models.URLField("رابط الأصل", max_length=2000, blank=True)
    external_id = models.CharField("رقمه عند المصدر", max_length=300, blank=True)
    byline = models.CharField("الكاتب", max_length=500, blank=True)
    dateline_text = models.CharField("سطر المكان كما طُبع", max_length=500, blank=True)
    dateline_place = models.ForeignKey(
        Name,
        models.PROTECT,
        null=True,
        blank=True,
        limit_choices_to={"kind": Name.Kind.PLACE},
        related_name="datelined_articles",
        verbose_name="مكان الخبر",
    )
    dateline_agency = models.ForeignKey(
        Name,
        models.PROTECT,
        null=True,
        blank=True,
        limit_choices_to={"kind": Name.Kind.OUTLET},
        related_name="wired_articles",
        verbose_name="وكالة الخبر",
    )

    published_at = models.DateTimeField("تاريخ النشر", null=True, blank=True)
    published_on = models.DateField("يوم النشر", null=True, editable=False)
    date_certainty = models.CharField("دقة التاريخ", max_length=8, choices=Certainty, default=Certainty.UNKNOWN)
    date_note = models.TextField("كيف عُرف التاريخ", blank=True)

    language = models.CharField("اللغة", max_length=12, default="ar")
    status = models.CharField("الحالة", max_length=9, choices=Status, default=Status.DRAFT)
    created_at = models.DateTimeField("أُضيف", default=timezone.now, editable=False)
    updated_at = models.DateTimeField("عُدّل", default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    content_hash = models.CharField(max_length=64, editable=False)
    word_count = models.PositiveIntegerField("عدد الكلمات", default=0, editable=False)

    history = HistoricalRecords(
        excluded_fields=["created_at", "updated_at", "version", "content_hash", "word_count", "published_on"],
        history_change_reason_field=models.TextField(null=True),
    )
    objects = ArticleManager()

    class Meta:
        verbose_name = "مقال"
        verbose_name_plural = "المقالات"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=~Q(external_id=""),
                name="article_once_per_source_id",
                violation_error_message="لهذا المصدر مقال بهذا الرقم من قبل.",
            ),
            models.UniqueConstraint(
                fields=["external_id"],
                condition=~Q(external_id="") & Q(source=None),
                name="article_once_per_id_without_source",
                violation_error_message="يوجد مقال بلا مصدر بهذا الرقم من قبل.",
            ),
            models.CheckConstraint(condition=~Q(headline=""), name="article_has_headline"),
            models.CheckConstraint(condition=~Q(body=""), name="article_has_body"),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "review", "published", "withdrawn"]), name="article_status_known"
            ),
            models.CheckConstraint(
                condition=Q(date_certainty="unknown", published_at=None, published_on=None)
                | Q(
                    date_certainty__in=["time", "day", "month", "year", "inferred"],
                    published_at__isnull=False,
                    published_on__isnull=False,
                ),
                name="article_date_as_certain_as_stated",
                violation_error_message="التاريخ غير المعروف يُترك فارغًا، والتاريخ المكتوب يحتاج إلى درجة دقة.",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-published_at", "-id"], name="article_newest"),
            # With the certainty, so that a day's list is found without a look at the articles.
            models.Index(fields=["status", "published_on", "-published_at", "-id", "date_certainty"], name="article_by_day"),
            models.Index(fields=["source", "status", "-published_at"], name="article_by_source"),
            # What harvesters and sitemaps ask; with the status, so that a sitemap need not look at the articles.
            models.Index(fields=["updated_at", "id", "status"], name="article_by_change"),
            models.Index(fields=["source", "updated_at", "id"], name="article_by_source_change"),
            models.Index(fields=["source_url"], name="article_by_url", condition=~Q(source_url="")),
            models.Index(fields=["content_hash"], name="article_by_content"),
        ]
        permissions = [
            ("publish_article", "نشر المقالات وسحبها"),
            ("import_article", "استيراد المقالات"),
        ]

    def __str__(self) -> str:
        return self.headline

    def natural_key(self) -> tuple[str, str]:
        return self.source.name if self.source else "", self.external_id

    natural_key.dependencies = ["articles.name"]  # type: ignore[attr-defined]

    def clean(self) -> None:
        self.prepare()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Saves text, history and the line in the sync queue in one transaction."""
        self.prepare()
        self.updated_at = timezone.now()
        if self.pk and not self._state.adding:
            self.version += 1
        with transaction.atomic():
            super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            return super().delete(*args, **kwargs)

    def prepare(self) -> None:
        """Fills in what follows from the rest. `save` calls it; before `bulk_create` the caller does."""
        self.published_on = timezone.localtime(self.published_at).date() if self.published_at else None
        self.content_hash = content_hash(self.headline, self.standfirst, self.body)
        self.word_count = len(self.body.split())

    @property
    def slug(self) -> str:
        slug = slugify(self.headline)
        return f"{slug}-" if slug in TAKEN else slug

    @property
    def paragraphs(self) -> list[str]:
        return [line for line in self.body.split("\n") if line.strip()]

    @property
    def is_published(self) -> bool:
        return self.status == self.Status.PUBLISHED

    def get_absolute_url(self) -> str:
        return address("article", self.pk, self.slug)
