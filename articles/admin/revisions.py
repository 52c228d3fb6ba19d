"""What a revision changed, field by field in words a person reads. Works for whatever django-simple-history keeps.

Names are looked up together, and one that was deleted since is shown by its number.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from articles.differences import marked
from articles.models import Article, Mention, Name

_NEVER = {"id", "folded", "created_at", "updated_at", "start", "end", "merged_into"}
"""Columns that follow from others or say nothing to an editor."""
_MOST_MENTIONS = 500
"""Changes of mentions that one revision shows."""


@dataclass(frozen=True, slots=True)
class Change:
    label: str
    words: SafeString


def fields_of(model: type[models.Model]) -> list[models.Field]:
    """The columns that the history keeps and an editor may know, in the model's order."""
    return [one for one in model.history.model.tracked_fields if one.name not in _NEVER]  # type: ignore[attr-defined]


def changed_labels(old: Any, new: Any, fields: Iterable[models.Field]) -> list[str]:
    if old is None:
        return []
    return [str(one.verbose_name) for one in fields if getattr(old, one.attname) != getattr(new, one.attname)]


def changes(old: Any, new: Any, fields: Iterable[models.Field]) -> list[Change]:
    """Between two records of one thing; without an older one, everything it began with."""
    names = _names([old, new], fields)
    found = []
    for one in fields:
        before = told(one, old, names) if old is not None else ""
        after = told(one, new, names)
        if before != after:
            found.append(Change(str(one.verbose_name), marked(before, after) if old is not None else marked(after, after)))
    return found


def told(one: models.Field, record: Any, names: dict[int, Name]) -> str:
    value = getattr(record, one.attname)
    if value is None or value == "":
        return ""
    if one.is_relation:
        return str(names.get(value, f"الاسم رقم {value}"))
    if one.choices:
        return str(dict(one.flatchoices).get(value, value))
    if isinstance(one, models.DateTimeField):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    return str(value)


def _names(records: Iterable[Any], fields: Iterable[models.Field]) -> dict[int, Name]:
    wanted = {getattr(record, one.attname) for record in records if record is not None for one in fields if one.is_relation}
    return Name.objects.in_bulk(wanted - {None})


def mention_changes(article: Article, revision: Any, following: Any) -> list[Change]:
    """What became of the article's mentions from this revision until the one that follows: a save writes the
    article first and its mentions after."""
    records = Mention.history.filter(article_id=article.pk, history_date__gte=revision.history_date)
    if following is not None:
        records = records.filter(history_date__lt=following.history_date)
    records = list(records.order_by("history_date", "history_id")[:_MOST_MENTIONS])
    earlier = _earlier(records)
    fields = [one for one in fields_of(Mention) if one.name != "article"]
    names = _names([*records, *earlier.values()], fields)

    def line(record: Any) -> str:
        return "، ".join(filter(None, (told(one, record, names) for one in fields)))

    found = []
    for record in records:
        before = earlier.get(record.history_id)
        if record.history_type == "+":
            found.append(Change("أُضيف ذكر", marked("", line(record))))
        elif record.history_type == "-":
            found.append(Change("حُذف ذكر", marked(line(record), "")))
        elif before is not None and line(before) != line(record):
            found.append(Change("عُدّل ذكر", marked(line(before), line(record))))
    return found


def _earlier(records: Iterable[Any]) -> dict[int, Any]:
    """For each record of a mention the one before it, in one query."""
    found: dict[int, Any] = {}
    last: dict[int, Any] = {}
    for record in Mention.history.filter(id__in={record.id for record in records}).order_by("history_id"):
        if record.id in last:
            found[record.history_id] = last[record.id]
        last[record.id] = record
    return found
