"""What a gunicorn worker weighs after a thousand requests, and what the lexicon costs it.

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
from collections.abc import Iterator
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


def measure_worker(requests: int = 1000) -> list[Figure]:
    """One worker of a real gunicorn: half its requests search, half read articles."""
    searches = [f"/search?{urlencode({'q': question})}" for question in questions(requests // 2, seed=2)]
    articles = Article.objects.in_bulk(some_articles(requests // 2, seed=2))
    addresses = [quote(article.get_absolute_url(), safe="/%") for article in articles.values()]
    with _gunicorn() as (pid, port):
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
def _gunicorn() -> Iterator[tuple[int, int]]:
    """A gunicorn of one worker on a free port: the worker's process id, and the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "-c", "newsroom/gunicorn.conf.py", "--max-requests", "0"]
    with subprocess.Popen(  # noqa: S603
        [*command, "-b", f"127.0.0.1:{port}", "newsroom.wsgi"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"WEB_CONCURRENCY": "1", "DJANGO_SETTINGS_MODULE": "newsroom.settings"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield _worker_of(process, port), port
        finally:
            process.terminate()


def _worker_of(process: subprocess.Popen[bytes], port: int) -> int:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            return int(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii").split()[0])
        except (OSError, IndexError):
            time.sleep(0.2)
    raise RuntimeError("gunicorn did not start")


def _private(pid: int) -> float:
    """MB that only this process holds."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return sum(map(int, re.findall(r"Private_\w+:\s+(\d+) kB", rollup))) / 1024
