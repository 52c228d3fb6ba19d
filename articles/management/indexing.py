"""While an import goes on, what it saved comes into the search index now and then, and at its end."""

from __future__ import annotations

import ctypes
from collections.abc import Callable

from articles.search import Busy, SearchUnavailable, sync

_SYNC_EVERY = 1000
"""Rows between two visits to the search index: a commit costs tens of milliseconds however little it holds."""


class Indexing:
    """`say` is told once where the index cannot be written; articles then wait in the queue for sync_index."""

    def __init__(self, say: Callable[[str], None]) -> None:
        _keep_memory_together()
        self._say = say
        self._rows = 0
        """Since the last visit."""
        self._works = True

    def saved(self, rows: int) -> None:
        self._rows += rows
        if self._works and self._rows >= _SYNC_EVERY:
            self.sync()

    def finish(self) -> None:
        """Where anything was saved since the last visit."""
        if self._rows:
            self.sync()

    def sync(self) -> None:
        self._rows = 0
        try:
            sync.drain()
        except (SearchUnavailable, Busy) as error:
            self._works = False
            self._say(f"المقالات محفوظة ولم تُفهرس بعد ({error})؛ شغّل sync_index بعد إصلاح الفهرس.")
        _give_back_memory()


_ARENA_MAX = -8
"""M_ARENA_MAX of glibc's malloc.h."""


def _keep_memory_together() -> None:
    """One arena for all threads: each of the index's would keep what it has freed in one of its own."""
    if limit := getattr(ctypes.CDLL(None), "mallopt", None):  # glibc's
        limit(_ARENA_MAX, 1)


def _give_back_memory() -> None:
    """What the index's threads have freed, the C library keeps for each of them: 100 MB after a few visits."""
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):  # glibc's; others give it back by themselves
        trim(0)
