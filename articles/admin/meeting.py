"""Where two editors meet at one article: looks before the form is read, under a lock, whether someone was faster.

Three ways to be late: the article was changed, it was deleted, or it was published and is no longer for this
editor to change. In each the editor sees both versions and has the typed text before them; the answer is 409.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.forms import ModelForm
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse

from articles.models import Article

from .conflicts import Conflict, Side, merge_fields, merge_rows, rows_as_new

_CHANGED = (
    "لم يُحفظ شيء بعد: حفظ غيرك هذا المقال وأنت تكتب. "
    "ما غيّره غيرك وحده أُخذ في النموذج كما حُفظ، وما كتبته أنت باقٍ فيه. راجع الفروق، ثم احفظ ثانية."
)
_DELETED = "حُذف هذا المقال وأنت تكتب. نصك باقٍ في النموذج كما هو؛ إن حفظته صار مقالًا جديدًا."
_OUT_OF_REACH = "لم يُحفظ ما كتبته: تغيّرت حالة المقال وأنت تكتب، ولم يعد لك أن تعدّله. هذا نصك لتنسخه أو ترسله إلى محرر."


class Meeting(admin.ModelAdmin):
    change_form_template = "admin/archive/article_form.html"

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponseBase:
        if request.method != "POST" or object_id is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            return self._save_in_turn(request, object_id, form_url, extra_context)

    def _save_in_turn(
        self, request: HttpRequest, object_id: str, form_url: str, extra: dict[str, Any] | None
    ) -> HttpResponseBase:
        pk = unquote(object_id)
        # SQLite has no row locks and needs none: its transactions here begin as writers.
        article = Article.objects.select_for_update().filter(pk=pk).first() if pk.isdigit() and len(pk) < 19 else None
        if article is None and request.POST.get("base_version") and self.has_add_permission(request):
            request.conflict = self._deleted(request)  # type: ignore[attr-defined]
            return super().changeform_view(request, None, reverse("admin:articles_article_add"), extra)
        if article is None or request.POST.get("base_version") == str(article.version):
            return super().changeform_view(request, object_id, form_url, extra)
        if not super().has_change_permission(request):
            return super().changeform_view(request, object_id, form_url, extra)  # which refuses
        typed = request.POST
        request.conflict = conflict = self._changed(request, article)  # type: ignore[attr-defined]
        if not self.has_change_permission(request, article):
            return self._out_of_reach(request, article, conflict, typed)
        return super().changeform_view(request, object_id, form_url, extra)

    def _changed(self, request: HttpRequest, article: Article) -> Conflict:
        posted = request.POST.copy()
        fields = self._columns(request)
        conflict = Conflict(_CHANGED, merge_fields(posted, fields, model_to_dict(article, list(fields))))
        for formset, inline in self.get_formsets_with_inlines(request, article):
            rows = inline.get_queryset(request).filter(article=article)
            conflict.differences += merge_rows(
                posted,
                formset.get_default_prefix(),
                formset.form.base_fields,
                rows,
                lambda row: f"{row._meta.verbose_name} «{str(row)[:60]}»",
            )
        posted["base_version"] = str(article.version)
        request.POST = posted  # type: ignore[assignment]
        last = article.history.select_related("history_user").first()
        if last:
            conflict.saved_by, conflict.saved_at = str(last.history_user or ""), last.history_date
        return conflict

    def _deleted(self, request: HttpRequest) -> Conflict:
        posted: QueryDict = request.POST.copy()
        for formset, _ in self.get_formsets_with_inlines(request):
            rows_as_new(posted, formset.get_default_prefix(), formset.form.base_fields)
        posted["base_version"] = ""
        request.POST = posted  # type: ignore[assignment]
        return Conflict(_DELETED)

    def _columns(self, request: HttpRequest) -> dict[str, Any]:
        # Asked as for a new article: on one out of the editor's reach, Django's form has no fields.
        form = super().get_form(request)
        return {name: field for name, field in form.base_fields.items() if name not in {"base_version", "reason"}}

    def get_form(
        self, request: HttpRequest, obj: Article | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.conflict = getattr(request, "conflict", None)  # type: ignore[attr-defined]
        return form

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        conflict = getattr(request, "conflict", None)
        response = super().render_change_form(request, {**context, "conflict": conflict}, *args, **kwargs)
        if conflict:
            response.status_code = 409
        return response

    def _out_of_reach(self, request: HttpRequest, article: Article, conflict: Conflict, typed: QueryDict) -> TemplateResponse:
        conflict.message, conflict.out_of_reach = _OUT_OF_REACH, True
        conflict.differences = [one for one in conflict.differences if one.side is not Side.THEIRS]
        context = {
            **self.admin_site.each_context(request),
            "title": "لم يُحفظ",
            "opts": self.opts,
            "original": article,
            "conflict": conflict,
            "typed": [(one.label, typed.get(name, "")) for name, one in self._columns(request).items() if name in _TEXTS],
        }
        return TemplateResponse(request, "admin/archive/out_of_reach.html", context, status=409)


_TEXTS = ("kicker", "headline", "standfirst", "body", "byline", "dateline_text", "date_note")
