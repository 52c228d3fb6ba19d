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
