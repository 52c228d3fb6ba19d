"""Marks in a text, and the passage of an article that shows best why it was found.

Results are HTML: the text escaped, what matched in <mark>. Whole written words are marked, clitics included,
and only words that the same analysis matched. Snippets are cut between words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from articles.models import Article

from .marking import Marker, Span

SNIPPET = 240
"""Characters of a snippet, about three lines on a phone."""
_NEAR = 3000
"""Characters, some 480 words: most news articles are shorter, and the long ones would take most of the time."""


class Shown(NamedTuple):
    """Of an article, for a list of results."""

    headline: SafeString
    snippet: SafeString


def marked(text: str, marker: Marker) -> SafeString:
    return _html(text, marker.spans(text), 0, len(text))


def shown(articles: Iterable[Article], marker: Marker) -> list[Shown]:
    """Headline and snippet of each: to look through all of them at once is several times faster."""
    headlines = []
    bodies = []
    for article in articles:
        headlines.append(article.headline)
        bodies.append(_flat(article.body))
    spans = marker.all_spans(headlines + [_near(body) for body in bodies])
    return [
        Shown(_html(headline, in_headline, 0, len(headline)), _snippet(body, in_body, marker, SNIPPET))
        for headline, in_headline, body, in_body in zip(headlines, spans, bodies, spans[len(headlines) :], strict=False)
    ]


def snippet(text: str, marker: Marker, length: int = SNIPPET) -> SafeString:
    """The passage with the most different asked words, then the most words; the text's beginning where none matches.

    It is looked for in the first `_NEAR` characters, and in the whole text only where nothing matches there.
    """
    flat = _flat(text)
    return _snippet(flat, marker.spans(_near(flat)), marker, length)


def _snippet(flat: str, near: Sequence[Span], marker: Marker, length: int) -> SafeString:
    spans = near or (marker.spans(flat) if len(flat) > _NEAR else near)
    start, end = _at_words(flat, *_window(spans, len(flat), length))
    passage = _html(flat, [span for span in spans if start <= span[0] and span[1] <= end], start, end)
    return mark_safe(("… " if start else "") + passage + (" …" if end < len(flat.rstrip()) else ""))  # noqa: S308  (escaped)


def _flat(text: str) -> str:
    return text.replace("\n", " ")


def _near(flat: str) -> str:
    return flat[: _before_a_word(flat, _NEAR)]


def _best(spans: Sequence[Span], length: int) -> tuple[int, int]:
    """The first and last of those that have room together and match the most different asked words, then the most words."""
    best, best_value = (0, 0), (0, 0)
    last = 0
    for first, (start, _, _) in enumerate(spans):
        last = max(last, first)
        while last + 1 < len(spans) and spans[last + 1][1] - start <= length:
            last += 1
        value = len({number for *_, number in spans[first : last + 1]}), last + 1 - first
        if value > best_value:
            best, best_value = (first, last), value
    return best


def _before_a_word(text: str, end: int) -> int:
    """Where to end at the latest without cutting a word in two."""
    return text.rfind(" ", 0, end) + 1 or end if end < len(text) else len(text)


def _window(spans: Sequence[Span], total: int, length: int) -> tuple[int, int]:
    """Where a passage of `length` characters should stand."""
    if not spans or total <= length:
        return 0, min(total, length)
    first, last = _best(spans, length)
    room = length - (spans[last][1] - spans[first][0])
    start = max(0, min(spans[first][0] - room // 3, total - length))
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
        parts += [escape(text[position:left]), "<mark>", escape(text[left:right]), "</mark>"]
        position = right
    parts.append(escape(text[position:end]))
    return mark_safe("".join(parts))  # noqa: S308  (every piece of text is escaped)
