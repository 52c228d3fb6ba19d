"""Articles in which a name was found and nobody decided yet: each with its sentence, to be confirmed or rejected.

Works by keyboard and without JavaScript: each article has its two buttons, and after a decision the next one is in
focus. Whoever may not change an article may not decide about what it mentions either.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from articles.arabic import Counted, LexiconError
from articles.extraction import ModelMismatch
from articles.models import Article, Mention, Name, Quest
from articles.names import NotSought, Outcome, seek

from . import indexing
from .publishing import PUBLISH, WRITERS

A_PAGE = 20
PATIENCE = 8.0
"""Seconds that the archive is gone through while an editor waits."""
_AROUND = 160
"""Characters of the sentence before and after the name."""
_STOP = re.compile(r"[.؟?!]\s")
_CONFIRMED = Counted("لم يُؤكَّد شيء.", "أُكِّد مقال واحد.", "أُكِّد مقالان.", "أُكِّدت {n} مقالات.", "أُكِّد {n} مقالًا.", "أُكِّد {n} مقال.")
_REJECTED = Counted("لم يُرفض شيء.", "رُفض مقال واحد.", "رُفض مقالان.", "رُفضت {n} مقالات.", "رُفض {n} مقالًا.", "رُفض {n} مقال.")
_GONE = "لم يبق في هذه المقالات ما يُقرَّر: قرره غيرك، أو لا يحق لك تعديلها."
_LOOKED = Counted(
    "لا مقال يُنظر فيه", "نُظر في مقال واحد", "نُظر في مقالين", "نُظر في {n} مقالات", "نُظر في {n} مقالًا", "نُظر في {n} مقال"
)
_PROPOSED = Counted(
    "ولم يُقترح جديد", "واقتُرح واحد", "واقتُرح اثنان", "واقتُرحت {n} مقالات", "واقتُرح {n} مقالًا", "واقتُرح {n} مقال"
)
_LINKED = Counted(
    "", "ورُبط اقتراح سابق بالاسم", "ورُبط اقتراحان سابقان بالاسم", "ورُبطت {n} اقتراحات سابقة بالاسم",
    "ورُبط {n} اقتراحًا سابقًا بالاسم", "ورُبط {n} اقتراح سابق بالاسم",
)  # fmt: skip
_REST = Counted("", "بقي مقال واحد", "بقي مقالان", "بقيت {n} مقالات", "بقي {n} مقالًا", "بقي {n} مقال")
WAITING = Counted(
    "لا مقال ينتظر قرارك.", "مقال واحد ينتظر قرارك.", "مقالان ينتظران قرارك.", "{n} مقالات تنتظر قرارك.",
    "{n} مقالًا ينتظر قرارك.", "{n} مقال ينتظر قرارك.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    mention: Mention
    sentence: SafeString
    may_decide: bool


class Suggested(admin.ModelAdmin):
    """For the admins of names."""

    def get_urls(self) -> list[Any]:
        view, name = self.admin_site.admin_view, f"articles_{self.opts.model_name}"
        return [
            path("<int:pk>/suggested/", view(self.suggested_view), name=f"{name}_suggested"),
            path("<int:pk>/seek/", view(require_POST(self.seek_view)), name=f"{name}_seek"),
            *super().get_urls(),
        ]

    def name_tools(self, request: HttpRequest, name: Name) -> list[tuple[str, str]]:
        """What else can be done with a name: (label, address)."""
        if name.merged_into_id or name.kind == Name.Kind.TOPIC or not self.has_decide_permission(request):
            return []
        count = name.mentions.suggested().count()
        label = f"مقترحات الآلة ({count:,})" if count else "ابحث عنه في الأرشيف كله"
        return [(label, reverse(f"admin:articles_{self.opts.model_name}_suggested", args=[name.pk]))]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if name := context.get("original"):
            context["name_tools"] = self.name_tools(request, name)
        return super().render_change_form(request, context, *args, **kwargs)

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perms(["articles.change_mention", "articles.view_article"])

    def _sought(self, request: HttpRequest, pk: int) -> Name:
        name = self.get_queryset(request).filter(pk=pk).select_related("merged_into").first()
        if name is None:
            raise Http404("No such name.")
        if not self.has_decide_permission(request) or not self.has_view_permission(request, name):
            raise PermissionDenied
        return name  # type: ignore[no-any-return]

    # --- the page -----------------------------------------------------------------------------

    def suggested_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        name = self._sought(request, pk)
        if request.method == "POST":
            self._decide(request, name)
            page = request.POST.get("p", "")
            return redirect(f"{request.path}?p={page}" if page.isascii() and page.isdigit() and page != "1" else request.path)
        waiting = name.mentions.suggested().select_related("article").order_by("-article__published_at", "-article", "pk")
        paginator = Paginator(waiting, A_PAGE)
        page_shown = paginator.get_page(request.GET.get("p"))
        context = {
            "title": f"أين يُذكر «{name}»؟",
            "page": page_shown,
            "rows": [Row(one, sentence(one), _may_decide(request, one.article)) for one in page_shown],
            "count": WAITING(paginator.count),
            "quest": Quest.objects.filter(name=name).first(),
            "command": f"manage.py extract_names --for {name.pk}",
            "seek_address": reverse(f"admin:articles_{self.opts.model_name}_seek", args=[name.pk]),
            "may_seek": name.merged_into_id is None and name.kind != Name.Kind.TOPIC,
        }
        return self._page(request, "admin/archive/suggested.html", name, context)  # type: ignore[attr-defined,no-any-return]

    def _decide(self, request: HttpRequest, name: Name) -> None:
        """One article by its own button, or all on the page."""
        for button, state, told in (
            ("confirm", Mention.State.CONFIRMED, _CONFIRMED),
            ("reject", Mention.State.REJECTED, _REJECTED),
        ):
            if (chosen := request.POST.get(button)) is None:
                continue
            texts = request.POST.getlist("shown") if chosen == "all" else [chosen]
            numbers = [int(text) for text in texts[:A_PAGE] if text.isascii() and text.isdigit() and len(text) < 19]
            decided = self._settle(request, name, numbers, state)
            if decided:
                messages.success(request, told(len(decided)))
                indexing.say_if_waiting(request, decided)
            else:
                messages.warning(request, _GONE)

    def _settle(self, request: HttpRequest, name: Name, numbers: list[int], state: str) -> list[int]:
        """The articles about which it was decided."""
        decided = []
        with transaction.atomic():
            waiting = Mention.objects.suggested().select_for_update(of=("self",)).select_related("article")
            for mention in waiting.filter(pk__in=numbers, name=name).order_by("pk"):
                if _may_decide(request, mention.article):
                    mention.state = state
                    mention.save()
                    decided.append(mention.article_id)
        return decided

    # --- looking ------------------------------------------------------------------------------

    def seek_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        name = self._sought(request, pk)
        try:
            _tell(request, name, seek(name, seconds=PATIENCE))
        except (NotSought, LexiconError, ModelMismatch) as error:
            messages.error(request, str(error))
        return redirect(f"admin:articles_{self.opts.model_name}_suggested", pk)


def _tell(request: HttpRequest, name: Name, found: Outcome) -> None:
    parts = filter(None, (_LOOKED(found.articles), _PROPOSED(found.suggested), _LINKED(found.linked)))
    messages.add_message(request, messages.SUCCESS if found.finished else messages.WARNING, "، ".join(parts) + ".")
    if not found.through_index:
        messages.warning(request, "محرك البحث لا يجيب الآن، فتُقرأ مقالات الأرشيف كلها واحدًا واحدًا، وهذا أبطأ.")
    if found.shared:
        listed = "، ".join(f"«{one}»" for one in found.shared[:5])
        messages.warning(request, f"يشاركه اسم آخر في {listed}؛ هذه وحدها لا تكفي لاقتراحه.")
    if not found.finished:
        messages.warning(
            request,
            f"{_REST(found.total - found.articles)} لم يُنظر فيها بعد. ابدأ البحث ثانية ليتابع من حيث وقف، "
            f"أو شغّل على الخادم: manage.py extract_names --for {name.pk}",
        )


def _may_decide(request: HttpRequest, article: Article) -> bool:
    return request.user.has_perm(PUBLISH) or article.status in WRITERS


def sentence(mention: Mention) -> SafeString:
    """The sentence that says the name, the name marked; from headline or standfirst where the body does not."""
    article, words = mention.article, mention.text
    start, end = mention.start, mention.end
    if start is not None and end is not None and article.body[start:end] == words:
        return _marked(article.body, start, end)
    for text in (article.body, article.headline, article.standfirst, article.kicker):
        if words and (start := text.find(words)) >= 0:
            return _marked(text, start, start + len(words))
    return format_html("{}", words)


def _marked(text: str, start: int, end: int) -> SafeString:
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    last = len(text) if last < 0 else last
    for stop in _STOP.finditer(text, first, start):
        first = stop.end()
    if after := _STOP.search(text, end, last):
        last = after.end()
    if cut_before := start - first > _AROUND:
        first = text.find(" ", start - _AROUND, start) + 1 or start
    if cut_after := last - end > _AROUND:
        last = max(text.rfind(" ", end, end + _AROUND), end)
    before, after_it = "… " * cut_before + text[first:start], text[end:last].rstrip() + " …" * cut_after
    return format_html("{}<mark>{}</mark>{}", before, text[start:end], after_it)
