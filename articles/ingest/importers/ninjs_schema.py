"""What ninjs allows (IPTC, versions 1.6, 2.2 and 3.1; keys in lower case): types, values, dates and addresses.

More is let pass than the standard does (keys of its own that a provider adds): an article is not lost for them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

_TEXT = {"type": "string"}
_DATE = {"type": "string", "format": "date-time"}
_URI = {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9+.-]*:"}
_TEXTS = {
    "type": "array",
    "items": {"type": "object", "properties": {"role": _TEXT, "contenttype": _TEXT, "value": _TEXT}},
}
_NAMES = {
    "type": "array",
    "items": {"type": "object", "properties": dict.fromkeys(("name", "rel", "role", "literal", "scheme", "code"), _TEXT)},
}
_KINDS = {
    "date": ("firstcreated", "versioncreated", "contentcreated", "embargoed", "expires"),
    "text": (
        *("headline", "title", "byline", "by", "slugline", "located", "language", "profile", "version", "ednote"),
        *("copyrightholder", "copyrightnotice", "usageterms", "mimetype"),
    ),
    "texts": ("headlines", "descriptions", "bodies"),
    "names": (
        *("person", "people", "organisation", "organisations", "place", "places", "subject", "subjects"),
        *("infosource", "infosources", "event", "events", "object", "objects", "genre", "genres"),
    ),
}
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["uri"],
    "properties": {
        "uri": _URI,
        "type": {"enum": ["text", "audio", "video", "picture", "graphic", "composite", "component", "event", "planning"]},
        "representationtype": {"enum": ["full", "partial", "complete", "incomplete"]},
        "pubstatus": {"enum": ["usable", "withheld", "canceled"]},
        "urgency": {"type": "number"},
        **dict.fromkeys(_KINDS["date"], _DATE),
        **dict.fromkeys(_KINDS["text"], _TEXT),
        **dict.fromkeys(_KINDS["texts"], _TEXTS),
        **dict.fromkeys(_KINDS["names"], _NAMES),
        "altids": {"type": ["array", "object"], "items": {"type": "object", "properties": {"role": _TEXT, "value": _TEXT}}},
        "trustindicators": {"type": "array", "items": {"type": "object"}},
        "standard": {"type": "object"},
        "$standard": {"type": "object"},
    },
    "patternProperties": {"^(?:body|description|headline)_": _TEXT},
}
_REASONS = {
    "type": "نوع القيمة غير المطلوب",
    "enum": "قيمة ليست من القيم المعرّفة",
    "required": "ينقص ما لا بد منه",
    "format": "ليس تاريخًا ووقتًا بصيغة ISO 8601",
    "pattern": "ليس عنوان URI",
}

_formats = FormatChecker(formats=())


@_formats.checks("date-time", raises=ValueError)  # type: ignore[untyped-decorator]
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or ("T" in value.upper() and bool(dt.datetime.fromisoformat(value)))


_validator = Draft202012Validator(_SCHEMA, format_checker=_formats)


def problem(item: Mapping[str, Any]) -> str:
    """What is wrong with an item first, in Arabic; "" where nothing is."""
    error = next(iter(sorted(_validator.iter_errors(item), key=lambda found: list(map(str, found.absolute_path)))), None)
    if error is None:
        return ""
    where = ".".join(map(str, error.absolute_path)) or "uri"
    value = f": «{str(error.instance)[:60]}»" if error.absolute_path else ""
    return f"{_REASONS.get(str(error.validator), 'غير ما يُنتظر')} في {where}{value}."
