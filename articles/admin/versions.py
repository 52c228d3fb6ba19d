"""Alike articles: what the machine suggests, and where a person decides. Nothing here changes an article.

The list shows what nobody decided about, newest first. A pair's page shows both articles side by side; to confirm or
to reject leads to the next pair, and every decision can be taken back. Whoever may only look sees no buttons.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.forms import Media
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from articles.arabic import Counted
from articles.differences import beside
from articles.models import Article, Version

from .autocomplete import NameSelect
from .filters import SourceFilter, chosen_source
from .listing import Listing

State = Version.State
_ON_FORM = 6
"""Versions that an article's form lists; the rest is a link away."""
_LIST = "admin:articles_version_changelist"
_CONFIRMED = Counted(
    "لم يُؤكَّد شيء.", "أُكِّد أن المقالين قصة واحدة.", "أُكِّد شبهان.", "أُكِّدت {n} حالات شبه.",
    "أُكِّدت {n} حالة شبه.", "أُكِّدت {n} حالة شبه.",
)  # fmt: skip
_REJECTED = Counted(
    "لم يُرفض شيء.", "رُفض الشبه، ولن يُقترح ثانية.", "رُفض شبهان، ولن يُقترحا ثانية.", "رُفضت {n} حالات شبه، ولن تُقترح ثانية.",
    "رُفضت {n} حالة شبه، ولن تُقترح ثانية.", "رُفضت {n} حالة شبه، ولن تُقترح ثانية.",
)  # fmt: skip
_TAKEN_BACK = Counted(
    "لا حكم يُلغى.", "أُلغي الحكم، وعاد الشبه مقترحًا.", "أُلغي حكمان.", "أُلغيت {n} أحكام.", "أُلغي {n} حكمًا.", "أُلغي {n} حكم."
)  # fmt: skip
_SAID = {State.CONFIRMED: _CONFIRMED, State.REJECTED: _REJECTED, State.SUGGESTED: _TAKEN_BACK}


class _StateFilter(admin.SimpleListFilter):
    """What is still to be decided, unless something else is asked for."""

    title = "الحالة"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(State.CONFIRMED.value, "مؤكدة"), (State.REJECTED.value, "مرفوضة"), ("all", "الكل")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Version]) -> QuerySet[Version]:
        if self.value() == "all":
            return queryset
        return queryset.filter(state=self.value() if self.value() in State.values else State.SUGGESTED)

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        yield {**first, "display": "تنتظر الحكم"}
        yield from others


class _LikenessFilter(admin.SimpleListFilter):
    title = "نسبة الشبه"
    parameter_name = "likeness"
    _BANDS = {"95": (0.95, 1.0, "95٪ فأكثر"), "85": (0.85, 0.95, "من 85٪ إلى 95٪"), "0": (0.0, 0.85, "دون 85٪")}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(key, label) for key, (_, _, label) in self._BANDS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Version]) -> QuerySet[Version]:
        low, high, _ = self._BANDS.get(self.value() or "", (0.0, 1.0, ""))
        return queryset.filter(likeness__gte=low, **({"likeness__lt": high} if high < 1 else {}))


class _EitherSourceFilter(SourceFilter):
    """Pairs of which one article is of this outlet."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Version]) -> QuerySet[Version]:
        value = self.value() or ""
        if not chosen_source(value):
            return queryset
        return queryset.filter(Q(article__source=int(value)) | Q(of__source=int(value)))


@admin.register(Version)
class VersionAdmin(Listing):
    list_display = ("shown_pair", "shown_likeness", "kind", "state", "found_at")
    list_display_links = ("shown_pair",)
    list_filter = (_StateFilter, "kind", _LikenessFilter, _EitherSourceFilter)
    list_select_related = ("article__source", "of__source")
    sortable_by = ("shown_likeness", "found_at")
    ordering = ("-pk",)
    actions = ("confirm", "reject", "take_back")
    search_fields = ("pk",)  # makes Django show the box
    search_help_text = "رقم مقال: ما يشبهه."

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Deleted, it would be suggested again."""
        return False

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(require_POST(self.decide_view))
        return [path("<int:pk>/decide/", view, name="articles_version_decide"), *super().get_urls()]

    # --- list ---------------------------------------------------------------------------------

    @property
    def media(self) -> Media:
        # For the source filter.
        return super().media + NameSelect(Article._meta.get_field("source"), self.admin_site).media

    def get_queryset(self, request: HttpRequest) -> QuerySet[Version]:
        pairs: QuerySet[Version] = super().get_queryset(request)
        texts = ("body", "standfirst", "date_note")
        return pairs.defer(*(f"{side}__{text}" for side in ("article", "of") for text in texts))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Version], search_term: str
    ) -> tuple[QuerySet[Version], bool]:
        number = search_term.strip()
        if not number:
            return queryset, False
        if not (number.isascii() and number.isdigit() and len(number) < 19):
            messages.warning(request, "ابحث برقم مقال، مثل 123.")
            return queryset.none(), False
        return queryset.filter(Q(article=int(number)) | Q(of=int(number))), False

    @admin.display(description="المقالان")
    def shown_pair(self, pair: Version) -> SafeString:
        return format_html("{}<br>{}", _told(pair.article), _told(pair.of))

    @admin.display(description="الشبه", ordering="likeness")
    def shown_likeness(self, pair: Version) -> str:
        return f"{pair.percent}٪"

    @admin.action(permissions=["change"], description="أكّد أنها قصة واحدة")
    def confirm(self, request: HttpRequest, queryset: QuerySet[Version]) -> None:
        self._decide(request, queryset, State.CONFIRMED)

    @admin.action(permissions=["change"], description="ليست قصة واحدة")
    def reject(self, request: HttpRequest, queryset: QuerySet[Version]) -> None:
        self._decide(request, queryset, State.REJECTED)

    @admin.action(permissions=["change"], description="ألغِ الحكم")
    def take_back(self, request: HttpRequest, queryset: QuerySet[Version]) -> None:
        self._decide(request, queryset, State.SUGGESTED)

    def _decide(self, request: HttpRequest, pairs: QuerySet[Version], state: Version.State) -> None:
        chosen = Version.objects.filter(pk__in=list(pairs.order_by().values_list("pk", flat=True))).exclude(state=state)
        decided = list(chosen)
        chosen.decide(state, request.user)
        LogEntry.objects.log_actions(request.user.pk, decided, CHANGE, change_message=state.label)  # type: ignore[arg-type]
        messages.add_message(request, messages.SUCCESS if decided else messages.WARNING, _SAID[state](len(decided)))

    # --- one pair -----------------------------------------------------------------------------

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        pair = self._pair(request, unquote(object_id))
        articles = Article.objects.for_display().in_bulk([pair.article_id, pair.of_id])
        before, after = articles[pair.of_id], articles[pair.article_id]
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        context = {
            **self.admin_site.each_context(request),
            "title": "مقالان متشابهان",
            "opts": self.opts,
            "pair": pair,
            "before": before,
            "after": after,
            "headlines": beside(before.headline, after.headline),
            "standfirsts": beside(before.standfirst, after.standfirst),
            "bodies": beside(before.body, after.body),
            "later": _next(pair),
            "states": State,
            "may_decide": self.has_change_permission(request, pair),
        }
        return TemplateResponse(request, "admin/archive/versions.html", context)

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        pair = self._pair(request, str(pk))
        if not self.has_change_permission(request, pair):
            raise PermissionDenied
        state = request.POST.get("state", "")
        if state not in State.values:
            raise Http404("No such decision.")
        self._decide(request, Version.objects.filter(pk=pair.pk), State(state))
        later = _next(pair)
        if state == State.SUGGESTED:
            return redirect("admin:articles_version_change", pair.pk)
        return redirect("admin:articles_version_change", later.pk) if later else redirect(_LIST)

    def _pair(self, request: HttpRequest, object_id: str) -> Version:
        pair: Version | None = self.get_object(request, object_id)
        if pair is None:
            raise Http404("No such pair.")
        if not self.has_view_or_change_permission(request, pair):
            raise PermissionDenied
        return pair


class Versions(admin.ModelAdmin):
    """An article's form says which others it resembles."""

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        article = context.get("original")
        if isinstance(article, Article) and request.user.has_perm("articles.view_version"):
            pairs = _alike(article)
            all_of_them = f"{reverse(_LIST)}?state=all&q={article.pk}"
            context = {**context, "alike": pairs[:_ON_FORM], "more_alike": all_of_them if len(pairs) > _ON_FORM else ""}
        return super().render_change_form(request, context, *args, **kwargs)


def _alike(article: Article) -> list[tuple[Version, Article]]:
    """Pairs that nobody rejected, each with the other article; confirmed ones first, then the most alike."""
    pairs = Version.objects.touching([article.pk]).exclude(state=State.REJECTED)
    pairs = pairs.select_related("article__source", "of__source").order_by("state", "-likeness", "pk")
    return [(pair, pair.of if pair.article_id == article.pk else pair.article) for pair in pairs[: _ON_FORM + 1]]


def _next(pair: Version) -> Version | None:
    """The suggestion that follows in the list, from its beginning again where this was the last."""
    others = Version.objects.suggested().exclude(pk=pair.pk).order_by("-pk")
    return others.filter(pk__lt=pair.pk).first() or others.first()


def _told(article: Article) -> SafeString:
    source = format_html(" — <bdi>{}</bdi>", article.source) if article.source else ""
    return format_html('<bdi dir="auto">{}</bdi>{}', article.headline, source)
