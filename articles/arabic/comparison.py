"""What changed between two texts, word by word.

Words are compared within the paragraphs that differ, so a long article costs little.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal, NamedTuple

Kind = Literal["same", "deleted", "inserted"]
Piece = tuple[Kind, str]

_WORDS = re.compile(r"\S+\s*|\s+")  # white space goes with its word: apart, it would break every run of equal words
_PARTS = re.compile(r"\S+|\s+")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_MOST_WORDS = 5_000
"""Words on one side of a changed passage beyond which it is shown replaced as a whole: comparing takes up to
the square of them."""


def changes(old: str, new: str) -> Iterator[Piece]:
    """The two texts in order: joining "same" and "deleted" gives `old`, "same" and "inserted" gives `new`."""
    for same, before, after in _compared(_LINES.findall(old), _LINES.findall(new)):
        if same:
            yield "same", before
        else:
            yield from _by_words(before, after)


def in_one(old: str, new: str) -> list[list[Piece]]:
    """The same paragraph by paragraph, what was deleted before what was inserted; without line ends."""
    return _paragraphs(list(changes(old, new)))


class Paragraphs(NamedTuple):
    """Two that stand beside each other, `before` in pieces "same" and "deleted", `after` in pieces "same" and "inserted";
    one is empty where the other text has more of them."""

    before: list[Piece]
    after: list[Piece]


def side_by_side(old: str, new: str) -> list[Paragraphs]:
    """The same for two columns: paragraph beside paragraph, without line ends and empty paragraphs."""
    rows: list[Paragraphs] = []
    for same, before, after in _compared(_LINES.findall(old), _LINES.findall(new)):
        pieces: list[Piece] = [("same", before)] if same else list(_by_words(before, after))
        ours, theirs = _paragraphs(pieces, without="inserted"), _paragraphs(pieces, without="deleted")
        rows += [Paragraphs(one or [], other or []) for one, other in zip_longest(ours, theirs)]
    return rows


def _paragraphs(pieces: Sequence[Piece], without: Kind | None = None) -> list[list[Piece]]:
    found: list[list[Piece]] = [[]]
    for kind, text in pieces:
        if kind != without:
            first, *others = text.split("\n")
            found[-1].append((kind, first))
            found += ([(kind, other)] for other in others)
    paragraphs = ([piece for piece in paragraph if piece[1]] for paragraph in found)
    return [paragraph for paragraph in paragraphs if any(text.strip() for _, text in paragraph)]


def _by_words(old: str, new: str) -> Iterator[Piece]:
    old_words, new_words = _WORDS.findall(old), _WORDS.findall(new)
    if max(len(old_words), len(new_words)) > _MOST_WORDS:
        old_words, new_words = [old], [new]
    for same, before, after in _compared(old_words, new_words):
        if same:
            yield "same", before
        else:
            yield from _trimmed(before, after)


def _trimmed(old: str, new: str) -> Iterator[Piece]:
    """Without the words or white space that both begin or end with."""
    before, after = _PARTS.findall(old), _PARTS.findall(new)
    shorter = min(len(before), len(after))
    head = next((n for n in range(shorter) if before[n] != after[n]), shorter)
    tail = next((n for n in range(shorter - head) if before[-1 - n] != after[-1 - n]), shorter - head)
    found: list[Piece] = [
        ("same", "".join(before[:head])),
        ("deleted", "".join(before[head : len(before) - tail])),
        ("inserted", "".join(after[head : len(after) - tail])),
        ("same", "".join(before[len(before) - tail :])),
    ]
    yield from (piece for piece in found if piece[1])


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, str, str]]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        yield tag == "equal", "".join(old[a:b]), "".join(new[c:d])
