"""Every revision of an article or a name: who, when and why, what changed, and the way back.

Going back is an edit like any other: it passes full validation, makes a new revision, and is refused when
someone saved in between. It brings back text and facts; an article's status stays what it is.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST

from articles.arabic import Counted
from articles.ingest import edited
from articles.models import Article, Name, follow_words

from . import indexing
from .revisions import Change, changed_labels, changes, fields_of, mention_changes

_A_PAGE = 50
_KINDS = {"+": "إضافة", "~": "تعديل", "-": "حذف"}
_COUNT = Counted("لا نسخ", "نسخة واحدة", "نسختان", "{n} نسخ", "{n} نسخة", "{n} نسخة")


class History(admin.ModelAdmin):
    """For models with `history`. `kept_on_revert` are the columns that going back leaves alone."""

    kept_on_revert: tuple[str, ...] = ("status", "kind")

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        name = f"articles_{self.opts.model_name}"
        return [
            path("<int:pk>/history/<int:revision>/", view(self.revision_view), name=f"{name}_revision"),
            path("<int:pk>/history/<int:revision>/revert/", view(require_POST(self.revert_view)), name=f"{name}_revert"),
            *super().get_urls(),
        ]

    # --- looking ------------------------------------------------------------------------------

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        thing = self._visible(request, unquote(object_id))
        records = thing.history.select_related("history_user").order_by("-history_id")
        paginator = Paginator(records, _A_PAGE)
        page = paginator.get_page(request.GET.get("p"))
        rows, fields = list(page.object_list), fields_of(self.model)
        older = records.filter(history_id__lt=rows[-1].history_id).first() if rows else None
        for record, before in zip(rows, [*rows[1:], older], strict=False):
            record.shown_type = _KINDS[record.history_type]
            record.changed_labels = changed_labels(before, record, fields)
        context = {"page": page, "rows": rows, "count": _COUNT(paginator.count), "title": "سجل النسخ"}
        return self._page(request, "admin/archive/history.html", thing, {**context, **(extra_context or {})})

    def revision_view(self, request: HttpRequest, pk: int, revision: int) -> HttpResponseBase:
        thing = self._visible(request, str(pk))
        records = thing.history.select_related("history_user")
        record = self._record(thing, revision)
        before = records.filter(history_id__lt=revision).order_by("-history_id").first()
        after = records.filter(history_id__gt=revision).order_by("history_id").first()
        latest = records.order_by("-history_id").first()
        with_latest = "latest" in request.GET
        fields = fields_of(self.model)
        mentions: list[Change] = []
        if isinstance(thing, Article) and not with_latest and before is not None:
            mentions = mention_changes(thing, record, after)
        context = {
            "title": f"نسخة {_moment(record)}",
            "record": record,
            "kind": _KINDS[record.history_type],
            "before": before,
            "after": after,
            "is_latest": record.history_id == latest.history_id,
            "with_latest": with_latest,
            "changes": changes(record, latest, fields) if with_latest else changes(before, record, fields),
            "mentions": mentions,
            "version": latest.history_id,
            "can_revert": self.has_change_permission(request, thing) and record.history_id != latest.history_id,
        }
        return self._page(request, "admin/archive/revision.html", thing, context)

    def _page(self, request: HttpRequest, template: str, thing: models.Model, context: dict[str, Any]) -> TemplateResponse:
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        name = f"admin:articles_{self.opts.model_name}"
        own = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": thing,
            "history_url": reverse(f"{name}_history", args=[thing.pk]),
            "revision_url": f"{name}_revision",
            "revert_url": f"{name}_revert",
        }
        return TemplateResponse(request, template, {**own, **context})

    def _visible(self, request: HttpRequest, object_id: str) -> Any:
        thing = self.get_object(request, object_id)
        if thing is None:
            raise Http404("No such object.")
        if not self.has_view_or_change_permission(request, thing):
            raise PermissionDenied
        return thing

    def _record(self, thing: Any, revision: int) -> Any:
        record = thing.history.select_related("history_user").filter(history_id=revision).first()
        if record is None:
            raise Http404("No such revision.")
        return record

    # --- going back ---------------------------------------------------------------------------

    def revert_view(self, request: HttpRequest, pk: int, revision: int) -> HttpResponse:
        back = redirect(f"admin:articles_{self.opts.model_name}_history", pk)
        with transaction.atomic():
            if not self.model._default_manager.select_for_update().filter(pk=pk).exists():
                raise Http404("No such object.")
            thing = self._visible(request, str(pk))
            if not self.has_change_permission(request, thing):
                raise PermissionDenied
            problem = self._revert(request, thing, self._record(thing, revision))
        if problem:
            messages.error(request, problem)
            return back
        if isinstance(thing, Article):
            indexing.say_if_waiting(request, [thing.pk])
        return back

    def _revert(self, request: HttpRequest, thing: Any, record: Any) -> str:
        """Saves the thing as the record has it; a sentence where it cannot."""
        latest = thing.history.order_by("-history_id").values_list("history_id", flat=True).first()
        if request.POST.get("version") != str(latest):
            return "لم يُستعد شيء: حفظ غيرك تعديلًا في هذه الأثناء. راجع السجل ثم أعد المحاولة."
        old_body = getattr(thing, "body", "")
        changed = []
        for one in fields_of(self.model):
            value = _standing(one, getattr(record, one.attname))
            if one.name not in self.kept_on_revert and getattr(thing, one.attname) != value:
                setattr(thing, one.attname, value)
                changed.append(one.name)
        try:
            thing.full_clean()
        except ValidationError as error:
            return f"لا تصلح هذه النسخة للحفظ الآن: {' '.join(error.messages)}"
        thing._change_reason = reason = f"استعادة نسخة {_moment(record)}"
        thing.save()
        if isinstance(thing, Article):
            if "body" in changed:
                follow_words(thing, old_body)
            edited(thing, changed)
        self.log_change(request, thing, reason)
        messages.success(request, f"استُعيدت نسخة {_moment(record)}، وحُفظت نسخةً جديدة.")
        return ""


def _standing(field: models.Field, value: Any) -> Any:
    """The value; a name that was merged since is the one that it leads to."""
    if field.related_model is Name and value is not None:
        return Name.objects.filter(pk=value).values_list("merged_into", flat=True).first() or value
    return value


def _moment(record: Any) -> str:
    return date_format(timezone.localtime(record.history_date), "DATETIME_FORMAT")
