"""Feeds that the archive follows: what is to be said to the server next time, and when that may be."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from .article import Article
from .imports import ImportRun


class Feed(models.Model):
    address = models.URLField("العنوان", max_length=2000, unique=True)
    title = models.CharField("الاسم", max_length=300, blank=True)
    etag = models.CharField(max_length=1000, blank=True, editable=False)
    last_modified = models.CharField(max_length=200, blank=True, editable=False)
    entries_hash = models.CharField(max_length=64, blank=True, editable=False, help_text="Of its entries when last imported.")
    fetched_at = models.DateTimeField("جُلبت", null=True, blank=True)
    due_at = models.DateTimeField("موعدها التالي", default=timezone.now)
    failures = models.PositiveIntegerField("إخفاقات متتالية", default=0)
    problem = models.TextField("المشكلة", blank=True)
    paused = models.BooleanField("متوقفة مؤقتًا", default=False)
    wanted = models.BooleanField(default=False, editable=False, help_text="An editor asks for a visit now.")
    status = models.CharField(
        "حالة ما يأتي منها",
        max_length=9,
        blank=True,
        choices=[(status.value, status.label) for status in (Article.Status.PUBLISHED, Article.Status.DRAFT)],
        help_text="إن تُركت فارغة فكما يقول الأمر الذي يتابعها.",
    )
    run = models.ForeignKey(
        ImportRun, models.SET_NULL, null=True, blank=True, related_name="feeds", verbose_name="آخر استيراد منها"
    )

    class Meta:
        verbose_name = "خلاصة متابَعة"
        verbose_name_plural = "الخلاصات المتابَعة"
        ordering = ["address"]

    def __str__(self) -> str:
        return self.title or self.address
