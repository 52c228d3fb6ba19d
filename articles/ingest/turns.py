"""One import of the same files at a time, and one batch of whatever import.

A run that is still going looks like one that was cut short; two processes that both took it up would trip over
each other's rows. The lock is the database's own on PostgreSQL, and a file beside the data on SQLite; both end
with the process, however it ends.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

_ADVISORY_LOCK = 0x0A7C1E5
"""Any number nobody else takes."""


class AlreadyRunning(Exception):
    """Another process is importing the same files in the same way."""


@contextmanager
def alone(fingerprint: str) -> Iterator[None]:
    """Raises AlreadyRunning at once; nothing waits."""
    with _on_postgresql(fingerprint) if connection.vendor == "postgresql" else _in_a_file(fingerprint):
        yield


def wait_for_turn() -> None:
    """Until the transaction ends, others wait: a batch looks up and saves at once, as SQLite has it anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ADVISORY_LOCK])


@contextmanager
def _on_postgresql(fingerprint: str) -> Iterator[None]:
    number = int(fingerprint[:15], 16)  # advisory locks are named by 63 bits
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
    folder = settings.DATA_DIR / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    # Left behind, empty: were it removed, two processes could hold two files of the same name.
    with (folder / f"{fingerprint[:32]}.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning from None
        yield
