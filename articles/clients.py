"""Who asks: the address that lock-out counts failed logins by, and the API its requests."""

from __future__ import annotations

import ipaddress
import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

WINDOW = 60
"""Seconds over which requests are counted."""
_V6_SITE = 64
"""Bits of an IPv6 address that stand for one subscriber; the rest is theirs to choose anew for each request."""


def client_address(request: HttpRequest) -> str:
    """The address that the nearest proxy saw. Without a proxy (this machine only) nobody's word is taken for it."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.PUBLIC else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


class PerAddress(BaseThrottle):
    """API_REQUESTS_PER_MINUTE for each address; this machine's own programs are not counted.

    Counted in the cache: in the default one, in memory, by each worker for itself. (Ninja's own throttles keep the
    request at hand in themselves, which worker threads would share.)
    """

    def allow_request(self, request: HttpRequest) -> bool:
        most, client = settings.API_REQUESTS_PER_MINUTE, _subscriber(client_address(request))
        if not most or not client:
            return True
        key = f"api-requests:{client}:{int(time.time()) // WINDOW}"
        if cache.add(key, 1, 2 * WINDOW):
            return True
        try:
            return cache.incr(key) <= most
        except ValueError:  # the cache made room just now
            return True

    def wait(self) -> float:
        """Seconds until requests are counted anew."""
        return WINDOW - time.time() % WINDOW


def _subscriber(address: str) -> str:
    """Whose address it is, or "" for this machine and for what is no address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if found.is_loopback:
        return ""
    return str(ipaddress.ip_network((found, _V6_SITE), strict=False)) if found.version == 6 else str(found)
