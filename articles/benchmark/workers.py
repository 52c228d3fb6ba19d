"""What a gunicorn worker weighs after so many requests, and what the lexicon costs it.

Private memory is what only this process holds (the kernel's smaps_rollup): pages shared with the other
workers since before the fork are not in it.
"""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

from django.conf import settings

from articles.models import Article

from .questions import questions, some_articles
from .report import Figure

_LEXICON = """
import json, re, time
from pathlib import Path
private = lambda: sum(map(int, re.findall(r"Private_\\w+:\\s+(\\d+) kB", Path("/proc/self/smaps_rollup").read_text())))
from articles import arabic
from django.conf import settings
arabic.configure(settings.DATA_DIR, settings.ARABIC_LEXICON)
before, start = private(), time.perf_counter()
arabic.open_lexicon()
arabic.terms("وللمفاوضات")
print(json.dumps([time.perf_counter() - start, (private() - before) / 1024]))
"""


def measure_lexicon() -> list[Figure]:
    """In a fresh process: from nothing to the first word analysed."""
    run = subprocess.run(  # noqa: S603
        [sys.executable, "-c", _LEXICON],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "newsroom.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, megabytes = re.findall(r"[\d.e-]+", run.stdout.strip().splitlines()[-1])
    return [
        Figure("lexicon: time to the first word", float(seconds) * 1000, "ms"),
        Figure("lexicon: private memory", float(megabytes), "MB"),
    ]


def measure_worker(requests: int) -> list[Figure]:
    """One worker of a real gunicorn: half its requests search, half read articles."""
    searches = [f"/search?{urlencode({'q': question})}" for question in questions(requests // 2, seed=2)]
    articles = Article.objects.in_bulk(some_articles(requests // 2, seed=2))
    addresses = [quote(article.get_absolute_url(), safe="/%") for article in articles.values()]
    with gunicorn("newsroom.wsgi", workers=1) as (process, port):
        (pid,) = workers_of(process)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        before = _private(pid)
        for address in (*searches, *addresses):
            connection.request("GET", address)
            response = connection.getresponse()
            response.read()
            if response.status != 200:
                raise RuntimeError(f"{address} answered {response.status}")
        after = _private(pid)
    return [
        Figure("worker: private memory at its start", before, "MB"),
        Figure(f"worker: private memory after {requests} requests", after, "MB"),
    ]


@contextmanager
def gunicorn(
    application: str, *, workers: int, config: Sequence[str] = ("-c", "newsroom/gunicorn.conf.py")
) -> Iterator[tuple[int, int]]:
    """One on a free port, whose workers are not replaced: its process id, and the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", *config, "--max-requests", "0", "-w", str(workers)]
    with subprocess.Popen(  # noqa: S603
        [*command, "-b", f"127.0.0.1:{port}", application],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "newsroom.settings"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            _wait_for(process, port, workers)
            yield process.pid, port
        finally:
            process.terminate()


def _wait_for(process: subprocess.Popen[bytes], port: int, workers: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            if len(workers_of(process.pid)) == workers:
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise RuntimeError("gunicorn did not start")


def workers_of(pid: int) -> list[int]:
    """The process ids of a gunicorn's workers."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


def _private(pid: int) -> float:
    """MB that only this process holds."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return sum(map(int, re.findall(r"Private_\w+:\s+(\d+) kB", rollup))) / 1024
