"""The article as programs exchange it (one JSON object), read into a draft that can be saved.

Keys: external_id, headline, kicker, standfirst, body, source, source_url, byline, dateline, published_at,
date_certainty, date_note, language, status; topics as names; people, places, organizations and cited_sources
as {name, role}; dateline_place and dateline_agency as names. Only headline and body are required.

What makes a record impossible raises BadRecord with a reason in Arabic; what is merely odd (a date that
cannot be read, a character that was taken out) is kept as a remark.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from articles.arabic import fold
from articles.models import Article, Name

from .clean import Cleaned, clean, one_line
from .markup import UnreadableMarkup, clean_markup

_LINES = ("headline", "kicker", "source_url", "external_id", "byline", "dateline", "language")
_TEXTS = ("standfirst", "body", "date_note")
_FIELDS = {"dateline": "dateline_text"}
"""Where a key's name is not the model's."""
_NAME_LISTS = {
    "topics": Name.Kind.TOPIC,
    "people": Name.Kind.PERSON,
    "places": Name.Kind.PLACE,
    "organizations": Name.Kind.ORGANIZATION,
    "cited_sources": Name.Kind.OUTLET,
}
LISTS = frozenset(_NAME_LISTS)
_NAMES = {"source": Name.Kind.OUTLET, "dateline_place": Name.Kind.PLACE, "dateline_agency": Name.Kind.OUTLET}
KEYS = frozenset((*_LINES, *_TEXTS, *_NAME_LISTS, *_NAMES, "published_at", "date_certainty", "date_note", "status"))
_LABELS = {"headline": "العنوان", "body": "المتن"}
_LONGEST_NAME = 300
_LONGEST_ROLE = 500
_OLDEST = dt.date(1800, 1, 1)
"""No Arabic newspaper is older; an earlier date is a mistake to be looked at."""


class BadRecord(ValueError):
    """A record that cannot become an article; the message says why, in Arabic."""


@dataclass(frozen=True, slots=True)
class Named:
    kind: Name.Kind
    name: str
    role: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.kind.value, fold(self.name)


@dataclass(slots=True)
class Draft:
    """An article to be: plain fields for the model, and names yet to be looked up."""

    fields: dict[str, Any]
    names: dict[str, Named | None]
    """source, dateline_place, dateline_agency."""
    mentions: list[Named]
    remarks: list[str] = field(default_factory=list)


def read(record: Mapping[str, Any], defaults: Mapping[str, str], *, markup: bool = False) -> Draft:
    """Raises BadRecord. `defaults` fills keys that the record leaves empty (source, status).

    `markup`: texts may hold HTML and entities.
    """
    filled = {key: value for key, value in record.items() if value not in (None, "")}
    reader = _Reader({**defaults, **filled}, clean_markup if markup else clean)
    fields = {_FIELDS.get(key, key): reader.line(key) for key in _LINES} | {key: reader.text(key) for key in _TEXTS}
    for required in ("headline", "body"):
        if not fields[required]:
            raise BadRecord(f"{_LABELS[required]} فارغ ({required}).")
    if not any(character.isalnum() for character in fields["headline"]):
        raise BadRecord("العنوان بلا حروف (headline).")
    if not any(character.isalnum() for character in fields["body"]):
        raise BadRecord("المتن بلا حروف (body).")
    fields["language"] = fields["language"] or "ar"
    fields["status"] = reader.choice("status", Article.Status.values) or Article.Status.PUBLISHED
    fields |= reader.date()
    return Draft(
        fields,
        {key: reader.named(kind, reader.line(key)) for key, kind in _NAMES.items()},
        reader.mentions(),
        reader.finish(),
    )


class _Reader:
    def __init__(self, record: Mapping[str, Any], cleaned: Callable[[str], Cleaned]) -> None:
        self._record, self._cleaned = record, cleaned
        self._remarks: list[str] = []
        self._bidi = self._unseen = self._shaped = 0

    def _string(self, key: str) -> str:
        value = self._record.get(key, "")
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            raise BadRecord(f"قيمة {key} ليست نصًا.")
        return str(value)

    def text(self, key: str) -> str:
        return self._counted(self._clean(key, self._string(key))).text

    def line(self, key: str) -> str:
        found = one_line(self._clean(key, self._string(key)))
        limit = _LONGEST_NAME if key in _NAMES else getattr(Article._meta.get_field(_FIELDS.get(key, key)), "max_length", None)
        if limit and len(found.text) > limit:
            raise BadRecord(f"قيمة {key} أطول من {limit} حرف ({len(found.text)}).")
        return self._counted(found).text

    def _clean(self, key: str, text: str) -> Cleaned:
        try:
            return self._cleaned(text)
        except UnreadableMarkup as error:
            raise BadRecord(f"قيمة {key}: {error}") from error

    def _counted(self, found: Cleaned) -> Cleaned:
        self._bidi += found.bidi
        self._unseen += found.unseen
        self._shaped += found.shaped
        return found

    def choice(self, key: str, choices: list[str]) -> str:
        value = self._string(key)
        if value and value not in choices:
            raise BadRecord(f"قيمة {key} هي «{value[:40]}» وليست من: {'، '.join(choices)}.")
        return value

    def named(self, kind: Name.Kind, name: str, role: str = "") -> Named | None:
        if not name:
            return None
        if not fold(name):
            self._remarks.append(f"اسم بلا حروف تُرك: «{name[:40]}».")
            return None
        return Named(kind, name, role)

    def mentions(self) -> list[Named]:
        found: dict[tuple[str, str, str], Named] = {}
        for key, kind in _NAME_LISTS.items():
            entries = self._record.get(key) or []
            if not isinstance(entries, list):
                raise BadRecord(f"قيمة {key} ليست قائمة.")
            for entry in entries:
                name, role = self._entry(key, entry)
                if named := self.named(kind, name, role):
                    found.setdefault((*named.key, role), named)
        return list(found.values())

    def _entry(self, key: str, entry: Any) -> tuple[str, str]:
        name, role = (entry.get("name", ""), entry.get("role") or "") if isinstance(entry, Mapping) else (entry, "")
        if not isinstance(name, str) or not isinstance(role, str):
            raise BadRecord(f"في {key} ما ليس اسمًا.")
        name, role = (one_line(self._clean(key, text)).text for text in (name, role))
        if len(name) > _LONGEST_NAME or len(role) > _LONGEST_ROLE:
            raise BadRecord(f"في {key} اسم أطول من {_LONGEST_NAME} حرف أو صفة أطول من {_LONGEST_ROLE}.")
        return name, role

    def date(self) -> dict[str, Any]:
        """published_at, date_certainty, date_note. A date that cannot be read is unknown, with its words in the note."""
        written = self._string("published_at").strip()
        certainty = self.choice("date_certainty", Article.Certainty.values)
        note = self.text("date_note")
        found = _moment(written) if written else None
        if written and found is None:
            self._remarks.append(f"تاريخ لا يُقرأ: «{written[:60]}».")
            note = "\n".join(filter(None, [note, f"كُتب التاريخ في الأصل: {written[:200]}"]))
        if found is None:
            if certainty not in {"", Article.Certainty.UNKNOWN}:
                self._remarks.append("درجة دقة بلا تاريخ.")
            return {"published_at": None, "date_certainty": Article.Certainty.UNKNOWN, "date_note": note}
        moment, natural = found
        if not _OLDEST <= moment.date() <= timezone.localdate() + dt.timedelta(days=1):
            self._remarks.append(f"تاريخ غريب: {moment.date().isoformat()}.")
        if certainty == Article.Certainty.UNKNOWN:
            self._remarks.append("تاريخ مكتوب ودرجته «غير معروف»؛ عُدّ مستنتجًا.")
            certainty = Article.Certainty.INFERRED
        return {"published_at": moment, "date_certainty": certainty or natural, "date_note": note}

    def finish(self) -> list[str]:
        if self._bidi:
            self._remarks.append(f"حُذفت محارف تقلب اتجاه النص: {self._bidi}.")
        if self._unseen:
            self._remarks.append(f"حُذفت محارف لا تُرى: {self._unseen}.")
        if self._shaped:
            self._remarks.append(f"أشكال عرض أُعيدت إلى حروفها: {self._shaped}.")
        return self._remarks


def _moment(written: str) -> tuple[dt.datetime, str] | None:
    """A moment and how exactly it is given; a date means its first minute in the archive's time zone."""
    try:
        day = dt.date.fromisoformat(written)
        return timezone.make_aware(dt.datetime.combine(day, dt.time.min)), Article.Certainty.DAY
    except (ValueError, OverflowError):
        pass
    try:
        moment = dt.datetime.fromisoformat(written)
        aware = moment if moment.tzinfo else timezone.make_aware(moment)
        return aware.astimezone(dt.UTC), Article.Certainty.TIME
    except (ValueError, OverflowError):
        return None
