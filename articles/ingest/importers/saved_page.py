"""Saved HTML pages: one article a file. The article's body is found by trafilatura; menus, adverts and footers are not of it.

Headline, byline, outlet, address and topics are what the page states of itself (JSON-LD, Open Graph, meta elements). So
is the date, with its time; where it only stands about in the page or its address, it counts as inferred and is noted
so. A page without an article (a list of headlines) is a failed row.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from lxml.etree import ParserError
from lxml.html import HTMLParser, document_fromstring

from articles.arabic import fold

from ..markup import text_of
from .incoming import Incoming, whole
from .rows import Reading, Row, RowError
from .stated import stated_language

_PAGE = re.compile(rb"\A(?:\s|<\?xml.*?\?>|<!--.*?-->)*<(?:!doctype\s+html|html|head|body)(?=[\s>])", re.IGNORECASE | re.DOTALL)
_AS_HTML = {"head": "h2", "list": "ul", "item": "li", "row": "tr", "cell": "td", "lb": "br", "quote": "blockquote"}
"""trafilatura's elements (of TEI) -> HTML's."""
_SHORTEST = 10
"""Characters of a body: a piece of breaking news is a line. Below it trafilatura takes the page's whole text, menus and all."""
_NONE = "لم يُعثر في الصفحة على متن مقال."
_STATED = (
    "//meta[@property='article:published_time' or @itemprop='datePublished' or @name='datePublished']/@content",
    "//*[@itemprop='datePublished']/@datetime",
    "//time[@pubdate]/@datetime",
)
_STATED_IN_DATA = re.compile(r'"datePublished"\s*:\s*"([^"]+)"')
_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d+\)(\S+) -->")
"""What browsers write into pages that they save."""


def is_page(begin: bytes) -> bool:
    return bool(_PAGE.match(begin))


def rows(file: Incoming) -> Iterator[Row]:
    def read(raw: bytes, remarks: list[str]) -> Mapping[str, Any]:
        return _record(file.encoding.decode(raw))

    yield whole(file, Reading("html", read, file.encoding.codec, markup=False, flat=True, mapping=file.mapping))


def _record(markup: str) -> dict[str, Any]:
    """Raises RowError."""
    import trafilatura  # 20 MB of memory that other formats need not pay

    page = _parsed(markup)
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # why nothing was found, the row says
    found: Any = trafilatura.bare_extraction(
        _parsed(markup),
        config=_settings(),
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if found is None or found.body is None:
        raise RowError(_NONE)
    headline = _headline(page, found.title or "", found.sitename or "")
    body = _body(found.body, headline)
    if _is_lump(body, page):
        raise RowError(_NONE)
    address = next(iter(_SAVED_FROM.findall(markup[:4096])), "") if not _on_the_web(found.url) else found.url
    record = {
        "headline": headline,
        "body": body,
        "source": _outlet(found.sitename or "", address),
        "source_url": address if _on_the_web(address) else "",
        "byline": (found.author or "").replace("; ", "، "),
        "topics": "،".join(dict.fromkeys(found.tags or ())),
        **_date(page, found.date or ""),
    }
    return record | stated_language(page.get("lang", ""), headline + body)


@cache
def _settings() -> Any:
    import trafilatura.settings

    found = trafilatura.settings.use_config()
    found.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(_SHORTEST))
    found.set("DEFAULT", "MIN_OUTPUT_SIZE", str(_SHORTEST))
    return found


def _parsed(markup: str) -> Any:
    parser = HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        return document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except ParserError as error:
        raise RowError("الصفحة فارغة.") from error


def _on_the_web(address: str | None) -> bool:
    return (address or "").startswith(("http://", "https://"))


def _headline(page: Any, title: str, outlet: str) -> str:
    """Titles often end with the outlet's name; the page's heading says where."""
    for heading in page.iter("h1"):
        text = " ".join(heading.text_content().split())
        if text and fold(text) != fold(outlet) and fold(text) in fold(title):
            return text
    return re.sub(rf"\s+[-–—|:•]+\s*{re.escape(outlet)}\s*\Z", "", title) if outlet else title


def _outlet(stated: str, address: str) -> str:
    """Not the name of a host: that is no outlet's name."""
    return "" if stated.lower() in address.lower() else stated


def _body(body: Any, headline: str) -> str:
    for element in body.iter():
        element.tag = _AS_HTML.get(element.tag, element.tag)
    lines = [line for line in text_of(body).split("\n") if line.strip()]
    if lines and fold(lines[0]).strip() == fold(headline):
        del lines[0]
    return "\n".join(lines)


def _is_lump(body: str, page: Any) -> bool:
    """Whether lines that stand apart in the page became one: what trafilatura gives for a page without an article."""
    text = " ".join(body.split())
    return "\n" not in body and not any(text in " ".join(line.split()) for line in text_of(page).split("\n"))


def _date(page: Any, found: str) -> dict[str, str]:
    for path in _STATED:
        if stated := next((value.strip() for value in page.xpath(path) if value.strip()), ""):
            return {"published_at": stated}
    for data in page.xpath("//script[@type='application/ld+json']/text()"):
        if match := _STATED_IN_DATA.search(data):
            return {"published_at": match[1]}
    if not found:
        return {}
    return {"published_at": found, "date_certainty": "inferred", "date_note": "وُجد في الصفحة أو عنوانها، ولم تنص عليه."}
