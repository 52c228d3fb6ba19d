"""RSS 2.0, Atom and RDF (RSS 1.0): each entry cut out with its own bytes, then read by feedparser.

The fullest text that an entry carries is the body; where that is the summary alone, the body is the summary. The outlet
is the one that the entry names, else the feed's title. A page that is no feed is refused, and the feed that it
announces is named.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import timegm
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urljoin

from lxml.html import HTMLParser, document_fromstring

from ..markup import line_of_markup
from .incoming import Incoming
from .rows import BadFile, Reading, Row, short_id, too_large
from .stated import stated_language
from .xml_items import Frame, Item, Items, channel

_ROOT = re.compile(
    rb"\A\s*(?:<\?xml.*?\?>|<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>|\s)*<(?:[\w.-]+:)?(rss|feed|RDF)[\s>]",
    re.DOTALL,
)
_HTML = re.compile(rb"<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
_HEADERS = {"content-type": "application/xml; charset=utf-8"}
_HEAD = 1 << 16


def is_feed(head: bytes) -> bool:
    return bool(_ROOT.match(head))


def columns(file: Incoming) -> list[str]:
    """None of its own; raises BadFile for what is no feed."""
    _refuse_pages(file.stream.read(_HEAD), file)
    return []


def title(file: Incoming) -> str:
    """What the feed calls itself. Raises BadFile."""
    head = file.stream.read(_HEAD)
    _refuse_pages(head, file)
    text = head.decode(file.encoding.cut_codec, "replace")
    return _title(channel(text, Frame.of(text)))


def rows(file: Incoming) -> Iterator[Row]:
    items = Items(file)
    reading: Reading | None = None
    for item in items:
        if reading is None:
            _refuse_pages(items.head, file)
            reading = _reading(file, items.head)
        yield _row(item, file, reading)


def _row(item: Item, file: Incoming, reading: Reading) -> Row:
    place = f"{file.origin}:{item.line}"
    if not item.raw and not item.problem:
        return too_large(place, item.size)
    return Row(place, file.encoding.as_received(item.raw), item.problem, reading)


def _refuse_pages(head: bytes, file: Incoming) -> None:
    """Raises BadFile, with the address of the feed that an HTML page announces."""
    if is_feed(head):
        return
    if not _HTML.search(head[:4096]):
        raise BadFile("ليس خلاصة RSS أو Atom أو RDF.")
    page = document_fromstring(head, parser=HTMLParser(encoding=file.encoding.cut_codec))
    announced = page.xpath("//link[@rel='alternate'][contains(@type, 'rss') or contains(@type, 'atom')]/@href")
    where = f" الخلاصة التي تعلن عنها: {urljoin(file.address, announced[0])}" if announced else ""
    raise BadFile(f"صفحة HTML وليس خلاصة RSS أو Atom.{where}")


def _reading(file: Incoming, head: bytes) -> Reading:
    text = head.decode(file.encoding.cut_codec, "replace")
    frame = Frame.of(text)
    feed = channel(text, frame)
    link = next((found.get("href") or (found.text or "").strip() for found in feed.iter("{*}link")), "")
    language = next((found.text or "" for found in feed.iter("{*}language")), "") or feed.get(
        "{http://www.w3.org/XML/1998/namespace}lang", ""
    )
    base = file.address or link
    decode: Callable[[bytes], str] = file.encoding.decode

    def read(raw: bytes, remarks: list[str]) -> Mapping[str, Any]:
        import feedparser

        well_formed = frame.well_formed(decode(raw), remarks)
        entries = feedparser.parse(well_formed.encode(), response_headers={**_HEADERS, "content-location": base}).entries
        return _record(entries[0], language) if entries else {}

    return Reading("feed", read, f"{file.encoding.codec} {base}", mapping=file.mapping, defaults={"source": _title(feed)})


def _title(feed: Any) -> str:
    return next((line_of_markup(found.text or "") for found in feed.iter("{*}title")), "")


def _record(entry: Any, language: str) -> dict[str, Any]:
    title, summary = entry.get("title", ""), entry.get("summary", "")
    body = max((content.get("value", "") for content in entry.get("content", ())), key=len, default="")
    identifier = entry.get("id", "")
    link = entry.get("link", "") or (identifier if identifier.startswith(("http://", "https://")) else "")
    record: dict[str, Any] = {
        "external_id": short_id(identifier),
        "headline": title,
        "standfirst": summary if body and summary != body else "",
        "body": body or summary,
        "source": entry.get("source", {}).get("title", ""),
        "source_url": link,
        "byline": "، ".join(author["name"] for author in entry.get("authors", ()) if author.get("name")),
        "published_at": _moment(entry),
        "topics": [tag.get("label") or tag.get("term") for tag in entry.get("tags", ()) if tag.get("label") or tag.get("term")],
    }
    return record | stated_language(language, title)


def _moment(entry: Any) -> str:
    for key in ("published", "updated"):
        if parsed := entry.get(f"{key}_parsed"):
            return dt.datetime.fromtimestamp(timegm(parsed), dt.UTC).isoformat()
        if written := entry.get(key):
            return str(written)
    return ""
