"""One import of the same files at a time, and one batch of whatever import.

A run that is still going looks like one that was cut short; two processes that both took it up would trip over
each other's rows. The lock is the database's own on PostgreSQL, and a file beside the data on SQLite; both end
with the process, however it ends.

Batches of different imports are written one after the other; whoever changes what names mean waits for his turn too.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

_LOOK = 0.25
"""Seconds within which whoever merely looks whether a lock is held has let go of it again."""
_ADVISORY_LOCK = 0x0A7C1E5
"""One number for all of them; any that nobody else takes."""


class AlreadyRunning(Exception):
    """Another process is importing the same files in the same way."""


@contextmanager
def alone(fingerprint: str) -> Iterator[None]:
    """Raises AlreadyRunning; nobody waits for another's turn to end."""
    with _on_postgresql(fingerprint) if connection.vendor == "postgresql" else _in_a_file(fingerprint):
        yield


def held(fingerprint: str) -> bool:
    """Whether a process is at work under this lock."""
    if connection.vendor == "postgresql":
        number = _number(fingerprint)
        with connection.cursor() as cursor:
            cursor.execute(_HELD, [number >> 32, number & 0xFFFFFFFF])
            return bool(cursor.fetchone())
    path = _path(fingerprint)
    if not path.exists():
        return False
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


_HELD = """
SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
AND classid::bigint = %s AND objid::bigint = %s
"""


def _number(fingerprint: str) -> int:
    return int(fingerprint[:15], 16)  # advisory locks are named by 63 bits


def _path(fingerprint: str) -> Path:
    folder: Path = settings.DATA_DIR / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{fingerprint[:32]}.lock"


@contextmanager
def _on_postgresql(fingerprint: str) -> Iterator[None]:
    number = _number(fingerprint)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        if not cursor.fetchone()[0]:
            raise AlreadyRunning
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [number])


@contextmanager
def _in_a_file(fingerprint: str) -> Iterator[None]:
    # Left behind, empty: were it removed, two processes could hold two files of the same name.
    with _path(fingerprint).open("a") as file:
        deadline = time.monotonic() + _LOOK
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise AlreadyRunning from None
                time.sleep(_LOOK / 10)
        yield


def hold_imports() -> None:
    """Waits until no batch of an import is being written, and lets none begin before the transaction ends.

    On SQLite the transaction itself does that."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ADVISORY_LOCK])
