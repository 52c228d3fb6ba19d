"""The queue of names: what the machine found in most articles and nobody has decided about, decided for all at once.

Only those who may publish decide here, since published articles are among them; before anything changes, a page says
how many articles it changes.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html

from articles.arabic import Counted, fold
from articles.ingest import (
    KINDS,
    NewName,
    ProposedName,
    WaitingName,
    accept_everywhere,
    candidates_of,
    reject_everywhere,
    waiting_mentions,
    waiting_name,
    waiting_names,
)  # fmt: skip
from articles.models import Mention, Name

from .pasting import ADD_NAMES
from .publishing import PUBLISH
from .review_rows import LATER, NEW, REJECT, NameRow, existing

_A_PAGE, _MOST_PAGES, _EXAMPLES, _AROUND = 50, 200, 5, 70
IN_ARTICLES = Counted("في لا مقال", "في مقال واحد", "في مقالين", "في {n} مقالات", "في {n} مقالًا", "في {n} مقال")
_CONFIRMED = Counted(
    "لم يتغير شيء.", "أُكّد «{{}}» في مقال واحد.", "أُكّد «{{}}» في مقالين.", "أُكّد «{{}}» في {n} مقالات.",
    "أُكّد «{{}}» في {n} مقالًا.", "أُكّد «{{}}» في {n} مقال.",
)  # fmt: skip
_REJECTED = Counted(
    "لم يتغير شيء.", "رُفض «{{}}» في مقال واحد.", "رُفض «{{}}» في مقالين.", "رُفض «{{}}» في {n} مقالات.",
    "رُفض «{{}}» في {n} مقالًا.", "رُفض «{{}}» في {n} مقال.",
)  # fmt: skip
_QUEUE = "articles_article_names"


class NamesWaiting(admin.ModelAdmin):
    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("names/", view(self.names_view), name=_QUEUE),
            path("names/decide/", view(self.name_view), name="articles_article_name"),
            *super().get_urls(),
        ]

    def names_view(self, request: HttpRequest) -> HttpResponseBase:
        self._refuse_strangers(request)
        kind = request.GET.get("kind", "")
        kind = kind if kind in KINDS else ""
        given = request.GET.get("p", "")
        page = min(int(given), _MOST_PAGES) if given.isascii() and given.isdigit() and 0 < len(given) < 6 else 1
        page = max(page, 1)
        found = waiting_names(kind, (page - 1) * _A_PAGE, _A_PAGE + 1)
        fitting = candidates_of(((one.kind, one.folded) for one in found[:_A_PAGE]), near=False)
        rows = [(one, _address(one), IN_ARTICLES(one.articles), fitting.get((one.kind, one.folded), [])[:2]) for one in found]
        context = {
            "title": "أسماء تنتظر",
            "rows": [(*row, Name.Kind(row[0].kind).label) for row in rows[:_A_PAGE]],
            "kinds": [(each.value, each.label) for each in KINDS],
            "kind": kind,
            "page": page,
            "earlier": f"?{urlencode({'kind': kind, 'p': page - 1})}" if page > 1 else "",
            "later": f"?{urlencode({'kind': kind, 'p': page + 1})}" if len(found) > _A_PAGE and page < _MOST_PAGES else "",
        }
        return self._names_page(request, "admin/archive/names_waiting.html", context)

    def name_view(self, request: HttpRequest) -> HttpResponseBase:
        """Three steps at one address: what to do with it, whether one is sure, done."""
        self._refuse_strangers(request)
        kind = request.GET.get("kind", "")
        one = waiting_name(kind, fold(request.GET.get("name", ""))) if kind in KINDS else None
        if one is None:
            messages.info(request, "لا ينتظر هذا الاسم قرارًا في أي مقال.")
            return HttpResponseRedirect(reverse(f"admin:{_QUEUE}"))
        row = _row(one, request.POST if request.method == "POST" else None)
        step = "choose"
        if request.method == "POST" and self._is_valid(request, row):
            if "sure" in request.POST:
                return self._decide_everywhere(request, one, row)
            step = "confirm"
        context = {
            "title": f"{Name.Kind(one.kind).label}: {one.found}",
            "one": one,
            "row": row,
            "step": step,
            "told": IN_ARTICLES(one.articles),
            "whose": _whose(row) if step == "confirm" else "",
            "rejects": row["choice"].value() == REJECT,
            "examples": [_example(mention) for mention in waiting_mentions(one)[:_EXAMPLES]],
        }
        return self._names_page(request, "admin/archive/name_waiting.html", context, 422 if row.errors else 200)

    def _is_valid(self, request: HttpRequest, row: NameRow) -> bool:
        if not row.is_valid():
            return False
        data = row.cleaned_data
        if data["choice"] == NEW:
            new = _new(row)
            if not request.user.has_perm(ADD_NAMES):
                row.add_error("choice", "ليس لك أن تضيف أسماء إلى الأرشيف.")
            elif existing([(new.kind, row.folded_name, new.qualifier)]):
                row.add_error("name", "في الأرشيف اسم يُكتب هكذا: اختره من القائمة، أو أضف تمييزًا إن كان لغيره.")
        return not row.errors

    def _decide_everywhere(self, request: HttpRequest, one: WaitingName, row: NameRow) -> HttpResponseBase:
        if row.cleaned_data["choice"] == REJECT:
            count = reject_everywhere(one, user=request.user)
            messages.success(request, format_html(_REJECTED(count), one.found))
        else:
            whose = _new(row) if row.cleaned_data["choice"] == NEW else row.whose
            assert whose is not None
            count = accept_everywhere(one, whose, remember=row.cleaned_data["remember"], user=request.user)
            messages.success(request, format_html(_CONFIRMED(count), _whose(row)))
        if left := waiting_name(one.kind, one.folded):
            messages.warning(request, f"وبقي «{one.found}» {IN_ARTICLES(left.articles)}: أعد القرار نفسه لتُكمله.")
            return HttpResponseRedirect(_address(left))
        return HttpResponseRedirect(reverse(f"admin:{_QUEUE}"))

    def _refuse_strangers(self, request: HttpRequest) -> None:
        if not (self.has_change_permission(request) and request.user.has_perm(PUBLISH)):
            raise PermissionDenied

    def _names_page(self, request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> TemplateResponse:
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        own = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, template, own, status=status)


def _address(one: WaitingName) -> str:
    return f"{reverse('admin:articles_article_name')}?{urlencode({'kind': one.kind, 'name': one.folded})}"


def _row(one: WaitingName, data: Any) -> NameRow:
    fitting = candidates_of([(one.kind, one.folded)]).get((one.kind, one.folded), [])
    found = ProposedName(one.kind, one.found, candidates=tuple(fitting))
    row = NameRow(found, data, prefix="name-0", initial={**NameRow.initial_of(found), "choice": ""})
    choices = row.fields["choice"].choices  # type: ignore[attr-defined]
    row.fields["choice"].choices = [choice for choice in choices if choice[0] != LATER]  # type: ignore[attr-defined]
    return row


def _new(row: NameRow) -> NewName:
    data = row.cleaned_data
    return NewName(data["as_kind"], data["name"] or row.one.found, data["qualifier"])


def _whose(row: NameRow) -> str:
    if row.cleaned_data["choice"] == NEW:
        new = _new(row)
        return f"{new.name} ({new.qualifier})" if new.qualifier else new.name
    return str(row.whose or row.one.found)


def _example(mention: Mention) -> tuple[Mention, str, str, str]:
    """The mention with what stands before and after it."""
    body, start, end = mention.article.body, mention.start, mention.end
    if start is None or end is None or body[start:end] != mention.text:
        return mention, "", mention.text or mention.found, ""
    before, after = body[max(0, start - _AROUND) : start], body[end : end + _AROUND]
    return mention, before.rpartition("\n")[2], body[start:end], after.partition("\n")[0]
