"""Two editors, one article: whoever saves second is shown what the first one saved, and loses nothing.

The form carries the version it was read at and, field by field, the value it was read with (Django's hidden
initial values). So for each field it is known who changed it: what only the other changed is taken over into
the form, what the editor typed stays in it, and saving again is saving against the new version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import ModelChoiceField, model_to_dict
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from articles.differences import marked
from articles.models import Article

Fields = Mapping[str, forms.Field]


class Side(Enum):
    YOURS = "غيّرتَه أنت وحدك"
    THEIRS = "غيّره غيرك وحده"
    BOTH = "غيّرتماه كلاكما"


@dataclass(frozen=True, slots=True)
class Difference:
    label: str
    side: Side
    saved: str
    yours: str

    @property
    def words(self) -> SafeString:
        """Put in what stands in the form now, taken out what does not: from what is saved to what the editor
        typed; where only the other typed, from what was there to what is saved."""
        return marked(self.yours, self.saved) if self.side is Side.THEIRS else marked(self.saved, self.yours)


@dataclass(slots=True)
class Conflict:
    message: str
    differences: list[Difference] = field(default_factory=list)
    out_of_reach: bool = False
    """Whether the editor may not save the article any more: there is no form to merge into."""
    saved_by: str = ""
    saved_at: Any = None


def merge_fields(
    data: QueryDict, fields: Fields, saved: Mapping[str, Any], prefix: str = "", label: str = ""
) -> list[Difference]:
    """Writes into the posted `data` what only the other changed; tells every field that differs, and whose it is.

    The hidden initial values become the saved ones: they are what the form now stands on.
    """
    found = []
    for name, one in fields.items():
        key, initial_key = f"{prefix}{name}", f"initial-{prefix}{name}"
        if name not in saved:
            continue
        yours = one.widget.value_from_datadict(data, {}, key)  # type: ignore[arg-type]
        read = _read_with(one, data, initial_key)
        mine, theirs = one.has_changed(read, yours), one.has_changed(saved[name], _posted(one, read))
        if mine or theirs:
            side = Side.BOTH if mine and theirs else Side.YOURS if mine else Side.THEIRS
            texts = shown(one, saved[name]), shown_posted(one, yours if mine else _posted(one, read))
            if texts[0] != texts[1]:
                found.append(Difference(label + str(one.label or name), side, *texts))
        if theirs and not mine:
            put(data, key, one.widget, one.prepare_value(saved[name]))
        put(data, initial_key, one.hidden_widget(), one.prepare_value(saved[name]))
    return found


def _read_with(one: forms.Field, data: QueryDict, key: str) -> Any:
    try:
        return one.to_python(one.hidden_widget().value_from_datadict(data, {}, key))  # type: ignore[arg-type]
    except ValidationError:
        return None


def _posted(one: forms.Field, value: Any) -> Any:
    """A value as the field's widget would post it; one of several boxes is read as a list, and is that already."""
    if isinstance(one.widget, forms.MultiWidget) and not isinstance(value, list):
        return [part.format_value(each) for part, each in zip(one.widget.widgets, one.widget.decompress(value), strict=True)]
    return getattr(value, "pk", value)


def put(data: QueryDict, key: str, widget: forms.Widget, value: Any) -> None:
    """Writes a value into posted data as this widget would have posted it."""
    value = getattr(value, "pk", value)
    if isinstance(widget, forms.MultiWidget):
        for suffix, part, each in zip(widget.widgets_names, widget.widgets, widget.decompress(value), strict=True):
            data[key + suffix] = part.format_value(each) or ""
    elif isinstance(widget, forms.CheckboxInput):
        data.pop(key, None)
        if value:
            data[key] = "on"
    else:
        data[key] = "" if value is None else str(value)


def shown_posted(one: forms.Field, raw: Any) -> str:
    """What the editor typed, for the comparison; as it stands where the field cannot read it."""
    try:
        return shown(one, one.to_python(raw) if not isinstance(one, forms.MultiValueField) else one.clean(raw))
    except ValidationError:
        return " ".join(map(str, raw)) if isinstance(raw, (list, tuple)) else str(raw or "")


def shown(one: forms.Field, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(one, ModelChoiceField):
        instance = value if isinstance(value, models.Model) else one.queryset.filter(pk=value).first()
        return str(instance or value)
    if isinstance(one, forms.ChoiceField):
        # A writer is offered two statuses; the saved one may be another.
        return str({**dict(Article.Status.choices), **dict(one.choices)}.get(value, value))
    if isinstance(one, forms.BooleanField):
        return "نعم" if value else "لا"
    if hasattr(value, "tzinfo"):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    return str(value)


# --- rows: mentions and quotes --------------------------------------------------------------------


@dataclass(slots=True)
class _Row:
    """A row of an inline: its values in posted form, under keys without their place in the list."""

    values: dict[str, list[str]]

    @property
    def pk(self) -> str:
        return (self.values.get("id") or [""])[-1]

    def data(self) -> QueryDict:
        found = QueryDict(mutable=True)
        for key, values in self.values.items():
            found.setlist(key, values)
        return found


def merge_rows(
    data: QueryDict,
    prefix: str,
    fields: Fields,
    saved: Iterable[models.Model],
    label: Callable[[models.Model], str],
) -> list[Difference]:
    """The same for the rows of an inline, known by their number.

    A row that the other deleted goes, unless the editor changed it: then it comes back as a new one.
    Rows that the other added are added to the form.
    """
    standing = {str(row.pk): row for row in saved}
    kept, added, found = [], [], []
    for row in _rows(data, prefix):
        values = row.data()
        current = standing.pop(row.pk, None)
        if current is not None:
            found += merge_fields(values, fields, _values(current, fields), label=f"{label(current)}، ")
            kept.append(values)
        elif not row.pk:
            added.append(values)
        elif _touched(values, fields) and "DELETE" not in values:
            added.append(_as_new(values, fields))
            found.append(Difference("صف حذفه غيرك وغيّرته أنت", Side.BOTH, "", _told(values, fields)))
    for current in standing.values():
        values = QueryDict(mutable=True)
        values["id"] = str(current.pk)
        found += merge_fields(values, fields, _values(current, fields), label=f"{label(current)}، ")
        kept.append(values)
    _write_rows(data, prefix, kept, added)
    return found


def rows_as_new(data: QueryDict, prefix: str, fields: Fields) -> None:
    """For an article that is gone: every row that the editor has becomes a new one."""
    rows = [row.data() for row in _rows(data, prefix)]
    _write_rows(data, prefix, [], [_as_new(row, fields) for row in rows if "DELETE" not in row])


def _values(row: models.Model, fields: Fields) -> dict[str, Any]:
    return model_to_dict(row, [name for name in fields if name != "id"])


def _touched(values: QueryDict, fields: Fields) -> bool:
    return any(
        one.has_changed(_read_with(one, values, f"initial-{name}"), one.widget.value_from_datadict(values, {}, name))  # type: ignore[arg-type]
        for name, one in fields.items()
        if name != "id"
    )


def _as_new(values: QueryDict, fields: Fields) -> QueryDict:
    for key in list(values):
        if key.removeprefix("initial-") not in fields:
            del values[key]  # the number of the row, and of the article it belonged to
    for name, one in fields.items():
        put(values, f"initial-{name}", one.hidden_widget(), None)
    values["id"] = ""
    return values


def _told(values: QueryDict, fields: Fields) -> str:
    texts = (
        shown_posted(one, one.widget.value_from_datadict(values, {}, name))  # type: ignore[arg-type]
        for name, one in fields.items()
        if name != "id"
    )
    return "، ".join(filter(None, texts))


def _rows(data: QueryDict, prefix: str) -> list[_Row]:
    """The rows of one inline, each with keys such as `role` and `initial-role`."""
    try:
        total = min(int(data.get(f"{prefix}-TOTAL_FORMS", 0)), 2000)
    except ValueError:
        total = 0
    rows = [_Row({}) for _ in range(total)]
    for key in list(data):
        before, separator, rest = key.partition(f"{prefix}-")
        number, dash, name = rest.partition("-")
        if separator and dash and before in {"", "initial-"} and number.isdigit() and int(number) < total:
            rows[int(number)].values[before + name] = data.getlist(key)
    return rows


def _write_rows(data: QueryDict, prefix: str, kept: list[QueryDict], added: list[QueryDict]) -> None:
    for key in list(data):
        if key.removeprefix("initial-").startswith(f"{prefix}-"):
            del data[key]
    for number, row in enumerate(kept + added):
        for key, values in row.lists():
            hidden, name = ("initial-", key.removeprefix("initial-")) if key.startswith("initial-") else ("", key)
            data.setlist(f"{hidden}{prefix}-{number}-{name}", values)
    data[f"{prefix}-TOTAL_FORMS"] = str(len(kept) + len(added))
    data[f"{prefix}-INITIAL_FORMS"] = str(len(kept))
    data[f"{prefix}-MIN_NUM_FORMS"], data[f"{prefix}-MAX_NUM_FORMS"] = "0", "1000"
