"""Processes beside this one that analyse Arabic words.

Promises: they have the lexicon that this process has, and end with it, however it ends; where one of them is killed, all
that was handed over and not yet answered raises BrokenProcessPool, and so does whatever comes after it.

Refuses: to share anything else with them: they see no database, and know nothing of Django.

Each has a pipe of its own. Those of `concurrent.futures` answer through one: where a process is killed while it writes,
half an answer stands in it, and whoever waits for the other half waits for ever.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeAlias

from .configuration import configure, lexicon_folder, lexicon_source

_Work: TypeAlias = "tuple[Future[Any], Callable[..., Any], tuple[Any, ...]]"


def processors() -> int:
    """As many as this process may use."""
    return len(os.sched_getaffinity(0))


class Processes:
    """Each calls `begin` first, with these arguments. Start them once for much work."""

    def __init__(self, count: int, begin: Callable[..., None] | None = None, *arguments: Any) -> None:
        self._waiting: queue.SimpleQueue[_Work | None] = queue.SimpleQueue()
        self._broken = threading.Event()
        self._threads: list[threading.Thread] = []
        # Spawned: a fork would take open connections to a database, and locks of threads, along with it.
        context = multiprocessing.get_context("spawn")
        for _ in range(count):
            ours, theirs = context.Pipe()
            started = (theirs, lexicon_folder().parent, lexicon_source(), begin, arguments)
            process = context.Process(target=_serve, args=started, daemon=True)
            process.start()
            theirs.close()  # else its end would not be seen
            self._threads.append(threading.Thread(target=self._ask, args=(process, ours), daemon=True))
            self._threads[-1].start()

    def submit(self, work: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Raises BrokenProcessPool where a process was killed; the future does, where that happens later."""
        if self._broken.is_set():
            raise BrokenProcessPool("a process was killed")
        future: Future[Any] = Future()
        self._waiting.put((future, work, arguments))
        return future

    def close(self) -> None:
        """Waits for what is under way; what is not yet under way is left."""
        with suppress(queue.Empty):
            while left := self._waiting.get_nowait():
                left[0].cancel()
        for _ in self._threads:
            self._waiting.put(None)
        for thread in self._threads:
            thread.join()

    def _ask(self, process: Any, pipe: Connection) -> None:
        """The thread of one process: hands it one piece of work after the other."""
        with pipe:
            while coming := self._waiting.get():
                future, work, arguments = coming
                if not future.set_running_or_notify_cancel():
                    continue
                try:
                    if self._broken.is_set():
                        raise EOFError
                    pipe.send((work, arguments))
                    answer, error = pipe.recv()
                except (EOFError, OSError):
                    self._broken.set()
                    answer, error = None, BrokenProcessPool("a process was killed")
                except Exception as unreadable:  # work or answer that no pipe can carry
                    answer, error = None, unreadable
                if error:
                    future.set_exception(error)
                else:
                    future.set_result(answer)
        process.join()


def _serve(pipe: Connection, data: Path, source: str, begin: Callable[..., None] | None, arguments: tuple[Any, ...]) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    configure(data, source)
    if begin:
        begin(*arguments)
    # A text leaves no cycles behind: to look for some after every 700 objects takes a twentieth of the time.
    gc.freeze()
    gc.set_threshold(50_000)
    while True:
        try:
            work, given = pipe.recv()
        except EOFError:
            return
        answer: tuple[Any, Exception | None]
        try:
            answer = work(*given), None
        except Exception as error:  # raised where the answer is waited for
            answer = None, error
        pipe.send(answer)


def _end_with_parent() -> None:
    """A parent that was killed cannot say good-bye, and its processes would wait for work for ever."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)
