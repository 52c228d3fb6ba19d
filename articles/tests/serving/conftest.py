"""An archive of its own for these tests, prepared as bin/serve prepares it, and a real gunicorn before it."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.conf import settings

from articles.tests import databases
from articles.tests.archives import with_lexicon

START_SECONDS = 30


class Answer(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


@dataclass
class Archive:
    """A data folder and the environment that names it."""

    data: Path
    environment: dict[str, str] = field(default_factory=dict)

    def env(self, **more: str) -> dict[str, str]:
        names = ("PATH", "HOME", "LANG", "TMPDIR")
        kept = {name: os.environ[name] for name in names if name in os.environ}
        return kept | {"NEWSROOM_DATA": str(self.data), "PYTHONIOENCODING": "utf-8"} | self.environment | more

    def manage(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return self.run(sys.executable, "manage.py", *arguments, **more)

    def run(self, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=settings.BASE_DIR, env=self.env(**more), capture_output=True, text=True, timeout=120, check=False
        )

    def start(self, *arguments: str, **more: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=settings.BASE_DIR,
            env=self.env(**more),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )


@dataclass
class Server:
    process: subprocess.Popen[Any]
    port: int

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def workers(self) -> set[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return {int(pid) for pid in children.read_text().split()}

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def eventually(condition: Callable[[], object], seconds: float = START_SECONDS) -> bool:
    """Waits until the condition holds, or the seconds are over."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


@contextmanager
def serving(archive: Archive, **more: str) -> Iterator[Server]:
    port = free_port()
    with archive.start("-m", "gunicorn", "--config", "newsroom/gunicorn.conf.py", PORT=str(port), **more) as process:
        server = Server(process, port)

        eventually(lambda: process.poll() is not None or listening(port))
        if process.poll() is not None:
            pytest.fail(f"gunicorn ended at once:\n{process.stdout.read() if process.stdout else ''}")
        try:
            yield server
        finally:
            process.terminate()
            try:
                process.communicate(timeout=40)
            except subprocess.TimeoutExpired:
                process.kill()


@contextmanager
def empty_archive(data: Path, server: str) -> Iterator[Archive]:
    """Nothing but the lexicon; `server`: see `postgres`."""
    with_lexicon(data)
    with databases.new(server) as environment:
        yield Archive(data, environment)


@contextmanager
def copied(original: Archive, data: Path, server: str) -> Iterator[Archive]:
    shutil.copytree(original.data, data)
    with databases.new(server, like=original.environment.get("DATABASE_URL", "")) as environment:
        yield Archive(data, environment)


@pytest.fixture
def empty(tmp_path: Path, postgres: str) -> Iterator[Archive]:
    with empty_archive(tmp_path / "data", postgres) as archive:
        yield archive


@pytest.fixture
def fresh(empty: Archive, original: Archive) -> Archive:
    """Empty, but with static files, which take seconds to compress."""
    shutil.copytree(original.data / "static", empty.data / "static")
    shutil.copy(original.data / "static.stamp", empty.data)
    return empty


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory, postgres: str) -> Iterator[Archive]:
    """Prepared with the demo, to be copied."""
    with empty_archive(tmp_path_factory.mktemp("original") / "data", postgres) as archive:
        done = archive.manage("prepare")
        assert done.returncode == 0, done.stderr
        yield archive


@pytest.fixture
def own(original: Archive, tmp_path: Path, postgres: str) -> Iterator[Archive]:
    """A prepared archive that a test may spoil."""
    with copied(original, tmp_path / "own", postgres) as archive:
        yield archive


@pytest.fixture(scope="module")
def prepared(original: Archive, tmp_path_factory: pytest.TempPathFactory, postgres: str) -> Iterator[Archive]:
    with copied(original, tmp_path_factory.mktemp("served") / "data", postgres) as archive:
        yield archive


@pytest.fixture(scope="module")
def server(prepared: Archive) -> Iterator[Server]:
    with serving(prepared, WEB_CONCURRENCY="2") as running:
        assert eventually(lambda: len(running.workers()) == 2)
        yield running


def health(server: Server) -> dict[str, object]:
    found = json.loads(server.get("/healthz").body)
    assert isinstance(found, dict)
    return found
