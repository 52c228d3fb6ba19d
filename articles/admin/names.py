"""Names: people, places, organizations, outlets and topics, each its own list, and their other spellings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import path
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.arabic import fold
from articles.models import Alias, Name, Organization, Outlet, Person, Place, Topic

from .autocomplete import NameAutocomplete, best_first
from .forms import ConstrainedForm
from .history import History
from .listing import Listing
from .merging import Merging, name_address
from .suggested import Suggested

MOST_ALIASES = 300
"""Spellings that can be edited on one page; merging names can bring more together than a form can send."""


class NameForm(ConstrainedForm):
    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not fold(name):
            raise forms.ValidationError("اكتب اسمًا فيه حروف.")
        return name


class AliasForm(ConstrainedForm):
    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if not fold(text):
            raise forms.ValidationError("اكتب صيغة فيها حروف.")
        return text


class _Aliases(forms.BaseInlineFormSet):
    """Two spellings that fold to one are one, also within the same form."""

    def clean(self) -> None:
        super().clean()
        seen = set()
        for form in self.forms:
            row = getattr(form, "cleaned_data", None) or {}
            if row.get("DELETE") or not row.get("text"):
                continue
            folded = fold(row["text"])
            if folded in seen:
                form.add_error("text", "هذه الصيغة مكتوبة في صف آخر.")
            seen.add(folded)


class AliasInline(admin.TabularInline):
    model = Alias
    form = AliasForm
    formset = _Aliases
    fields = ("text",)
    extra = 0


class NameAdmin(Merging, Suggested, History, Listing):
    form = NameForm
    inlines = (AliasInline,)
    search_fields = ("name",)
    search_help_text = "بأي إملاء، وفي الصيغ الأخرى أيضًا."
    list_display = ("shown_name", "description_start", "mention_count")
    list_display_links = ("shown_name",)
    sortable_by = ()
    fields = ("name", "qualifier", "description", "wikidata_id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Name]:
        names: QuerySet[Name] = super().get_queryset(request)
        match = request.resolver_match
        if match and match.url_name and match.url_name.endswith("_changelist"):
            return names.filter(merged_into=None)
        return names

    def get_fieldsets(self, request: HttpRequest, obj: Name | None = None) -> Any:
        fieldsets = list(super().get_fieldsets(request, obj))
        if obj is not None and obj.merged_into is not None:
            fieldsets.insert(0, (None, {"fields": ("shown_survivor",)}))
        if self._has_many_aliases(obj):
            fieldsets.append((None, {"fields": ("shown_aliases",)}))
        return fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Name | None = None) -> tuple[str, ...]:
        return (*super().get_readonly_fields(request, obj), "shown_survivor", "shown_aliases")

    def get_inline_instances(self, request: HttpRequest, obj: Name | None = None) -> list[Any]:
        return [] if self._has_many_aliases(obj) else super().get_inline_instances(request, obj)

    def _has_many_aliases(self, name: Name | None) -> bool:
        return name is not None and name.aliases.count() > MOST_ALIASES

    @admin.display(description="يُكتب أيضًا")
    def shown_aliases(self, name: Name) -> str:
        listed = "، ".join(alias.text for alias in name.aliases.all()[:30])
        return f"{listed}… للاسم {name.aliases.count():,} من الصيغ، وهي أكثر من أن تُعدَّل هنا."

    @admin.display(description="دُمج في")
    def shown_survivor(self, name: Name) -> SafeString:
        return format_html('<a href="{}"><bdi>{}</bdi></a>', name_address(name.merged_into), name.merged_into)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Name], search_term: str
    ) -> tuple[QuerySet[Name], bool]:
        return (best_first(queryset, search_term) if search_term.strip() else queryset), False

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Counts the mentions of the names on this page, in one query, instead of those of all names."""
        changelist = super().get_changelist_instance(request)
        shown = list(changelist.result_list)
        counted = Name.objects.filter(pk__in=[name.pk for name in shown]).order_by()
        counts = dict(counted.annotate(found=Count("mentions")).values_list("pk", "found"))
        for name in shown:
            name.found_mentions = counts.get(name.pk, 0)
        changelist.result_list = shown
        return changelist

    @admin.display(description="الاسم")
    def shown_name(self, name: Name) -> SafeString:
        return format_html("<bdi>{}</bdi>", name)

    @admin.display(description="تعريف")
    def description_start(self, name: Name) -> str:
        return name.description if len(name.description) < 80 else f"{name.description[:79]}…"

    @admin.display(description="مرات الذكر")
    def mention_count(self, name: Name) -> int:
        return getattr(name, "found_mentions", 0)


@admin.register(Name)
class AnyNameAdmin(NameAdmin):
    """All kinds together: where the pop-ups of the article form lead. The index lists each kind instead."""

    fields = ("kind", "name", "qualifier", "description", "wikidata_id")

    def get_readonly_fields(self, request: HttpRequest, obj: Name | None = None) -> tuple[str, ...]:
        # A place that becomes a person would leave datelines pointing at a person.
        return (*super().get_readonly_fields(request, obj), *(("kind",) if obj else ()))

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        return {}

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(NameAutocomplete.as_view(admin_site=self.admin_site))
        return [path("autocomplete/", view, name="articles_name_autocomplete"), *super().get_urls()]


for proxy in (Person, Place, Organization, Outlet, Topic):
    admin.site.register(proxy, NameAdmin)
