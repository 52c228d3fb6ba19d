"""Quotes: where quoted words stand — between straight, curly or angled marks, the wrong way round too, over several paragraphs.

Promises: the span between the marks; for a mark that is never closed, up to the end of its paragraph, and then it is
not `whole`. Time grows with the number of marks only.

Refuses: names in quotation marks, titles and single words: what is shorter than `SHORTEST` words is no quote unless a
verb of saying and a colon lead to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from articles.arabic import surfaces

from .facts import Passage
from .reading import passage

SHORTEST = 4
MOST_PARAGRAPHS = 8
"""Paragraphs over which an open mark waits for the closing one."""

_FAMILIES = ("«»", "“”„‟〝〞", '"＂', "‹›")
_FAMILY = {mark: number for number, family in enumerate(_FAMILIES) for mark in family}
_CLOSING_BY_NATURE = frozenset("»”›〞")
_OPENING_BY_NATURE = frozenset("«„‹〝")
_MARKS = re.compile("[" + "".join(_FAMILY) + "]")
_BEFORE_OPENING = frozenset('([{:،,؛;-–—/«“"')


class Quoted(NamedTuple):
    """Quoted words: `paragraph` counts where they begin; `whole` where both marks stand,
    and where every paragraph between begins with a mark again."""

    text: str
    start: int
    end: int
    paragraph: int
    last_paragraph: int
    whole: bool


class _Mark(NamedTuple):
    at: int
    family: int
    opens: bool
    """It looks like an opening one: white space or a sign before it, a letter after it."""
    closes: bool
    character: str
    paragraph: int


def find_quotes(text: str, paragraphs: Sequence[Passage]) -> list[Quoted]:
    """All quoted words, in the order of the text; none inside another."""
    marks = [mark for number, paragraph in enumerate(paragraphs) for mark in _marks(text, paragraph, number)]
    found: list[Quoted] = []
    i = 0
    while i < len(marks):
        if not _may_open(marks[i]):
            i += 1
            continue
        quoted, i = _from(text, paragraphs, marks, i)
        if quoted and (not found or quoted.start >= found[-1].end):
            found.append(quoted)
    return found


def _marks(text: str, paragraph: Passage, number: int) -> list[_Mark]:
    found = []
    for mark in _MARKS.finditer(text, paragraph.start, paragraph.end):
        at = mark.start()
        before = text[at - 1] if at > paragraph.start else " "
        after = text[at + 1] if at + 1 < paragraph.end else " "
        opens = after.isalnum() or after in "([" or (not after.isspace() and after not in '.،,؛:!؟)]»”"')
        closes = not after.isalnum()
        if before.isspace() and after.isspace() and at > paragraph.start and at + 1 < paragraph.end:
            opens = closes = True
        elif opens and closes:
            closes = not before.isspace()
        if not before.isspace() and before not in _BEFORE_OPENING and before.isalnum() and after.isalnum():
            opens, closes = True, False  # ل«رويترز», الـ"فيفا"
        found.append(_Mark(at, _FAMILY[mark.group()], opens, closes, mark.group(), number))
    return found


def _may_open(mark: _Mark) -> bool:
    return mark.opens or mark.character in _OPENING_BY_NATURE


def _from(text: str, paragraphs: Sequence[Passage], marks: list[_Mark], i: int) -> tuple[Quoted | None, int]:
    """The quote that mark `i` opens, and the mark to go on from."""
    opening = marks[i]
    reopened = opening.paragraph
    for k in range(i + 1, len(marks)):
        mark = marks[k]
        if mark.paragraph > opening.paragraph + MOST_PARAGRAPHS or mark.paragraph > reopened + MOST_PARAGRAPHS:
            break
        if mark.family != opening.family:
            continue
        if mark.paragraph > reopened and mark.at == paragraphs[mark.paragraph].start and mark.paragraph == reopened + 1:
            reopened = mark.paragraph  # each paragraph of a long quote begins with a mark again
            continue
        if mark.opens and not mark.closes:
            if mark.character in _CLOSING_BY_NATURE and not text[mark.at - 1].isspace():
                return _quoted(text, opening, mark, whole=reopened == mark.paragraph), k + 1
            break  # the next quote begins before this one ended
        return _quoted(text, opening, mark, whole=reopened == mark.paragraph), k + 1
    end = paragraphs[opening.paragraph].end
    found = passage(text, opening.at + 1, end)
    quoted = Quoted(found.text, found.start, found.end, opening.paragraph, opening.paragraph, False) if found else None
    following = next((k for k in range(i + 1, len(marks)) if marks[k].at >= end or marks[k].opens), len(marks))
    if quoted and following < len(marks) and marks[following].at < end:
        found = passage(text, opening.at + 1, marks[following].at)
        quoted = Quoted(found.text, found.start, found.end, opening.paragraph, opening.paragraph, False) if found else None
    return quoted, max(following, i + 1)


def _quoted(text: str, opening: _Mark, closing: _Mark, *, whole: bool) -> Quoted | None:
    found = passage(text, opening.at + 1, closing.at)
    return Quoted(found.text, found.start, found.end, opening.paragraph, closing.paragraph, whole) if found else None


def words_in(quoted: Quoted) -> int:
    return len(surfaces(quoted.text))
