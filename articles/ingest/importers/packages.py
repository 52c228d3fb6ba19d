"""Office files (xlsx, docx) are zip archives of XML: opened only after a look at what unpacking them would take.

Refused: archives that unpack to more than they may, parts that are not XML of an office file (with a document type,
which is where entities are declared), and archives that are damaged or locked with a password.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import IO

from .rows import BadFile

LARGEST = 64 * 1024 * 1024
"""Bytes of an office file as received."""
LARGEST_UNPACKED = 256 * 1024 * 1024
_TIGHTEST = 200
"""Times that a large part may be larger unpacked; text in XML shrinks to a tenth or a thirtieth."""
_LARGE = 8 * 1024 * 1024
_MOST_PARTS = 10_000
_LOCKED = b"\xd0\xcf\x11\xe0"
"""Old binary documents begin so, and new ones that a password locks."""
_TYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_KINDS = {"xl/workbook.xml": "xlsx", "word/document.xml": "docx"}


def kind(stream: IO[bytes]) -> str:
    """xlsx or docx; "" for what is none. The stream is to be a zip archive."""
    try:
        with zipfile.ZipFile(stream) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, OSError, NotImplementedError):
        return ""
    return next((label for part, label in _KINDS.items() if part in names), "") if "[Content_Types].xml" in names else ""


def is_xml(part: str) -> bool:
    return part.endswith((".xml", ".rels"))


def check(stream: IO[bytes]) -> None:
    """Raises BadFile. Every part of XML is unpacked once, a piece at a time, and thrown away."""
    if stream.read(4) == _LOCKED:
        raise BadFile("ملف بصيغة قديمة (doc أو xls) أو تحميه كلمة سر؛ احفظه بصيغة حديثة (docx أو xlsx) من دون كلمة سر.")
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as package:
            parts = package.infolist()
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise BadFile(f"يتضخم عند فكّه إلى أكثر من {LARGEST_UNPACKED // 1024 // 1024} ميغابايت؛ لم يُفتح.")
            for part in parts:
                if part.file_size > max(_LARGE, _TIGHTEST * part.compress_size):
                    raise BadFile(f"الجزء {part.filename} فيه يتضخم عند فكّه أكثر مما يتضخم نص؛ لم يُفتح.")
                if is_xml(part.filename):
                    with package.open(part) as unpacked:
                        _look_through(unpacked)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise BadFile(f"الملف تالف أو مبتور: {error}") from error
    stream.seek(0)


def _look_through(part: IO[bytes]) -> None:
    """zipfile stops at the size that the archive states, so that no part unpacks to more than was counted."""
    tail = b""
    while piece := part.read(1 << 20):
        text = (tail + piece).replace(b"\0", b"")  # UTF-16 hides nothing
        if _TYPE.search(text):
            raise BadFile("فيه تعريف كيانات XML (DOCTYPE)، ولا مكان له في ملف مكتبي؛ لم يُفتح.")
        tail = text[-64:]
