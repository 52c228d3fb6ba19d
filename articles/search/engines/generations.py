"""An index on disk in generations: one folder in use, a new one built beside it and swapped in whole.

    index/CURRENT           the name of the generation in use, replaced atomically
    index/g-<n>/            one generation, with schema.json: the fingerprint it was built for
    index/write.lock        held by whoever writes, across processes; the kernel frees it when they die

Nothing here knows what a generation holds.
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

from ..plan import Busy

_FINGERPRINT = "schema.json"


class Generations:
    def __init__(self, root: Path) -> None:
        self.root = root

    def current(self) -> Path | None:
        """The folder in use, or None where there is none."""
        try:
            name = (self.root / "CURRENT").read_text(encoding="ascii").strip()
        except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
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
        self.root.mkdir(parents=True, exist_ok=True)
        used = self.current()
        for old in self.root.glob("g-*"):
            if old != used:
                shutil.rmtree(old, ignore_errors=True)
        folder = self.root / f"g-{time.time_ns()}"
        folder.mkdir()
        (folder / _FINGERPRINT).write_text(json.dumps({"fingerprint": fingerprint}), encoding="utf-8")
        return folder

    def swap_in(self, folder: Path) -> None:
        """Makes a folder the one in use, in one step. Readers of the old one keep their open files."""
        used = self.current()
        draft = self.root / f"CURRENT.{os.getpid()}"
        draft.write_text(folder.name, encoding="ascii")
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(draft, self.root / "CURRENT")
        if used and used != folder:
            shutil.rmtree(used, ignore_errors=True)

    @contextmanager
    def lock(self, name: str, wait: float) -> Iterator[None]:
        """Holds a named lock across processes; raises Busy when `wait` seconds were not enough."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / f"{name}.lock").open("a") as file:
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
