"""Text that may hold HTML -> plain text: entities read, elements turned into paragraphs, and nothing that was said lost.

Kept as text: links, captions, lists (an item a line), tables (a row a line, cells apart by |). Dropped: what a
browser does not show as text (scripts, styles, embedded frames, comments) and pictures. What only looks like
markup («5 < 6», «R&D», <كلمة>) stays as it stands.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from html.entities import html5
from typing import Any

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from .clean import Cleaned, clean, one_line

_BLOCK_NAMES = (
    "address|article|aside|blockquote|body|caption|center|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form"
    "|h1|h2|h3|h4|h5|h6|header|hr|html|legend|li|main|nav|ol|option|p|pre|section|summary|table|tbody|tfoot|thead|tr|ul"
)
_DROPPED_NAMES = (
    "applet|audio|button|canvas|embed|head|iframe|input|math|noembed|noframes|noscript|object|script|select|style|svg"
    "|template|textarea|title|video"
)
_BLOCKS, _DROPPED = frozenset(_BLOCK_NAMES.split("|")), frozenset(_DROPPED_NAMES.split("|"))
_INLINE_NAMES = (
    "a|abbr|acronym|b|bdi|bdo|big|br|cite|code|del|em|font|i|img|ins|kbd|mark|meta|link|q|s|small|source|span|strike|strong"
    "|sub|sup|td|th|time|tt|u|var|wbr"
)
_TAG = re.compile(rf"<(?:/?(?:{_INLINE_NAMES}|{_BLOCK_NAMES}|{_DROPPED_NAMES})(?:\s[^<>]*)?/?>|!--|!\[CDATA\[)", re.IGNORECASE)
_PARAGRAPHS = re.compile(r"<(?:p|br|div|li|tr|h[1-6]|blockquote)\b", re.IGNORECASE)
# However often an ampersand was escaped: feeds do it twice.
_ENTITY = re.compile(r"&(?:amp;)*(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.DOTALL)
_SURROGATES = re.compile("[\ud800-\udfff]")
_WHITE = re.compile(r"[ \t\r\n\f]+")
_BREAKING_COMMENT = re.compile(r"\s*(?:more|nextpage)\b")


class UnreadableMarkup(ValueError):
    """HTML that cannot be read to its end; the message says why, in Arabic."""


def clean_markup(text: str) -> Cleaned:
    """`clean` of what a reader sees of a text that may hold entities or HTML, until nothing of either is left.

    Raises UnreadableMarkup.
    """
    bidi = unseen = shaped = 0
    while True:
        found = clean(text)
        bidi, unseen, shaped = bidi + found.bidi, unseen + found.unseen, shaped + found.shaped
        text = _read(found.text)
        if text == found.text:
            return Cleaned(text, bidi, unseen, shaped)


def line_of_markup(text: str) -> str:
    """The same for what stands on one line. Raises UnreadableMarkup."""
    return one_line(clean_markup(text)).text


def _read(text: str) -> str:
    if "<" in text and _TAG.search(text):
        return paragraphs(text, line_breaks=not _PARAGRAPHS.search(text))
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(entity: re.Match[str]) -> str:
    name = entity[1]
    known = name.startswith("#") or f"{name};" in html5
    return html.unescape(f"&{name};") if known else f"&{name};"


def paragraphs(markup: str, *, line_breaks: bool = False) -> str:
    """The text of HTML, a line a paragraph, still to be cleaned. `line_breaks`: those of the source count too.

    Raises UnreadableMarkup.
    """
    markup = _SURROGATES.sub("", _CDATA.sub(r"\1", markup)).replace("\0", "")
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True)
    try:
        root = document_fromstring(b"<html><body>" + markup.encode(), parser=parser)
    except etree.ParserError:  # nothing in it
        return ""
    if fatal := [entry.message for entry in parser.error_log if entry.level_name == "FATAL"]:
        raise UnreadableMarkup(f"HTML لا يُقرأ إلى آخره: {fatal[0]}")
    return text_of(root, line_breaks=line_breaks)


def text_of(root: Any, *, line_breaks: bool = False) -> str:
    """The text of an element of lxml, a line a paragraph."""
    return "".join(_pieces(root, line_breaks))


def _pieces(root: Any, line_breaks: bool) -> Iterator[str]:
    flat: set[Any] = set()
    """Rows of tables that go into one line, and what stands in their cells."""
    walk = etree.iterwalk(root, events=("start", "end", "comment"))
    for event, element in walk:
        if event == "comment":
            if _BREAKING_COMMENT.match(element.text or ""):
                yield "\n"
        elif event == "start":
            if element.tag in _DROPPED:
                walk.skip_subtree()
                continue
            if element.tag == "tr" and _goes_into_a_line(element):
                flat.update(element.iterdescendants())
            if element.tag in _BLOCKS:
                yield " " if element in flat else "\n"
            yield "“" if element.tag == "q" else ""
            yield _as_shown(element.text, element, line_breaks)
            continue
        else:
            yield _closing(element, flat)
        if element is not root:
            yield _as_shown(element.tail, element.getparent(), line_breaks)


def _closing(element: Any, flat: set[Any]) -> str:
    if element.tag == "q":
        return "”"
    if element in flat and element.tag in {"td", "th"} and element.getnext() is not None:
        return " | "
    if element.tag in _BLOCKS or element.tag == "br":
        return " " if element in flat else "\n"
    return ""


def _goes_into_a_line(row: Any) -> bool:
    """Whether each cell holds one piece of text: old pages lay whole articles out in tables."""
    cells = [cell for cell in row if cell.tag in {"td", "th"}]
    return len(cells) > 1 and all(sum(1 for _ in cell.iterdescendants(*_BLOCKS, "br")) <= 1 for cell in cells)


def _as_shown(text: str | None, parent: Any, line_breaks: bool) -> str:
    if not text:
        return ""
    if line_breaks or parent.tag == "pre":
        return text
    return _WHITE.sub(" ", text)
