"""The merges that were done: who put which name into which, what moved, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.arabic import Counted
from articles.models import Merge, Name
from articles.names import UndoRefused, undo, why_not

from .merging import may_merge, name_address, say_if_waiting
from .readonly import ReadOnly

_WHAT = {
    "mention": Counted("", "ذكر واحد", "ذكران", "{n} ذكور", "{n} ذكرًا", "{n} ذكر"),
    "mention.double": Counted("", "ذكر مكرر", "ذكران مكرران", "{n} ذكور مكررة", "{n} ذكرًا مكررًا", "{n} ذكر مكرر"),
    "alias": Counted("", "صيغة واحدة", "صيغتان", "{n} صيغ", "{n} صيغة", "{n} صيغة"),
    "alias.double": Counted("", "صيغة مكررة", "صيغتان مكررتان", "{n} صيغ مكررة", "{n} صيغة مكررة", "{n} صيغة مكررة"),
    "alias.made": Counted("", "اسمه صيغةً جديدة", "", "", "", ""),
    "article.source": Counted(
        "", "مصدر مقال واحد", "مصدر مقالين", "مصدر {n} مقالات", "مصدر {n} مقالًا", "مصدر {n} مقال"
    ),
    "article.dateline_place": Counted(
        "", "مكان خبر واحد", "مكان خبرين", "مكان {n} أخبار", "مكان {n} خبرًا", "مكان {n} خبر"
    ),
    "article.dateline_agency": Counted(
        "", "وكالة خبر واحد", "وكالة خبرين", "وكالة {n} أخبار", "وكالة {n} خبرًا", "وكالة {n} خبر"
    ),
    "name.merged_into": Counted(
        "", "اسم دُمج فيه من قبل", "اسمان دُمجا فيه من قبل", "{n} أسماء دُمجت فيه من قبل",
        "{n} اسمًا دُمج فيه من قبل", "{n} اسم دُمج فيه من قبل",
    ),
    "quote.speaker": Counted("", "قائل قول واحد", "قائل قولين", "قائل {n} أقوال", "قائل {n} قولًا", "قائل {n} قول"),
    "name.facts": Counted("", "التعريف أو المعرّف", "التعريف والمعرّف", "", "", ""),
}  # fmt: skip
_OTHER = Counted("", "سجل واحد", "سجلان", "{n} سجلات", "{n} سجلًا", "{n} سجل")
_WHY = {"changed": "غيّره غيرك بعد الدمج", "gone": "حُذف بعد الدمج"}


def told(counts: Mapping[str, int]) -> str:
    """«3 ذكور، صيغة واحدة»"""
    return "، ".join(_WHAT.get(what, _OTHER)(counts[what]) for what in _in_order(counts) if counts[what])


def _in_order(counts: Mapping[str, Any]) -> list[str]:
    """As _WHAT has them: databases keep no order in what they keep as JSON."""
    return [what for what in _WHAT if what in counts] + sorted(counts.keys() - _WHAT.keys())


def left_behind(merge: Merge) -> list[str]:
    """What an undone merge could not bring back, a sentence each."""
    return [
        f"{_WHAT.get(what, _OTHER)(count)}: {_WHY.get(why, why)}."
        for what in _in_order(merge.left)
        for why, count in sorted(merge.left[what].items())
    ]


@admin.register(Merge)
class MergeAdmin(ReadOnly):
    list_display = ("shown_names", "shown_counts", "shown_moment", "shown_state")
    list_display_links = None
    list_select_related = ("absorbed", "survivor", "merged_by", "undone_by")
    sortable_by = ()

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("articles.view_name")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.undo_view)
        return [path("<int:pk>/undo/", view, name="articles_merge_undo"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        self._kinds = {kind for kind in Name.Kind.values if may_merge(request, kind)}
        return super().changelist_view(request, extra_context)

    @admin.display(description="الاسمان")
    def shown_names(self, merge: Merge) -> SafeString:
        return format_html(
            '<a href="{}"><bdi>{}</bdi></a> في <a href="{}"><bdi>{}</bdi></a> <span class="quiet">({})</span>',
            name_address(merge.absorbed), merge.absorbed, name_address(merge.survivor), merge.survivor,
            merge.survivor.get_kind_display(),
        )  # fmt: skip

    @admin.display(description="دُمجا")
    def shown_moment(self, merge: Merge) -> SafeString:
        moment = date_format(timezone.localtime(merge.merged_at), "DATETIME_FORMAT")
        return format_html("{}<br><bdi>{}</bdi>", moment, merge.merged_by or "—")

    @admin.display(description="ما انتقل")
    def shown_counts(self, merge: Merge) -> str:
        return told(merge.counts) or "لا شيء سوى العنوان"

    @admin.display(description="التراجع")
    def shown_state(self, merge: Merge) -> str | SafeString:
        if not merge.stands:
            left = format_html_join("", "<br>{}", ((line,) for line in left_behind(merge)))
            by = merge.undone_by or "—"
            return format_html("تراجع عنه <bdi>{}</bdi>{}", by, left)
        if merge.survivor.kind not in self._kinds:
            return "قائم"
        return format_html('<a class="button" href="{}">تراجع عنه</a>', reverse("admin:articles_merge_undo", args=[merge.pk]))

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        merge = Merge.objects.select_related("absorbed", "survivor__merged_into", "merged_by").filter(pk=pk).first()
        if merge is None:
            raise Http404("No such merge.")
        if not may_merge(request, merge.survivor.kind):
            raise PermissionDenied
        if request.method == "POST":
            return self._undo(request, pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"التراجع عن دمج {merge}",
            "merge": merge,
            "counts": told({what: count for what, count in merge.counts.items() if what != "alias.made"}),
            "refusal": why_not(merge),
        }
        return TemplateResponse(request, "admin/archive/undo.html", context)

    def _undo(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            merge, _ = undo(pk, by=request.user)  # type: ignore[arg-type]
        except UndoRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:articles_merge_changelist")
        messages.success(request, f"عاد «{merge.absorbed}» و«{merge.survivor}» اسمين.")
        for line in left_behind(merge):
            messages.warning(request, f"لم يعد إلى «{merge.absorbed}»: {line}")
        say_if_waiting(request)
        return redirect("admin:articles_merge_changelist")
