"""Imports: each run as it stands, with its counts, and its rows with outcome and reason."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles import ingest
from articles.models import Article, ImportRow, ImportRun

from .import_forms import FORMATS, KEYS
from .importing import Importing
from .mending import Mending
from .readonly import ReadOnly


@admin.register(ImportRun)
class ImportRunAdmin(Importing, ReadOnly):
    change_form_template = "admin/archive/import_run.html"
    list_display = ("shown_label", "format", "shown_condition", "failures", "started_at", "finished_at", "started_by")
    list_display_links = ("shown_label",)
    list_filter = ("state", "format")
    list_select_related = ("started_by",)
    sortable_by = ("started_at",)
    fields = (
        *("shown_label", "format", "retried", "started_at", "finished_at", "started_by"),
        *("shown_options", "shown_notes"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportRun]:
        failed = ImportRow.objects.unsettled().filter(run=OuterRef("pk")).order_by()
        counted = failed.values("run").annotate(count=Count("pk")).values("count")
        runs: QuerySet[ImportRun] = super().get_queryset(request)
        return runs.annotate(failed_rows=Coalesce(Subquery(counted, output_field=IntegerField()), 0))

    @admin.display(description="الملفات")
    def shown_label(self, run: ImportRun) -> SafeString:
        return format_html("<bdi>{}</bdi>", run.label)

    @admin.display(description="الحالة")
    def shown_condition(self, run: ImportRun) -> str:
        condition = ingest.condition(run)
        share = f" {run.share}%" if condition.moves and run.share is not None else ""
        return f"{condition.label}{share}"

    @admin.display(description="يعيد صفوفًا من")
    def retried(self, run: ImportRun) -> str | SafeString:
        if run.retry_of is None:
            return "—"
        address = reverse("admin:articles_importrun_change", args=[run.retry_of.pk])
        return format_html('<a href="{}">الاستيراد {}</a>', address, run.retry_of.pk)

    @admin.display(description="لم تدخل")
    def failures(self, run: ImportRun) -> str | SafeString:
        failed: int = run.failed_rows  # type: ignore[attr-defined]
        return _rows_link(run, ImportRow.Outcome.FAILED, str(failed)) if failed else "0"

    @admin.display(description="الخيارات")
    def shown_options(self, run: ImportRun) -> SafeString:
        options = run.options
        labels = {
            "التنسيق": FORMATS.get(options.get("format", ""), ""),
            "الترميز": ingest.ENCODINGS.get(options.get("encoding", ""), ""),
            "المصدر حيث لا يُذكر": options.get("source", ""),
            "الحالة حيث لا تُذكر": Article.Status(options["status"]).label if options.get("status") else "",
            "عنوان الخلاصة": options.get("address", ""),
            **{f"حقل {KEYS.get(key, key)}": column or "لا يؤخذ" for key, column in options.get("map", {}).items()},
        }
        said = [(label, value) for label, value in labels.items() if value]
        return format_html_join("", "<p>{}: <bdi>{}</bdi></p>", said) or SafeString("—")

    @admin.display(description="ملاحظات")
    def shown_notes(self, run: ImportRun) -> SafeString | str:
        if isinstance(run.notes, list) and all(isinstance(note, str) for note in run.notes):
            return format_html_join("", '<p dir="auto">{}</p>', ((note,) for note in run.notes)) or "—"
        return _as_json(run.notes)


def _rows_link(run: ImportRun, outcome: str, text: str) -> SafeString:
    rows = reverse("admin:articles_importrow_changelist")
    return format_html('<a href="{}?run__id__exact={}&amp;outcome__exact={}">{}</a>', rows, run.pk, outcome, text)


def _as_json(value: Any) -> SafeString:
    return format_html('<pre dir="ltr">{}</pre>', json.dumps(value, ensure_ascii=False, indent=1))


class _RunFilter(admin.SimpleListFilter):
    """The run that the address names, and the last ten."""

    title = "الاستيراد"
    parameter_name = "run__id__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        runs = list(ImportRun.objects.order_by("-pk")[:10])
        chosen = request.GET.get(self.parameter_name, "")
        if chosen.isascii() and chosen.isdigit() and len(chosen) < 19 and int(chosen) not in {run.pk for run in runs}:
            runs += ImportRun.objects.filter(pk=int(chosen))
        return [(str(run.pk), str(run)) for run in runs] or [("", "—")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ImportRow]) -> QuerySet[ImportRow]:
        value = self.value() or ""
        return queryset.filter(run=int(value)) if value.isascii() and value.isdigit() and len(value) < 19 else queryset


@admin.register(ImportRow)
class ImportRowAdmin(Mending, ReadOnly):
    list_display = ("place", "outcome", "reason", "shown_article", "afterwards", "number")
    list_filter = ("outcome", _RunFilter)
    list_select_related = ("article", "retried_as")
    sortable_by = ()
    ordering = ("-run", "number")
    search_fields = ("reason", "place")
    search_help_text = "في السبب أو الموضع."
    fields = ("run", "number", "place", "outcome", "reason", "afterwards", "article", "original")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportRow]:
        rows: QuerySet[ImportRow] = super().get_queryset(request)
        return rows.defer("article__body", "article__standfirst", "article__date_note")

    @admin.display(description="المقال")
    def shown_article(self, row: ImportRow) -> str | SafeString:
        if row.article is None:
            return "—"
        return format_html(
            '<a href="{}"><bdi>{}</bdi></a>', reverse("admin:articles_article_change", args=[row.article.pk]), row.article
        )
