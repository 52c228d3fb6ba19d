"""An article through time: what it said when, what changed and why, and how other outlets told the same story.

Only what was published is shown. What was written before publication, or while an article was taken back, is nobody's
business, and so is who changed it. Pages of the past lead search engines to the article as it stands.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from articles.arabic import format_date, written_day
from articles.differences import beside, inline, marked
from articles.models import READ, Article, Correction, Name, reads_otherwise, versions_of
from articles.templatetags.dates import known

from . import paged
from .keeping import kept_page

MOST = 200
"""Published revisions of an article that are looked at, the latest."""
CORRECTIONS_LISTED, CORRECTIONS_NAMED = 30, 3
TEXTS = ("standfirst", "body")
"""What is compared paragraph by paragraph; the rest is a line each."""
LABELS = {
    **{column: str(Article._meta.get_field(column.removesuffix("_id")).verbose_name) for column in READ},
    "published_at": "تاريخ النشر",
}
_DATE = ("published_at", "date_certainty")


@dataclass(slots=True)
class State:
    """What readers saw of an article from `since` on; `until` is None for what they see now."""

    record: Any
    since: dt.datetime
    until: dt.datetime | None = None
    before: State | None = None
    reason: str = ""
    changed: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        return int(self.record.history_id)


@kept_page()
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    article = Article.objects.for_display().public(pk)
    asked = {name: request.GET[name].strip() for name in ("on", "from", "to") if request.GET.get(name)}
    if "on" in asked:
        return _on(request, article, asked["on"])
    if "from" in asked or "to" in asked:
        return _chosen(article, asked.get("from", ""), asked.get("to", ""))
    return _listed(request, article)


def _listed(request: HttpRequest, article: Article, problem: str = "", status: int = 200) -> HttpResponse:
    states, more = states_of(article)
    context = {
        "article": article,
        "states": states,
        "more": more,
        "most": MOST,
        "problem": problem,
        "asked": request.GET.get("on", ""),
    }
    return render(request, "versions/list.html", context | _place(article), status=status)


@kept_page()
def version(request: HttpRequest, pk: int, revision: int) -> HttpResponse:
    article = Article.objects.for_display().public(pk)
    return _shown(request, article, _state(states_of(article)[0], revision))


@kept_page()
def difference(request: HttpRequest, pk: int, old: int, new: int) -> HttpResponse:
    article = Article.objects.for_display().public(pk)
    states, _ = states_of(article)
    before, after = _state(states, old), _state(states, new)
    if before.number >= after.number:
        raise Http404("the older version comes first")
    changes = differences(before.record, after.record)
    context = {"article": article, "before": before, "after": after, "changes": changes}
    return render(request, "versions/difference.html", context | _place(article))


@kept_page()
def compare(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Two outlets' texts of one story. Only what a person confirmed to be one, and only while both are published."""
    article = Article.objects.for_display().public(pk)
    twin = versions_of(article).for_display().filter(pk=other).first()
    if twin is None:
        raise Http404("not another version of this story")
    headline = beside(article.headline, twin.headline)
    rows = [*beside(article.standfirst, twin.standfirst), *beside(article.body, twin.body)]
    sides = [{"place": "الأول:", "article": article}, {"place": "الثاني:", "article": twin}]
    context = {
        "article": article,
        "other": twin,
        "headline": headline,
        "rows": rows,
        "alike": sum(one == two for one, two in rows),
        "sides": sides,
    }
    return render(request, "versions/compare.html", context | _place(article))


@kept_page("page")
def corrections(request: HttpRequest) -> HttpResponse:
    listed = Correction.objects.in_sight().select_related("article__source").order_by("-pk")
    page = paged(request, listed, CORRECTIONS_LISTED)
    return render(request, "versions/corrections.html", {"page": page, "canonical": request.path})


def past_of(article: Article) -> dict[str, Any]:
    """For the article's own page: its latest corrections, and whether it has other versions to look at."""
    corrected = list(article.corrections.order_by("-pk")[:CORRECTIONS_NAMED])  # type: ignore[attr-defined]
    changed = article.version > 1 and article.history.filter(status=Article.Status.PUBLISHED)[1:2].exists()
    return {"corrections": corrected, "has_versions": bool(corrected) or changed}


def states_of(article: Article) -> tuple[list[State], bool]:
    """Newest first, and whether there are older ones. A revision that changes nothing for readers is no state of its own."""
    records = list(article.history.filter(status=Article.Status.PUBLISHED).order_by("-history_id")[: MOST + 1])
    reasons = dict(article.corrections.values_list("revision", "reason"))  # type: ignore[attr-defined]
    states: list[State] = []
    for record in reversed(records[:MOST]):
        before = states[-1] if states else None
        if before and not reads_otherwise(before.record, record):
            continue
        state = State(record, record.history_date, before=before, reason=reasons.get(record.history_id, ""))
        if before:
            before.until = record.history_date
            state.changed = _changed(before.record, record)
        states.append(state)
    return states[::-1], len(records) > MOST


def _changed(before: Any, after: Any) -> tuple[str, ...]:
    columns = (column for column in READ if getattr(before, column) != getattr(after, column))
    return tuple(dict.fromkeys(LABELS[_DATE[0] if column in _DATE else column] for column in columns))


def _state(states: list[State], number: int) -> State:
    found = next((state for state in states if state.number == number), None)
    if found is None:
        raise Http404("no published version of this number")
    return found


def _on(request: HttpRequest, article: Article, text: str) -> HttpResponse:
    """What readers saw at the end of a day."""
    try:
        day = written_day(text)
    except ValueError:
        return _listed(request, article, f"«{text[:40]}» ليس تاريخًا؛ يُكتب هكذا: 2025-03-09.", 400)
    if day > timezone.localdate():
        return _listed(request, article, f"لم يأتِ بعد يوم {format_date(day)}.", 400)
    ends = timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time()))
    latest = article.history.filter(history_date__lt=ends).order_by("-history_id").first()
    if latest is None or latest.status != Article.Status.PUBLISHED:
        return _listed(request, article, f"لم يكن المقال منشورًا في الأرشيف في {format_date(day)}.")
    state = next((one for one in states_of(article)[0] if one.number <= latest.history_id), None)
    if state is None:
        return _listed(request, article, f"لا تُعرض هنا نسخ أقدم من آخر {MOST} نسخة.")
    return _shown(request, article, state, day)


def _shown(request: HttpRequest, article: Article, state: State, day: dt.date | None = None) -> HttpResponse:
    record = state.record
    names = Name.objects.in_bulk(
        {one for one in (record.source_id, record.dateline_place_id, record.dateline_agency_id) if one}
    )
    then = _as_article(record)
    context = {
        "article": article,
        "state": state,
        "day": day,
        "then": then,
        "date": known(then)[1],
        "source": names.get(record.source_id),
    }
    return render(request, "versions/one.html", context | _place(article))


def _as_article(record: Any) -> Article:
    """A revision as an article, for what templates ask of one; never saved."""
    then = Article(pk=record.id, status=record.status, language=record.language)
    for column in READ:
        setattr(then, column, getattr(record, column))
    then.prepare()
    return then


def _chosen(article: Article, old: str, new: str) -> HttpResponse:
    """A form's choice leads to the address of the difference, whichever way round it was made."""
    numbers = sorted(int(text) for text in {old, new} if text.isascii() and text.isdigit() and len(text) < 19)
    if len(numbers) != 2:
        return HttpResponseRedirect(reverse("article-versions", kwargs={"pk": article.pk}))
    return HttpResponseRedirect(reverse("article-difference", kwargs={"pk": article.pk, "old": numbers[0], "new": numbers[1]}))


def differences(before: Any, after: Any) -> list[tuple[str, list[SafeString | int]]]:
    """Of everything that a reader saw change (label, paragraphs with <del> and <ins>); a number stands for what is left out."""
    wanted = {getattr(record, one) for record in (before, after) for one in READ if one.endswith("_id")}
    names = Name.objects.in_bulk(wanted - {None})
    found = []
    for column in READ:
        if column == "date_certainty":
            continue
        old, new = (_said(record, column, names) for record in (before, after))
        if old != new:
            found.append((LABELS[column], _around_changes(inline(old, new)) if column in TEXTS else [marked(old, new)]))
    return found


def _around_changes(paragraphs: list[SafeString]) -> list[SafeString | int]:
    """What changed, with a paragraph before and after it; of other stretches only how many paragraphs they are."""
    changed = {number for number, text in enumerate(paragraphs) if "<del>" in text or "<ins>" in text}
    near = {number + step for number in changed for step in (-1, 0, 1)}
    found: list[SafeString | int] = []
    for shown, stretch in groupby(enumerate(paragraphs), lambda one: one[0] in near):
        texts = [text for _, text in stretch]
        found += texts if shown or len(texts) == 1 else [len(texts)]
    return found


def _said(record: Any, column: str, names: dict[int, Name]) -> str:
    value = getattr(record, column)
    if column == "published_at":
        return known(_as_article(record))[1] or "غير معروف"
    if column.endswith("_id"):
        return str(names.get(value, "")) if value else ""
    return str(value or "")


def _place(article: Article) -> dict[str, Any]:
    return {"canonical": article.get_absolute_url()}
