"""Choosing a name while typing: by any of its spellings, with what kind it is, quickly among 100,000."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.http import HttpRequest, JsonResponse

from articles.arabic import fold
from articles.models import Article, Name

_SHOWN = 20


def label(name: Name) -> str:
    """«حازم قاسم — شخص», with its qualifier where it has one."""
    return f"{name} — {name.get_kind_display()}"


def best_first(names: QuerySet[Name], typed: str) -> QuerySet[Name]:
    """Names that match what was typed: those that are it, those that begin with it, the others."""
    folded = fold(typed)
    if not folded:
        return names.none() if typed.strip() else names.order_by("folded", "pk")
    rank = Case(
        When(Q(folded=folded) | Q(pk__in=Name.objects.spelled(typed).values("pk")), then=Value(0)),
        When(folded__startswith=folded, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return names.matching(typed).order_by(rank, "folded", "pk")  # type: ignore[attr-defined, no-any-return]


class NameAutocomplete(AutocompleteJsonView):
    """Django's own autocompletion, with our matching and labels and without counting all matches."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        self.term, self.model_admin, self.source_field, _ = self.process_request(request)
        if not self.has_perm(request):
            raise PermissionDenied
        page = request.GET.get("page", "1")
        start = (min(int(page), 50) - 1) * _SHOWN if page.isascii() and page.isdigit() and int(page) else 0
        found = list(self._names(request)[start : start + _SHOWN + 1])
        results = [{"id": str(name.pk), "text": label(name)} for name in found[:_SHOWN]]
        return JsonResponse({"results": results, "pagination": {"more": len(found) > _SHOWN}})

    def _names(self, request: HttpRequest) -> QuerySet[Name]:
        names = Name.objects.standing().complex_filter(self.source_field.get_limit_choices_to())
        if (kind := request.GET.get("kind")) in Name.Kind.values:
            names = names.filter(kind=kind)
        if (without := request.GET.get("without", "")).isascii() and without.isdigit() and len(without) < 19:
            names = names.exclude(pk=int(without))
        if "published" in request.GET:
            names = names.filter(Exists(Article.objects.filter(source=OuterRef("pk"))))
        return best_first(names, self.term)


class NameSelect(AutocompleteSelect):
    url_name = "%s:articles_name_autocomplete"


class OtherNameSelect(NameSelect):
    """Offers other names of a name's kind."""

    def __init__(self, name: Name, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._name = name

    def get_url(self) -> str:
        return f"{super().get_url()}?kind={self._name.kind}&without={self._name.pk}"


class StandingName(forms.ModelChoiceField):
    """A choice of names. One that was merged since the form was opened leads to the one that stands."""

    def to_python(self, value: Any) -> Any:
        name = super().to_python(value)
        return name.merged_into or name if isinstance(name, Name) else name


class _OfKind(RelatedFieldWidgetWrapper):
    """The pop-up that adds a name opens with the kind that the field wants."""

    @classmethod
    def around(cls, other: RelatedFieldWidgetWrapper) -> _OfKind:
        return cls(
            other.widget,
            other.rel,
            other.admin_site,
            can_add_related=other.can_add_related,
            can_change_related=other.can_change_related,
            can_view_related=other.can_view_related and not other.can_change_related,
        )

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        kind = (self.rel.limit_choices_to or {}).get("kind")
        if kind:
            context["url_params"] += f"&kind={kind}"
        return context


class NameChoices(admin.options.BaseModelAdmin):
    """For admins whose models refer to names."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.remote_field.model is Name and db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = NameSelect(db_field, self.admin_site)
            kwargs["form_class"] = StandingName
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field and db_field.remote_field.model is Name:
            field.label_from_instance = label
        return field

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper) and field.widget.rel.model is Name:
            field.widget = _OfKind.around(field.widget)
        return field
