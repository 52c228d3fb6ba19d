"""Originals: the bytes as they were received, kept for good and never edited.

The same bytes, made into an article the same way, stand once, however often they are sent. They are stored
deflated (JSON with escapes shrinks to a fifth); `content` gives them back byte for byte and refuses if they
no longer have their hash.
"""

from __future__ import annotations

import hashlib
import zlib
from typing import Any

from django.db import models

from .article import Article


class OriginalDamaged(Exception):
    """What is stored no longer has the hash it was received with."""


class OriginalManager(models.Manager["Original"]):
    def get_by_natural_key(self, sha256: str, recipe: str) -> Original:
        return self.get(sha256=sha256, recipe=recipe)


class Original(models.Model):
    sha256 = models.CharField("بصمة", max_length=64)
    deflated = models.BinaryField()
    format = models.CharField("الصيغة", max_length=20)
    origin = models.CharField("من أين", max_length=1000, blank=True)
    recipe = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text="Digest of how the article is made of the bytes: same bytes and recipe, same article.",
    )
    article = models.ForeignKey(
        Article, models.SET_NULL, null=True, blank=True, related_name="originals", verbose_name="المقال"
    )
    run = models.ForeignKey("ImportRun", models.SET_NULL, null=True, blank=True, related_name="originals")
    received_at = models.DateTimeField("وصل", auto_now_add=True)

    objects = OriginalManager()

    class Meta:
        verbose_name = "نص أصلي"
        verbose_name_plural = "النصوص الأصلية"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["sha256", "recipe"], name="original_once_per_recipe"),
            models.CheckConstraint(condition=~models.Q(sha256=""), name="original_has_hash"),
        ]

    def __str__(self) -> str:
        return f"{self.format} {self.sha256[:12]}"

    @classmethod
    def of(cls, content: bytes, **fields: Any) -> Original:
        """An unsaved original of these bytes."""
        return cls(sha256=hashlib.sha256(content).hexdigest(), deflated=zlib.compress(content, 6), **fields)

    @property
    def content(self) -> bytes:
        try:
            content = zlib.decompress(bytes(self.deflated))
        except zlib.error as error:
            raise OriginalDamaged(f"original {self.pk} cannot be unpacked: {error}") from error
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise OriginalDamaged(f"original {self.pk} no longer has its hash {self.sha256}")
        return content

    def natural_key(self) -> tuple[str, str]:
        return self.sha256, self.recipe
