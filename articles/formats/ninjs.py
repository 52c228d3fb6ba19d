"""An article as IPTC ninjs 2.1 (https://iptc.org/std/ninjs/): what `import_articles` reads back unchanged.

What ninjs has no word of its own for goes where it means nothing else: the stated role of a name into `literal`, how
certain the date is into a trust indicator, the note about it into `ednote`. `profile` says that it was written so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

PROFILE = "arabic-news-archive"
_STANDARD = {"name": "ninjs", "version": "2.1", "schema": "https://www.iptc.org/std/ninjs/ninjs-schema_2.1.json"}
# A draft is part of an article yet; what waits for review is whole.
_STATUS = {
    "published": ("usable", "full"),
    "review": ("withheld", "full"),
    "draft": ("withheld", "partial"),
    "withdrawn": ("canceled", "full"),
}


def item(record: Mapping[str, Any], moment: str, content_hash: str) -> dict[str, Any]:
    """`record`: the article as JSON Lines has it; `moment`: its time of publication, "" where unknown."""
    pubstatus, completeness = _STATUS[record["status"]]
    found: dict[str, Any] = {
        "standard": _STANDARD,
        "uri": _uri(record, content_hash),
        "type": "text",
        "profile": PROFILE,
        "pubstatus": pubstatus,
        "representationtype": completeness,
        "language": record["language"],
        "headlines": _texts(("main", record["headline"]), ("kicker", record["kicker"])),
        "descriptions": _texts(("standfirst", record["standfirst"])),
        "bodies": _texts(("main", record["body"])),
        "by": record["byline"],
        "located": record["dateline"],
        "contentcreated": moment,
        "ednote": record["date_note"],
        "trustindicators": [{"role": "date-certainty", "title": record["date_certainty"]}],
        "altids": [{"role": key, "value": record[key]} for key in ("external_id", "source_url") if record[key]],
        "subjects": [{"name": name} for name in record["topics"]],
        "people": _names(record["people"]),
        "organisations": _names(record["organizations"]),
        "places": [*_named(record["dateline_place"], "dateline"), *_names(record["places"])],
        "infosources": [
            *_named(record["source"], "publisher", "role"),
            *_named(record["dateline_agency"], "agency", "role"),
            *_names(record["cited_sources"], "role"),
        ],
    }
    return {key: value for key, value in found.items() if value}


def _uri(record: Mapping[str, Any], content_hash: str) -> str:
    """The same for the same article in every archive."""
    if record["source_url"]:
        return quote(record["source_url"], safe="%/:=&?~#+!$,;'@()*[]")
    if record["external_id"]:
        return f"urn:article:{quote(record['source'], safe='')}:{quote(record['external_id'], safe='')}"
    return f"urn:sha256:{content_hash}"


def _texts(*texts: tuple[str, str]) -> list[dict[str, str]]:
    return [{"role": role, "contenttype": "text/plain", "value": value} for role, value in texts if value]


def _named(name: str, rel: str, key: str = "rel") -> list[dict[str, str]]:
    return [{"name": name, key: rel}] if name else []


def _names(entries: Iterable[Mapping[str, str]], key: str = "rel") -> list[dict[str, str]]:
    return [
        {"name": entry["name"], key: "mentioned", **({"literal": entry["role"]} if entry["role"] else {})} for entry in entries
    ]
