"""What every page has: the archive's name, inserted text that keeps its own direction, links from page to page."""

from __future__ import annotations

import re
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_TAG = re.compile(r"<[^>]*>")
_ARABIC = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_JOINED = re.compile(r"\b[A-Za-z0-9]+(?:-[A-Za-z0-9]+)+\b")


@register.simple_tag
def archive_name() -> str:
    return getattr(settings, "ARCHIVE_NAME", "أرشيف الأخبار")


@register.filter
def direction(text: Any) -> str:
    """`rtl`, unless Latin letters outnumber Arabic ones three to one.

    Not the first strong letter, as `dir=auto` has it: «NVIDIA تعلن أرباحها» is an Arabic headline.
    """
    plain = _TAG.sub("", text) if isinstance(text, SafeString) else str(text)
    latin = len(_LATIN.findall(plain))
    return "ltr" if latin and len(_ARABIC.findall(plain)) * 3 < latin else "rtl"


@register.filter
def bdi(text: Any) -> SafeString:
    """An inserted value that neither turns what stands around it nor is turned by it."""
    return format_html('<bdi dir="{}">{}</bdi>', direction(text), conditional_escape(text))


@register.filter
def shortened(text: str, most: int) -> str:
    """At most so many characters and «…», between two words unless one is longer than half of that."""
    if len(text) <= most:
        return text
    space = text.rfind(" ", most // 2, most + 1)
    return text[: most if space < 0 else space].rstrip(" ،؛:.") + "…"


@register.filter
def figures(text: str) -> SafeString:
    """A sentence whose dates and codes keep their order: after Arabic letters, 2025-03-09 would read 09-03-2025."""
    return mark_safe(_JOINED.sub(r'<bdi dir="ltr">\g<0></bdi>', conditional_escape(text)))  # noqa: S308  (escaped)


@register.inclusion_tag("includes/paging.html")
def page_links(page: Page[Any], query: str = "") -> dict[str, Any]:
    """Links to the pages of a list; `query` is what the address says beside the page's number."""

    def address(number: int) -> str:
        return f"?{query}&page={number}" if query else f"?page={number}"

    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return {
        "page": page,
        "links": [(number, address(number) if isinstance(number, int) else "") for number in numbers],
        "previous": address(page.previous_page_number()) if page.has_previous() else "",
        "next": address(page.next_page_number()) if page.has_next() else "",
    }
