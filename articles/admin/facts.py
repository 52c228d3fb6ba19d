"""The review of an article that is saved: what the machine finds in it now, joined with what is stored of it.

Two editors at one article meet here as on its form: whoever comes second is told, sees what is stored now, and finds
their own choices still in the page. What looks like a standfirst, a dateline or a writer within the body is offered
as the value of its field; the body changes only where the editor says so.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from articles.arabic import Counted
from articles.ingest import Part, Proposal, decide, facts_reason, note_versions, review
from articles.models import Article, Mention, Name, Quote, follow_words

from . import indexing
from .marked_text import LABELS
from .pasting import ADD_NAMES, STAYED
from .review_rows import REJECT
from .reviewing import Review

_CHANGED = (
    "لم يُحفظ شيء بعد: حفظ غيرك هذا المقال وأنت تراجعه. ما تراه الآن هو المحفوظ، واختياراتك باقية فيه. راجعها ثم احفظ ثانية."
)
_SAVED = "حُفظ ما قررته."
_NONE_LEFT = "لا مقال آخر ينتظر المراجعة."
WAITING = Counted("الحقائق", "الحقائق المقترحة (1)", "الحقائق المقترحة (2)", *(["الحقائق المقترحة ({n})"] * 3))
FIELDS = {"standfirst": "standfirst", "dateline": "dateline_text", "byline": "byline"}
_SEPARATORS = " \t:/-–—،"


class Offer(forms.Form):
    """A part of the body that may be the value of a field which is empty."""

    do = forms.ChoiceField(
        choices=[("", "دعه في المتن"), ("take", "خذه قيمةً للحقل"), ("move", "خذه قيمةً للحقل، واحذفه من المتن")],
        widget=forms.RadioSelect,
        required=False,
    )
    value = forms.CharField(max_length=2000, widget=forms.TextInput(attrs={"dir": "auto"}))

    def __init__(self, part: Part, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.part, self.label = part, LABELS[part.kind]
        self.fields["value"].label = self.label


class Facts(admin.ModelAdmin):
    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.facts_view)
        return [path("<int:pk>/facts/", view, name="articles_article_facts"), *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        article = context.get("original")
        if isinstance(article, Article) and article.pk:
            waiting = article.mentions.suggested().count() + article.quotes.suggested().count()  # type: ignore[attr-defined]
            context["facts_label"] = WAITING(waiting)
        return super().render_change_form(request, context, *args, **kwargs)

    def facts_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        if request.method == "POST":
            with transaction.atomic():
                # SQLite has no row locks and needs none: its transactions here begin as writers.
                response = self._facts(request, Article.objects.select_for_update().filter(pk=pk).first())
            if getattr(request, "saved_facts", False):
                indexing.say_if_waiting(request, [pk])
            return response
        return self._facts(request, self.get_object(request, str(pk)))

    def _facts(self, request: HttpRequest, article: Article | None) -> HttpResponseBase:
        if article is None:
            raise Http404("No such article.")
        if not self.has_change_permission(request, article):
            raise PermissionDenied
        posted = request.POST if request.method == "POST" else None
        proposal = review(article)
        rows = Review(proposal, posted, may_name=request.user.has_perm(ADD_NAMES))
        offers = _offers(article, proposal, posted)
        late = posted is not None and posted.get("base_version") != str(article.version)
        status = 200
        if late:
            status = 409
        elif posted is not None:
            response = self._act_on_facts(request, article, rows, offers)
            if response:
                return response
            status = 422 if rows.refused else 200
        return self._facts_page(request, article, rows, offers, late, status)

    def _act_on_facts(self, request: HttpRequest, article: Article, rows: Review, offers: list[Offer]) -> HttpResponse | None:
        do = request.POST.get("do", "")
        if do in ("accept", "reject") and rows.fill(REJECT if do == "reject" else do):
            messages.warning(request, STAYED)
        if "_save" not in request.POST and "_next" not in request.POST:
            return None
        if not rows.is_valid() or not all(offer.is_valid() for offer in offers if offer["do"].value()):
            rows.refused = True
            return None
        try:
            with transaction.atomic():
                self._decide(request, article, rows, offers)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return None
        except IntegrityError:
            messages.error(request, "لم يُحفظ شيء: حفظ غيرك ما يعارضه في اللحظة نفسها. أعد المحاولة.")
            return None
        request.saved_facts = True  # type: ignore[attr-defined]
        messages.success(request, _SAVED)
        return self._after(request, article)

    def _decide(self, request: HttpRequest, article: Article, rows: Review, offers: list[Offer]) -> None:
        names, quotes = rows.name_decisions(), rows.quote_decisions()
        old_body = article.body
        for offer in offers:
            if offer["do"].value():
                _take(article, offer, rows.proposal)
        article.clean_fields(exclude=[field.name for field in Article._meta.fields if field.name not in FIELDS.values()])
        article._change_reason = facts_reason  # type: ignore[attr-defined]
        # The places are those of the body as it was read; what an offer takes out of it moves them afterwards.
        body, article.body = article.body, old_body
        decide(article, names, quotes, request.user)
        article.body = body
        article.save()
        if body != old_body:
            follow_words(article, old_body)
        if any(offer["do"].value() for offer in offers):
            note_versions([article])
        self.log_change(request, article, facts_reason)

    def _after(self, request: HttpRequest, article: Article) -> HttpResponse:
        if "_next" not in request.POST:
            return redirect("admin:articles_article_facts", article.pk)
        following = next_waiting(self, request, article.pk)
        if following is None:
            messages.info(request, _NONE_LEFT)
            return redirect("admin:articles_article_changelist")
        return redirect("admin:articles_article_facts", following)

    def _facts_page(
        self, request: HttpRequest, article: Article, rows: Review, offers: list[Offer], late: bool, status: int
    ) -> TemplateResponse:
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        following = next_waiting(self, request, article.pk)
        context = {
            **self.admin_site.each_context(request),
            "is_nav_sidebar_enabled": False,
            "title": "الحقائق المقترحة",
            "opts": self.opts,
            "original": article,
            "review": rows,
            "offers": offers,
            "late": _CHANGED if late else "",
            "following": reverse("admin:articles_article_facts", args=[following]) if following else "",
        }
        return TemplateResponse(request, "admin/archive/facts.html", context, status=status)


def _offers(article: Article, proposal: Proposal, posted: Any) -> list[Offer]:
    base, end = proposal.body
    found = []
    for kind, field in FIELDS.items():
        part = proposal.parts.get(kind)
        if part and base <= part.span[0] and part.span[1] <= end and not getattr(article, field):
            found.append(Offer(part, posted, prefix=f"part-{kind}", initial={"do": "", "value": part.text}))
    return found


def _take(article: Article, offer: Offer, proposal: Proposal) -> None:
    part, base = offer.part, proposal.body[0]
    setattr(article, FIELDS[part.kind], offer.cleaned_data["value"])
    if part.kind == "dateline":
        for field, kind, name in (
            ("dateline_place", Name.Kind.PLACE, proposal.place),
            ("dateline_agency", Name.Kind.OUTLET, proposal.agency),
        ):
            known = list(Name.objects.spelled(name).filter(kind=kind)[:2]) if name else []
            if getattr(article, f"{field}_id") is None and len(known) == 1:
                setattr(article, field, known[0])
    if offer.cleaned_data["do"] == "move":
        # By its words: what another offer took out before it may have moved it.
        at = article.body.find(part.text, max(0, part.span[0] - base - (len(proposal.body_text) - len(article.body))))
        if at >= 0:
            article.body = _without(article.body, at, at + len(part.text))


def _without(body: str, start: int, end: int) -> str:
    """The body without these words, and without what parted them from the story."""
    before, after = body[:start], body[end:].lstrip(_SEPARATORS)
    if before.endswith("\n") or not before:
        after = after.lstrip("\n")
    elif not after or after.startswith("\n"):
        before = before.rstrip(_SEPARATORS)
    return before + after


def waiting_articles() -> Q:
    """Articles with names or quotes that nobody has decided about."""
    mentions, quotes = Mention.objects.suggested(), Quote.objects.suggested()
    return Q(pk__in=mentions.values("article")) | Q(pk__in=quotes.values("article"))


def next_waiting(model_admin: Facts, request: HttpRequest, pk: int) -> int | None:
    """The article that waits below this one, or the newest that waits."""
    mentions, quotes = Mention.objects.suggested(), Quote.objects.suggested()
    statuses = [one.value for one in Article.Status if model_admin.has_change_permission(request, Article(pk=0, status=one))]
    found: list[int] = []
    for below in ({"article__lt": pk}, {"article__gt": pk}):
        for rows in (mentions, quotes):
            waiting = rows.filter(article__status__in=statuses, **below).order_by("-article")
            found += waiting.values_list("article", flat=True)[:1]
        if found:
            return max(found)
    return None
