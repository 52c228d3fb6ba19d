"""IPTC ninjs, versions 1, 2 and 3: one item, a list of them, or one a line; each held against the standard's schema.

The versions say the same under other names (`headline`, `headlines`; `versioncreated`, `versionCreated`), so that keys
are read without regard to case. Items that are not text (pictures, video) are no articles. Our own exports
(`articles/ninjs.py`) come back as they were.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..markup import UnreadableMarkup, paragraphs
from . import json_array
from .incoming import Incoming
from .ninjs_schema import problem
from .rows import Reading, Row, RowError, from_json, short_id

_PROFILE = "arabic-news-archive"
_MARKS = re.compile(rb'"(?:body_\w+|bodies|headlines|version[cC]reated|pub[sS]tatus)"\s*:')
_STATUS = {"withheld": "draft", "canceled": "withdrawn"}
_LEADS = ("standfirst", "summary", "lead", "text", "")
_KICKERS = {"kicker", "overline", "supertitle"}


def is_ninjs(head: bytes) -> bool:
    return b'"uri"' in head and bool(_MARKS.search(head))


def rows(file: Incoming) -> Iterator[Row]:
    def read(raw: bytes, remarks: list[str]) -> Mapping[str, Any]:
        item = _lower(from_json(raw, remarks, file.encoding.decode))
        if reason := problem(item):
            raise RowError(f"لا يوافق مخطط ninjs: {reason}")
        try:
            return _record(item, remarks)
        except UnreadableMarkup as error:
            raise RowError(str(error)) from error

    reading = Reading("ninjs", read, file.encoding.codec, markup=False, mapping=file.mapping)
    for row in json_array.rows(replace(file, mapping={})):
        yield replace(row, reading=reading)


def _lower(value: Any) -> Any:
    if isinstance(value, dict):
        return {key.lower(): _lower(inner) for key, inner in value.items()}
    return [_lower(inner) for inner in value] if isinstance(value, list) else value


def _record(item: Mapping[str, Any], remarks: list[str]) -> dict[str, Any]:
    if item.get("type", "text") not in {"text", "composite", "component"}:
        raise RowError(f"ليس نصًا بل {item['type']}.")
    ours = item.get("profile") == _PROFILE
    headlines, leads, bodies = _texts(item, "headline"), _texts(item, "description"), _texts(item, "body")
    lead = next((leads[role] for role in _LEADS if role in leads), next(iter(leads.values()), ""))
    body = next(iter(bodies.values()), "")
    headline = next((headlines[role] for role in ("main", "") if role in headlines), next(iter(headlines.values()), ""))
    record = {
        "headline": headline or item.get("title", ""),
        "kicker": next((text for role, text in headlines.items() if role in _KICKERS), ""),
        "standfirst": lead if body else "",
        "body": body or lead,
        "byline": item.get("by") or item.get("byline") or "",
        "dateline": item.get("located", ""),
        "language": item.get("language", ""),
        "published_at": item.get("contentcreated") or item.get("firstcreated") or item.get("versioncreated") or "",
        "status": _status(item, remarks),
        "topics": _names(item, "subject", ours=False),
        **_identity(item),
        **_places(item, ours),
        **_sources(item, ours),
        "people": _names(item, "person", "people", ours=ours),
        "organizations": _names(item, "organisation", ours=ours),
    }
    return record | (_as_we_wrote_it(item) if ours else {})


def _texts(item: Mapping[str, Any], kind: str) -> dict[str, str]:
    """Role -> text, of all texts of a kind. Plain text and HTML of one role: the HTML, which has paragraphs."""
    plural = {"body": "bodies"}.get(kind, f"{kind}s")
    found = {text.get("role", ""): text for text in item.get(plural, ()) if "html" not in text.get("contenttype", "")}
    found |= {text.get("role", ""): text for text in item.get(plural, ()) if "html" in text.get("contenttype", "")}
    texts = {role: _read(text.get("value", ""), "html" in text.get("contenttype", "")) for role, text in found.items()}
    older = {key.removeprefix(kind).lstrip("_"): value for key, value in item.items() if re.fullmatch(rf"{kind}(?:_\w+)?", key)}
    texts |= {
        role: _read(value, "html" in role) for role, value in sorted(older.items(), key=lambda pair: "html" not in pair[0])
    }
    return {role: text for role, text in texts.items() if text.strip()}


def _read(text: str, is_markup: bool) -> str:
    return paragraphs(text) if is_markup else text


def _status(item: Mapping[str, Any], remarks: list[str]) -> str:
    status = _STATUS.get(item.get("pubstatus", "usable"), "")
    if status == "draft" and item.get("profile") == _PROFILE and item.get("representationtype") == "full":
        return "review"
    embargo = item.get("embargoed")
    if embargo and dt.datetime.fromisoformat(embargo).astimezone(dt.UTC) > dt.datetime.now(dt.UTC):
        remarks.append(f"محظور نشره حتى {embargo}، فدخل مسوّدة.")
        return "draft"
    return status


def _identity(item: Mapping[str, Any]) -> dict[str, str]:
    uri = item["uri"]
    web = uri if uri.startswith(("http://", "https://")) else ""
    return {"external_id": short_id(uri), "source_url": web}


def _entries(item: Mapping[str, Any], *kinds: str) -> list[Mapping[str, Any]]:
    return [entry for kind in kinds for key in (kind, f"{kind}s") for entry in item.get(key, ()) if entry.get("name")]


def _names(item: Mapping[str, Any], *kinds: str, ours: bool) -> list[dict[str, str]]:
    entries = _entries(item, *kinds)
    return [{"name": entry["name"], "role": entry.get("literal", "") if ours else ""} for entry in entries]


def _places(item: Mapping[str, Any], ours: bool) -> dict[str, Any]:
    entries = _entries(item, "place")
    dateline = next((entry["name"] for entry in entries if ours and entry.get("rel") == "dateline"), "")
    mentioned = {"places": [entry for entry in entries if not ours or entry.get("rel") != "dateline"]}
    return {"dateline_place": dateline, "places": _names(mentioned, "place", ours=ours)}


def _sources(item: Mapping[str, Any], ours: bool) -> dict[str, Any]:
    entries = _entries(item, "infosource")
    by_role = {entry.get("role") or entry.get("rel", ""): entry["name"] for entry in reversed(entries)}
    if not ours:
        return {"source": by_role.get("publisher") or item.get("copyrightholder") or (entries[0]["name"] if entries else "")}
    cited = {"infosources": [entry for entry in entries if entry.get("role") == "mentioned"]}
    return {
        "source": by_role.get("publisher", ""),
        "dateline_agency": by_role.get("agency", ""),
        "cited_sources": _names(cited, "infosource", ours=True),
    }


def _as_we_wrote_it(item: Mapping[str, Any]) -> dict[str, str]:
    identifiers = {entry.get("role"): entry.get("value", "") for entry in item.get("altids", ())}
    certainty = next(
        (one.get("title", "") for one in item.get("trustindicators", ()) if one.get("role") == "date-certainty"), ""
    )
    return {
        "external_id": identifiers.get("external_id", ""),
        "source_url": identifiers.get("source_url", ""),
        "date_certainty": certainty,
        "date_note": item.get("ednote", ""),
    }
