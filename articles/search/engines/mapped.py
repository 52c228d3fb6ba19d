"""Keeps what a writer has mapped of the index's files out of its memory.

To merge segments tantivy maps them and reads them from end to end. The system counts the pages with the process (204 MB
for a merge of 95,000 articles), and on a small machine they crowd out what readers need. Each page is read once, so it
can go as soon as it was read; one that a reader has mapped too stays.
"""

from __future__ import annotations

import ctypes
import mmap
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PAGEOUT = 21
"""MADV_PAGEOUT of Linux's mman.h: unlike MADV_DONTNEED harmless should the place have become other memory meanwhile."""
_MOST = 32_000_000
"""Bytes more than at the start that may be mapped and in memory: small segments stay until they are merged."""
_EVERY = 0.05
"""Seconds: a merge reads some 100 MB a second."""


@contextmanager
def let_go(folder: Path) -> Iterator[None]:
    """While within, mapped pages of the folder's files leave memory again. Does nothing where the system cannot."""
    if sys.platform != "linux":
        yield
        return
    done = threading.Event()
    watch = threading.Thread(target=_watch, args=(folder, done), daemon=True)
    watch.start()
    try:
        yield
    finally:
        done.set()
        watch.join()


def _watch(folder: Path, done: threading.Event) -> None:
    libc = ctypes.CDLL(None)
    most = _mapped_in_memory() + _MOST
    while not done.wait(_EVERY):
        if _mapped_in_memory() > most:
            for start, end in _mappings(folder):
                libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), _PAGEOUT)


def _mapped_in_memory() -> int:
    """Bytes of files, all of them, that are mapped and in this process's memory."""
    return int(Path("/proc/self/statm").read_text().split()[2]) * mmap.PAGESIZE


def _mappings(folder: Path) -> list[tuple[int, int]]:
    """Where the folder's files are mapped, those of deleted segments too."""
    found = []
    for line in Path("/proc/self/maps").read_text().splitlines():
        place, *_, path = line.split(maxsplit=5)
        if path.startswith(f"{folder}/"):
            start, _, end = place.partition("-")
            found.append((int(start, 16), int(end, 16)))
    return found
