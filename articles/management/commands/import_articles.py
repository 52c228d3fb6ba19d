"""Imports articles from files: `import_articles PATH…`; what became of each row, and why."""

from __future__ import annotations

import csv
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from tqdm import tqdm

from articles import ingest
from articles.models import Article, ImportRow
from articles.search import Busy, SearchUnavailable, sync

_SYNC_EVERY = 2000
"""Rows between two visits to the search index: a commit costs tens of milliseconds however little it holds."""


class Command(BaseCommand):
    help = (
        "Imports articles from JSON Lines, JSON, CSV, XLSX and plain text, from folders and zip archives of them. Columns are "
        "guessed from their names, and said. Rows already known stay as they are; "
        "an import that was cut short goes on where it stopped. The last line of stdout counts the outcomes; "
        "exit status 1 where rows failed, 2 where a file could not be read at all."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--format", choices=["auto", *ingest.FORMATS], default="auto")
        parser.add_argument("--map", nargs="+", action="extend", default=[], metavar="field=column", help="headline=title")
        parser.add_argument("--source", default="", help="the outlet of rows that name none")
        parser.add_argument(
            "--status", choices=[Article.Status.PUBLISHED.value, Article.Status.DRAFT.value], default="published"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen; writers wait meanwhile")
        parser.add_argument("--report", type=Path, metavar="FILE", help="CSV of every row that has something to say")

    def handle(self, *, paths: list[Path], dry_run: bool, report: Path | None, **options: Any) -> None:
        recipe = self._recipe(**options)
        try:
            sources = ingest.find(paths, options["format"], recipe.mapping)
        except ingest.UnreadableSource as error:
            raise CommandError(str(error), returncode=2) from error
        self._say_what_was_found(paths, sources)
        with _Reporter(self.stderr, report, quiet=options["verbosity"] == 0, sync_search=not dry_run) as reporter:
            progress = ingest.Progress(reporter.batch, reporter.started)
            try:
                if dry_run:
                    counts = ingest.rehearse(sources, recipe, progress)
                else:
                    counts = ingest.run_import(sources, recipe, progress).counts()
                    reporter.sync()
            except ingest.AlreadyRunning as error:
                raise CommandError("هذا الاستيراد نفسه يعمل الآن في عملية أخرى.", returncode=2) from error
            except OperationalError as error:
                raise CommandError(
                    f"قاعدة البيانات رفضت الكتابة: {error}. ما سبق محفوظ؛ أعد الأمر نفسه ليُكمل من حيث توقف.", returncode=1
                ) from error
        for remark in ingest.passed_over(sources):
            self.stderr.write(remark)
        for note in sorted(recipe.unknown_keys):
            self.stderr.write(f"مفتاح لا يُعرف، بقي في النص الأصلي: {note}")
        names = {**{outcome: outcome for outcome in counts}, "duplicate": "duplicates"}
        self.stdout.write(" ".join(f"{names[outcome]}={count}" for outcome, count in counts.items()))
        if counts["failed"]:
            raise SystemExit(1)

    def _say_what_was_found(self, paths: Sequence[Path], sources: Sequence[ingest.Source]) -> None:
        for remark in ingest.remarks_on(sources):
            self.stderr.write(remark)
        for path in filter(Path.is_dir, paths):
            if left_out := ingest.left_out(path, sources):
                self.stderr.write(f"في {path} ملفات تُركت لأن تنسيقها لا يُعرف: {len(left_out)} (أولها {left_out[0].name}).")

    def _recipe(self, *, map: list[str], source: str, status: str, **options: Any) -> ingest.Recipe:
        mapping = dict(pair.partition("=")[::2] for pair in map)
        unknown = sorted(set(mapping) - ingest.KEYS)
        if unknown or not all(mapping.values()):
            raise CommandError(
                f"--map: {', '.join(unknown) or 'field=column'}; fields are: {', '.join(sorted(ingest.KEYS))}", returncode=2
            )
        defaults = {key: value for key, value in (("source", source), ("status", status)) if value}
        return ingest.Recipe(options["format"], mapping, defaults)


class _Reporter:
    """Progress on stderr, the report file, and visits to the search index."""

    def __init__(self, stderr: IO[str], report: Path | None, *, quiet: bool, sync_search: bool) -> None:
        self._stderr, self._sync_search = stderr, sync_search
        self._file = report.open("w", encoding="utf-8", newline="") if report else None
        self._writer = csv.writer(self._file) if self._file else None
        if self._writer:
            self._writer.writerow(["number", "place", "outcome", "reason", "article"])
        self._bar = tqdm(unit=" rows", disable=quiet, mininterval=1.0)
        self._since_sync = 0

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
        self._since_sync += len(verdicts)
        if self._sync_search and self._since_sync >= _SYNC_EVERY:
            self.sync()

    def _say(self, text: str) -> None:
        """A line above the progress bar."""
        self._bar.clear()
        self._stderr.write(text)

    def sync(self) -> None:
        self._since_sync = 0
        try:
            sync.drain()
        except (SearchUnavailable, Busy) as error:
            self._sync_search = False
            self._say(f"المقالات محفوظة ولم تُفهرس بعد ({error})؛ شغّل sync_index بعد إصلاح الفهرس.")
