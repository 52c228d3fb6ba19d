"""Merging names: choosing them, seeing them side by side with what will happen, and doing it; and names that may be one.

Nothing is merged without a page that shows what it would do. Whoever may change and delete names of a kind may merge
them. A merged name is a signpost: it can be looked at and no longer changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode

from articles.arabic import Counted
from articles.models import Alias, Article, Distinct, Mention, Merge, Name, QueuedDocument
from articles.names import MergeRefused, Prospect, declare_distinct, likely_doubles, merge, prospect

from .autocomplete import OtherNameSelect, label

FEWEST, MOST = 2, 5
"""Names that are merged together."""
_ARTICLES_SHOWN, _ALIASES_SHOWN = 3, 12
_HOUR = 3600
_DONE = Counted("", "دُمج اسم واحد", "دُمج اسمان", "دُمجت {n} أسماء", "دُمج {n} اسمًا", "دُمج {n} اسم")
_CHANGED = Counted(
    "ولم يتغير شيء مما يراه القرّاء.", "وتغيّر مقال واحد عند القرّاء.", "وتغيّر مقالان عند القرّاء.",
    "وتغيّرت {n} مقالات عند القرّاء.", "وتغيّر {n} مقالًا عند القرّاء.", "وتغيّر {n} مقال عند القرّاء.",
)  # fmt: skip
_WAITING = "البحث يلحق بهذا بعد قليل: ما زالت مقالات تنتظر الفهرسة، ومن يحفظ بعدك أو يشغّل sync_index يكملها."


def may_merge(request: HttpRequest, kind: str) -> bool:
    return request.user.has_perms([f"articles.change_{kind}", f"articles.delete_{kind}"])


def name_address(name: Name | None) -> str:
    return reverse(f"admin:articles_{name.kind}_change", args=[name.pk]) if name else ""


def say_if_waiting(request: HttpRequest) -> None:
    if QueuedDocument.objects.exists():
        messages.warning(request, _WAITING)


@dataclass(slots=True)
class Card:
    """A name as it is shown beside others."""

    name: Name
    address: str
    mentions: int
    waiting: int
    articles: int
    newest: Sequence[Article]
    aliases: Sequence[Alias]
    more_aliases: int
    prospect: Prospect | None = None


def card(name: Name) -> Card:
    counts = name.mentions.aggregate(
        all=Count("pk"),
        suggested=Count("pk", filter=Q(state=Mention.State.SUGGESTED)),
        articles=Count("article", distinct=True),
    )
    aliases = list(name.aliases.all()[:_ALIASES_SHOWN])
    thought = name.mentions.exclude(state=Mention.State.REJECTED).values("article")
    # Whoever decides whether two names are one wants to see where they stand, confirmed or not, published or not.
    shown = Article.objects.filter(Q(pk__in=thought) | Q(pk__in=Article.objects.mentioning(name).values("pk")))
    newest = shown.newest_first().only("headline")
    return Card(
        name,
        name_address(name),
        counts["all"],
        counts["suggested"],
        counts["articles"],
        list(newest[:_ARTICLES_SHOWN]),
        aliases,
        name.aliases.count() - len(aliases) if len(aliases) == _ALIASES_SHOWN else 0,
    )


class Merging(admin.ModelAdmin):
    """For the admins of names."""

    actions = ("merge_selected",)

    # --- who may ------------------------------------------------------------------------------

    def has_merge_permission(self, request: HttpRequest) -> bool:
        return may_merge(request, self.opts.model_name or "")

    def has_change_permission(self, request: HttpRequest, obj: Name | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.merged_into_id is None)

    def has_delete_permission(self, request: HttpRequest, obj: Name | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.merged_into_id is None)

    # --- where --------------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        view, name = self.admin_site.admin_view, f"articles_{self.opts.model_name}"
        return [
            path("merge/", view(self.merge_view), name=f"{name}_merge"),
            path("<int:pk>/merge/", view(self.merge_with_view), name=f"{name}_merge_with"),
            path("doubles/", view(self.doubles_view), name=f"{name}_doubles"),
            *super().get_urls(),
        ]

    def name_tools(self, request: HttpRequest, name: Name) -> list[tuple[str, str]]:
        tools = super().name_tools(request, name)  # type: ignore[misc]
        if may_merge(request, name.kind) and name.merged_into_id is None:
            tools = [("ادمج في…", reverse(f"admin:articles_{name.kind}_merge_with", args=[name.pk])), *tools]
        return tools  # type: ignore[no-any-return]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        tools = [("الأسماء المدموجة", reverse("admin:articles_merge_changelist"))]
        if self.model.own_kind and self.has_merge_permission(request):
            tools = [("أسماء قد تكون واحدة", reverse(f"admin:articles_{self.opts.model_name}_doubles")), *tools]
        return super().changelist_view(request, {"name_tools": tools, **(extra_context or {})})

    # --- choosing -----------------------------------------------------------------------------

    @admin.action(permissions=["merge"], description="ادمج الأسماء المختارة (من 2 إلى 5)")
    def merge_selected(self, request: HttpRequest, queryset: QuerySet[Name]) -> HttpResponse | None:
        numbers = list(queryset.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
        if not FEWEST <= len(numbers) <= MOST:
            messages.error(request, "اختر من اسمين إلى خمسة أسماء لدمجها.")
            return None
        return redirect(f"{self._address()}?{urlencode({'names': numbers}, doseq=True)}")

    def _address(self) -> str:
        return reverse(f"admin:articles_{self.opts.model_name}_merge")

    def merge_with_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """«ادمج في …»: the other name, by typing or from those that look like it."""
        name = Name.objects.filter(pk=pk, merged_into=None).first()
        if name is None:
            raise Http404("No such name.")
        if not may_merge(request, name.kind):
            raise PermissionDenied
        field = forms.ModelChoiceField(Name.objects.standing(), required=True)
        select = OtherNameSelect(name, Merge._meta.get_field("survivor"), self.admin_site)
        select.choices = field.choices
        alike = [pair.second if pair.first == pk else pair.first for pair in likely_doubles(name.kind, 8, only=pk)]
        found = Name.objects.in_bulk(alike)
        context = {
            "title": f"ادمج «{name}» في…",
            "original": name,
            "select": select.render("into", [], {"id": "into", "required": True}),
            "media": self.media + select.media,
            "alike": [found[number] for number in alike if number in found],
            "merge_address": reverse(f"admin:articles_{name.kind}_merge"),
        }
        return self._names_page(request, "admin/archive/merge_with.html", context)

    def _names_page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        own = {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media}
        return TemplateResponse(request, template, {**own, **context})

    # --- seeing and doing ---------------------------------------------------------------------

    def merge_view(self, request: HttpRequest) -> HttpResponse:
        sent = request.POST if request.method == "POST" else request.GET
        numbers = [int(text) for text in [*sent.getlist("names"), *sent.getlist("into")] if _is_number(text)]
        names = list(Name.objects.select_related("merged_into").filter(pk__in=numbers[: 2 * MOST]).order_by("pk"))
        if problem := _problem(names, numbers):
            messages.error(request, problem)
            return redirect(f"admin:articles_{self.opts.model_name}_changelist")
        if not all(may_merge(request, name.kind) for name in names):
            raise PermissionDenied
        into = sent.get("into", "")
        survivor = next((name for name in names if str(name.pk) == into), None)
        refusal: MergeRefused | None = None
        if request.method == "POST" and survivor:
            try:
                return self._merge(request, survivor, [name for name in names if name != survivor])
            except MergeRefused as error:
                refusal = error
        return self._side_by_side(request, names, survivor, refusal)

    def _side_by_side(
        self, request: HttpRequest, names: list[Name], survivor: Name | None, refusal: MergeRefused | None
    ) -> HttpResponse:
        cards = [card(name) for name in names]
        if survivor:
            for one in cards:
                one.prospect = prospect(survivor, one.name) if one.name != survivor else None
            cards.sort(key=lambda one: one.name != survivor)
        else:
            cards.sort(key=lambda one: -one.mentions)
        context = {
            "title": "ادمج هذه الأسماء" if survivor is None else f"ادمج في «{survivor}»",
            "cards": cards,
            "survivor": survivor,
            "refusal": refusal,
            "blocked": bool(refusal) or any(one.prospect and one.prospect.refusal for one in cards),
            "choose_again": f"{self._address()}?{urlencode({'names': [name.pk for name in names]}, doseq=True)}",
        }
        return self._names_page(request, "admin/archive/merge.html", context)

    def _merge(self, request: HttpRequest, survivor: Name, absorbed: list[Name]) -> HttpResponse:
        merges, articles = merge(survivor.pk, [name.pk for name in absorbed], by=request.user)  # type: ignore[arg-type]
        for one in merges:
            self.log_change(request, survivor, f"دُمج فيه «{one.absorbed}»")
        done = f"{_DONE(len(merges))} في «{survivor}»."
        undo = reverse("admin:articles_merge_changelist")
        messages.success(request, format_html('{} {} <a href="{}">تراجع</a>', done, _CHANGED(articles), undo))
        say_if_waiting(request)
        return HttpResponseRedirect(name_address(survivor))

    # --- names that may be one ----------------------------------------------------------------

    def doubles_view(self, request: HttpRequest) -> HttpResponse:
        kind = self.model.own_kind
        if not kind:
            raise Http404("Names of all kinds together have no doubles.")
        if not self.has_merge_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return self._keep_apart(request)
        key = f"likely-doubles-{kind}"
        if "again" in request.GET:
            cache.delete(key)
        pairs = cache.get_or_set(key, lambda: likely_doubles(kind), _HOUR)
        numbers = {number for pair in pairs for number in (pair.first, pair.second)}
        names = Name.objects.standing().filter(pk__in=numbers).annotate(found_mentions=Count("mentions")).in_bulk()
        apart = _apart()
        rows = [
            {"pair": pair, "names": (names[pair.first], names[pair.second]), "value": f"{pair.first}-{pair.second}"}
            for pair in pairs
            if pair.first in names and pair.second in names and (pair.first, pair.second) not in apart
        ]
        context = {"title": "أسماء قد تكون واحدة", "rows": rows, "merge_address": self._address()}
        return self._names_page(request, "admin/archive/doubles.html", context)

    def _keep_apart(self, request: HttpRequest) -> HttpResponse:
        numbers = [int(text) for text in request.POST.get("distinct", "").split("-") if _is_number(text)]
        names = list(Name.objects.filter(pk__in=numbers, kind=self.model.own_kind))
        if len(names) == 2:
            declare_distinct(names[0].pk, names[1].pk, by=request.user)  # type: ignore[arg-type]
            messages.success(request, f"«{names[0]}» و«{names[1]}» اسمان مختلفان، ولن يُقترحا ثانية.")
        else:
            messages.error(request, "لم يعد الاسمان في الأرشيف كما كانا.")
        return redirect(f"admin:articles_{self.opts.model_name}_doubles")


def _apart() -> set[tuple[int, int]]:
    return set(Distinct.objects.values_list("first", "second"))


def _problem(names: list[Name], numbers: list[int]) -> str:
    """Why these names cannot be looked at for merging."""
    if len(set(numbers)) > len(names):
        return "أحد هذه الأسماء لم يعد في الأرشيف."
    if not FEWEST <= len(names) <= MOST:
        return "اختر من اسمين إلى خمسة أسماء لدمجها."
    if len({name.kind for name in names}) > 1:
        return "لا تُدمج إلا أسماء من نوع واحد: " + "، ".join(label(name) for name in names) + "."
    for name in names:
        if name.merged_into:
            return f"«{name}» مدموج من قبل في «{name.merged_into}»."
    return ""


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
