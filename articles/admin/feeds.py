"""Followed feeds: added, paused, removed; when each was asked, what came, what went wrong, when it is asked next.

For those who may import. They are asked by whoever runs `import_articles --follow`; «اسأل الآن» asks once, now.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles import ingest
from articles.models import Article, Feed, ImportRow

from .importing import IMPORT
from .listing import Listing
from .publishing import PUBLISH


class FeedForm(forms.ModelForm):
    class Meta:
        model = Feed
        fields = ()  # the admin names them

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        if not ingest.is_address(address):
            raise forms.ValidationError("عنوان يبدأ بـhttp أو https.")
        return address


@admin.register(Feed)
class FeedAdmin(Listing):
    form = FeedForm
    list_display = ("shown_title", "condition", "fetched_at", "came", "shown_problem", "next_at")
    list_display_links = ("shown_title",)
    list_filter = ("paused",)
    list_select_related = ("run",)
    sortable_by = ("fetched_at",)
    search_fields = ("title", "address")
    fields = ("address", "status", "paused")
    readonly_after = ("title", "fetched_at", "came", "failures", "shown_problem", "next_at")
    actions = ("ask_now", "pause", "go_on")
    change_list_template = "admin/archive/feeds.html"

    # --- who may ------------------------------------------------------------------------------

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(IMPORT)

    def has_view_permission(self, request: HttpRequest, obj: Feed | None = None) -> bool:
        return request.user.has_perm(IMPORT)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(IMPORT)

    def has_change_permission(self, request: HttpRequest, obj: Feed | None = None) -> bool:
        """What is published by itself is for those to touch who may publish."""
        return request.user.has_perm(IMPORT) and (
            obj is None or obj.status == Article.Status.DRAFT or request.user.has_perm(PUBLISH)
        )

    def has_delete_permission(self, request: HttpRequest, obj: Feed | None = None) -> bool:
        return self.has_change_permission(request, obj)

    # --- the form -----------------------------------------------------------------------------

    def get_fields(self, request: HttpRequest, obj: Feed | None = None) -> tuple[str, ...]:
        return (*self.fields, *self.readonly_after) if obj else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Feed | None = None) -> tuple[str, ...]:
        # Another address is another feed: what is remembered of this one would not be true of it.
        return ("address", *self.readonly_after) if obj else ()

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        if db_field.name == "address":
            kwargs["assume_scheme"] = "https"
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "address":
            field.widget.attrs["dir"] = "ltr"
        if field and db_field.name == "status":
            drafts = [(Article.Status.DRAFT.value, Article.Status.DRAFT.label)]
            others = [(Article.Status.PUBLISHED.value, Article.Status.PUBLISHED.label), ("", "كما يقول أمر المتابعة")]
            field.choices = [*drafts, *(others if request.user.has_perm(PUBLISH) else [])]  # type: ignore[attr-defined]
            field.help_text = ""
        return field

    def save_model(self, request: HttpRequest, obj: Feed, form: Any, change: bool) -> None:
        """A new one is asked at once, so that the editor sees whether it is one."""
        obj.wanted = obj.wanted or not change
        super().save_model(request, obj, form, change)
        if not change:
            transaction.on_commit(ingest.begin)

    # --- the list -----------------------------------------------------------------------------

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"followed": ingest.is_followed(), **(extra_context or {})})

    @admin.display(description="الخلاصة")
    def shown_title(self, feed: Feed) -> SafeString:
        return format_html("<bdi>{}</bdi>", feed)

    @admin.display(description="الحالة")
    def condition(self, feed: Feed) -> str:
        if feed.wanted:
            return "تُسأل الآن"
        return "متوقفة" if feed.paused else "فيها مشكلة" if feed.problem else "تُتابَع" if feed.fetched_at else "لم تُسأل بعد"

    @admin.display(description="ما جاء آخر مرة")
    def came(self, feed: Feed) -> str | SafeString:
        if feed.run is None:
            return "—"
        counts = "، ".join(
            f"{ImportRow.Outcome(outcome).label}: {count}" for outcome, count in feed.run.counts().items() if count
        )
        address = reverse("admin:articles_importrun_change", args=[feed.run.pk])
        return format_html('<a href="{}">{}</a>', address, counts or "لا شيء")

    @admin.display(description="المشكلة")
    def shown_problem(self, feed: Feed) -> str | SafeString:
        return format_html('<bdi dir="auto">{}</bdi>', feed.problem) if feed.problem else "—"

    @admin.display(description="تُسأل بعد")
    def next_at(self, feed: Feed) -> Any:
        return None if feed.paused else feed.due_at

    # --- what can be done to several ----------------------------------------------------------

    @admin.action(description="اسأل الخلاصات المختارة الآن", permissions=["change"])
    def ask_now(self, request: HttpRequest, queryset: QuerySet[Feed]) -> None:
        if self._mine(request, queryset).update(wanted=True):
            ingest.begin()
            messages.success(request, "تُسأل الآن؛ حدّث الصفحة بعد قليل لترى ما جاء.")

    @admin.action(description="أوقف الخلاصات المختارة مؤقتًا", permissions=["change"])
    def pause(self, request: HttpRequest, queryset: QuerySet[Feed]) -> None:
        self._mine(request, queryset).update(paused=True)
        messages.success(request, "أُوقفت.")

    @admin.action(description="تابع الخلاصات المختارة", permissions=["change"])
    def go_on(self, request: HttpRequest, queryset: QuerySet[Feed]) -> None:
        self._mine(request, queryset).update(paused=False, due_at=timezone.now(), failures=0)
        messages.success(request, "تُتابَع من الآن.")

    def _mine(self, request: HttpRequest, queryset: QuerySet[Feed]) -> QuerySet[Feed]:
        chosen = Feed.objects.filter(pk__in=queryset.values("pk"))
        return chosen if request.user.has_perm(PUBLISH) else chosen.filter(status=Article.Status.DRAFT)
