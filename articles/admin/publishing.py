"""Publishing and withdrawing: one article at a time through `save`, so each leaves a revision and reaches search."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from articles.arabic import Counted
from articles.models import Article

from . import indexing

PUBLISH = "articles.publish_article"
WRITERS = (Article.Status.DRAFT, Article.Status.REVIEW)
"""Where an article stands while those who may not publish may still work on it."""
REASONS = {Article.Status.PUBLISHED: "نُشر", Article.Status.WITHDRAWN: "سُحب"}
_BATCH = 100
"""Articles in one transaction: other writers get their turn in between."""

_PUBLISHED = Counted("لم يُنشر شيء.", "نُشر مقال واحد.", "نُشر مقالان.", "نُشرت {n} مقالات.", "نُشر {n} مقالًا.", "نُشر {n} مقال.")
_ALREADY_PUBLISHED = Counted(
    "", "وكان مقال واحد منشورًا من قبل.", "وكان مقالان منشورين من قبل.", "وكانت {n} مقالات منشورة من قبل.",
    "وكان {n} مقالًا منشورًا من قبل.", "وكان {n} مقال منشورًا من قبل.",
)  # fmt: skip
_WITHDRAWN = Counted("لم يُسحب شيء.", "سُحب مقال واحد.", "سُحب مقالان.", "سُحبت {n} مقالات.", "سُحب {n} مقالًا.", "سُحب {n} مقال.")
_NOT_PUBLIC = Counted(
    "", "ومقال واحد لم يكن منشورًا فبقي كما هو.", "ومقالان لم يكونا منشورين فبقيا كما هما.",
    "و{n} مقالات لم تكن منشورة فبقيت كما هي.", "و{n} مقالًا لم يكن منشورًا فبقي كما هو.",
    "و{n} مقال لم يكن منشورًا فبقي كما هو.",
)  # fmt: skip


def move(article_ids: Iterable[int], to: Article.Status, only_from: Iterable[str]) -> list[int]:
    """Gives the articles a new status, those that stand in `only_from`; returns which were moved."""
    ids, moved = list(article_ids), []
    for first in range(0, len(ids), _BATCH):
        with transaction.atomic():
            standing = Article.objects.select_for_update().filter(pk__in=ids[first : first + _BATCH], status__in=only_from)
            for article in standing.order_by("pk"):
                article.status = to
                article._change_reason = REASONS[to]  # type: ignore[attr-defined]
                article.save()
                moved.append(article.pk)
    return moved


class Publishing(admin.ModelAdmin):
    """The two actions, and who may do what to an article in which status."""

    actions = ("publish", "withdraw")

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PUBLISH)

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or self.has_publish_permission(request) or obj.status in WRITERS

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "status" and not self.has_publish_permission(request):
            kwargs["choices"] = [(status.value, status.label) for status in WRITERS]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    @admin.action(permissions=["publish"], description="انشر المقالات المختارة")
    def publish(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        others = set(Article.Status.values) - {Article.Status.PUBLISHED}
        self._move(request, queryset, Article.Status.PUBLISHED, others, _PUBLISHED, _ALREADY_PUBLISHED)

    @admin.action(permissions=["publish"], description="اسحب المقالات المختارة")
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        self._move(request, queryset, Article.Status.WITHDRAWN, {Article.Status.PUBLISHED}, _WITHDRAWN, _NOT_PUBLIC)

    def _move(
        self,
        request: HttpRequest,
        queryset: QuerySet[Article],
        to: Article.Status,
        only_from: set[str],
        done: Counted,
        rest: Counted,
    ) -> None:
        chosen = list(queryset.order_by().values_list("pk", flat=True))
        moved = move(chosen, to, only_from)
        for article in Article.objects.filter(pk__in=moved[:1000]).only("headline"):
            self.log_change(request, article, REASONS[to])
        left = len(chosen) - len(moved)
        text = f"{done(len(moved))} {rest(left) if left else ''}".strip()
        messages.add_message(request, messages.SUCCESS if moved else messages.WARNING, text)
        indexing.say_if_waiting(request, moved)
