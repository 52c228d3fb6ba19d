"""Text as it came -> text as it is kept: the words untouched, what no reader could see taken out.

Changed: line endings, runs of spaces, empty lines; control characters, byte-order marks and zero-width spaces;
bidi overrides and isolates (they can make a line read as something it does not say). Letters, marks,
punctuation and mistakes stay as they are. Cleaning a clean text changes nothing. The original keeps it all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\u200b\u2060\ufeff\ufff9-\ufffb\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile("[\t \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")


@dataclass(frozen=True, slots=True)
class Cleaned:
    text: str
    bidi: int = 0
    """Bidi overrides and isolates taken out."""
    unseen: int = 0
    """Control characters and the like taken out."""


def clean(text: str) -> Cleaned:
    """Paragraphs stay apart by one line break; everything else that is white is one space."""
    text, bidi = _BIDI.subn("", text)
    text = _LINE_ENDS.sub("\n", text)
    text, unseen = _UNSEEN.subn("", text)
    lines = (_SPACES.sub(" ", line).strip(" ") for line in text.split("\n"))
    return Cleaned("\n".join(filter(None, lines)), bidi, unseen)


def clean_line(text: str) -> Cleaned:
    """For what stands on one line: a headline, a name."""
    found = clean(text)
    return Cleaned(found.text.replace("\n", " "), found.bidi, found.unseen)
