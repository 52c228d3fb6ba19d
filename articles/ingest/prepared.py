"""An import that an editor prepares: files sent, looked over, started, taken up again, its failed rows retried.

Nothing is imported before `start`; what `look` shows was done and undone. What was chosen is kept with the run
(`ImportRun.options`: format, encoding, map, source, status), so that whoever takes it up reads it the same way. A retry
reads the same files again, and of them only the rows that had failed, each under its old number.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils import timezone

from articles.models import Article, ImportRun

from . import uploads
from .fetching import fetch
from .importers import Row, RowError
from .importers import encodings as _encodings
from .recipe import Recipe
from .records import KEYS
from .runs import Progress, numbered, rehearse_rows
from .save import Verdict
from .sources import Asked, Source, UnreadableSource, find_as, lacking, of_address

PUBLISH, IMPORT = "articles.publish_article", "articles.import_article"
ENCODINGS: Mapping[str, str] = _encodings.LABELS
"""Codec -> what it is called: those that an editor may name."""
TABLES = frozenset({"csv", "xlsx", "json", "jsonl"})
"""Formats whose columns have whatever names their writer gave them."""
SHOWN_ROWS = 25
_SAMPLED_SOURCES = 5
_SAMPLES = 3
_LONGEST_SAMPLE = 80
_MOST_COLUMNS = 80


class NotAllowed(Exception):
    """Why someone may not do this, in Arabic."""


@dataclass(slots=True)
class Column:
    name: str
    key: str
    """Of ours, that it stands for; empty for none."""
    samples: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Look:
    """What is in the files of a prepared import, and what would become of its first rows."""

    sources: list[Source]
    columns: list[Column]
    verdicts: list[Verdict]
    lacking: list[str]
    """What no column stands for although an article needs it, in Arabic."""

    @property
    def can_start(self) -> bool:
        return bool(self.verdicts) and not self.lacking


# --- from files to a prepared run -------------------------------------------------------------------


def from_files(files: Iterable[tuple[str, Iterable[bytes]]], user: User) -> ImportRun:
    """Raises BadUpload."""
    token = uploads.receive(files)
    return _prepared(token, user, "، ".join(path.name for path in uploads.paths(token)), {})


def from_address(address: str, user: User) -> ImportRun:
    """What the feed says now. Raises FetchError, BadUpload or UnreadableSource."""
    fetched = fetch(address)
    token = uploads.receive([("feed.xml", [fetched.content or b""])])
    try:
        of_address(uploads.paths(token)[0], fetched.address)
    except UnreadableSource:
        uploads.remove(token)
        raise
    return _prepared(token, user, fetched.address, {"address": fetched.address})


def _prepared(token: str, user: User, label: str, options: dict[str, Any], **fields: Any) -> ImportRun:
    defaults = {"format": "auto", "encoding": "", "map": {}, "source": "", "status": Article.Status.PUBLISHED.value}
    chosen = {**defaults, "contents": uploads.contents(token), **options}
    if not user.has_perm(PUBLISH):
        chosen["status"] = Article.Status.DRAFT.value
    return ImportRun.objects.create(
        label=label[:1000],
        format="",
        state=ImportRun.State.PREPARED,
        upload=token,
        options=chosen,
        fingerprint=secrets.token_hex(32),  # its own: another upload of the same files is another import
        started_by=user,
        **fields,
    )


def same_files(run: ImportRun) -> ImportRun | None:
    """The latest other import of the same files, whatever they are called."""
    others = ImportRun.objects.filter(options__contents=run.options["contents"]).exclude(pk=run.pk)
    return others.exclude(state=ImportRun.State.PREPARED).exclude(upload=run.upload).first()


def retry(run: ImportRun, user: User) -> ImportRun | None:
    """A prepared import of the rows of this one that failed; None where its files were removed."""
    if not can_retry(run):
        return None
    standing = ImportRun.objects.filter(retry_of=run, state=ImportRun.State.PREPARED, started_by=user).first()
    return standing or _prepared(run.upload, user, run.label, run.options, retry_of=run)


def can_retry(run: ImportRun) -> bool:
    finished = run.state == ImportRun.State.FINISHED
    return bool(finished and run.upload and uploads.paths(run.upload) and run.rows.unsettled().exists())


# --- looking over -----------------------------------------------------------------------------------


def opened(run: ImportRun, *, complete: bool = True) -> list[Source]:
    """Its files, read as was chosen. Raises UnreadableSource."""
    options = run.options
    files = uploads.paths(run.upload)
    if not files:
        raise UnreadableSource("لم تعد ملفات هذا الاستيراد محفوظة؛ أرسلها من جديد.")
    if address := options.get("address"):
        return [of_address(files[0], address, options["map"])]
    try:
        return find_as(files, Asked(options["format"], options["map"], options["encoding"], complete))
    except UnreadableSource as error:
        where = f"{files[0].parent.parent}/"
        raise UnreadableSource(re.sub(rf"{re.escape(where)}\d+/", "", error.reason)) from error


def recipe_of(run: ImportRun, user: User) -> Recipe:
    options = run.options
    defaults = {key: options[key] for key in ("source", "status") if options[key]}
    return Recipe(options["format"], options["map"], defaults, may_publish=user.has_perm(PUBLISH))


def rows_of(run: ImportRun, sources: Sequence[Source]) -> Iterator[tuple[int, Row]]:
    """Its rows with their numbers: of a retry only those that it is about."""
    if run.retry_of is None:
        yield from numbered(sources)
        return
    # Those that it has taken in itself by now are still its own; one that somebody corrected meanwhile is not.
    about = run.retry_of.rows.failed().filter(Q(retried_as=None) | Q(retried_as__run=run))
    wanted = set(about.values_list("number", flat=True))
    last = max(wanted, default=0)
    yield from ((number, row) for number, row in islice(numbered(sources), last) if number in wanted)


def columns_of(run: ImportRun) -> list[Column]:
    """Of its tables, with what they are taken for. Raises UnreadableSource."""
    return _columns(opened(run, complete=False))


def look(run: ImportRun, user: User) -> Look:
    """Raises UnreadableSource."""
    sources = opened(run, complete=False)
    verdicts: list[Verdict] = []
    columns = _columns(sources)
    named = [column.name for column in columns]
    missing = lacking(named, {column.key: column.name for column in columns if column.key} | _unwanted(columns))
    rows = islice(rows_of(run, sources), SHOWN_ROWS)
    rehearse_rows(rows, recipe_of(run, user), Progress(verdicts.extend))
    return Look(sources, columns, verdicts, missing)


def _unwanted(columns: Sequence[Column]) -> dict[str, str]:
    chosen = {column.key for column in columns}
    return {column.name: "" for column in columns if column.name in KEYS and column.name not in chosen}


def _columns(sources: Sequence[Source]) -> list[Column]:
    """The union of all tables' columns, with what stands in their first rows."""
    found: dict[str, Column] = {}
    for source in sources:
        if source.format in TABLES and source.columns:
            keys = {column: key for key, column in source.mapping.items() if column}
            for name in source.columns:
                own = name if name in KEYS and name not in source.mapping else ""
                column = found.setdefault(name, Column(name, ""))
                column.key = column.key or keys.get(name, own)
    if found:
        for source in sources[:_SAMPLED_SOURCES]:
            _sample(source, found)
    return list(islice(found.values(), _MOST_COLUMNS))


def _sample(source: Source, columns: Mapping[str, Column]) -> None:
    for row in islice(source.rows(), SHOWN_ROWS):
        try:
            record = row.read()
        except RowError:
            continue
        for name, value in record.items():
            column = columns.get(str(name))
            if column and len(column.samples) < _SAMPLES and value not in (None, "", [], {}):
                text = " ".join(str(value).split())
                sample = f"{text[:_LONGEST_SAMPLE]}…" if len(text) > _LONGEST_SAMPLE else text
                if sample not in column.samples:
                    column.samples.append(sample)


def mapping_of(run: ImportRun, chosen: Mapping[str, str]) -> dict[str, str]:
    """What is to be kept of a choice (column -> our key, "" for none): where it is not what would be guessed anyway.

    A guess is made for each file by itself; a mapping holds for all of them.
    """
    guessed: dict[str, str] = {}
    guesses = ImportRun(upload=run.upload, options={**run.options, "map": {}})
    for column in columns_of(guesses):
        guessed[column.name] = column.key
    mapping = {key: name for name, key in chosen.items() if key and guessed.get(name) != key}
    taken = {key for key in chosen.values() if key}
    given_up = {key for name, key in guessed.items() if key and name in chosen and key not in taken}
    return {**mapping, **dict.fromkeys(given_up, "")}


# --- starting ---------------------------------------------------------------------------------------


def start(run: ImportRun, user: User) -> bool:
    """Puts a prepared or interrupted import in the queue; False where somebody else was faster. Raises NotAllowed."""
    check_allowed(run, user)
    standing = ImportRun.objects.filter(pk=run.pk, state=run.state).exclude(state=ImportRun.State.FINISHED)
    fields = {"state": ImportRun.State.WAITING, "started_by": user, "started_at": timezone.now(), "problem": ""}
    return bool(standing.update(**fields))


def check_allowed(run: ImportRun, user: User) -> None:
    """Raises NotAllowed."""
    if not (user.is_active and user.has_perm(IMPORT)):
        raise NotAllowed("لم يعد لمن بدأ هذا الاستيراد إذن بالاستيراد.")
    if run.options["status"] == Article.Status.PUBLISHED and not user.has_perm(PUBLISH):
        raise NotAllowed("هذا الاستيراد ينشر ما يُدخله، ولا يحق ذلك إلا لمن يحق له النشر.")


def discard(run: ImportRun) -> None:
    """Of a run that was not started."""
    if ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.PREPARED).delete()[0] and run.retry_of is None:
        uploads.remove(run.upload)


def give_up(run: ImportRun) -> None:
    """Closes an interrupted run as it is: what it did stays done."""
    notes = [*run.notes, "تُرك قبل أن يكتمل."]
    closed = ImportRun.objects.filter(pk=run.pk, state=run.state).exclude(state=ImportRun.State.FINISHED)
    closed.update(state=ImportRun.State.FINISHED, finished_at=timezone.now(), share=None, notes=notes)
    uploads.sweep()
