"""How an import goes on real files: its speed and memory, a second run, and one killed half-way and run again."""

from __future__ import annotations

import hashlib
import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from .report import Figure
from .sandbox import Sandbox, sandbox


def measure_import(paths: Sequence[Path], mapping: Sequence[str], serving: Sequence[str] = ()) -> list[Figure]:
    """Imports, imports again, then kills an import of the same files half-way and runs it to its end.

    `serving`: what to tell `benchmark` inside, between the two."""
    arguments = ["import_articles", *map(str, paths), "-v0", *(["--map", *mapping] if mapping else [])]
    with sandbox() as box:
        first, peak, counts = _run(box, arguments)
        rows = sum(counts.values())
        second, _, again = _run(box, arguments)
        state = _state(box)
        rebuilt = box.rebuild()
        served = box.figures(*serving)
    with sandbox() as box:
        _kill(box, arguments, after=first / 2)
        kept = _rows(box)
        _run(box, arguments)
        same = _state(box) == state
    return [
        Figure("import: rows", rows, "rows", " ".join(f"{name}={count}" for name, count in counts.items())),
        Figure("import: speed, analysed and indexed", rows / first, "rows/s", f"{first:.1f} s"),
        Figure("import: peak memory", peak, "MB"),
        Figure("import again: times as fast", first / second, "times", f"{second:.1f} s, created={again['created']}"),
        Figure("import killed: rows kept", kept, "rows", "kill -9 half-way"),
        Figure("import killed and run again: same end state", float(same), "yes = 1"),
        *rebuilt,
        *served,
    ]


def _run(box: Sandbox, arguments: Sequence[str]) -> tuple[float, float, dict[str, int]]:
    """(seconds, peak MB, outcome -> rows)"""
    start = time.perf_counter()
    with subprocess.Popen(  # noqa: S603
        box.command(*arguments), env=box.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout
        last = process.stdout.read().strip().splitlines()[-1:]
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode > 1 or not last:
        raise RuntimeError(f"the import ended with exit code {process.returncode}")
    counts = {name: int(count) for name, _, count in (pair.partition("=") for pair in last[0].split())}
    return time.perf_counter() - start, usage.ru_maxrss / 1024, counts


def _kill(box: Sandbox, arguments: Sequence[str], after: float) -> None:
    with subprocess.Popen(  # noqa: S603
        box.command(*arguments), env=box.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        time.sleep(after)
        process.send_signal(signal.SIGKILL)


def _rows(box: Sandbox) -> int:
    with sqlite3.connect(box.folder / "archive.sqlite3") as database:
        return int(database.execute("SELECT count(*) FROM articles_importrow").fetchone()[0])


def _state(box: Sandbox) -> str:
    """One hash of every article and row outcome, and of whether index and database agree."""
    digest = hashlib.sha256(box.manage("check_index", accept=(0, 1)).encode())
    with sqlite3.connect(box.folder / "archive.sqlite3") as database:
        articles = "SELECT source_url, external_id, content_hash, status, published_at FROM articles_article ORDER BY 1, 2, 3"
        rows = "SELECT number, place, outcome FROM articles_importrow WHERE run_id = 1 ORDER BY number"
        for query in (articles, rows):
            for row in database.execute(query):
                digest.update(repr(row).encode())
    return digest.hexdigest()
