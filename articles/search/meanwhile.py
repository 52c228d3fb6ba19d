"""Work that goes on beside other work, and its result when it is needed.

For questions to the engine, which lets other threads run while it looks; never for the database, whose connections
belong to their threads.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Meanwhile(Generic[T]):
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
        """Waits for the end of the work; raises what it raised."""
        self._thread.join()
        if self._error:
            raise self._error
        return self._found[0]
