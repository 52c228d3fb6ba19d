"""Marks in a text, and the passage of an article that shows best why it was found.

Results are HTML: the text escaped, what matched in <mark>. Whole written words are marked, clitics included,
and only words that the same analysis matched. Snippets are cut between words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from .matching import Marker

SNIPPET = 240
"""Characters of a snippet, about three lines on a phone."""

Span: TypeAlias = tuple[int, int, int]
_NEAR = 5000
"""Characters, some 800 words: nineteen news articles in twenty are shorter, and the rest would take most of the time."""


def marked(text: str, marker: Marker) -> SafeString:
    return _html(text, marker.spans(text), 0, len(text))


def snippet(text: str, marker: Marker, length: int = SNIPPET) -> SafeString:
    """The passage with the most different asked words, then the most words; the text's beginning where none matches.

    It is looked for in the first `_NEAR` characters, and in the whole text only where nothing matches there.
    """
    flat = text.replace("\n", " ")
    spans = marker.spans(flat[: _before_a_word(flat, _NEAR)]) or (marker.spans(flat) if len(flat) > _NEAR else [])
    start, end = _window(spans, len(flat), length)
    start, end = _at_words(flat, start, end)
    passage = _html(flat, [span for span in spans if start <= span[0] and span[1] <= end], start, end)
    return mark_safe(("… " if start else "") + passage + (" …" if end < len(flat.rstrip()) else ""))  # noqa: S308  (escaped)


def _before_a_word(text: str, end: int) -> int:
    """Where to end at the latest without cutting a word in two."""
    return text.rfind(" ", 0, end) + 1 or end if end < len(text) else len(text)


def _window(spans: Sequence[Span], total: int, length: int) -> tuple[int, int]:
    """Where a passage of `length` characters should stand."""
    if not spans or total <= length:
        return 0, min(total, length)
    best, best_value = (spans[0][0], spans[0][1]), (0, 0)
    last = 0
    for first, span in enumerate(spans):
        last = max(last, first)
        while last + 1 < len(spans) and spans[last + 1][1] - span[0] <= length:
            last += 1
        inside = spans[first : last + 1]
        value = len({number for _, _, number in inside}), len(inside)
        if value > best_value:
            best, best_value = (span[0], spans[last][1]), value
    room = length - (best[1] - best[0])
    start = max(0, min(best[0] - room // 3, total - length))
    return start, min(total, start + length)


def _at_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Moves both ends inwards to white space, unless a word fills the passage."""
    if start and not text[start - 1].isspace():
        space = text.find(" ", start, end)
        start = space + 1 if space >= 0 else start
    if end < len(text) and not text[end].isspace():
        space = text.rfind(" ", start, end)
        end = space if space > start else end
    return start, end


def _html(text: str, spans: Sequence[Span], start: int, end: int) -> SafeString:
    parts, position = [], start
    for left, right, _ in spans:
        parts += [conditional_escape(text[position:left]), "<mark>", conditional_escape(text[left:right]), "</mark>"]
        position = right
    parts.append(conditional_escape(text[position:end]))
    return mark_safe("".join(parts))  # noqa: S308  (every piece of text is escaped)
