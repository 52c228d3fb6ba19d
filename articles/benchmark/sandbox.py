"""An archive of its own to measure in: a SQLite database and an index in a temporary folder, or in one that is kept."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from articles.arabic import lexicon_folder

from .report import Figure

_MARK = "benchmark-sandbox"
"""A file that only sandboxes have: whoever adds articles by the hundred thousand looks for it first."""
_LOOK = 0.1
"""Seconds between two looks at a command's memory."""


class Run(NamedTuple):
    seconds: float
    """From the start of the process to its end."""
    megabytes: float
    """The most that it held of its own; the pages of files that it mapped are the system's to take back."""
    said: str
    status: int


class Sandbox:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = os.environ | {
            "NEWSROOM_DATA": str(folder),
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            "DEMO": "0",
        }
        for name in ("DATABASE_URL", "SEARCH_URL", "CACHE_URL", "ALLOWED_HOSTS"):
            self.environment.pop(name, None)

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]

    def manage(self, *arguments: str, accept: Collection[int] = (0,)) -> str:
        """Runs a command to its end and gives its standard output. Raises RuntimeError for other exit codes."""
        return self.run(*arguments, accept=accept).said

    def run(self, *arguments: str, accept: Collection[int] = (0,)) -> Run:
        """The same, with what it took."""
        start, peak = time.perf_counter(), 0.0
        with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as complained:
            with subprocess.Popen(  # noqa: S603
                self.command(*arguments), env=self.environment, stdout=said, stderr=complained
            ) as process:
                while process.poll() is None:
                    peak = max(peak, megabytes(process.pid, "RssAnon"))
                    time.sleep(_LOOK)
            seconds = time.perf_counter() - start
            if process.returncode not in accept:
                complained.seek(0)
                words = complained.read()[-2000:]
                raise RuntimeError(f"{' '.join(arguments)} ended with exit code {process.returncode}: {words}")
            said.seek(0)
            return Run(seconds, peak, said.read(), process.returncode)

    def figures(self, *arguments: str) -> list[Figure]:
        """What `benchmark` measures in here."""
        return [Figure(**figure) for figure in json.loads(self.manage("benchmark", "--json", *arguments))]

    def rebuild(self) -> list[Figure]:
        """Builds the index anew in a process that starts cold."""
        run = self.run("rebuild_index", "-v0")
        indexed = int(run.said.strip().rpartition("=")[2])
        return [
            Figure("rebuild_index, from a cold start", indexed / run.seconds, "articles/s", f"{run.seconds:.1f} s"),
            Figure("rebuild_index, peak memory of its own", run.megabytes, "MB"),
        ]


@contextmanager
def sandbox(keep: Path | None = None) -> Iterator[Sandbox]:
    """Prepared and empty, or as it was kept. Raises ValueError where `keep` is a folder that holds something else."""
    with nullcontext(str(keep)) if keep else tempfile.TemporaryDirectory(prefix="archive-benchmark-") as folder:
        box = Sandbox(Path(folder).resolve())
        box.folder.mkdir(parents=True, exist_ok=True)
        if any(box.folder.iterdir()) and not is_sandbox(box.folder):
            raise ValueError(f"{box.folder} is neither empty nor a sandbox that was kept")
        (box.folder / _MARK).touch()
        _take_lexicon(box.folder)
        box.manage("prepare")
        yield box


def _take_lexicon(folder: Path) -> None:
    """The one that is at hand spares seconds; `prepare` builds another where it is outdated."""
    source = lexicon_folder()
    target = folder / source.name
    if source.is_dir() and not target.exists():
        shutil.copytree(source, target)


def is_sandbox(folder: Path) -> bool:
    return (folder / _MARK).exists()


def megabytes(pid: int, what: str) -> float:
    """What the system says of a process: RssAnon, memory of its own; VmHWM, the most that it held so far; 0 once it ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0  # it has just ended
    found = re.search(rf"{what}:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0
