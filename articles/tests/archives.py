"""Data folders for the processes that tests start."""

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

from articles import arabic

MANAGE = [sys.executable, str(settings.BASE_DIR / "manage.py")]


def with_lexicon(data: Path) -> None:
    """It takes seconds to build, and is built elsewhere."""
    shutil.copytree(arabic.lexicon_folder(), data / "lexicon")


def make_ready(environment: Mapping[str, str]) -> None:
    """The folder and the database that `environment` names: with a lexicon, tables and an index, and no article."""
    with_lexicon(Path(environment["NEWSROOM_DATA"]))
    for command in ("migrate", "rebuild_index"):
        subprocess.run([*MANAGE, command, "-v0"], env=environment, check=True, capture_output=True)
