"""A throwaway archive of its own: an empty SQLite database and index in a temporary folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from .report import Figure


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
        run = subprocess.run(  # noqa: S603
            self.command(*arguments), env=self.environment, capture_output=True, text=True, check=False
        )
        if run.returncode not in accept:
            raise RuntimeError(f"{' '.join(arguments)} ended with exit code {run.returncode}: {run.stderr[-2000:]}")
        return run.stdout

    def figures(self, *arguments: str) -> list[Figure]:
        """What `benchmark` measures in here."""
        return [Figure(**figure) for figure in json.loads(self.manage("benchmark", "--json", *arguments))]


@contextmanager
def sandbox() -> Iterator[Sandbox]:
    with tempfile.TemporaryDirectory(prefix="archive-benchmark-") as folder:
        box = Sandbox(Path(folder))
        box.manage("prepare")
        yield box
