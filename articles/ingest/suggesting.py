"""Suggesting: the names and quotes that articles say, looked for once they are saved, and kept as suggestions.

An article that is to be read leaves a line in a queue, in its own transaction; the line goes in the transaction that
writes what was found. So a run that is cut short loses nothing: whoever comes next reads what still waits. One reader is
at work at a time; another finds nothing to do.

Many articles are read by processes beside this one, which saves the next meanwhile; a few are read right here.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from types import TracebackType

from django.db import transaction
from django.db.models import QuerySet

from articles.arabic import LexiconError
from articles.extraction import KnownNames, ModelMismatch, Summary, Text, Together, read_all
from articles.models import Article, QueuedExtraction

from . import findings
from .linking import standing_names
from .turns import AlreadyRunning, alone

_TOGETHER_FROM = 100
"""Articles that are worth starting processes for: each takes a second of its core to begin."""
_BATCH = 50
_AHEAD = 6
"""Batches a process that may be waiting or read at a time: enough for as long as a batch of an import is being saved."""
_TURN = hashlib.sha256(b"extraction").hexdigest()
_STOPPED = "توقفت عملية تبحث عن الأسماء (لعل الذاكرة لم تكفها). المقالات محفوظة، وما لم يُقرأ منها ينتظر: شغّل extract_names."


_LONGEST_NOW = 5_000
"""Words that are read while somebody waits for the answer: a fifth of a second."""


def suggest(article: Article) -> None:
    """Has an article read that is being saved, right after its transaction; a long one waits for the next reader."""
    QueuedExtraction.add([article.pk])
    if article.word_count <= _LONGEST_NOW:
        read_soon()


def read_soon() -> None:
    """Has the few articles that wait read right after this transaction."""
    # Robust: what fails there has its line in the queue, and must not fail the save.
    transaction.on_commit(_read_few, robust=True)


def _read_few() -> None:
    if QueuedExtraction.objects.count() <= _BATCH:
        with Suggester() as suggester:
            suggester.finish()


class Suggester:
    """Reads the articles that wait. `go_on` between other work, `finish` at its end."""

    def __init__(self, progress: Callable[[int], None] = lambda read: None) -> None:
        """`progress` is told now and then how many articles were read."""
        self.read = 0
        """Articles whose names were looked for."""
        self.suggested = 0
        """Mentions that were suggested in them."""
        self._progress = progress
        self.problems: list[str] = []
        """Why articles could not be read, in Arabic. They still wait."""
        self._turn = ExitStack()
        self._mine = self._looked = self._stopped = False
        self._taken: set[int] = set()
        """Lines of the queue that are being read, or could not be."""
        self._together: Together | None = None
        self._reading: deque[tuple[list[QueuedExtraction], Future[list[Summary | Exception]]]] = deque()

    def __enter__(self) -> Suggester:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._together:
            self._together.close()
        self._turn.close()

    def go_on(self) -> None:
        """Hands over what waits, if that is much, and writes what was found so far. Returns soon."""
        if self._may_read() and (self._together or self._waiting()[:_TOGETHER_FROM].count() == _TOGETHER_FROM):
            self._hand_over()
            while self._reading and self._reading[0][1].done():
                self._take()

    def finish(self) -> None:
        """Reads and writes all that waits."""
        self._looked = False
        self.go_on()
        while self._reading:
            self._take()
            self._hand_over()
        if self._may_read() and (lines := self._next()):
            known = KnownNames(standing_names())
            while lines and not self._stopped:
                try:
                    self._write(lines, read_all([_text(line.article) for line in lines], known))
                except (LexiconError, ModelMismatch) as error:
                    self._stop(str(error))
                lines = self._next()

    def _may_read(self) -> bool:
        if not self._mine and not self._looked:
            self._looked = True
            try:
                self._turn.enter_context(alone(_TURN))
                self._mine = True
            except AlreadyRunning:
                pass
        return self._mine and not self._stopped

    def _waiting(self) -> QuerySet[QueuedExtraction]:
        return QueuedExtraction.objects.exclude(pk__in=self._taken).order_by("pk")

    def _next(self) -> list[QueuedExtraction]:
        lines = list(self._waiting().select_related("article")[:_BATCH])
        self._taken.update(line.pk for line in lines)
        return lines

    def _hand_over(self) -> None:
        if self._stopped:
            return
        if self._together is None:
            self._together = Together(standing_names())
        ahead = _AHEAD * self._together.processes
        while not self._stopped and len(self._reading) < ahead and (lines := self._next()):
            try:
                self._reading.append((lines, self._together.read([_text(line.article) for line in lines])))
            except BrokenProcessPool:
                self._stop(_STOPPED)

    def _take(self) -> None:
        lines, result = self._reading.popleft()
        try:
            self._write(lines, result.result())
        except BrokenProcessPool:
            self._stop(_STOPPED)
        except (LexiconError, ModelMismatch) as error:
            self._stop(str(error))

    def _stop(self, why: str) -> None:
        if not self._stopped:
            self.problems.append(why)
        self._stopped = True

    def _write(self, lines: Sequence[QueuedExtraction], results: Iterable[Summary | Exception]) -> None:
        """Writes what was found in a batch. Articles that were changed meanwhile are read again."""
        found: dict[int, Summary] = {}
        for line, result in zip(lines, results, strict=True):
            if isinstance(result, Exception):
                self.problems.append(f"تعذّر البحث عن الأسماء في المقال {line.article_id}: {result}")
            else:
                found[line.article_id] = result
        read_as = {line.article_id: line.article.version for line in lines}
        with transaction.atomic():
            articles = Article.objects.select_for_update().filter(pk__in=found).order_by("pk")
            as_read = [pk for pk, version in articles.values_list("pk", "version") if version == read_as[pk]]
            suggested = findings.write({pk: found[pk] for pk in as_read})
            QueuedExtraction.objects.filter(pk__in=[line.pk for line in lines if line.article_id in as_read]).delete()
        self._taken.difference_update(line.pk for line in lines if line.article_id in found)
        self.read += len(as_read)
        self.suggested += suggested
        self._progress(self.read)


def _text(article: Article) -> Text:
    return Text("\n".join(filter(None, [article.headline, article.standfirst])), article.body)
