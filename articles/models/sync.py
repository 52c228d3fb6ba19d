"""The queue of documents whose search entry is out of date.

A line is written in the transaction that changes the article, so neither can happen without the other.
The article's number is not a foreign key: a deleted article leaves a line too, so that search forgets it.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models


class QueuedDocument(models.Model):
    article_id = models.BigIntegerField()
    queued_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "مقال ينتظر الفهرسة"
        verbose_name_plural = "مقالات تنتظر الفهرسة"

    def __str__(self) -> str:
        return str(self.article_id)

    @classmethod
    def add(cls, article_ids: Iterable[int]) -> None:
        cls.objects.bulk_create([cls(article_id=pk) for pk in article_ids], batch_size=1000)


class QueuedExtraction(models.Model):
    """An article whose names and quotes have yet to be looked for. A line is written with the article, like the others."""

    article = models.ForeignKey("Article", models.CASCADE, related_name="+", verbose_name="المقال")
    queued_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "مقال ينتظر استخراج الأسماء"
        verbose_name_plural = "مقالات تنتظر استخراج الأسماء"

    def __str__(self) -> str:
        return str(self.article_id)

    @classmethod
    def add(cls, article_ids: Iterable[int]) -> None:
        cls.objects.bulk_create([cls(article_id=pk) for pk in article_ids], batch_size=1000)
