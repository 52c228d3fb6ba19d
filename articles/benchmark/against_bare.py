"""Requests a second that two workers answer over eight connections, against a bare Django view in the same run.

The bare view stands alone in a Django of its own, without middleware, database or template, and returns a fixed page of
30 KB at whatever address: it is asked at those of the pages, since to read a long one takes a server its time. Measured in
turns, bare, kept, had already (304), made anew, so that a busy minute of the machine meets all of them;
of each the median turn. Beside the requests stands what one costs the workers' processors, which whoever asks does not
share. Pages are made anew where an address says something that the archive does not know.
"""

from __future__ import annotations

import math
import os
import selectors
import socket
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import NamedTuple
from urllib.parse import quote

from articles.models import Article

from .questions import some_articles
from .report import Figure
from .workers import gunicorn, workers_of

CONNECTIONS, WORKERS, SECONDS = 8, 2, 1.5
WARMING, ROUNDS = 30.0, 12
"""Seconds at most, and how often each page is asked for, so that each worker has made it before the clock starts."""
_BETWEEN = 0.03
"""Seconds between two connections."""
ARTICLES = 100
_BARE = """
import django
from django.conf import settings
settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="bare", MIDDLEWARE=[], DATABASES={})
django.setup()
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import re_path
PAGE = "x" * 30_000
urlpatterns = [re_path("", lambda request: HttpResponse(PAGE))]
application = get_wsgi_application()
"""


class Turn(NamedTuple):
    rate: float
    """Requests a second."""
    cost: float
    """Milliseconds of the workers' processors a request."""


def measure_against_bare(turns: int, seed: int = 3) -> list[Figure]:
    """Raises LookupError where the archive has too few articles."""
    chosen = Article.objects.in_bulk(some_articles(ARTICLES, seed))
    pages = {"home": ["/"], "article": [quote(article.get_absolute_url(), safe="/%") for article in chosen.values()]}
    with _bare() as (bare, bare_port), gunicorn("newsroom.wsgi", workers=WORKERS) as (site, port):
        asked: dict[tuple[str, str], Callable[[], Turn]] = {}
        for name, addresses in pages.items():
            ways = _ways(port, addresses)
            _turn(site, port, ways["kept"], WARMING, ROUNDS * len(addresses))
            asked[name, "bare"] = partial(_turn, bare, bare_port, ways["kept"])
            asked |= {(name, kind): partial(_turn, site, port, requests) for kind, requests in ways.items()}
        taken: dict[tuple[str, str], list[Turn]] = {which: [] for which in asked}
        for _ in range(turns):
            for which, take in asked.items():
                taken[which].append(take())
    return list(_figures(taken))


def _figures(turns: dict[tuple[str, str], list[Turn]]) -> Iterator[Figure]:
    found = {
        which: Turn(median(turn.rate for turn in each), median(turn.cost for turn in each)) for which, each in turns.items()
    }
    for (name, kind), (rate, cost) in found.items():
        bare = found[name, "bare"]
        note = f"{cost:.2f} ms of the workers' processors each"
        if kind == "bare":
            yield Figure(f"bare Django view of 30 KB, address of {name}", rate, "requests/s", note)
        else:
            note = f"{rate:.0f} requests/s; {note}, {bare.cost / cost:.0%} of bare by that"
            yield Figure(f"{name}, {kind}, of the bare view's requests/s", 100 * rate / bare.rate, "%", note)


def _ways(port: int, addresses: Sequence[str]) -> dict[str, list[bytes]]:
    """The requests of each kind."""
    requests = [_request(address) for address in addresses]
    etags = [_etag(port, request) for request in requests]
    return {
        "kept": requests,
        "304": [_request(address, f"If-None-Match: {etag}\r\n") for address, etag in zip(addresses, etags, strict=True)],
        "made anew": [_request(f"{address}?made=anew") for address in addresses],
    }


def _request(address: str, more: str = "") -> bytes:
    return f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\n{more}\r\n".encode("ascii")


def _etag(port: int, request: bytes) -> str:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        head = _Connection(connection).exchange(request)
    status, *fields = head.decode("latin-1").split("\r\n")
    if " 200 " not in status:
        raise RuntimeError(f"{request!r} was answered {status}")
    return next(field.partition(": ")[2] for field in fields if field.lower().startswith("etag: "))


class _Connection:
    """One that is kept open, and the answer that is under way on it."""

    def __init__(self, connection: socket.socket) -> None:
        self.socket = connection
        self._got, self._head, self._wanted = 0, b"", -1

    def send(self, request: bytes) -> None:
        self._got, self._head, self._wanted = 0, b"", -1
        self.socket.sendall(request)

    def receive(self) -> bytes | None:
        """What there is; the head of the answer once all of it came, else None."""
        part = self.socket.recv(262_144)
        if not part:
            raise RuntimeError("the server closed the connection")
        self._got += len(part)
        if self._wanted < 0:
            self._head += part
            head, end, _ = self._head.partition(b"\r\n\r\n")
            if not end:
                return None
            length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
            self._head, self._wanted = head, len(head) + 4 + (0 if b" 304 " in head[:16] else int(length or 0))
        return self._head if self._got >= self._wanted else None

    def exchange(self, request: bytes) -> bytes:
        self.send(request)
        while (head := self.receive()) is None:
            pass
        return head


def _turn(pid: int, port: int, requests: Sequence[bytes], seconds: float = SECONDS, most: float = math.inf) -> Turn:
    """Every connection asks the next as soon as it is answered; `most` answers, where that is sooner."""
    coming = cycle(requests)
    with selectors.DefaultSelector() as waiting:
        for _ in range(CONNECTIONS):
            connection = _Connection(socket.create_connection(("127.0.0.1", port), timeout=60))
            waiting.register(connection.socket, selectors.EVENT_READ, connection)
            connection.send(next(coming))
            # A connection stays with the worker that took it. The busier ones leave the next to the others, so that none
            # gets them all.
            _ask(waiting, coming, _BETWEEN)
        processors, start = _processors(pid), time.perf_counter()
        done = _ask(waiting, coming, seconds, most)
        elapsed, spent = time.perf_counter() - start, _processors(pid) - processors
        for key in list(waiting.get_map().values()):
            key.data.socket.close()
    return Turn(done / elapsed, 1000 * spent / max(1, done))


def _ask(waiting: selectors.BaseSelector, coming: Iterator[bytes], seconds: float, most: float = math.inf) -> int:
    """How many answers came in that time."""
    done, end = 0, time.perf_counter() + seconds
    while done < most and (left := end - time.perf_counter()) > 0:
        for key, _ in waiting.select(left):
            if key.data.receive() is not None:
                done += 1
                key.data.send(next(coming))
    return done


def _processors(pid: int) -> float:
    """Seconds that the workers of this gunicorn have used so far."""
    used = 0
    for worker in workers_of(pid):
        fields = Path(f"/proc/{worker}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        used += int(fields[11]) + int(fields[12])
    return used / os.sysconf("SC_CLK_TCK")


@contextmanager
def _bare() -> Iterator[tuple[int, int]]:
    with tempfile.TemporaryDirectory(prefix="archive-bare-") as folder:
        (Path(folder) / "bare.py").write_text(_BARE, encoding="utf-8")
        options = ("--pythonpath", folder, "--worker-class", "gthread", "--threads", "4", "--keep-alive", "15")
        with gunicorn("bare", workers=WORKERS, config=options) as served:
            yield served
