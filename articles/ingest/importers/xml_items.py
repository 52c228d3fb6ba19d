"""Elements of a large XML file, cut out one by one with their own bytes, without reading the file as a whole.

Feeds and WordPress exports are one long list; an element that is not well-formed spoils its own row and no other.
Cutting looks at tags, CDATA sections and comments only. Document types are never read, so no entity is defined.
An element that was never closed, or a CDATA section that runs into the next element, is one failed row.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.entities import html5
from typing import Any

from lxml import etree

from .incoming import Incoming
from .rows import LARGEST_ROW, RowError

_CHUNK = 1 << 20
_LARGEST_HEAD = 32 * 1024 * 1024
_LONGEST_TAG = 4096
_NAME = rb"(?:[\w.-]+:)?(?:item|entry)"
_OUTSIDE = re.compile(rb"<" + _NAME + rb"(?=[\s/>])(?:[^<>]*/>)?|<!--|<!\[CDATA\[")
_INSIDE = re.compile(rb"</" + _NAME + rb"\s*>|<!--|<!\[CDATA\[")
_NEXT = rb"</" + _NAME + rb"\s*>\s*<" + _NAME + rb"[\s>]"
_ENDS = {b"<!--": re.compile(rb"-->|" + _NEXT), b"<![CDATA[": re.compile(rb"\]\]>|" + _NEXT)}
_ROOT = re.compile(rb"<([A-Za-z][\w.:-]*)(?:\s[^<>]*)?>")
_CHANNEL = re.compile(rb"<(channel)(?:\s[^<>]*)?>")
_ROOT_ASIDE = re.compile(rb"<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", re.DOTALL)
_CLOSED = re.compile(rb"</(?:[\w.-]+:)?(?:rss|feed|RDF|channel)\s*>\s*(?:<!--.*?-->\s*)*\Z", re.DOTALL)

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCE = re.compile(r"<!\[CDATA\[.*?\]\]>|&(?:(#[0-9]+|#x[0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);)?", re.DOTALL)
_XML_OWN = frozenset({"amp", "lt", "gt", "quot", "apos"})


@dataclass(frozen=True, slots=True)
class Item:
    line: int
    raw: bytes
    """As in the cuttable stream; empty where it was too large to keep."""
    size: int
    problem: str = ""


class Items:
    """Iterates over the elements; `head` is what stands before the first, complete once that was reached."""

    def __init__(self, file: Incoming) -> None:
        self._stream = file.stream
        self._buffer = bytearray()
        self._position = 0
        self._line = 1
        self._start: int | None = None
        self._start_line = 1
        self._until: re.Pattern[bytes] | None = None
        """Within a comment or a CDATA section: what ends it."""
        self._dropped = 0
        """Bytes of the element at hand that were too many to keep."""
        self.head = b""
        self._head_done = False

    def __iter__(self) -> Iterator[Item]:
        while chunk := self._stream.read(_CHUNK):
            self._buffer += chunk
            yield from self._cut()
            self._forget()
        yield from self._finish()

    def _cut(self) -> Iterator[Item]:
        while mark := self._pattern().search(self._buffer, self._position):
            if self._start is None and self._tag_goes_on(mark):
                return
            self._position = mark.end()
            token = mark.group()
            if self._until:
                self._until = None
                if b"</" in token:
                    # Stops before the next element.
                    self._position = mark.start() + token.index(b">") + 1
                    yield self._element("لم يُغلق فيه قسم CDATA أو تعليق.")
            elif token in _ENDS:
                self._until = _ENDS[token]
            elif token.startswith(b"</"):
                yield self._element()
            elif not token.endswith(b"/>"):
                self._start = mark.start()
                self._start_line = self._line + self._buffer.count(b"\n", 0, self._start)
                self._keep_head(mark.start())

    def _tag_goes_on(self, mark: re.Match[bytes]) -> bool:
        """Whether the chunk ends within a tag: it may turn out to have no content."""
        return b">" not in self._buffer[mark.start() :] and len(self._buffer) - mark.start() < _LONGEST_TAG

    def _pattern(self) -> re.Pattern[bytes]:
        return self._until or (_OUTSIDE if self._start is None else _INSIDE)

    def _element(self, problem: str = "") -> Item:
        assert self._start is not None
        raw = bytes(self._buffer[self._start : self._position])
        size = len(raw) + self._dropped
        self._start, self._dropped = None, 0
        return Item(self._start_line, raw if size <= LARGEST_ROW else b"", size, problem)

    def _keep_head(self, end: int) -> None:
        if not self._head_done:
            self.head += self._buffer[:end]
            self._head_done = True

    def _forget(self) -> None:
        """Lets go of what was dealt with; the last bytes may be the beginning of a tag."""
        self._position = max(self._position, len(self._buffer) - _LONGEST_TAG)
        end = self._position if self._start is None else self._start
        if self._start is not None and len(self._buffer) - self._start > LARGEST_ROW:
            # Only its end is still of interest.
            self._dropped += self._position - self._start
            self._line += self._buffer.count(b"\n", 0, self._position)
            del self._buffer[: self._position]
            self._start = self._position = 0
            return
        if not self._head_done and len(self.head) < _LARGEST_HEAD:
            self.head += self._buffer[:end]
        self._line += self._buffer.count(b"\n", 0, end)
        del self._buffer[:end]
        self._position -= end
        if self._start is not None:
            self._start = 0

    def _finish(self) -> Iterator[Item]:
        self._keep_head(len(self._buffer))
        if self._start is not None:
            self._position = len(self._buffer)
            yield self._element("انتهى الملف قبل أن يكتمل هذا المقال.")
        elif not _CLOSED.search(self._buffer[-_LONGEST_TAG:]):
            yield Item(self._line + self._buffer.count(b"\n"), b"", 0, "انتهى الملف قبل أن يُغلق: لعله مبتور.")


# --- reading one ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Frame:
    """The elements around an item: where its namespaces are declared."""

    opening: str
    closing: str

    @classmethod
    def of(cls, head: str) -> Frame:
        text = _ROOT_ASIDE.sub(b"", head.encode())
        tags = [tag for tag in (_ROOT.search(text), _CHANNEL.search(text)) if tag]
        if len(tags) == 2 and not tags[0][1].lower().endswith(b"rss"):
            tags.pop()  # in RDF items stand beside the channel
        opening = b"".join(tag[0] for tag in tags) or b"<rss>"
        closing = b"".join(b"</" + tag[1] + b">" for tag in reversed(tags)) or b"</rss>"
        return cls(opening.decode(), closing.decode())

    def read(self, item: str, remarks: list[str]) -> Any:
        """The element. Raises RowError."""
        return self._parse(self.well_formed(item, remarks))

    def well_formed(self, item: str, remarks: list[str]) -> str:
        """The item in its frame. What keeps it from being well-formed is mended where its text says what was meant.

        Raises RowError.
        """
        whole = f"{self.opening}{item}{self.closing}"
        try:
            self._parse(whole)
            return whole
        except etree.XMLSyntaxError as error:
            mended = f"{self.opening}{_mended(item)}{self.closing}"
            if mended == whole:
                raise RowError(f"XML غير صحيح: {error.msg}") from error
        try:
            self._parse(mended)
        except etree.XMLSyntaxError as error:
            raise RowError(f"XML غير صحيح: {error.msg}") from error
        remarks.append("في XML محارف أو كيانات لا يقبلها، وقُرئ مع ذلك.")
        return mended

    def _parse(self, whole: str) -> Any:
        parser = etree.XMLParser(
            encoding="utf-8", resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True
        )
        found = etree.fromstring(whole.encode("utf-8", "replace"), parser=parser)
        for _ in range(self.closing.count("</")):
            found = found[0]
        return found


def channel(head: str, frame: Frame) -> Any:
    """What stands before the first item, as far as it can be read: title and authors."""
    root = frame.opening.partition(">")[0]
    at = head.find(root)
    parser = etree.XMLParser(encoding="utf-8", resolve_entities=False, no_network=True, recover=True, huge_tree=True)
    found = etree.fromstring((head[at:] if at >= 0 else frame.opening).encode("utf-8", "replace"), parser=parser)
    return etree.Element("rss") if found is None else found


def _mended(item: str) -> str:
    """Without characters that XML forbids; entities of HTML as characters, lone ampersands escaped; CDATA as it is."""
    return _REFERENCE.sub(_reference, _ILLEGAL.sub("", item))


def _reference(found: re.Match[str]) -> str:
    name = found[1]
    if found[0].startswith("<"):
        return found[0]
    if name is None:
        return "&amp;"
    if name in _XML_OWN:
        return found[0]
    if name.startswith("#") or f"{name};" in html5:
        return html.escape(_ILLEGAL.sub("", html.unescape(f"&{name};")))
    return f"&amp;{name};"
