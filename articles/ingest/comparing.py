"""Compares what has not been compared yet: articles from before, and those whose words changed by another way.

A batch is one transaction, so that it can be stopped and started again at any time; memory does not grow with the
archive. What is compared is known by its sketch; an archive in which nothing changed is only looked through.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.db.models import F, Q

from articles.arabic import SKETCH_VERSION
from articles.models import Article, Sketch

from .turns import wait_for_turn
from .versions import READ, Similar, note_versions

_BATCH = 250
_NOT_COMPARED = Q(sketch=None) | ~Q(sketch__scheme=SKETCH_VERSION) | ~Q(sketch__content_hash=F("content_hash"))


def not_compared() -> int:
    """How many articles are to be compared."""
    count: int = Article.objects.filter(_NOT_COMPARED).count()
    return count


def forget_compared() -> int:
    """From now on no article counts as compared; what was found and decided stays. How many there were."""
    changed: int = Sketch.objects.update(scheme=0)
    return changed


def compare_archive() -> Iterator[tuple[int, list[tuple[Article, Similar]]]]:
    """Compares, and gives of each batch how many articles it had and what is newly suggested of which."""
    last = 0
    while True:
        with transaction.atomic():
            wait_for_turn()
            articles = list(Article.objects.filter(_NOT_COMPARED, pk__gt=last).order_by("pk").only(*READ)[:_BATCH])
            found = note_versions(articles)
        if not articles:
            return
        last = articles[-1].pk
        yield len(articles), [(article, one) for article in articles for one in found.get(article.pk, ())]
