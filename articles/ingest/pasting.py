"""Pasted text: kept byte for byte before anything is made of it, and made into one article only.

A text waits as an original without article until its proposal is saved, so a closed window loses nothing, and
neither the back button nor a second click makes a second article. The same text once more is a new paste only where
the editor says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from articles.models import Article, Original

from .deciding import NameDecision, QuoteDecision, decide
from .versions import note_versions

FORMAT = "paste"
LONGEST = 200_000
"""Characters of one paste. A page with its decisions about more than that helps nobody; files are imported."""


class AlreadySaved(Exception):
    """The paste is an article already: `article`."""

    def __init__(self, article: Article) -> None:
        super().__init__(f"saved as article {article.pk}")
        self.article = article


def keep_pasted(text: str, *, again: bool = False) -> Original:
    """The original of this text; the one that waits already, where the same text was pasted before and not saved.

    Raises AlreadySaved where it was saved, unless it shall be pasted `again`.
    """
    content = text.encode("utf-8", "surrogatepass")
    same = Original.objects.filter(sha256=hashlib.sha256(content).hexdigest(), recipe__startswith=FORMAT)
    with transaction.atomic():
        stored = list(same.select_related("article").order_by("pk"))
        for one in stored:
            if one.article is None:
                return one
        if stored and not again:
            assert stored[-1].article
            raise AlreadySaved(stored[-1].article)
        recipe = FORMAT if not stored else f"{FORMAT} {len(stored) + 1}"
        fresh = Original.of(content, format=FORMAT, origin="admin", recipe=recipe)
        kept, _ = Original.objects.get_or_create(
            sha256=fresh.sha256,
            recipe=recipe,
            defaults={"deflated": fresh.deflated, "format": FORMAT, "origin": "admin"},
        )
        return kept


def pasted_text(original: Original) -> str:
    return original.content.decode("utf-8", "surrogatepass")


def save_pasted(
    original: Original,
    article: Article,
    names: Sequence[NameDecision],
    quotes: Sequence[QuoteDecision],
    user: AbstractBaseUser | None = None,
) -> None:
    """Saves the article with what was decided, in one transaction. Raises AlreadySaved where it was saved meanwhile."""
    with transaction.atomic():
        waiting = Original.objects.select_for_update().defer("deflated").get(pk=original.pk)
        if waiting.article is not None:
            raise AlreadySaved(waiting.article)
        article.save()
        waiting.article = article
        waiting.save(update_fields=["article"])
        decide(article, names, quotes, user)
        note_versions([article])
