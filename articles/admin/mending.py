"""A failed row mended: what its original says, in our fields; the editor puts it right and takes it in."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles import ingest
from articles.models import ImportRow

from . import indexing
from .import_forms import MendingForm
from .importing import IMPORT

_SHOWN = 100_000
"""Characters of an original that the page shows to be mended; a longer one can be downloaded."""


def is_unsettled(row: ImportRow) -> bool:
    return row.outcome == ImportRow.Outcome.FAILED and row.retried_as_id is None


class Mending(admin.ModelAdmin):
    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.mend_view)
        return [path("<int:pk>/mend/", view, name="articles_importrow_mend"), *super().get_urls()]

    @admin.display(description="بعد ذلك")
    def afterwards(self, row: ImportRow) -> str | SafeString:
        """What became of a failed row later, or the way to mend it."""
        if row.retried_as:
            address = reverse("admin:articles_importrow_change", args=[row.retried_as.pk])
            return format_html('أُعيد فصار: <a href="{}">{}</a>', address, row.retried_as.get_outcome_display())
        if is_unsettled(row):
            return format_html('<a href="{}">صحّحه وأدخله</a>', reverse("admin:articles_importrow_mend", args=[row.pk]))
        return "—"

    def mend_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        if not request.user.has_perm(IMPORT):
            raise PermissionDenied
        row: ImportRow | None = self.get_object(request, str(pk))
        if row is None:
            raise Http404("No such row.")
        if not is_unsettled(row):
            messages.info(request, "أُدخل هذا الصف من قبل.")
            return redirect("admin:articles_importrow_change", pk)
        text = ingest.text_of(row)
        typed = request.POST.get("text", text).replace("\r\n", "\n")
        record, problem = self._read(row, typed if typed != text.replace("\r\n", "\n") else None)
        submitted = request.method == "POST" and "read" not in request.POST
        form = MendingForm(request.user, record, request.POST if submitted else None)
        if form.is_valid():
            try:
                return self._taken_in(request, ingest.take_in(row, form.record(), request.user))
            except ingest.NotTaken as error:
                form.add_error(None, str(error))
        context = {
            **self.admin_site.each_context(request),
            "title": "تصحيح صف متعذّر",
            "opts": self.opts,
            "row": row,
            "form": form,
            "problem": problem,
            # A longer one is for a program of its own; its fields stand below all the same.
            "text": typed if len(typed) <= _SHOWN else "",
        }
        return TemplateResponse(request, "admin/archive/row_mend.html", context)

    def _read(self, row: ImportRow, typed: str | None) -> tuple[dict[str, Any], str]:
        """(the row's record, why what was typed does not make one)"""
        if typed is None:
            return ingest.record_of(row), ""
        try:
            return ingest.read_anew(row, typed), ""
        except ingest.NotTaken as error:
            return ingest.record_of(row), str(error)

    def _taken_in(self, request: HttpRequest, new: ImportRow) -> HttpResponseBase:
        self.log_change(request, new, "تصحيح صف متعذّر")
        if new.article is None:
            return redirect("admin:articles_importrow_change", new.pk)
        article = format_html(
            '<a href="{}"><bdi>{}</bdi></a>', reverse("admin:articles_article_change", args=[new.article.pk]), new.article
        )
        messages.success(request, format_html("{}: {}. {}", new.get_outcome_display(), article, new.reason))
        indexing.say_if_waiting(request, [new.article.pk])
        rows = reverse("admin:articles_importrow_changelist")
        failed_in = new.run.retry_of_id
        return redirect(f"{rows}?run__id__exact={failed_in}&outcome__exact=failed" if failed_in else rows)
