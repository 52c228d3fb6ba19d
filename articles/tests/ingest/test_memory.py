"""A file much larger than memory comes in: WXR_MEGABYTES=1000 bin/test … measures what 2 MB prove in small."""

import os
import signal
import subprocess
import time
from pathlib import Path

from articles.benchmark.sandbox import megabytes
from articles.tests import databases
from articles.tests.archives import MANAGE, make_ready
from articles.tests.ingest import large_wxr

MEGABYTES = float(os.environ.get("WXR_MEGABYTES", "2"))
_MOST = 300
"""MB of memory, whatever the file."""


def test_memory_does_not_grow_with_the_file_and_a_killed_import_loses_and_repeats_nothing(
    tmp_path: Path, postgres: str
) -> None:
    with databases.new(postgres) as database:
        _measure(tmp_path, {**os.environ, **database, "NEWSROOM_DATA": str(tmp_path / "data")})


def _measure(tmp_path: Path, environment: dict[str, str]) -> None:
    posts = large_wxr.write(tmp_path / "large.xml", MEGABYTES)

    def manage(*arguments: str) -> list[str]:
        return [*MANAGE, *arguments, "-v0"]

    make_ready(environment)
    killed = subprocess.Popen(
        manage("import_articles", str(tmp_path / "large.xml")), env=environment, stdout=subprocess.DEVNULL
    )
    time.sleep(3)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    peak = 0.0
    with subprocess.Popen(
        manage("import_articles", str(tmp_path / "large.xml")),
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        while process.poll() is None:
            # What the system tells at its end counts its parent's memory too.
            peak = max(peak, megabytes(process.pid, "VmHWM"))
            time.sleep(0.02)
        assert process.stdout
        last = process.stdout.read().strip()
    # Taken up, the run counts all of its rows; had the first one come to its end, this one finds nothing new.
    assert last in {
        f"created={posts} updated=0 unchanged=0 duplicates=0 failed=0",
        f"created=0 updated=0 unchanged={posts} duplicates=0 failed=0",
    }
    assert 0 < peak < _MOST
    checked = subprocess.run(manage("check_index"), env=environment, check=True, capture_output=True, text=True)
    assert checked.stdout.strip() == f"articles={posts} missing=0 outdated=0 left_over=0"
