"""The archive for programs, under /api/v1."""

from .endpoints import api

__all__ = ["api"]
