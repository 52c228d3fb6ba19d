"""Together: many texts at once, each in one of several processes.

Promises: the summary of each text, or why there is none; the processes end with the one that made them, however it ends.

Refuses: to share anything with its processes but the known names they were started with: they see no database.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from articles.arabic import LexiconError, configure, lexicon_folder, lexicon_source

from .extracting import extract
from .known import KnownName, KnownNames
from .summary import Summary, summarize
from .tagger import ModelMismatch

LONGEST = 1_000_000
"""Characters of a text that are read; what comes after is no news story any more."""


class Text(NamedTuple):
    """A story with what stands before it (headline, standfirst): it gives names, but offsets count from the body."""

    before: str
    body: str


def read_all(texts: Iterable[Text], known: KnownNames | None) -> list[Summary | Exception]:
    """The names and quotes of each text, or what went wrong with it: one text must not take the others along.

    Raises LexiconError and ModelMismatch: then none can be read."""
    return [_read(text, known) for text in texts]


def _read(text: Text, known: KnownNames | None) -> Summary | Exception:
    before = f"{text.before}\n" if text.before else ""
    try:
        return summarize(extract(f"{before}{text.body[:LONGEST]}", known), base=len(before))
    except (LexiconError, ModelMismatch):
        raise
    except Exception as error:  # given back, for the caller to say
        return error


class Together:
    """Processes that read texts. Start it once for many; `close` waits for what is being read."""

    def __init__(self, known: Iterable[KnownName], processes: int | None = None) -> None:
        self.processes = processes or len(os.sched_getaffinity(0))
        # Spawned: a fork would take open connections to a database, and locks of threads, along with it.
        self._pool = ProcessPoolExecutor(
            self.processes,
            multiprocessing.get_context("spawn"),
            initializer=_begin,
            initargs=(lexicon_folder().parent, lexicon_source(), tuple(known)),
        )

    def read(self, texts: Sequence[Text]) -> Future[list[Summary | Exception]]:
        """As `read_all`. The future raises BrokenProcessPool where a process was killed."""
        return self._pool.submit(_read_here, list(texts))

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)


class _Process:
    known: KnownNames | None = None


def _begin(data: Path, source: str, known: Sequence[KnownName]) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    configure(data, source)
    _Process.known = KnownNames(known)
    # A text leaves no cycles behind: to look for some after every 700 objects takes a twentieth of the time.
    gc.freeze()
    gc.set_threshold(50_000)


def _end_with_parent() -> None:
    """A parent that was killed cannot say good-bye, and its processes would wait for work for ever."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _read_here(texts: Sequence[Text]) -> list[Summary | Exception]:
    return read_all(texts, _Process.known)
