"""A file much larger than memory comes in: WXR_MEGABYTES=1000 bin/test … measures what 2 MB prove in small."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings

from articles.tests.ingest import large_wxr
from articles.tests.ingest.test_import_articles import empty_database

MEGABYTES = float(os.environ.get("WXR_MEGABYTES", "2"))
_MOST = 300
"""MB of memory, whatever the file."""


def test_memory_does_not_grow_with_the_file_and_a_killed_import_loses_and_repeats_nothing(tmp_path: Path) -> None:
    with empty_database() as database:
        _measure(tmp_path, {**os.environ, **database, "NEWSROOM_DATA": str(tmp_path / "data")})


def _measure(tmp_path: Path, environment: dict[str, str]) -> None:
    posts = large_wxr.write(tmp_path / "large.xml", MEGABYTES)

    def manage(*arguments: str) -> list[str]:
        return [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments, "-v0"]

    for command in ("build_lexicon", "migrate", "rebuild_index"):
        subprocess.run(manage(command), env=environment, check=True, capture_output=True)
    killed = subprocess.Popen(
        manage("import_articles", str(tmp_path / "large.xml")), env=environment, stdout=subprocess.DEVNULL
    )
    time.sleep(3)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    with subprocess.Popen(
        manage("import_articles", str(tmp_path / "large.xml")),
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdout
        last = process.stdout.read().decode().strip()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert last == f"created={posts} updated=0 unchanged=0 duplicates=0 failed=0"
    assert usage.ru_maxrss / 1024 < _MOST
    checked = subprocess.run(manage("check_index"), env=environment, check=True, capture_output=True, text=True)
    assert checked.stdout.strip() == f"articles={posts} missing=0 outdated=0 left_over=0"
