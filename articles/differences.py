"""What changed between two texts, word by word, as escaped HTML with <ins> and <del>.

A changed line end is drawn (↵), since it would be invisible. Everything that came from outside is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.arabic import Piece, changes, in_one, side_by_side


def marked(old: str, new: str) -> SafeString:
    """HTML of both texts in one. Empty texts give an empty string."""
    return drawn(changes(old, new))


def beside(old: str, new: str) -> list[tuple[SafeString, SafeString]]:
    """HTML of both texts paragraph by paragraph, for two columns."""
    return [(drawn(row.before), drawn(row.after)) for row in side_by_side(old, new)]


def inline(old: str, new: str) -> list[SafeString]:
    """HTML of both texts in one, a paragraph each."""
    return [drawn(paragraph) for paragraph in in_one(old, new)]


def drawn(pieces: Iterable[Piece]) -> SafeString:
    tags = {"same": "{}", "deleted": "<del>{}</del>", "inserted": "<ins>{}</ins>"}
    return format_html_join(
        "",
        "{}",
        ((format_html(tags[kind], text if kind == "same" else text.replace("\n", "↵\n")),) for kind, text in pieces),
    )
