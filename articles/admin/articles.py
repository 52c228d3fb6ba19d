"""Articles: list, form, actions.

Saving locks the article first and compares versions, so two editors never overwrite each other; a form that
comes too late is shown again beside what was saved. Text goes in exactly as typed.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import Media, ModelForm
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.ingest import edited, keep_typed
from articles.models import Article, Mention, find_words, follow_words

from . import indexing, search
from .article_form import ArticleForm, ExactFields, MentionInline, QuoteInline
from .autocomplete import NameChoices, NameSelect
from .facts import Facts
from .filters import PublishedOnFilter, SourceFilter, WaitingFilter, chosen_source, days_of
from .guide import Guide
from .history import History
from .listing import Listing
from .meeting import Meeting
from .names_waiting import NamesWaiting
from .pasting import Pasting
from .publishing import REASONS, Publishing
from .versions import Versions


@admin.register(Article)
class ArticleAdmin(
    Versions, Meeting, Pasting, Facts, NamesWaiting, Guide, History, Publishing, ExactFields, NameChoices, Listing
):
    form = ArticleForm
    inlines = (MentionInline, QuoteInline)
    autocomplete_fields = ("source", "dateline_place", "dateline_agency")
    fieldsets = (
        (None, {"fields": ("base_version", "kicker", "headline", "standfirst", "body")}),
        ("من أين", {"fields": ("source", "source_url", "external_id", "byline")}),
        ("سطر المكان", {"fields": ("dateline_text", ("dateline_place", "dateline_agency"))}),
        ("متى", {"fields": ("published_at", "date_certainty", "date_note")}),
        ("الحفظ", {"fields": ("status", "language", "reason")}),
    )

    list_display = ("shown_headline", "shown_source", "status", "shown_date", "updated_at")
    list_display_links = ("shown_headline",)
    list_filter = ("status", WaitingFilter, SourceFilter, PublishedOnFilter)
    list_select_related = ("source",)
    sortable_by = ("shown_date", "updated_at")
    ordering = ("-pk",)
    search_fields = ("headline",)
    search_help_text = "كلمات بأي صيغة، أو «عبارة كما هي»، و-كلمة للاستبعاد. يشمل المسوّدات والمسحوب."

    # --- list ---------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        articles: QuerySet[Article] = super().get_queryset(request)
        match = request.resolver_match
        if match and match.url_name == "articles_article_changelist":
            return articles.defer("body", "standfirst", "date_note")
        return articles

    @admin.display(description="العنوان", ordering="headline")
    def shown_headline(self, article: Article) -> SafeString:
        return format_html('<bdi dir="auto">{}</bdi>', article.headline)

    @admin.display(description="المصدر")
    def shown_source(self, article: Article) -> str | SafeString:
        return format_html("<bdi>{}</bdi>", article.source) if article.source else "—"

    @admin.display(description="تاريخ النشر", ordering="published_at")
    def shown_date(self, article: Article) -> str:
        return dated(article)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Article], search_term: str
    ) -> tuple[QuerySet[Article], bool]:
        if not search_term.strip():
            return queryset, False
        found = search.find(queryset, search_term, _narrowing(request))
        if request.method == "GET":
            for notice in found.notices:
                messages.warning(request, notice)
        return found.articles if request.GET.get("o") else found.best_first(), False

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        # Whoever may only look has nothing to give a reason for.
        return [
            (title, {**rest, "fields": [one for one in rest["fields"] if one not in {"base_version", "reason"}]})
            for title, rest in fieldsets
        ]

    @property
    def media(self) -> Media:
        # The list needs it for its source filter; the form has it from its own fields.
        return super().media + NameSelect(Article._meta.get_field("source"), self.admin_site).media

    def get_inline_instances(self, request: HttpRequest, obj: Article | None = None) -> list[Any]:
        inlines = super().get_inline_instances(request, obj)
        for inline in inlines:
            if isinstance(inline, QuoteInline) and (obj is None or not obj.quotes.exists()):
                inline.classes = ("collapse",)
        return inlines

    def get_view_on_site_url(self, obj: Article | None = None) -> str | None:
        """Readers see published articles only; a link to a page that is not there helps nobody."""
        return super().get_view_on_site_url(obj) if obj and obj.is_published else None

    # --- saving -------------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Article, form: ModelForm, change: bool) -> None:
        reason = form.cleaned_data.get("reason") or ""
        if (change and "status" in form.changed_data) or not change:
            reason = "، ".join(filter(None, [REASONS.get(Article.Status(obj.status)), reason]))
        obj._change_reason = reason or None  # type: ignore[attr-defined]
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        article = form.instance
        if change and form.initial.get("body") != article.body:
            follow_words(article, form.initial["body"])
        if change:
            edited(article, form.changed_data)
        else:
            keep_typed(article)
        for formset in formsets:
            if formset.model is Mention:
                rewritten = [row for row, fields in formset.changed_objects if "text" in fields]
                find_words(article, formset.new_objects + rewritten)
        request.saved_article = article.pk  # type: ignore[attr-defined]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponseBase:
        response = super().changeform_view(request, object_id, form_url, extra_context)
        if saved := getattr(request, "saved_article", None):
            indexing.say_if_waiting(request, [saved])
        return response


_FORMATS = {
    Article.Certainty.TIME: "DATETIME_FORMAT",
    Article.Certainty.DAY: "DATE_FORMAT",
    Article.Certainty.MONTH: "F Y",
    Article.Certainty.YEAR: "Y",
}


def _narrowing(request: HttpRequest) -> search.Narrowing:
    source = request.GET.get("source", "")
    first, last = days_of(request.GET.get("on", "")) or (None, None)
    return search.Narrowing(request.GET.get("status__exact", ""), source if chosen_source(source) else "", first, last)


def dated(article: Article) -> str:
    """The date as exactly as it is known: «يوليو 2015»."""
    if article.published_at is None:
        return "—"
    moment, certainty = timezone.localtime(article.published_at), article.date_certainty
    if certainty in _FORMATS:
        return date_format(moment, _FORMATS[certainty])
    return f"{date_format(moment, 'DATE_FORMAT')} (مستنتج)"
