"""The paste screen: a text in one box, then what was read from it, to accept, change or reject, then an article.

The text is kept before anything is made of it, and the proposal has an address of its own: a closed window, the back
button and a second click lose nothing and make no second article.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html

from articles.ingest import AlreadySaved, keep_pasted, pasted_text, propose, save_pasted
from articles.models import Article, Original, carried

from . import indexing
from .paste_form import ArticleFields, PasteForm, told
from .publishing import PUBLISH, REASONS
from .resembling import Resembled
from .review_rows import REJECT
from .reviewing import Review

ADD_NAMES = "articles.add_name"
_PASTE = "articles_article_paste"
_WAITING, _BEGINNING = 5, 90
STAYED = "بقي ما قد يكون أكثر من اسم، أو قول لم يُقبل قائله؛ اختر لكل منها."


class Pasting(admin.ModelAdmin):
    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("paste/", view(self.paste_view), name=_PASTE),
            path("paste/<int:pk>/", view(self.proposal_view), name="articles_article_proposal"),
            *super().get_urls(),
        ]

    def paste_view(self, request: HttpRequest) -> HttpResponseBase:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = PasteForm(request.POST or None)
        saved: Article | None = None
        if request.method == "POST" and form.is_valid():
            try:
                original = keep_pasted(form.cleaned_data["text"], again=form.cleaned_data["again"])
            except AlreadySaved as already:
                saved = already.article
            else:
                day = form.cleaned_data["day"]
                stated = {"source": form.cleaned_data["source"], "day": day.isoformat() if day else ""}
                query = urlencode({key: value for key, value in stated.items() if value})
                address = reverse("admin:articles_article_proposal", args=[original.pk])
                return HttpResponseRedirect(f"{address}?{query}" if query else address)
        waiting = Original.objects.filter(format="paste", article=None).order_by("-pk")[:_WAITING]
        beginnings = [(original, pasted_text(original).strip()[:_BEGINNING].partition("\n")[0]) for original in waiting]
        context = {"title": "لصق مقال", "form": form, "saved": saved, "waiting": beginnings}
        return self._paste_page(request, "admin/archive/paste.html", context, 409 if saved else 200)

    def proposal_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        if not self.has_add_permission(request):
            raise PermissionDenied
        original = Original.objects.filter(pk=pk, format="paste").select_related("article").first()
        if original is None:
            raise Http404("No such paste.")
        if original.article is not None:
            return self._saved_before(request, original.article)
        proposal = propose(pasted_text(original))
        posted = request.POST if request.method == "POST" else None
        review = Review(proposal, posted, may_name=request.user.has_perm(ADD_NAMES))
        form = self._fields(
            request, posted, ArticleFields.initial_of(proposal, *map(request.GET.get, ("source", "day"), ("", "")))
        )
        resembled = Resembled(*(form[name].value() or "" for name in ("headline", "standfirst", "body")), posted)
        status = 200
        if posted is not None:
            response = self._act(request, original, review, form, resembled)
            if response:
                return response
            status = 422 if form.errors or review.refused else 409 if resembled.surprising else 200
        context = {
            "title": "مراجعة ما لُصق",
            "original_text": original,
            "said": told(proposal),
            "review": review,
            "form": form,
            "resembled": resembled,
        }
        return self._paste_page(request, "admin/archive/proposal.html", context, status)

    def _fields(self, request: HttpRequest, posted: Any, initial: dict[str, Any]) -> ArticleFields:
        allowed = {"may_publish": request.user.has_perm(PUBLISH), "may_name": request.user.has_perm(ADD_NAMES)}
        return ArticleFields(posted, initial=initial, **allowed)

    def _act(
        self, request: HttpRequest, original: Original, review: Review, form: ArticleFields, resembled: Resembled
    ) -> HttpResponse | None:
        """Does what the button says; a response where the article is saved."""
        do = request.POST.get("do", "")
        if do in ("accept", "reject"):
            if review.fill(REJECT if do == "reject" else do):
                messages.warning(request, STAYED)
            form.errors.clear()
            return None
        if "_save" not in request.POST or do:
            form.errors.clear()
            return None
        if not all([form.is_valid(), review.is_valid()]) or resembled.surprises():
            return None
        return self._save_pasted(request, original, review, form)

    def _save_pasted(
        self, request: HttpRequest, original: Original, review: Review, form: ArticleFields
    ) -> HttpResponse | None:
        article: Article = form.instance
        article._change_reason = REASONS.get(Article.Status(article.status), "لُصق")  # type: ignore[attr-defined]
        carry = carried(review.proposal.body_text, article.body)
        try:
            with transaction.atomic():
                form.name_new()
                save_pasted(original, article, review.name_decisions(carry), review.quote_decisions(carry), request.user)
                self.log_addition(request, article, [{"added": {}}])
        except AlreadySaved as already:
            return self._saved_before(request, already.article)
        except IntegrityError:
            form.add_error(None, "لم يُحفظ شيء: حفظ غيرك ما يعارضه في اللحظة نفسها. أعد المحاولة.")
            return None
        messages.success(request, format_html("حُفظ المقال «{}» ({}).", article.headline, article.get_status_display()))
        indexing.say_if_waiting(request, [article.pk])
        return redirect("admin:articles_article_change", article.pk)

    def _saved_before(self, request: HttpRequest, article: Article) -> HttpResponse:
        messages.info(request, format_html("حُفظ هذا النص من قبل، وهذا مقاله: «{}».", article.headline))
        return redirect("admin:articles_article_change", article.pk)

    def _paste_page(self, request: HttpRequest, template: str, context: dict[str, Any], status: int) -> TemplateResponse:
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        own = {**self.admin_site.each_context(request), "is_nav_sidebar_enabled": False, "opts": self.opts, **context}
        return TemplateResponse(request, template, own, status=status)
