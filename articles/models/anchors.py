"""Where mentions and quotes stand in the body, carried along when the body is edited.

An anchor whose words were themselves changed is let go rather than left pointing at other words.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import F, Q

from articles.arabic import changes

from .article import Article
from .mentions import Mention, Quote

Span = tuple[int, int]
_ASIDE = 1_000_000_000
"""Anchors on the move are parked this far out, so that none lands where another still stands."""


def carried(old: str, new: str) -> Callable[[Span], Span | None]:
    """A function from a span of `old` to the span of the same words in `new`, or None where they are gone."""
    if old == new:
        return lambda span: span
    kept: list[tuple[int, int, int]] = []
    before = after = 0
    for kind, text in changes(old, new):
        if kind == "same":
            kept.append((before, before + len(text), after - before))
        before += len(text) if kind != "inserted" else 0
        after += len(text) if kind != "deleted" else 0

    def carry(span: Span) -> Span | None:
        start, end = span
        for first, last, shift in kept:
            if first <= start and end <= last:
                return start + shift, end + shift
        return _same_turn(old, new, span)

    return carry


def _same_turn(old: str, new: str, span: Span) -> Span | None:
    """The third «ترامب» of before is the third of now, if there are as many as before."""
    words = old[span[0] : span[1]]
    if not words or old.count(words) != new.count(words):
        return None
    place = -1
    for _ in range(old.count(words, 0, span[0]) + 1):
        place = new.find(words, place + 1)
        if place < 0:
            return None
    return place, place + len(words)


def follow_words(article: Article, old_body: str) -> None:
    """Brings every anchor of the article to where its words now stand."""
    carry = carried(old_body, article.body)
    for model in (Mention, Quote):
        anchored = list(model.objects.filter(article=article).exclude(start=None))
        rows = model.objects.filter(pk__in=[row.pk for row in anchored])
        rows.update(start=F("start") + _ASIDE, end=F("end") + _ASIDE)
        for row in anchored:
            span = carry((row.start, row.end))
            _settle(row, span)


def _settle(row: Mention | Quote, span: Span | None) -> None:
    # QuerySet.update: an anchor that follows its words is no edit, and makes no revision.
    rows = type(row)._default_manager.filter(pk=row.pk)
    if span:
        rows.update(start=span[0], end=span[1])
    elif isinstance(row, Mention) and _said_elsewhere(row):
        row.delete()
    else:
        rows.update(start=None, end=None)


def _said_elsewhere(mention: Mention) -> bool:
    """Whether another unanchored mention already says the same; two would break the model's rule."""
    if mention.name_id is None:
        return False  # the machine finds a name once in an article
    same = Mention.objects.filter(article=mention.article_id, name=mention.name_id, role=mention.role, start=None)
    return same.exclude(pk=mention.pk).exists()


def find_words(article: Article, mentions: list[Mention]) -> None:
    """Anchors mentions that quote the body's words but do not say where: at the first place still free."""
    for mention in mentions:
        if not mention.text.strip():
            continue
        taken = set(
            Mention.objects.filter(article=article, name=mention.name_id)
            .filter(~Q(pk=mention.pk) & Q(start__isnull=False))
            .values_list("start", flat=True)
        )
        start = article.body.find(mention.text)
        while start in taken:
            start = article.body.find(mention.text, start + 1)
        if start >= 0:
            Mention.objects.filter(pk=mention.pk).update(start=start, end=start + len(mention.text))
