"""Records that editors look at and the archive alone writes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from .listing import Listing


class ReadOnly(Listing):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
