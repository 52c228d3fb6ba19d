"""Tokens: where the words of a text are.

Promises: offsets into the text exactly as given (`text[start:end] == surface`), ascending and not
overlapping; every token holds at least one letter or digit; time linear in the text's length.

A token is one of:
- a run of Arabic letters with the marks, tatweel and joiners inside or after it;
- a number: 2015 and ٢٠١٥, with thousands (2,500 ٢٬٥٠٠) or decimals (3.5 ٣٫٥), one token;
- a run of other letters and digits (F16, COVID19, café).
So «2015م», «1436هـ» and «الـVIP» are two tokens each: the reader who looks for 2015 means these too.
Everything else separates: punctuation of both scripts, quotes, hyphens, underscores, emoji, NUL,
direction marks, a mark or tatweel without a letter before it, the Arabic letters of formulas.

Refuses: to guess. «غدا م.» is two tokens, and dates such as 2025-03-09 are three.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from .letters import ARABIC_LETTERS, ARABIC_MARKS, ARABIC_SYMBOLS, JOINERS, MARKS

_ARABIC_WORD = f"[{ARABIC_LETTERS}][{ARABIC_LETTERS}{ARABIC_MARKS}{JOINERS}\u0300-\u036f]*+"
# Not within longer chains (192.168.1.1 or 09.03.2025), which fall apart into plain numbers.
_NUMBER = r"(?<!\d[.,٫٬])(?:\d{1,3}(?:[,٬]\d{3})++(?:[.٫]\d+)?|\d++[.٫]\d++)(?![.,٫٬]?\d)"
_OTHER = f"[^\\W_{ARABIC_LETTERS}{ARABIC_MARKS}{ARABIC_SYMBOLS}]"
_OTHER_WORD = f"{_OTHER}(?:{_OTHER}|[{MARKS}{JOINERS}])*+"
_WORD = re.compile(f"{_ARABIC_WORD}|{_NUMBER}|{_OTHER_WORD}")


class Token(NamedTuple):
    """One word of a text: `surface` is `text[start:end]`, in characters of that text."""

    surface: str
    start: int
    end: int


def tokenize(text: str) -> Iterator[Token]:
    """The words of `text` in their order."""
    for found in _WORD.finditer(text):
        yield Token(found.group(), found.start(), found.end())


surfaces = _WORD.findall
"""The words of a text without their places, as a list: several times faster than `tokenize`."""

is_word = re.compile(f"[{ARABIC_LETTERS}]+").fullmatch
"""Whether a text is one word of Arabic letters and nothing else, for most are: to cut it takes several times longer."""

words = _WORD.finditer
"""The words of a text as matches of a regular expression, for loops that need few of their places."""
