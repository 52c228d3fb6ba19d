"""An index on disk in generations: one folder in use, a new one built beside it and swapped in whole.

    index/CURRENT           the name of the generation in use, replaced atomically
    index/g-<n>/            one generation, with schema.json: the fingerprint it was built for
    index/write.lock        held by whoever writes, across processes; the kernel frees it when they die

What cannot be read is taken for missing; what cannot be written raises SearchUnavailable with the system's
own words. Nothing here knows what a generation holds.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import SearchUnavailable
from ..plan import Busy

_FINGERPRINT = "schema.json"


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SearchUnavailable(f"the search index cannot be written: {error}") from error


class Generations:
    def __init__(self, root: Path) -> None:
        self.root = root

    def current(self) -> Path | None:
        """The folder in use, or None where there is none."""
        try:
            name = (self.root / "CURRENT").read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return None
        folder = self.root / name
        return folder if name.startswith("g-") and folder.is_dir() else None

    def fingerprint(self, folder: Path) -> str:
        """What the generation was built for; empty where that cannot be read."""
        try:
            return str(json.loads((folder / _FINGERPRINT).read_text(encoding="utf-8"))["fingerprint"])
        except (OSError, ValueError, KeyError, TypeError):
            return ""

    def begin(self, fingerprint: str) -> Path:
        """A new empty folder beside the one in use. What earlier attempts left behind is cleared away."""
        with _writing():
            self.root.mkdir(parents=True, exist_ok=True)
            used = self.current()
            for old in self.root.glob("g-*"):
                if old != used:
                    shutil.rmtree(old, ignore_errors=True)
            for draft in self.root.glob("CURRENT.*"):
                draft.unlink(missing_ok=True)
            folder = self.root / f"g-{time.time_ns()}"
            folder.mkdir()
            (folder / _FINGERPRINT).write_text(json.dumps({"fingerprint": fingerprint}), encoding="utf-8")
        return folder

    def swap_in(self, folder: Path) -> None:
        """Makes a folder the one in use, in one step. Readers of the old one keep their open files."""
        used = self.current()
        draft = self.root / f"CURRENT.{os.getpid()}"
        with _writing():
            draft.write_text(folder.name, encoding="ascii")
            _settle(draft)
            os.replace(draft, self.root / "CURRENT")
            _settle(self.root)
        if used and used != folder:
            shutil.rmtree(used, ignore_errors=True)

    @contextmanager
    def lock(self, name: str, wait: float) -> Iterator[None]:
        """Holds a named lock across processes; raises Busy when `wait` seconds were not enough."""
        with _writing():
            self.root.mkdir(parents=True, exist_ok=True)
            file = (self.root / f"{name}.lock").open("a")
        with file:
            deadline = time.monotonic() + wait
            while True:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() >= deadline:
                        raise Busy(f"another process holds {name}.lock") from None
                    time.sleep(0.02)
            yield


def _settle(path: Path) -> None:
    """Waits until the disk holds the file, or the folder's list of names."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
