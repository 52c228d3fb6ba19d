"""`manage.py prepare`: makes everything ready to serve, in one process; each step only where it is needed.

Safe to interrupt: the next run takes up what is missing. Of two at once, the second waits for the first.
"""

import errno
import fcntl
import hashlib
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from io import StringIO
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from articles.models import Article, QueuedDocument
from articles.search import Busy, SearchUnavailable, sync

from .load_demo import never_used

_DISK = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "this user may not write there",
    errno.EPERM: "this user may not write there",
}
_ADVISORY_LOCK = 0x41524348
"""Any number that nobody else locks in the archive's database."""
_STATIC_FROM = ("Django", "whitenoise", "brotli")
"""Packages whose version decides what collectstatic writes, beside the files themselves."""


class Command(BaseCommand):
    help = "Lexicon, migrations, static files, demo, search index and a first editor: whatever is missing."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--address", metavar="HOST:PORT", help="fail at once where another program listens there")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["address"]:
            refuse_if_taken(options["address"])
        try:
            with self.alone():
                self.prepare()
        except OSError as error:
            if error.errno not in _DISK:
                raise
            raise CommandError(f"{error.filename or settings.DATA_DIR}: {_DISK[error.errno]}.") from error
        except OperationalError as error:
            raise CommandError(f"The database ({connection.vendor}) says: {error}") from error

    @contextmanager
    def alone(self) -> Iterator[None]:
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        with (settings.DATA_DIR / "prepare.lock").open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self.say(f"Another process is preparing {settings.DATA_DIR}; waiting for it.")
                fcntl.flock(file, fcntl.LOCK_EX)
            if connection.vendor == "postgresql":
                # A process that was killed may have left the server at work on its last migration; and the
                # database may be shared with other machines. The lock goes with the connection.
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_lock(%s)", [_ADVISORY_LOCK])
            yield

    def say(self, text: str) -> None:
        self.stderr.write(text)

    def prepare(self) -> None:
        call_command("build_lexicon", stdout=self.stderr)
        self.migrate()
        self.collect_static()
        self.index()
        if os.environ.get("DEMO", "").lower() not in {"0", "false", "no", "off"} and never_used():
            call_command("load_demo", stderr=self.stderr)
        self.drain()
        self.first_editor()

    def migrate(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.say("Bringing the database up to date")
            # All or nothing: Django records some migrations a moment after their tables are there, and a process
            # killed in between would find them in its way the next time.
            with connection.constraint_checks_disabled(), transaction.atomic():
                call_command("migrate", interactive=False, verbosity=0)

    def collect_static(self) -> None:
        if settings.DEBUG:
            return  # served from where they are
        stamp = settings.DATA_DIR / "static.stamp"
        wanted = static_fingerprint()
        manifest = settings.STATIC_ROOT / "staticfiles.json"
        if manifest.exists() and stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
            return
        self.say("Collecting static files")
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(wanted, encoding="ascii")

    def index(self) -> None:
        if problem := sync.engine().problem():
            self.say(f"Building the search index ({problem})")
            # The bar is for archives large enough to wait for.
            call_command("rebuild_index", stdout=StringIO(), verbosity=int(Article.objects.exists()))

    def drain(self) -> None:
        if QueuedDocument.objects.exists():
            try:
                sync.drain(wait=2)
            except (Busy, SearchUnavailable) as error:
                self.say(f"Some articles are not yet in the search index ({error}); manage.py sync_index takes them up.")

    def first_editor(self) -> None:
        if os.environ.get("JOURNAL_STREAM"):
            # systemd keeps what is printed here; a password does not belong in its journal.
            self.say("If there is no editor yet: manage.py ensure_editor, at a terminal.")
            return
        call_command("ensure_editor", stdout=self.stdout)


def refuse_if_taken(address: str) -> None:
    host, _, port = address.rpartition(":")
    try:
        if not 0 < int(port) < 65536:
            raise ValueError(f"{port} is no port")
        family, kind, protocol, _, target = socket.getaddrinfo(host.strip("[]"), int(port), type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(target)
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            raise CommandError(
                f"Another program listens on {address} already (another bin/serve?). Choose another port: PORT=8001 bin/serve"
            ) from error
        raise CommandError(f"Cannot listen on {address}: {error}. HOST and PORT say where.") from error


def static_fingerprint() -> str:
    """Changes with any static file, and with the packages that hash and compress them."""
    digest = hashlib.sha256(repr([(name, version(name)) for name in _STATIC_FROM]).encode())
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda found: found[0]):
            digest.update(path.encode() + b"\0")
            with storage.open(path) as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()
