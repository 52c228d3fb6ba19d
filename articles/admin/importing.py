"""«استيراد جديد»: files sent or a feed fetched, looked over, started, watched, taken up again, retried.

For those who may import. Nothing of an import runs here: a look is undone, and what is started runs in a process of its
own (`articles/ingest/background.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, TooManyFilesSent
from django.db import OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from articles import ingest
from articles.arabic import Counted
from articles.exports import csv_row
from articles.models import ImportRow, ImportRun

from .import_forms import Bounded, ChoicesForm, UploadForm, known_outlets

IMPORT = "articles.import_article"
_ROWS = Counted("لا صف", "صف واحد", "صفين", "{n} صفوف", "{n} صفًا", "{n} صف")
_SHOWN_FILES = 20


class Importing(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(IMPORT)

    def get_urls(self) -> list[Any]:
        views = {
            "prepare": self.prepare_view,
            "resume": self.resume_view,
            "give-up": self.give_up_view,
            "retry": self.retry_view,
            "failed.csv": self.failed_view,
        }
        own = [
            path(
                f"<int:pk>/{name}{'' if '.' in name else '/'}",
                self.admin_site.admin_view(view),
                name=f"articles_importrun_{name}",
            )
            for name, view in views.items()
        ]
        return [*own, *super().get_urls()]

    # --- sending ------------------------------------------------------------------------------

    @method_decorator(csrf_exempt)
    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        """The token is looked at below: before that, who counts the bytes must be in place."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        counter = Bounded(request)
        request.upload_handlers = [counter]
        try:
            return self._send(request, counter)
        except TooManyFilesSent:
            return self._refused(request, "أكثر من 100 ملف مرة واحدة؛ اجمعها في أرشيف zip.")
        except OSError as error:
            return self._refused(request, f"تعذّر حفظ ما أرسلته على الخادم: {error.strerror or error}")

    @method_decorator(csrf_protect)
    def _send(self, request: HttpRequest, counter: Bounded) -> HttpResponseBase:
        form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
        form.exceeded = counter.exceeded
        if form.is_valid():
            try:
                return redirect("admin:articles_importrun_prepare", self._received(request, form).pk)
            except (ingest.BadUpload, ingest.FetchError) as error:
                form.add_error(None, str(error))
            except ingest.UnreadableSource as error:
                form.add_error("address", error.reason)
        return self._page(request, "admin/archive/import_add.html", "استيراد جديد", form=form)

    def _refused(self, request: HttpRequest, reason: str) -> TemplateResponse:
        form = UploadForm({}, {})
        form.errors.clear()
        form.add_error(None, reason)
        return self._page(request, "admin/archive/import_add.html", "استيراد جديد", form=form)

    def _received(self, request: HttpRequest, form: UploadForm) -> ImportRun:
        ingest.sweep()
        if address := form.cleaned_data["address"]:
            return ingest.from_address(address, request.user)
        return ingest.from_files(((file.name or "", file.chunks()) for file in form.cleaned_data["files"]), request.user)

    # --- looking over -------------------------------------------------------------------------

    def prepare_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        run = self._run(request, pk)
        if run.state != ImportRun.State.PREPARED:
            return redirect("admin:articles_importrun_change", pk)
        if request.method != "POST":
            return self._looked_over(request, run)
        if "discard" in request.POST:
            ingest.discard(run)
            messages.success(request, "حُذفت الملفات ولم يُستورد منها شيء.")
            return redirect("admin:articles_importrun_changelist")
        form, problem = self._choices(request, run, request.POST)
        if not form.is_valid():
            return self._looked_over(request, run, form)
        looked_at = self._choose(run, form, readable=not problem)
        if "start" in request.POST and looked_at:
            return self._started(request, run)
        if "start" in request.POST:
            messages.info(request, "تغيّرت قراءة الملفات؛ انظر إلى ما صارت إليه ثم ابدأ.")
        return redirect("admin:articles_importrun_prepare", pk)

    def _choices(self, request: HttpRequest, run: ImportRun, data: Any = None) -> tuple[ChoicesForm, str]:
        try:
            columns, problem = ingest.columns_of(run), ""
        except ingest.UnreadableSource as error:
            columns, problem = [], error.reason
        return ChoicesForm(run.options, columns, request.user, data), problem

    def _choose(self, run: ImportRun, form: ChoicesForm, *, readable: bool) -> bool:
        """Keeps what was chosen; whether the files are still read as the page shows them."""
        chosen = {key: form.cleaned_data[key] for key in ("format", "encoding", "source", "status") if key in form.cleaned_data}
        as_before = all(chosen.get(key, run.options[key]) == run.options[key] for key in ("format", "encoding"))
        mapping = ingest.mapping_of(run, form.columns()) if readable and as_before else {}
        run.options = {**run.options, **chosen, "map": mapping}
        ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.PREPARED).update(options=run.options)
        return as_before

    def _looked_over(self, request: HttpRequest, run: ImportRun, form: ChoicesForm | None = None) -> TemplateResponse:
        look, problem = None, ""
        try:
            look = ingest.look(run, request.user)
        except ingest.UnreadableSource as error:
            problem = error.reason
        except OperationalError as error:
            problem = f"قاعدة البيانات مشغولة الآن ({error})؛ انظر ثانية بعد قليل."
        form = form or ChoicesForm(run.options, look.columns if look else [], request.user)
        context = {
            "run": run,
            "original": run,
            "form": form,
            "look": look,
            "problem": problem,
            "reading": [form[name] for name in ("format", "encoding") if name in form.fields],
            "defaults": [form["source"], form["status"]],
            "verdicts": list(map(_shown, look.verdicts)) if look else [],
            "looked_at": _ROWS(len(look.verdicts)) if look else "",
            "files": look.sources[:_SHOWN_FILES] if look else [],
            "more_files": max(0, len(look.sources) - _SHOWN_FILES) if look else 0,
            "outlets": known_outlets(),
            "same": ingest.same_files(run) if not run.retry_of else None,
        }
        title = f"إعادة صفوف تعذّرت من الاستيراد {run.retry_of.pk}" if run.retry_of else "نظرة قبل الاستيراد"
        return self._page(request, "admin/archive/import_prepare.html", title, **context)

    def _started(self, request: HttpRequest, run: ImportRun) -> HttpResponseBase:
        """A run whose first rows would not be read is not begun."""
        try:
            look = ingest.look(run, request.user)
        except (ingest.UnreadableSource, OperationalError):
            return redirect("admin:articles_importrun_prepare", run.pk)  # which says why
        if not look.can_start:
            messages.error(request, "لم يبدأ الاستيراد: أصلح ما يُذكر أدناه أولًا.")
            return redirect("admin:articles_importrun_prepare", run.pk)
        return self._queued(request, run)

    # --- under way ----------------------------------------------------------------------------

    def _queued(self, request: HttpRequest, run: ImportRun) -> HttpResponseBase:
        try:
            with transaction.atomic():
                if ingest.start(run, request.user):
                    self.log_change(request, run, "بدأ الاستيراد")
                    transaction.on_commit(lambda: _begin(request))
                else:
                    messages.info(request, "بدأه غيرك، أو ضُغط الزر مرتين؛ لن يُستورد شيء مرتين.")
        except ingest.NotAllowed as error:
            messages.error(request, str(error))
        return redirect("admin:articles_importrun_change", run.pk)

    @method_decorator(require_POST)
    def resume_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        run = self._run(request, pk)
        if not run.upload or ingest.condition(run) is not ingest.Condition.INTERRUPTED:
            messages.info(request, "ليس هذا الاستيراد مقطوعًا الآن.")
            return redirect("admin:articles_importrun_change", pk)
        return self._queued(request, run)

    @method_decorator(require_POST)
    def give_up_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        run = self._run(request, pk)
        if ingest.condition(run) is ingest.Condition.INTERRUPTED:
            ingest.give_up(run)
            self.log_change(request, run, "تُرك قبل أن يكتمل")
        return redirect("admin:articles_importrun_change", pk)

    @method_decorator(require_POST)
    def retry_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        run = self._run(request, pk)
        if again := ingest.retry(run, request.user):
            return redirect("admin:articles_importrun_prepare", again.pk)
        messages.error(request, "لم تعد ملفات هذا الاستيراد محفوظة، أو لم يبق فيه صف متعذّر؛ صحّح الصفوف واحدًا واحدًا.")
        return redirect("admin:articles_importrun_change", pk)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        run = self.get_object(request, object_id)
        if run is None or not self.has_view_permission(request, run):
            return super().change_view(request, object_id, form_url, extra_context)
        if run.state == ImportRun.State.PREPARED and self.has_add_permission(request):
            return redirect("admin:articles_importrun_prepare", run.pk)
        condition = ingest.condition(run)
        context = {
            "title": f"الاستيراد {run.pk}",
            "subtitle": None,
            "condition": condition,
            "interrupted": condition is ingest.Condition.INTERRUPTED,
            "counts": _counts(run),
            "failed": run.rows.failed().exists(),
            "unsettled": run.rows.unsettled().count(),
            "may_import": self.has_add_permission(request),
            "can_retry": ingest.can_retry(run),
        }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **context})

    # --- failed rows --------------------------------------------------------------------------

    def failed_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Failed rows as CSV: number, place, reason, and whether it was taken in later."""
        run = self.get_object(request, str(pk))
        if run is None:
            raise Http404("No such import.")
        if not (self.has_view_permission(request, run) and request.user.has_perm("articles.view_importrow")):
            raise PermissionDenied

        def lines() -> Iterator[str]:
            yield "\ufeff" + csv_row(["الرقم", "الموضع", "السبب", "أُعيد فصار"])
            for row in run.rows.failed().select_related("retried_as").order_by("number").iterator(500):
                later = row.retried_as.get_outcome_display() if row.retried_as else ""
                yield csv_row([row.number, row.place, row.reason, later])

        headers = {"Content-Disposition": f'attachment; filename="failed-{run.pk}.csv"', "Cache-Control": "private, no-store"}
        return StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8", headers=headers)

    # --- what they share ----------------------------------------------------------------------

    def _run(self, request: HttpRequest, pk: int) -> ImportRun:
        if not self.has_add_permission(request):
            raise PermissionDenied
        run: ImportRun | None = self.get_object(request, str(pk))
        if run is None:
            raise Http404("No such import.")
        return run

    def _page(self, request: HttpRequest, template: str, title: str, **context: Any) -> TemplateResponse:
        shared = {**self.admin_site.each_context(request), "title": title, "opts": self.opts}
        return TemplateResponse(request, template, {**shared, **context})


def _begin(request: HttpRequest) -> None:
    try:
        ingest.begin()
    except OSError as error:
        messages.error(request, f"الاستيراد في الطابور، لكن تعذّر تشغيل ما يستورده: {error.strerror or error}")


def _shown(verdict: Any) -> dict[str, str]:
    """A row of the rehearsal. Its article may be one that is not there any more: then its draft says what it was."""
    known, fields = verdict.article, verdict.draft.fields if verdict.draft else {}
    moment = fields.get("published_at") or (known.published_at if known else None)
    return {
        "place": verdict.row.place,
        "outcome": str(verdict.outcome),
        "label": _WOULD[verdict.outcome],
        "headline": fields.get("headline") or (known.headline if known else ""),
        "date": date_format(timezone.localtime(moment), "DATE_FORMAT") if moment else "",
        "reason": verdict.reason,
    }


_WOULD = {
    ImportRow.Outcome.CREATED: "يُضاف",
    ImportRow.Outcome.UPDATED: "يُحدَّث",
    ImportRow.Outcome.UNCHANGED: "موجود ولم يتغير",
    ImportRow.Outcome.DUPLICATE: "مكرر، لا يُضاف",
    ImportRow.Outcome.FAILED: "يتعذّر",
}


def _counts(run: ImportRun) -> list[tuple[str, str, int]]:
    return [(outcome, ImportRow.Outcome(outcome).label, count) for outcome, count in run.counts().items()]
