"""Filters of the article list that stay short however large the archive grows."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Max, Min, QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format

from articles.models import Article, Name

from .autocomplete import NameSelect, label
from .facts import waiting_articles

_YEAR_OR_MONTH = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2]))?", re.ASCII)
UNDATED = "none"


def days_of(text: str) -> tuple[dt.date, dt.date] | None:
    """First and last day of «2015» or «2015-07»."""
    found = _YEAR_OR_MONTH.fullmatch(text)
    if not found or found[1] in {"0000", "9999"}:
        return None
    year, month = int(found[1]), int(found[2] or 0)
    first = dt.date(year, month or 1, 1)
    after = dt.date(year + (month in {0, 12}), month % 12 + 1 if month else 1, 1)
    return first, after - dt.timedelta(days=1)


class PublishedOnFilter(admin.SimpleListFilter):
    """Years of the archive, and the months of the one chosen. Two look-ups in an index instead of a count."""

    title = "تاريخ النشر"
    parameter_name = "on"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        ends = Article.objects.published().aggregate(first=Min("published_on"), last=Max("published_on"))
        chosen = self.value() or ""
        years = range(ends["last"].year, ends["first"].year - 1, -1) if ends["first"] else range(0)
        found = []
        for year in years:
            found.append((str(year), str(year)))
            if chosen.startswith(str(year)):
                found += [(f"{year}-{month:02}", f"— {date_format(dt.date(year, month, 1), 'F')}") for month in range(1, 13)]
        return [*found, (UNDATED, "بلا تاريخ")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        if self.value() == UNDATED:
            return queryset.filter(published_on=None)
        days = days_of(self.value() or "")
        return queryset.filter(published_on__range=days) if days else queryset


class WaitingFilter(admin.SimpleListFilter):
    """Articles with names or quotes that nobody has decided about."""

    title = "المراجعة"
    parameter_name = "facts"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("waiting", "مقالات تنتظر المراجعة")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        return queryset.filter(waiting_articles()) if self.value() == "waiting" else queryset


class SourceFilter(admin.SimpleListFilter):
    """One outlet, chosen by typing: a list of ten thousand links is no filter."""

    title = "المصدر"
    parameter_name = "source"
    template = "admin/archive/source_filter.html"

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self._site = model_admin.admin_site
        self._others = [(key, value) for key, values in request.GET.lists() for value in values]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("", "")]  # Django leaves out a filter that offers nothing

    def has_output(self) -> bool:
        return True

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        value = self.value() or ""
        return queryset.filter(source=int(value)) if chosen_source(value) else queryset

    def choices(self, changelist: Any) -> list[dict[str, Any]]:
        """For the template: the box, what else the address says, and the way back to all sources."""
        box = forms.ModelChoiceField(Name.objects.all(), required=False)
        box.label_from_instance = label  # type: ignore[method-assign]
        box.widget = select = PublishedSourceSelect(Article._meta.get_field("source"), self._site)
        select.choices = box.choices
        value = self.value() or ""
        return [
            {
                "box": select.render(self.parameter_name, [value] if chosen_source(value) else [], {"id": "source-filter"}),
                "others": [(key, each) for key, each in self._others if key not in {self.parameter_name, "p", "e"}],
                "selected": bool(value),
                "query_string": changelist.get_query_string(remove=[self.parameter_name]),
            }
        ]


class PublishedSourceSelect(NameSelect):
    """Offers only outlets of which the archive has articles."""

    def get_url(self) -> str:
        return f"{super().get_url()}?published=1"


def chosen_source(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= 18
