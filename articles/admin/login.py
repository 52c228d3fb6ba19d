"""Who is at the login page: what lock-out counts failures by, beside the user name."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address that the nearest proxy saw. Without a proxy (this machine only) nobody's word is taken for it."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.PUBLIC else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
