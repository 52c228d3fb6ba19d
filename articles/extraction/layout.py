"""Layout: which lines of a pasted article are its headline, standfirst, dateline and writer, and where the story begins.

Promises: the headline is the first line, where it is one (short, and not the story itself); the standfirst is what
stands between it and the dateline, or in a block of its own with it. What is left is the body.

Refuses: to call a line of the story a standfirst only because it comes second.
"""

from __future__ import annotations

from typing import NamedTuple

from .datelines import is_surely_one, read_beginning, read_line
from .facts import Dateline, Passage
from .reading import paragraphs, passage

LONGEST_HEADLINE = 200
"""Characters. Of 15,000 headlines of SaudiNewsNet the longest have 150."""
LONGEST_STANDFIRST = 700
DATELINE_WITHIN = 6
"""Lines from the top within which a dateline is looked for."""


class Layout(NamedTuple):
    headline: Passage | None
    standfirst: Passage | None
    dateline: Dateline | None
    byline: Passage | None
    body: Passage | None


def read_layout(text: str) -> Layout:
    """The parts of `text`; all None for one without words."""
    lines = [line for line in paragraphs(text) if any(map(str.isalnum, line.text[:LONGEST_HEADLINE]))]
    if not lines:
        return Layout(None, None, None, None, passage(text, 0, len(text)))
    headline = lines[0] if _is_headline(lines) else None
    rest = lines[1:] if headline else lines
    dateline, byline, where, body_start = _find_dateline(text, rest)
    if where is None:
        standfirst = rest[0] if headline and _stands_apart(text, headline, rest) else None
        after = rest[1:] if standfirst else rest
        body_start = after[0].start if after else len(text)
    else:
        before = [line for line in rest[:where] if line.text]
        standfirst = passage(text, before[0].start, before[-1].end) if headline and before else None
        if not headline and before:
            headline = before[0] if len(before) == 1 else None
    return Layout(headline, standfirst, dateline, byline, passage(text, body_start, len(text)))


def _is_headline(lines: list[Passage]) -> bool:
    first = lines[0].text
    if len(first) > LONGEST_HEADLINE:
        return False
    dateline, _ = read_line(first)
    if dateline and is_surely_one(dateline):
        return False
    if len(lines) == 1:
        return len(first.split()) <= 20 and not first.rstrip().endswith((".", "؟", "!"))
    return True


def _find_dateline(text: str, rest: list[Passage]) -> tuple[Dateline | None, Passage | None, int | None, int]:
    """Dateline, writer, the number of their line in `rest`, and where the story begins."""
    writer: Passage | None = None
    writer_line: int | None = None
    for number, line in enumerate(rest[:DATELINE_WITHIN]):
        is_last = number == len(rest) - 1
        dateline, byline = (None, None) if is_last else read_line(text, line.start, line.end)
        if dateline:
            return dateline, byline or writer, _first_of(writer_line, number), rest[number + 1].start
        if byline and writer is None and not is_last:
            writer, writer_line = byline, number
            continue
        dateline, byline, start = read_beginning(text, line.start, line.end)
        if dateline:
            return dateline, byline or writer, _first_of(writer_line, number), start
        if len(line.text) > LONGEST_STANDFIRST:
            break
    if writer is not None and writer_line is not None:
        return None, writer, writer_line, rest[writer_line + 1].start
    return None, None, None, 0


def _first_of(writer_line: int | None, number: int) -> int:
    return number if writer_line is None else writer_line


def _stands_apart(text: str, headline: Passage, rest: list[Passage]) -> bool:
    """Whether the second line stands with the headline in a block of its own, or alone in one."""
    if len(rest) < 2 or len(rest[0].text) > LONGEST_STANDFIRST:
        return False
    gaps = [text[one.end : other.start].count("\n") for one, other in zip([headline, *rest], rest[: len(rest)], strict=False)]
    blank = [gap > 1 for gap in gaps]
    if not blank[1]:
        return False
    # Where every line is followed by an empty one, empty lines say nothing; otherwise this one does.
    return not all(blank) or len(rest[0].text) < LONGEST_HEADLINE
