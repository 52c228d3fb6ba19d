"""Imports articles from files and feeds: `import_articles PATH…`; what became of each row, and why."""

from __future__ import annotations

import csv
import datetime as dt
import signal
import threading
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from tqdm import tqdm

from articles import ingest
from articles.management.indexing import Indexing
from articles.models import Article, Feed, ImportRow


class Command(BaseCommand):
    help = (
        "Imports articles from JSON Lines, JSON, CSV, XLSX, WordPress exports, feeds, IPTC ninjs, Word documents, saved pages "
        "and plain text; from files, folders, zip archives, and feeds on the web. Format, encoding and columns are found out, "
        "and said. Rows already known stay as they are; an import that was cut short goes on where it stopped. The last line "
        "of stdout counts the outcomes; exit status 1 where rows failed, 2 where a file could not be read at all."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="*", metavar="PATH", help="file, folder, or address of a feed")
        parser.add_argument("--format", choices=["auto", *ingest.FORMATS], default="auto")
        parser.add_argument("--map", nargs="+", action="extend", default=[], metavar="field=column", help="headline=title")
        parser.add_argument("--source", default="", help="the outlet of rows that name none")
        parser.add_argument(
            "--status", choices=[Article.Status.PUBLISHED.value, Article.Status.DRAFT.value], default="published"
        )
        parser.add_argument("--no-extract", action="store_true", help="do not look for names and quotes in what is new")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen; writers wait meanwhile")
        parser.add_argument("--report", type=Path, metavar="FILE", help="CSV of every row that has something to say")
        parser.add_argument(
            "--follow",
            action="store_true",
            help="ask the feeds again and again until stopped; without PATH, all followed so far",
        )
        parser.add_argument("--every", type=int, default=15, metavar="MINUTES", help="between two visits to a followed feed")

    def handle(self, *, paths: list[str], follow: bool, dry_run: bool, report: Path | None, **options: Any) -> None:
        recipe = self._recipe(**options)
        with _Reporter(self.stderr, report, quiet=options["verbosity"] == 0, sync_search=not dry_run) as reporter:
            if follow:
                counts, unread = self._follow(paths, recipe, reporter, dry_run, options["every"]), False
            else:
                counts, unread = self._import(paths, recipe, reporter, dry_run, options["format"])
        for note in sorted(recipe.unknown_keys):
            self.stderr.write(f"مفتاح لا يُعرف، بقي في النص الأصلي: {note}")
        self.stdout.write(_line(counts))
        if unread or counts["failed"]:
            raise SystemExit(2 if unread else 1)

    def _import(
        self, paths: Sequence[str], recipe: ingest.Recipe, reporter: _Reporter, dry_run: bool, format: str
    ) -> tuple[dict[str, int], bool]:
        """Outcomes, and whether there were addresses that could not be read."""
        if not paths:
            raise CommandError("اذكر ملفًا أو مجلدًا أو عنوان خلاصة.", returncode=2)
        files = [Path(path) for path in paths if not ingest.is_address(path)]
        fetched, unread = self._fetch(filter(ingest.is_address, paths), recipe)
        try:
            sources = [*(ingest.find(files, format, recipe.mapping) if files else ()), *fetched]
            if not sources:
                raise CommandError("لم يُقرأ شيء مما ذُكر.", returncode=2)
            self._say_what_was_found(files, sources)
            counts = _run(sources, recipe, reporter, dry_run)
            for remark in ingest.passed_over(sources):
                self.stderr.write(remark)
        except ingest.UnreadableSource as error:
            raise CommandError(str(error), returncode=2) from error
        finally:
            for source in fetched:
                source.path.unlink(missing_ok=True)
        return counts, unread

    def _fetch(self, addresses: Iterable[str], recipe: ingest.Recipe) -> tuple[list[ingest.Source], bool]:
        sources, unread = [], False
        for address in addresses:
            try:
                sources.append(ingest.download(address, recipe.mapping))
            except (ingest.FetchError, ingest.UnreadableSource) as error:
                self.stderr.write(f"{address}: {error}")
                unread = True
        return sources, unread

    def _say_what_was_found(self, paths: Sequence[Path], sources: Sequence[ingest.Source]) -> None:
        for remark in ingest.remarks_on(sources):
            self.stderr.write(remark)
        for path in filter(Path.is_dir, paths):
            if left_out := ingest.left_out(path, sources):
                self.stderr.write(f"في {path} ملفات تُركت لأن تنسيقها لا يُعرف: {len(left_out)} (أولها {left_out[0].name}).")

    def _follow(
        self, paths: Sequence[str], recipe: ingest.Recipe, reporter: _Reporter, dry_run: bool, minutes: int
    ) -> dict[str, int]:
        addresses = list(paths)
        if dry_run or not (addresses or Feed.objects.exists()) or not all(map(ingest.is_address, addresses)):
            raise CommandError("--follow يتابع خلاصات بعناوينها (http أو https)، ولا يجتمع مع ‎--dry-run.", returncode=2)
        if minutes < 1:
            raise CommandError("--every: دقيقة على الأقل.", returncode=2)
        stop = threading.Event()
        before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGTERM, signal.SIGINT)}
        total = Counter(dict.fromkeys(ImportRow.Outcome.values, 0))

        def polled(poll: ingest.Poll) -> None:
            if poll.problem:
                self.stderr.write(f"{poll.feed.address}: {poll.problem}")
            if poll.run:
                reporter.sync()
                total.update(poll.run.counts())
                self.stdout.write(f"{poll.feed.address} {_line(poll.run.counts())}")
                self.stdout.flush()

        try:
            progress = ingest.Progress(reporter.batch, reporter.started)
            ingest.follow(addresses, recipe, dt.timedelta(minutes=minutes), progress, polled, stop)
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
        return total

    def _recipe(self, *, map: list[str], source: str, status: str, **options: Any) -> ingest.Recipe:
        mapping = dict(pair.partition("=")[::2] for pair in map)
        unknown = sorted(set(mapping) - ingest.KEYS)
        if unknown or not all(mapping.values()):
            raise CommandError(
                f"--map: {', '.join(unknown) or 'field=column'}; fields are: {', '.join(sorted(ingest.KEYS))}", returncode=2
            )
        defaults = {key: value for key, value in (("source", source), ("status", status)) if value}
        return ingest.Recipe(options["format"], mapping, defaults, extract=not options["no_extract"])


def _run(sources: Sequence[ingest.Source], recipe: ingest.Recipe, reporter: _Reporter, dry_run: bool) -> dict[str, int]:
    progress = ingest.Progress(reporter.batch, reporter.started)
    try:
        if dry_run:
            return ingest.rehearse(sources, recipe, progress)
        counts = ingest.run_import(sources, recipe, progress).counts()
        reporter.sync()
        return counts
    except ingest.AlreadyRunning as error:
        raise CommandError("هذا الاستيراد نفسه يعمل الآن في عملية أخرى.", returncode=2) from error
    except OperationalError as error:
        raise CommandError(
            f"قاعدة البيانات رفضت الكتابة: {error}. ما سبق محفوظ؛ أعد الأمر نفسه ليُكمل من حيث توقف.", returncode=1
        ) from error


def _line(counts: dict[str, int]) -> str:
    names = {**{outcome: outcome for outcome in counts}, "duplicate": "duplicates"}
    return " ".join(f"{names[outcome]}={count}" for outcome, count in counts.items())


class _Reporter:
    """Progress on stderr, the report file, and visits to the search index."""

    def __init__(self, stderr: IO[str], report: Path | None, *, quiet: bool, sync_search: bool) -> None:
        self._stderr, self._sync_search = stderr, sync_search
        self._file = report.open("w", encoding="utf-8", newline="") if report else None
        self._writer = csv.writer(self._file) if self._file else None
        if self._writer:
            self._writer.writerow(["number", "place", "outcome", "reason", "article"])
        self._bar = tqdm(unit=" rows", disable=quiet, mininterval=1.0)
        self._indexing = Indexing(self._say)

    def __enter__(self) -> _Reporter:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()
        if self._file:
            self._file.close()

    def started(self, done: int) -> None:
        if done:
            self._say(f"استيراد مقطوع: {done} صفًا محفوظة من قبل، والعمل يُكمل بعدها.")

    def batch(self, verdicts: Sequence[Any]) -> None:
        for verdict in verdicts:
            if verdict.outcome == ImportRow.Outcome.FAILED:
                self._say(f"{verdict.row.place}: {verdict.reason}")
            if self._writer and verdict.reason:
                article = verdict.article.pk if verdict.article else ""
                self._writer.writerow([verdict.number, verdict.row.place, verdict.outcome, verdict.reason, article])
        self._bar.update(len(verdicts))
        if self._sync_search:
            self._indexing.saved(len(verdicts))

    def _say(self, text: str) -> None:
        """A line above the progress bar."""
        self._bar.clear()
        self._stderr.write(text)

    def sync(self) -> None:
        self._indexing.sync()
