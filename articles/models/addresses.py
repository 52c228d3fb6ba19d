"""Addresses of pages that bear a number and a slug, put together: to reverse the address of each article and name of a list
takes as long as to fetch them."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import quote

from django.urls import get_script_prefix, reverse


def address(route: str, pk: int, slug: str, **rest: str) -> str:
    """As `reverse` has it; `rest` are what else the route takes."""
    before, between, after = _around(get_script_prefix(), route, tuple(rest.items()))
    return f"{before}{pk}{between}{quote(slug or '-')}{after}"


@cache
def _around(script_prefix: str, route: str, rest: tuple[tuple[str, str], ...]) -> tuple[str, str, str]:
    """What stands around number and slug."""
    example = reverse(route, kwargs={"pk": 1234567890, "slug": "slug", **dict(rest)})
    before, between, after = re.split("1234567890|slug", example)
    return before, between, after
