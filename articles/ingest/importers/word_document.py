"""Word documents (docx): one article a file; the paragraph in Word's Title style is the headline, else the first line.

Kept beside paragraphs: headings, lists (an item a line), tables (a row a line), text boxes, what was inserted under
tracked changes, and footnotes and endnotes, each a line at the end that begins with its mark, [1]. Dropped: what was
deleted under tracked changes, comments between editors, pictures (said so). The author and dates that Word keeps are
those of whoever saved the file, not of the article: they are not read.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from lxml.html import HtmlElement, fragment_fromstring

from ..markup import text_of
from . import packages
from .incoming import Incoming, whole
from .rows import BadFile, Reading, Row, RowError

_LARGEST_TEXT = 16 * 1024 * 1024
"""Bytes of XML; the Arabic of a thousand pages takes about half. mammoth holds a document in memory as a whole."""
_TITLE = "headline"
_STYLES = f"p[style-name='Title'] => h1.{_TITLE}:fresh"


def rows(file: Incoming) -> Iterator[Row]:
    yield whole(file, Reading("docx", _read, markup=False, mapping=file.mapping))


def _read(raw: bytes, remarks: list[str]) -> Mapping[str, Any]:
    try:
        document = _as_html(raw, remarks)
    except BadFile as error:
        raise RowError(str(error)) from error
    _place_notes(document)
    headline = next((found for found in document.iter("h1") if found.get("class") == _TITLE), None)
    if headline is not None:
        headline.drop_tree()
        return {"headline": " ".join(text_of(headline).split()), "body": text_of(document)}
    first, _, body = text_of(document).strip().partition("\n")
    return {"headline": first, "body": body}


def _as_html(raw: bytes, remarks: list[str]) -> HtmlElement:
    """Raises BadFile."""
    import mammoth

    text = _text_alone(raw, remarks)
    try:
        markup = mammoth.convert_to_html(text, style_map=_STYLES, include_embedded_style_map=False, convert_image=_no_image)
        return fragment_fromstring(markup.value, create_parent="div")
    except Exception as error:  # mammoth has no error of its own for what is not as it should be
        raise BadFile(f"ليس مستند docx سليمًا: {error}") from error


def _text_alone(raw: bytes, remarks: list[str]) -> io.BytesIO:
    """The package without pictures and whatever else is not XML: nothing is parsed that was not looked through.

    Raises BadFile.
    """
    stream, kept = io.BytesIO(raw), io.BytesIO()
    packages.check(stream)
    with zipfile.ZipFile(stream) as package, zipfile.ZipFile(kept, "w") as copy:
        if "word/document.xml" not in package.namelist():
            raise BadFile("ليس مستند docx.")
        parts = [part for part in package.infolist() if packages.is_xml(part.filename)]
        if sum(part.file_size for part in parts) > _LARGEST_TEXT:
            raise BadFile(f"نصه أكبر من {_LARGEST_TEXT // 1024 // 1024} ميغابايت؛ لم يُفتح.")
        for part in parts:
            copy.writestr(part.filename, package.read(part))
        pictures = sum(part.filename.startswith("word/media/") and not part.is_dir() for part in package.infolist())
    if pictures:
        remarks.append(f"صور في المستند لم تُؤخذ: {pictures}.")
    kept.seek(0)
    return kept


def _no_image(image: object) -> list[object]:
    return []


def _place_notes(document: HtmlElement) -> None:
    """Before each note its mark, in place of the arrow that leads back to it."""
    marks = {mark.get("href", "").removeprefix("#"): mark.text_content() for mark in document.iterfind(".//sup/a")}
    for note in document.iter("li"):
        mark = marks.get(note.get("id", ""))
        if mark is None:
            continue
        for back in [link for link in note.iter("a") if link.get("href", "").startswith("#") and link.text == "↑"]:
            back.drop_tree()
        first = note[0] if len(note) and not (note.text or "").strip() else note
        first.text = f"{mark} {(first.text or '').lstrip()}"
