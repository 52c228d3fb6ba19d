"""Originals: to be looked at and downloaded as they were received, never edited."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.models import Original, OriginalDamaged

from .readonly import ReadOnly

_SUFFIXES = {
    "jsonl": "json", "json": "json", "csv": "csv", "xlsx": "json", "wxr": "xml", "feed": "xml",
    "ninjs": "json", "form": "json", "zip": "zip", "text": "txt", "paste": "txt", "docx": "docx", "html": "html",
}  # fmt: skip
_PREVIEW = 4000
"""Characters of an original that its page shows."""


@admin.register(Original)
class OriginalAdmin(ReadOnly):
    list_display = ("__str__", "format", "origin", "article", "received_at")
    list_filter = ("format",)
    list_select_related = ("article",)
    sortable_by = ()
    search_fields = ("sha256", "origin")
    search_help_text = "بداية البصمة أو جزء من المصدر."
    fields = ("sha256", "format", "origin", "article", "run", "received_at", "download", "preview")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Original]:
        originals: QuerySet[Original] = super().get_queryset(request)
        match = request.resolver_match
        if match and match.url_name == "articles_original_changelist":
            return originals.defer("deflated", "article__body", "article__standfirst", "article__date_note")
        return originals

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.download_view)
        return [path("<int:pk>/download/", view, name="articles_original_download"), *super().get_urls()]

    @admin.display(description="الملف")
    def download(self, original: Original) -> SafeString:
        return format_html(
            '<a href="{}">نزّل ما وصل كما هو</a>', reverse("admin:articles_original_download", args=[original.pk])
        )

    @admin.display(description="بدايته")
    def preview(self, original: Original) -> str | SafeString:
        try:
            text = original.content[: 4 * _PREVIEW].decode("utf-8", "replace")
        except OriginalDamaged:
            return "تلف المحفوظ: لم تعد له بصمته."
        if "\0" in text:
            return "ليس نصًا يُعرض."
        return format_html('<pre class="original-text" dir="auto">{}</pre>', text[:_PREVIEW])

    def download_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The bytes, as a file and never as a page: what came from outside must not run here."""
        original = self.get_object(request, str(pk))
        if original is None:
            raise Http404("No such original.")
        if not self.has_view_permission(request, original):
            raise PermissionDenied
        try:
            content = original.content
        except OriginalDamaged:
            messages.error(request, "تلف المحفوظ: لم تعد له بصمته، فلا يُنزَّل.")
            return redirect("admin:articles_original_change", pk)
        name = f"original-{original.pk}.{_SUFFIXES.get(original.format, 'bin')}"
        return HttpResponse(
            content,
            content_type="application/octet-stream",
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "X-Content-Type-Options": "nosniff",
                "Cache-Control": "private, no-store",
            },
        )
