"""The form of an article and its rows of mentions and quotes.

Every field also carries the value it was read with (`show_hidden_initial`), so that a conflict can tell
which side changed it.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest

from articles.models import Article, Mention, Quote

from .autocomplete import NameChoices
from .conflicts import Conflict
from .forms import ConstrainedForm, ExactText

TALL = {"body": 24, "standfirst": 4, "headline": 2, "date_note": 2}
"""Rows of the boxes that hold more than a line. The headline is one of them: a one-line box would drop a
line break that an import brought, without a word."""
_IDENTIFIERS = {"external_id", "language", "source_url"}


class ArticleForm(ConstrainedForm):
    conflict: Conflict | None = None
    """Set by the admin where someone else saved the article meanwhile: the form is then refused and shown again."""

    base_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="سبب التعديل",
        required=False,
        max_length=500,
        help_text="يظهر في سجل المقال، وتحت المقال للقراء إن كان منشورًا؛ مثل «تصحيح اسم الوزير».",
        widget=forms.TextInput(attrs={"class": "vTextField", "dir": "auto"}),
    )

    class Meta:
        model = Article
        fields = ()  # the admin names them

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["base_version"] = self.instance.version

    def clean_headline(self) -> str:
        headline: str = self.cleaned_data["headline"]
        if "\n" in headline and headline != self.initial.get("headline"):
            raise ValidationError("العنوان سطر واحد؛ احذف كسر السطر منه.")
        return headline

    def clean(self) -> dict[str, Any] | None:
        if self.conflict:
            self.add_error(None, self.conflict.message)
        return super().clean()


class ExactFields(admin.options.BaseModelAdmin):
    """Text fields as typed, with their direction from their first letters; every field with what it was read with."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        text = isinstance(db_field, (models.CharField, models.TextField)) and not db_field.choices
        if text and db_field.name not in _IDENTIFIERS:
            kwargs["form_class"] = ExactText
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field:
            field.show_hidden_initial = True
            if text:
                self._dress(db_field.name, field)
        return field

    def _dress(self, name: str, field: forms.Field) -> None:
        attrs = {"dir": "ltr" if name in _IDENTIFIERS else "auto"}
        if name in TALL:
            field.widget = forms.Textarea(attrs={"class": f"vLargeTextField article-{name}", "rows": TALL[name]})
        field.widget.attrs.update(attrs)


class _Rows(forms.BaseInlineFormSet):
    """Refuses what the database would refuse among the rows of one form."""

    def clean(self) -> None:
        super().clean()
        seen = set()
        for form in self.forms:
            row = getattr(form, "cleaned_data", None)
            if not row or row.get("DELETE") or not row.get("name") or form.instance.start is not None:
                continue
            key = row["name"].pk, row.get("role")
            if key in seen:
                form.add_error("name", "هذا الاسم مذكور بهذه الصفة في صف آخر.")
            seen.add(key)


class MentionInline(ExactFields, NameChoices, admin.TabularInline):
    model = Mention
    form = ConstrainedForm
    formset = _Rows
    fields = ("name", "role", "text", "state")
    autocomplete_fields = ("name",)
    extra = 0

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Mention]:
        """Those with a name: what the machine found without one waits among the suggestions."""
        return super().get_queryset(request).exclude(name=None).select_related("name")


class QuoteInline(ExactFields, admin.TabularInline):
    model = Quote
    form = ConstrainedForm
    fields = ("text", "speaker", "said_by", "certain", "state")
    extra = 0

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "text":
            field.widget = forms.Textarea(attrs={"class": "vLargeTextField quote-text", "rows": 3, "dir": "auto"})
        if field and db_field.name == "speaker":
            field.queryset = self._speakers(request)
        return field

    def _speakers(self, request: HttpRequest) -> models.QuerySet[Mention]:
        """Who said it is one of this article's mentions; a new article has none yet."""
        article = request.resolver_match.kwargs.get("object_id", "") if request.resolver_match else ""
        mentions = Mention.objects.filter(article=int(article)) if article.isdigit() else Mention.objects.none()
        return mentions.select_related("name")
