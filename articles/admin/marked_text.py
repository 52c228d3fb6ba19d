"""A text with its parts marked: escaped HTML, one paragraph a line, marks nested where they nest.

A mark that runs over paragraphs, or crosses another, is cut there and goes on as the same mark. Names are links to
their entries in the list beside the text, so they work without JavaScript; of a name that stands often only the first
is a stop for the keyboard.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

LABELS = {
    "headline": "العنوان", "standfirst": "المقدّمة", "dateline": "سطر المكان", "byline": "الكاتب", "quote": "قول",
    "person": "شخص", "organization": "منظمة", "place": "مكان", "outlet": "مصدر",
}  # fmt: skip
LINKED = {"person", "organization", "place", "outlet"}


@dataclass(frozen=True, slots=True)
class Mark:
    start: int
    end: int
    kind: str
    entry: str
    """The id of its entry in the list."""


def marked(text: str, marks: Iterable[Mark]) -> SafeString:
    """HTML of the text. Marks that are empty or stand outside it are left out."""
    opening: dict[int, list[Mark]] = {}
    ends = set()
    for one in sorted(marks, key=lambda one: (one.start, -one.end, one.kind in LINKED)):
        if 0 <= one.start < one.end <= len(text):
            opening.setdefault(one.start, []).append(one)
            ends.add(one.end)
    breaks = {at for at, letter in enumerate(text) if letter == "\n"}
    cuts = sorted({0, len(text), *opening, *ends, *breaks, *(at + 1 for at in breaks)})
    html, seen, open_ = ['<p dir="auto">'], set(), []  # type: list[str], set[str], list[Mark]
    for start, end in pairwise(cuts):
        open_ = _close(html, open_, start, seen)
        for one in opening.get(start, ()):
            open_ = _open(html, open_, one, seen)
        if start in breaks:
            html += [_END[one.kind in LINKED] for one in reversed(open_)]
            html.append('</p>\n<p dir="auto">')
            html += [_start(one, seen) for one in open_]
        else:
            html.append(format_html("{}", text[start:end]))
    html += [_END[one.kind in LINKED] for one in reversed(open_)]
    return mark_safe("".join(html) + "</p>")  # noqa: S308  (every text in it was escaped)


_END = {True: "</a>", False: "</span>"}


def _close(html: list[str], open_: list[Mark], at: int, seen: set[str]) -> list[Mark]:
    """Closes what ends here; what stands inside and goes on is closed too, and opened again."""
    first = next((number for number, one in enumerate(open_) if one.end <= at), None)
    if first is None:
        return open_
    html += [_END[one.kind in LINKED] for one in reversed(open_[first:])]
    going_on = [one for one in open_[first:] if one.end > at]
    html += [_start(one, seen) for one in going_on]
    return open_[:first] + going_on


def _open(html: list[str], open_: list[Mark], one: Mark, seen: set[str]) -> list[Mark]:
    if one.kind in LINKED and any(other.kind in LINKED for other in open_):
        return open_  # links do not stand in links; names do not overlap but where two were stored so
    html.append(_start(one, seen))
    return [*open_, one]


def _start(one: Mark, seen: set[str]) -> str:
    if one.kind in LINKED:
        stop = mark_safe("") if one.entry not in seen else mark_safe(' tabindex="-1"')
        seen.add(one.entry)
        return format_html('<a class="mark {}" href="#{}" data-for="{}"{}>', one.kind, one.entry, one.entry, stop)
    label = "" if one.entry in seen else LABELS[one.kind]
    seen.add(one.entry)
    tag = format_html('<span class="mark-label">{}</span>', label) if label else ""
    return format_html('<span class="mark {}" data-for="{}">{}', one.kind, one.entry, tag)
