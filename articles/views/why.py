"""Why an article is among the results of a search: a page of its own, which a result may also show in its place."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from articles.models import Article
from articles.search import (
    BadParameters,
    Explanation,
    Form,
    How,
    Reason,
    SearchParams,
    SearchUnavailable,
    Where,
    Wish,
    explain,
    standing,
)

from . import reader_page
from .errors import search_unavailable
from .search import LABELS, address, refused

HOWS = {
    How.SAME: "كما كتبتها",
    How.SPELLING: "إملاء آخر للكلمة نفسها",
    How.LEMMA: "المفردة نفسها",
    How.STEM: "الجذع نفسه",
    How.PREFIX: "أولها كما كتبت",
    How.PHRASE: "العبارة نفسها بإملاء آخر",
    How.NAME: "من أسماء المقال",
    How.OTHER: "صيغة أخرى للكلمة",
}
WHERES = {Where.HEADLINE: "العنوان", Where.LEAD: "المقدمة والأسماء", Where.BODY: "المتن"}
_FIELDS = LABELS | {"headline": "في العنوان"}


@dataclass(frozen=True, slots=True)
class Line:
    """One written form: how it matched, the lemma that says so, and where it stands how often."""

    text: str
    how: str
    lemma: str
    places: list[tuple[str, int]]


@reader_page
def why_page(request: HttpRequest) -> HttpResponse:
    try:
        params = standing(SearchParams.parse(dict(request.GET.lists())).on_page(1))
        number = _article_number(request.GET.get("article", ""))
        explanation = explain(params, number)
    except BadParameters as problem:
        return refused(request, problem)
    except SearchUnavailable as problem:
        return search_unavailable(request, request.GET.get("q", ""), problem)
    except Article.DoesNotExist as error:
        raise Http404("no such article") from error
    context = _shown(explanation) | {
        "params": params,
        "article": get_object_or_404(Article.objects.published().for_display(), pk=number),
        "article_query": f"?{params.query_string()}",
        "results_address": address(params),
        "canonical": request.get_full_path(),
    }
    return render(request, "search/why.html", context)


def _article_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise Http404("not an article's number")
    return int(text)


def _shown(explanation: Explanation) -> dict[str, object]:
    reasons = explanation.reasons
    return {
        "found": explanation.found,
        "reasons": [(_asked(reason), [_line(form, reason) for form in reason.forms]) for reason in reasons],
        "missing": [_asked(reason) for reason in reasons if reason.missing],
        "passed_over": explanation.passed_over,
        "nothing": all(reason.missing for reason in reasons),
        "with_lexicon": any(How.LEMMA in form.how or How.STEM in form.how for reason in reasons for form in reason.forms),
    }


def _asked(reason: Reason) -> str:
    text = f"{reason.text}*" if reason.wish is Wish.PREFIX else reason.text
    return f"{_FIELDS[reason.field]}: {text}" if reason.field else text


def _line(form: Form, reason: Reason) -> Line:
    how = " و".join(HOWS[how] for how in reversed(form.how))  # the lemma last: it is named behind it
    return Line(form.text, how, form.lemma, [(WHERES[where], count) for where, count in form.places.items()])
