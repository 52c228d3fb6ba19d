"""Work that goes on beside other work, and its result when it is needed.

For questions to the engine, which lets other threads run while it looks; never for the database or for Haystack
(`sync.engine`), whose connections belong to their threads: a new thread takes milliseconds to make Haystack's.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from .plan import Everything, Snapshot

T = TypeVar("T")
FEW = 50_000
"""Articles: among fewer the engine is done before a thread has begun. (An API call among 14,513 took 8.6 ms without and 9.0
with one; among 150,000 15.0 and 12.6.)"""


def meanwhile(index: Snapshot, work: Callable[[], T]) -> Callable[[], T]:
    """Begins work that asks `index`; what is given back waits for its result, and raises what it raised."""
    return work if index.count(Everything()) < FEW else _Thread(work).result


class _Thread(Generic[T]):
    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._found: list[T] = []
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="meanwhile", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._found.append(self._work())
        except BaseException as error:  # raised where the result is asked for
            self._error = error

    def result(self) -> T:
        self._thread.join()
        if self._error:
            raise self._error
        return self._found[0]
