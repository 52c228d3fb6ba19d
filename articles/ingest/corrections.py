"""A failed row that an editor mends: what its original says, put right, comes in like everything else.

The bytes that were kept stay as they are. What was mended is an original of its own, and the failed row leads to its
new outcome. What would fail again is refused with the reason, and nothing is saved.
"""

from __future__ import annotations

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

_JSON = frozenset({"json", "jsonl", "xlsx", "form"})
_WHOLE = frozenset({"ninjs", "docx", "html", "text"})


class NotTaken(Exception):
    """Why what was mended is not taken in, in Arabic."""


def text_of(row: ImportRow) -> str | None:
    """The row's bytes as text, for a person to look at; None where none were kept or they are no text."""
    try:
        raw = row.original.content if row.original else b""
    except OriginalDamaged:
        return None
    text = raw.decode(detect(io.BytesIO(raw)).codec, "replace")
    return None if "\0" in text else text or None


def record_of(row: ImportRow) -> dict[str, Any]:
    """What can be read of the row, in our keys; empty where nothing can.

    From its file, where that is still kept; else from its own bytes, which of most formats say enough.
    """
    run, user = row.run, row.run.started_by
    recipe = recipe_of(run, user) if run.upload and user else Recipe("", run.options.get("map", {}))
    try:
        found = _in_file(row) or _by_itself(row)
        record = recipe.record(found, [])[0] if found else {}
    except (RowError, BadFile):
        return {}
    said = {key: value for key, value in record.items() if value not in (None, "")}
    return {**(found.reading.defaults if found else {}), **recipe.defaults, **said}


def _in_file(row: ImportRow) -> Row | None:
    if not row.run.upload:
        return None
    try:
        for number, found in numbered(opened(row.run)):
            if number == row.number:
                return found
    except (UnreadableSource, OSError):
        return None
    return None


def _by_itself(row: ImportRow) -> Row | None:
    try:
        raw = row.original.content if row.original else b""
    except OriginalDamaged:
        return None
    if not row.original or not raw:
        return None
    given = row.run.options.get("map", {})
    if row.original.format in _JSON:
        mapping = guess_columns(list(Row(row.place, raw).read()), KEYS, given)
        flat = row.original.format == "xlsx"
        return Row(row.place, raw, reading=Reading("json", from_json, flat=flat, mapping=mapping))
    if row.original.format in _WHOLE:
        file = Incoming(io.BytesIO(raw), row.place, detect(io.BytesIO(raw)), mapping=given)
        return next(FORMATS[row.original.format].rows(file), None)
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
        sync.queue([])  # what `save` has queued goes into the index once this is committed
    return new
