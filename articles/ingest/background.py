"""Imports outside of the web: one process for whatever waits, gone when nothing does.

An editor's «start» writes the run into the queue (`ImportRun.State.WAITING`, in the request's own transaction) and then,
after the commit, starts `manage.py run_imports` in a session of its own: a restart of the web server does not touch it.
Of several such processes one gets the lock and works through the queue, an import at a time; the others end at once.
Whoever gives the lock back looks at the queue once more, so that nothing put there meanwhile is left lying.

No broker and no daemon: the queue is a column, the lock ends with its process, however that ends, and a run that was
cut short (kill -9, power) is known by being under way while nobody holds its lock. It goes on, at its next row, once an
editor says so. Rows and articles are committed together, so no row is done twice.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from enum import Enum

from django.conf import settings
from django.contrib.auth.models import User
from django.db import OperationalError
from django.utils import timezone

from articles.models import Feed, ImportRun, Original

from . import following, uploads
from .importers import FORMATS, Row
from .prepared import PUBLISH, NotAllowed, check_allowed, opened, recipe_of, rows_of
from .recipe import Recipe
from .runs import Progress, close, take_rows
from .save import Verdict
from .sources import Source, UnreadableSource
from .turns import AlreadyRunning, alone, held

logger = logging.getLogger(__name__)
_QUEUE = hashlib.sha256(b"articles.ingest.background").hexdigest()
"""The lock of whoever works through the queue."""
_STARTING = dt.timedelta(seconds=30)
"""Within which a process has started and taken the lock."""
_EVERY = dt.timedelta(minutes=15)
"""Between visits to a feed that an editor had asked, where no other process follows it."""


class Condition(Enum):
    """How a run really stands: the state in the database, and whether a process is at work on it."""

    PREPARED = "لم يبدأ"
    WAITING = "ينتظر دوره"
    RUNNING = "جارٍ"
    INTERRUPTED = "انقطع"
    FINISHED = "اكتمل"

    @property
    def label(self) -> str:
        return self.value

    @property
    def moves(self) -> bool:
        return self in {Condition.WAITING, Condition.RUNNING}


def condition(run: ImportRun) -> Condition:
    if run.state == ImportRun.State.RUNNING and not held(run.fingerprint):
        # It may have finished between the two looks.
        run.refresh_from_db(fields=["state", "finished_at", "share", "notes", "problem"])
        if run.state == ImportRun.State.RUNNING:
            return Condition.INTERRUPTED
    if run.state == ImportRun.State.WAITING:
        lately = run.started_at > timezone.now() - _STARTING
        return Condition.WAITING if lately or held(_QUEUE) else Condition.INTERRUPTED
    return Condition[ImportRun.State(run.state).name]


def begin() -> int:
    """Starts the process that works through the queue, and does not wait for it; its number.

    To be called after the commit. Raises OSError.
    """
    log = settings.DATA_DIR / "imports" / "run_imports.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "run_imports", "--gently"]
    with log.open("ab") as file:
        process = subprocess.Popen(  # noqa: S603  # nothing of it comes from outside
            command,
            cwd=settings.BASE_DIR,
            env={**os.environ, "NEWSROOM_DATA": str(settings.DATA_DIR)},
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
    # A child that ended stays in the process table until somebody asks for its status.
    threading.Thread(target=process.wait, daemon=True).start()
    return process.pid


def work(progress: Progress) -> int:
    """Works through the queue; how many runs were begun. Returns at once where another process is at it."""
    done = 0
    while ImportRun.objects.filter(state=ImportRun.State.WAITING).exists() or Feed.objects.filter(wanted=True).exists():
        try:
            with alone(_QUEUE):
                while run := ImportRun.objects.filter(state=ImportRun.State.WAITING).order_by("started_at", "pk").first():
                    _take(run, progress)
                    done += 1
                for feed in Feed.objects.filter(wanted=True):
                    Feed.objects.filter(pk=feed.pk).update(wanted=False)
                    following.poll(feed, Recipe("auto"), _EVERY, progress)
        except AlreadyRunning:
            return done
    uploads.sweep()
    return done


def _take(run: ImportRun, progress: Progress) -> None:
    """From where it stands to its end, or to what stops it; then the run says why."""
    problem = ""
    try:
        with alone(run.fingerprint):
            if not ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.WAITING).update(state=ImportRun.State.RUNNING):
                return
            try:
                run.refresh_from_db()
                _import(run, progress)
            except (NotAllowed, UnreadableSource) as error:
                problem = str(error)
            except OperationalError as error:
                problem = f"قاعدة البيانات رفضت الكتابة: {error}. ما سبق محفوظ."
            except OSError as error:
                problem = f"تعذّرت قراءة ملفاته أو الكتابة: {error}"
            except Exception as error:
                logger.exception("Import %s", run.pk)
                problem = f"خطأ في البرنامج ({type(error).__name__})؛ تفاصيله في run_imports.log. ما سبق محفوظ."
            if problem:
                _note(run, problem)
    except AlreadyRunning:
        # Only a process that was given the same run by hand could hold it; it will finish it.
        ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.WAITING).update(state=ImportRun.State.RUNNING)


def _note(run: ImportRun, problem: str) -> None:
    try:
        ImportRun.objects.filter(pk=run.pk).update(problem=problem)
    except OperationalError:
        logger.exception("Import %s stopped (%s), and that could not be noted", run.pk, problem)


def _import(run: ImportRun, progress: Progress) -> None:
    user = _starter(run)
    check_allowed(run, user)
    sources = opened(run)
    recipe = recipe_of(run, user)
    formats = sorted({source.format for source in sources})
    run.format = formats[0] if len(formats) == 1 else "mixed"
    run.save(update_fields=["format"])
    seen = _Share(run, sources)

    def batch(verdicts: Sequence[Verdict]) -> None:
        progress.batch(verdicts)
        seen.note()
        _link(run)
        # What was withdrawn or granted meanwhile counts from now on.
        now = _starter(run)
        check_allowed(run, now)
        if now.has_perm(PUBLISH) != recipe.may_publish:
            raise NotAllowed("تغيّر إذن من بدأ هذا الاستيراد بالنشر؛ أكمله إن شئت بإذنه الجديد.")

    problems = take_rows(run, sources, recipe, seen.counted(rows_of(run, sources)), Progress(batch, progress.started))
    _link(run)
    _keep_unread(run, sources)
    close(run, sources, recipe, problems)


def _starter(run: ImportRun) -> User:
    """As the database has them now. Raises NotAllowed."""
    user = User.objects.filter(pk=run.started_by_id or 0).first()
    if user is None:
        raise NotAllowed("لم يعد لمن بدأ هذا الاستيراد حساب.")
    return user


def _link(run: ImportRun) -> None:
    """From each row that was retried to what became of it now."""
    if run.retry_of is None:
        return
    for number, pk in run.rows.filter(retry_of=None).values_list("number", "pk"):
        run.retry_of.rows.failed().filter(number=number).update(retried_as=pk)


def _keep_unread(run: ImportRun, sources: Sequence[Source]) -> None:
    """A file of which a part could not even be cut into rows is kept whole, as it was sent."""
    places = list(run.rows.failed().filter(original=None).values_list("place", flat=True))
    kept = set()
    for source in sources:
        if source.path not in kept and any(place.startswith(source.origin[:900]) for place in places):
            kept.add(source.path)
            format = "zip" if source.member else source.format
            file = Original.of(source.path.read_bytes(), format=format, origin=source.path.name, run=run)
            if not Original.objects.filter(sha256=file.sha256, recipe="").exists():
                file.save()


class _Share:
    """How much of the files is behind us, by the bytes of their rows; unknown where rows are not the file's own bytes."""

    def __init__(self, run: ImportRun, sources: Sequence[Source]) -> None:
        known = run.retry_of is None and not any(FORMATS[source.format].recomposed for source in sources)
        self._run, self._total, self._seen = run, sum(source.size for source in sources) if known else 0, 0

    def counted(self, rows: Iterator[tuple[int, Row]]) -> Iterator[tuple[int, Row]]:
        for number, row in rows:
            self._seen += len(row.raw)
            yield number, row

    def note(self) -> None:
        if self._total:
            share = min(99, 100 * self._seen // self._total)
            ImportRun.objects.filter(pk=self._run.pk).update(share=share)
