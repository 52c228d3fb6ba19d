"""What was said: confirmed quotes of published articles, the latest that came into the archive first.

A quote counts as somebody's only where the mention of its speaker is confirmed too; otherwise it stands with what the
article calls its speaker, or with nobody. Pages follow one another by number (`?before=`), so the thousandth costs
what the first does.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from articles.models import Article, Mention, Name, Quote

from .keeping import kept_page

LISTED = 30
LONG, MOST_OF_IT = 14, 0.6
"""Words of a quote, and its share of a paragraph, from which on the paragraph is set off."""
_MOST_DIGITS = 18


@kept_page("speaker")
def quotes(request: HttpRequest) -> HttpResponse:
    before, speaker = _number(request, "before"), _speaker(request)
    found = Quote.objects.in_sight().select_related("article__source", "speaker__name").order_by("-pk")
    if speaker:
        found = found.filter(speaker__name=speaker, speaker__state=Mention.State.CONFIRMED)
    if before:
        found = found.filter(pk__lt=before)
    rows = list(found[: LISTED + 1])
    if before and not rows:
        raise Http404("no quotes before this one")
    said_by = f"speaker={speaker.pk}&" if speaker else ""
    own = "&".join(filter(None, [said_by.rstrip("&"), f"before={before}" if before else ""]))
    context = {
        "quotes": rows[:LISTED],
        "speaker": speaker,
        "first": not before,
        "newest": f"?{said_by}".rstrip("?&") or request.path,
        "older": f"?{said_by}before={rows[LISTED - 1].pk}" if len(rows) > LISTED else "",
        "canonical": f"{request.path}?{own}" if own else request.path,
    }
    return render(request, "quotes/list.html", context)


def quoted_paragraphs(article: Article) -> set[int]:
    """Paragraphs, by their number from 1 among those that are shown, that are for the most part one long confirmed quote."""
    spans = list(article.quotes.confirmed().exclude(start=None).order_by().values_list("start", "end"))
    if not spans:
        return set()
    found, number, start = set(), 0, 0
    for line in article.body.split("\n"):
        end = start + len(line)
        number += bool(line.strip())
        for first, last in spans:
            said = article.body[max(first, start) : min(last, end)]
            if line.strip() and len(said.split()) >= LONG and len(said) >= MOST_OF_IT * len(line.strip()):
                found.add(number)
        start = end + 1
    return found


def _speaker(request: HttpRequest) -> Name | None:
    number = _number(request, "speaker")
    if number is None:
        return None
    speaker: Name | None = Name.objects.standing().filter(pk=number).first()
    said = Quote.objects.in_sight().filter(speaker__name=number, speaker__state=Mention.State.CONFIRMED)
    if speaker is None or not said.exists():
        raise Http404("nobody who is quoted has this number")
    return speaker


def _number(request: HttpRequest, parameter: str) -> Any:
    """None where it is not given. What is no number is 404 and not passed over."""
    text = request.GET.get(parameter, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        raise Http404(f"{parameter} is not a number")
    return int(text)
