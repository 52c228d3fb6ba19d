"""A failed row that an editor mends: what its original says, put right, comes in like everything else.

The bytes that were kept stay as they are. What was mended is an original of its own, and the failed row leads to its
new outcome. What would fail again is refused with the reason, and nothing is saved.
"""

from __future__ import annotations

import csv
import io
import json
import secrets
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from articles.models import ImportRow, ImportRun, OriginalDamaged
from articles.search import sync

from .importers import FORMATS, BadFile, Incoming, Reading, Row, RowError, detect
from .importers.columns import guess as guess_columns
from .importers.rows import from_json
from .prepared import PUBLISH, opened, recipe_of
from .recipe import Recipe
from .records import KEYS
from .runs import numbered
from .save import save
from .sources import UnreadableSource
from .suggesting import read_soon

_JSON = frozenset({"json", "jsonl", "xlsx", "form"})
_WHOLE = frozenset({"ninjs", "docx", "html", "text"})


class NotTaken(Exception):
    """Why what was mended is not taken in, in Arabic."""


def text_of(row: ImportRow) -> str:
    """The row's bytes as text, for a person to look at; empty where none were kept or they are no text."""
    raw = _bytes_of(row)
    text = raw.decode(detect(io.BytesIO(raw)).codec, "replace")
    return "" if "\0" in text else text


def record_of(row: ImportRow) -> dict[str, Any]:
    """What can be read of the row, in our keys; empty where nothing can."""
    try:
        return _record(row, _bytes_of(row))
    except NotTaken:
        return {}


def read_anew(row: ImportRow, text: str) -> dict[str, Any]:
    """The same, had the row this text. Raises NotTaken."""
    codec = detect(io.BytesIO(_bytes_of(row))).codec
    return _record(row, text.encode(codec, "surrogatepass" if codec.startswith("utf") else "replace"))


def _bytes_of(row: ImportRow) -> bytes:
    try:
        return row.original.content if row.original else b""
    except OriginalDamaged:
        return b""


def _record(row: ImportRow, raw: bytes) -> dict[str, Any]:
    """As its file says that it is to be read, where that is still kept; else as most formats say themselves."""
    run, user = row.run, row.run.started_by
    recipe = recipe_of(run, user) if run.upload and user else Recipe("", run.options.get("map", {}))
    try:
        reading = _in_file(row)
        found = Row(row.place, raw, reading=reading) if reading else _by_itself(row, raw)
        record = recipe.record(found, [])[0] if found else {}
    except (RowError, BadFile) as error:
        raise NotTaken(str(error)) from error
    except (csv.Error, StopIteration) as error:
        raise NotTaken(f"لا يُقرأ صفًا في جدول: {error}") from error
    said = {key: value for key, value in record.items() if value not in (None, "")}
    return {**(found.reading.defaults if found else {}), **recipe.defaults, **said}


def _in_file(row: ImportRow) -> Reading | None:
    if not row.run.upload:
        return None
    try:
        return next((found.reading for number, found in numbered(opened(row.run)) if number == row.number), None)
    except (UnreadableSource, OSError):
        return None


def _by_itself(row: ImportRow, raw: bytes) -> Row | None:
    format = row.original.format if row.original else ""
    given = row.run.options.get("map", {})
    if raw and format in _JSON:
        mapping = guess_columns(list(Row(row.place, raw).read()), KEYS, given)
        return Row(row.place, raw, reading=Reading("json", from_json, flat=format == "xlsx", mapping=mapping))
    if raw and format in _WHOLE:
        file = Incoming(io.BytesIO(raw), row.place, detect(io.BytesIO(raw)), mapping=given)
        return next(FORMATS[format].rows(file), None)
    return None


def take_in(row: ImportRow, record: Mapping[str, Any], user: User) -> ImportRow:
    """Imports the mended record; the new row. Raises NotTaken."""
    mended = {key: value for key, value in record.items() if value not in (None, "", [])}
    raw = json.dumps(mended, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass")
    recipe = Recipe("json", may_publish=user.has_perm(PUBLISH))
    with transaction.atomic():
        # Of two editors who mend one row, the second finds it done.
        standing = ImportRow.objects.select_for_update().get(pk=row.pk)
        if standing.outcome != ImportRow.Outcome.FAILED or standing.retried_as_id:
            raise NotTaken("أُدخل هذا الصف من قبل.")
        run = ImportRun.objects.create(
            label=f"تصحيح {row.place}"[:1000],
            format="form",
            fingerprint=secrets.token_hex(32),
            state=ImportRun.State.FINISHED,
            finished_at=timezone.now(),
            started_by=user,
            retry_of=row.run,
        )
        [verdict] = save(run, recipe, [(row.number, Row(f"{row.place} (مصحَّح)", raw))])
        if verdict.outcome == ImportRow.Outcome.FAILED:
            raise NotTaken(verdict.reason)
        new = run.rows.get()
        ImportRow.objects.filter(pk=row.pk).update(retried_as=new)
        read_soon()
        sync.queue([])  # what `save` has queued goes into the index once this is committed
    return new
