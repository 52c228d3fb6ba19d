"""What every page has: the archive's name, and links from page to page of a list."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page

register = template.Library()


@register.simple_tag
def archive_name() -> str:
    return getattr(settings, "ARCHIVE_NAME", "أرشيف الأخبار")


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
