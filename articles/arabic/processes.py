"""Processes beside this one that analyse Arabic words.

Promises: they have the lexicon that this process has, and end with it, however it ends.

Refuses: to share anything else with them: they see no database, and know nothing of Django.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from .configuration import configure, lexicon_folder, lexicon_source


def processors() -> int:
    """As many as this process may use."""
    return len(os.sched_getaffinity(0))


def analysing_processes(count: int, begin: Callable[..., None] | None = None, *arguments: Any) -> ProcessPoolExecutor:
    """Each calls `begin` first. Work that is handed over raises BrokenProcessPool where one of them was killed."""
    # Spawned: a fork would take open connections to a database, and locks of threads, along with it.
    return ProcessPoolExecutor(
        count,
        multiprocessing.get_context("spawn"),
        initializer=_begin,
        initargs=(lexicon_folder().parent, lexicon_source(), begin, arguments),
    )


def _begin(data: Path, source: str, begin: Callable[..., None] | None, arguments: tuple[Any, ...]) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    configure(data, source)
    if begin:
        begin(*arguments)
    # A text leaves no cycles behind: to look for some after every 700 objects takes a twentieth of the time.
    gc.freeze()
    gc.set_threshold(50_000)


def _end_with_parent() -> None:
    """A parent that was killed cannot say good-bye, and its processes would wait for work for ever."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)
