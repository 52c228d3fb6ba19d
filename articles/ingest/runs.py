"""An import run from its first row to its last: in batches, resumable, every row accounted for.

The rows of a run are numbered; a batch commits articles and row outcomes together, so whatever happens, the
run knows exactly which rows are done. The same import started again after a crash goes on from there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone

from articles.models import ImportRow, ImportRun, Original

from .importers import FORMATS, Row
from .recipe import Recipe
from .save import Verdict, save
from .sources import Source, fingerprint
from .suggesting import Suggester
from .turns import alone

_BATCH_ROWS = 250
_BATCH_BYTES = 8 * 1024 * 1024
"""A batch ends at either; one row may be larger than this by itself."""


@dataclass(slots=True)
class Progress:
    """What a caller may want to know while it runs: `batch` is called with each batch once it is committed."""

    batch: Callable[[Sequence[Verdict]], None] = field(default=lambda verdicts: None)
    started: Callable[[int], None] = field(default=lambda done: None)
    """Called once, with the rows that an earlier, interrupted run of the same import had done."""


def run_import(sources: Sequence[Source], recipe: Recipe, progress: Progress, user: User | None = None) -> ImportRun:
    """Imports everything. Raises AlreadyRunning, or OperationalError with what was done so far saved."""
    mark = fingerprint(sources, recipe.digest)
    with alone(mark):
        run = _take_up(mark) or ImportRun.objects.create(
            label=", ".join(source.origin for source in sources)[:1000],
            format=_formats(sources),
            options={"map": dict(recipe.mapping), **recipe.defaults},
            fingerprint=mark,
            started_by=user,
        )
        close(run, sources, recipe, take_rows(run, sources, recipe, numbered(sources), progress))
    return run


def take_rows(
    run: ImportRun, sources: Sequence[Source], recipe: Recipe, rows: Iterator[tuple[int, Row]], progress: Progress
) -> list[str]:
    """Imports those of the numbered rows that are not yet done, and looks for names in what is new; what went wrong
    with that, in Arabic. To be called `alone`."""
    done = run.rows.order_by("-number").values_list("number", flat=True).first() or 0
    progress.started(done)
    if not done:
        _keep_files(sources, run)
    with Suggester() as suggester:
        for batch in _batches((number, row) for number, row in rows if number > done):
            progress.batch(save(run, recipe, batch))
            if recipe.extract:
                suggester.go_on()
        if recipe.extract:
            suggester.finish()
    return suggester.problems


def close(run: ImportRun, sources: Sequence[Source], recipe: Recipe, problems: Sequence[str]) -> None:
    """All its rows are done."""
    _gather_statistics()
    run.state, run.finished_at, run.share = ImportRun.State.FINISHED, timezone.now(), None
    unknown = "، ".join(sorted(recipe.unknown_keys))
    run.notes = (
        remarks_on(sources)
        + passed_over(sources)
        + [*problems]
        + ([f"مفاتيح لا تُعرف وبقيت في النص الأصلي: {unknown}."] if unknown else [])
    )
    run.save()


def _take_up(mark: str) -> ImportRun | None:
    """The same import, if an earlier one was cut short."""
    return ImportRun.objects.filter(fingerprint=mark, state=ImportRun.State.RUNNING).order_by("-pk").first()


def _formats(sources: Sequence[Source]) -> str:
    formats = sorted({source.format for source in sources})
    return formats[0] if len(formats) == 1 else "mixed"


def _keep_files(sources: Sequence[Source], run: ImportRun) -> None:
    """Files whose rows are not their own bytes (a spreadsheet's) are kept whole."""
    for source in sources:
        if FORMATS[source.format].recomposed:
            with source.open() as stream:
                file = Original.of(stream.read(), format=source.format, origin=source.origin[:1000], run=run)
            if not Original.objects.filter(sha256=file.sha256, recipe="").exists():
                file.save()


def passed_over(sources: Sequence[Source]) -> list[str]:
    """What was met in the files that is no article; known once their rows were read."""
    counted = sum((source.left_out for source in sources), Counter[str]())
    return (
        [f"ليس مقالًا فلم يُستورد: {'، '.join(f'{kind} ({count})' for kind, count in counted.most_common())}."] if counted else []
    )


def remarks_on(sources: Sequence[Source]) -> list[str]:
    """What was found out about the files: their encodings, and which column was taken for what. Alike ones once."""
    found: dict[str, list[str]] = {}
    for source in sources:
        columns = "، ".join(f"{ours} ← {theirs}" for ours, theirs in sorted(source.mapping.items()) if theirs)
        for text in (source.encoding.note, f"الأعمدة: {columns}." if columns else ""):
            if text:
                found.setdefault(text, []).append(source.origin)
    return [f"{origins[0]}{f' وغيره ({len(origins)})' if origins[1:] else ''}: {text}" for text, origins in found.items()]


def _gather_statistics() -> None:
    """SQLite chooses its indexes by statistics that nobody else gathers; PostgreSQL does it by itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit = 1000")
            cursor.execute("ANALYZE")


def rehearse(sources: Sequence[Source], recipe: Recipe, progress: Progress) -> dict[str, int]:
    """What an import would do: everything is done and then undone, so the count is the real one."""
    return rehearse_rows(numbered(sources), recipe, progress)


def rehearse_rows(rows: Iterator[tuple[int, Row]], recipe: Recipe, progress: Progress) -> dict[str, int]:
    """The same of some rows only."""
    counts = dict.fromkeys(ImportRow.Outcome.values, 0)
    with transaction.atomic():
        run = ImportRun.objects.create(label="rehearsal", format=recipe.format, fingerprint="")
        for batch in _batches(rows):
            verdicts = save(run, recipe, batch)
            progress.batch(verdicts)
            for verdict in verdicts:
                counts[verdict.outcome] += 1
        transaction.set_rollback(True)
    return counts


def numbered(sources: Sequence[Source]) -> Iterator[tuple[int, Row]]:
    return enumerate((row for source in sources for row in source.rows()), start=1)


def _batches(rows: Iterator[tuple[int, Row]]) -> Iterator[list[tuple[int, Row]]]:
    batch: list[tuple[int, Row]] = []
    size = 0
    for number, row in rows:
        batch.append((number, row))
        size += len(row.raw)
        if len(batch) >= _BATCH_ROWS or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
