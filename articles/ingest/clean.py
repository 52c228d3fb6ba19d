"""Text as it came -> text as it is kept: the words untouched, what no reader could see taken out.

Changed: line endings, runs of spaces, empty lines; control characters, byte-order marks, zero-width spaces and
soft hyphens; bidi marks, overrides and isolates (they can make a line read as something it does not say);
letters in presentation forms become the letters they show. Letters, vowel marks, punctuation and mistakes stay
as they are, and so do the joiners that spell (U+200C, U+200D) and the signs that are words (ﷺ ﷲ ﷽).
Cleaning a clean text changes nothing. The original keeps it all.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\u00ad\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0001\U000e0020-\U000e007f]"
)
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_GAPS = re.compile("\n\n+")
_SPACES = re.compile("[\t \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")


def _letters_shown() -> dict[str, str]:
    """Presentation form -> the letters it shows (Unicode, Arabic Presentation Forms-A and -B)."""
    found = {}
    for code in (*range(0xFB50, 0xFD3E), *range(0xFD50, 0xFDF0), *range(0xFE70, 0xFEFD)):
        # A mark by itself is composed upon a space, which the text never had.
        letters = unicodedata.normalize("NFKC", chr(code)).lstrip(" ")
        if letters != chr(code):
            found[chr(code)] = letters
    return found


_LETTERS_SHOWN = _letters_shown()
_SHAPED = re.compile(f"[{''.join(_LETTERS_SHOWN)}]")


@dataclass(frozen=True, slots=True)
class Cleaned:
    text: str
    bidi: int = 0
    """Bidi marks, overrides and isolates taken out."""
    unseen: int = 0
    """Control characters and the like taken out."""
    shaped: int = 0
    """Presentation forms turned into letters."""


def clean(text: str, *, gaps: bool = False) -> Cleaned:
    """Paragraphs stay apart by one line break; everything else that is white is one space.

    With `gaps`, one empty line stays where there were any: a text's parts are told by them. Without them it is the same.
    """
    text, bidi = _BIDI.subn("", text)
    text = _LINE_ENDS.sub("\n", text)
    text, unseen = _UNSEEN.subn("", text)
    text, shaped = _SHAPED.subn(lambda form: _LETTERS_SHOWN[form.group()], text)
    lines = (_SPACES.sub(" ", line).strip(" ") for line in text.split("\n"))
    joined = _GAPS.sub("\n\n", "\n".join(lines).strip("\n")) if gaps else "\n".join(filter(None, lines))
    return Cleaned(joined, bidi, unseen, shaped)


def one_line(found: Cleaned) -> Cleaned:
    """For what stands on one line: a headline, a name."""
    return Cleaned(found.text.replace("\n", " "), found.bidi, found.unseen, found.shaped)
