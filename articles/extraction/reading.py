"""A text cut up for reading: paragraphs, and the words and signs of each with their offsets.

Promises: offsets into the text as it was given; nothing is changed in it. Paragraphs are its lines without the
white space, direction marks and unseen characters around them. A sequence of tokens ends where a sentence does, and
after `LONGEST_SEQUENCE` tokens at the latest, so that a text without any stop costs no more than others.

Refuses: to mend. An unclosed mark stays unclosed, a bidi override inside a word separates it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from articles.arabic import normalize, words

from .facts import Passage

LONGEST_SEQUENCE = 200
"""Tokens that are tagged together. Sentences of newspapers have 30; the longest of 4,200 in the training data 160."""

LONGEST_PARAGRAPH = 8000
"""Characters that are read as one paragraph: some 1,300 words, more than newspapers' paragraphs have."""

_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
UNSEEN = "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0e-\x1f"
"""Direction marks and other characters that show nothing, as the inside of a [class]."""
_SIGN = re.compile(rf"[^\s{UNSEEN}\w]|_")
_STOPS = frozenset(".!?؟؛…")


class Token(NamedTuple):
    """A word or a single sign; `text[start:end] == surface`."""

    surface: str
    start: int
    end: int
    is_word: bool


def paragraphs(text: str) -> list[Passage]:
    """The lines of `text` that show anything."""
    found = []
    for line in _LINE.finditer(text):
        start, end = _trimmed(text, line.start(), line.end())
        if start < end:
            found.append(Passage(text[start:end], start, end))
    return found


def pieces(text: str, whole: Passage) -> list[Passage]:
    """A paragraph, or parts of one that is longer than `LONGEST_PARAGRAPH`: cut after a stop, else between words."""
    found: list[Passage] = []
    start = whole.start
    while whole.end - start > LONGEST_PARAGRAPH:
        limit = start + LONGEST_PARAGRAPH
        cut = max(text.rfind(stop, start, limit) for stop in (". ", "؟ ", "! ", ".\t"))
        cut = cut + 1 if cut > start else text.rfind(" ", start, limit)
        cut = cut if cut > start else limit
        if part := passage(text, start, cut):
            found.append(part)
        start = cut
    if rest := passage(text, start, whole.end):
        found.append(rest)
    return found


def passage(text: str, start: int, end: int) -> Passage | None:
    """What shows of `text[start:end]`; None where nothing does."""
    start, end = _trimmed(text, start, end)
    return Passage(text[start:end], start, end) if start < end else None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and _shows_nothing(text[start]):
        start += 1
    while start < end and _shows_nothing(text[end - 1]):
        end -= 1
    return start, end


_UNSEEN_CHARACTER = re.compile(f"[\\s{UNSEEN}]")


def _shows_nothing(character: str) -> bool:
    return _UNSEEN_CHARACTER.match(character) is not None


def tokens(text: str, start: int, end: int) -> list[Token]:
    """The words of `text[start:end]`, and every sign between them."""
    found: list[Token] = []
    position = start
    part = text[start:end]
    for word in words(part):
        first, last = word.span()
        if first + start > position:
            found.extend(_signs(text, position, first + start))
        found.append(Token(word.group(), first + start, last + start, True))
        position = last + start
    found.extend(_signs(text, position, end))
    return found


def _signs(text: str, start: int, end: int) -> Iterator[Token]:
    if end - start == 1 and text[start] == " ":
        return
    for sign in _SIGN.finditer(text, start, end):
        yield Token(sign.group(), sign.start(), sign.end(), False)


def sentences(found: list[Token]) -> Iterator[list[Token]]:
    """`found` in pieces that end with a stop."""
    piece: list[Token] = []
    for token in found:
        piece.append(token)
        ends = not token.is_word and token.surface in _STOPS and not (len(piece) > 1 and len(piece[-2].surface) == 1)
        if ends or len(piece) >= LONGEST_SEQUENCE:
            yield piece
            piece = []
    if piece:
        yield piece


def after_letters(surface: str, count: int) -> int:
    """Where a word goes on after its first `count` letters and the marks on them."""
    if count == 0:
        return 0
    for position, character in enumerate(surface):
        if normalize(character):
            if count == 0:
                return position
            count -= 1
    return len(surface)
