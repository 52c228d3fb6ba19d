"""What changed between two texts, word by word, as escaped HTML with <ins> and <del>.

A changed line end is drawn (↵), since it would be invisible. Everything that came from outside is escaped.
"""

from __future__ import annotations

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.arabic import changes


def marked(old: str, new: str) -> SafeString:
    """HTML of both texts in one. Empty texts give an empty string."""
    tags = {"same": "{}", "deleted": "<del>{}</del>", "inserted": "<ins>{}</ins>"}
    return format_html_join(
        "",
        "{}",
        ((format_html(tags[kind], text if kind == "same" else text.replace("\n", "↵\n")),) for kind, text in changes(old, new)),
    )
