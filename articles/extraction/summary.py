"""Summary: each name that a text says once, and its quotes with their speakers among these names.

Promises: names in the order in which the text first says them; of each the fullest form, the first role that is stated,
and the place to look at: where it stands in full, else where it stands first. Texts before `base` (a headline put before
the story) give names too, but no place.

Refuses: to join what extraction kept apart.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from itertools import chain

from articles.arabic import fold

from .facts import Extraction, Mention


@dataclass(slots=True)
class FoundName:
    """A name of a text. `start` and `end` count characters from `base`, None where it stands before that."""

    kind: str
    name: str
    folded: str
    """`name` in folded spelling."""
    key: Hashable = None
    """What `KnownName` was given, None for a name that was not known."""
    role: str = ""
    text: str = ""
    start: int | None = None
    end: int | None = None
    count: int = 0
    """How often the text says it."""


@dataclass(frozen=True, slots=True)
class FoundQuote:
    """Words said; `speaker` is the position of a name in the summary, or None: then `said_by` tells what is known."""

    text: str
    start: int
    end: int
    speaker: int | None
    said_by: str
    certain: bool


@dataclass(frozen=True, slots=True)
class Summary:
    names: tuple[FoundName, ...] = ()
    quotes: tuple[FoundQuote, ...] = ()


def summarize(found: Extraction, base: int = 0) -> Summary:
    """The names and quotes of `found`; offsets are counted from `base`."""
    mentions = sorted(chain(found.people, found.organizations, found.places, found.cited_sources), key=lambda one: one.start)
    spellings = {name: fold(name) for name in {one.name for one in mentions}}
    known = {(one.kind, spellings[one.name]): one.key for one in mentions if one.known}
    names: list[FoundName] = []
    numbers: dict[Hashable, int] = {}
    number_of: dict[int, int] = {}
    for one in mentions:
        folded = spellings[one.name]
        key = known.get((one.kind, folded))
        # Two spellings of one known name are one; so is a known name where it was not recognised.
        number = numbers.setdefault((one.kind, folded) if key is None else (key,), len(names))
        if number == len(names):
            names.append(FoundName(one.kind, one.name, folded, key))
        _take(names[number], one, base)
        number_of[id(one)] = number
    quotes = []
    for quote in found.quotes:
        if quote.start >= base:
            speaker = number_of[id(quote.mention)] if quote.mention else None
            said_by = quote.speaker if speaker is None else ""
            quotes.append(FoundQuote(quote.text, quote.start - base, quote.end - base, speaker, said_by, quote.certain))
    return Summary(tuple(names), tuple(quotes))


def _take(name: FoundName, one: Mention, base: int) -> None:
    name.count += 1
    name.role = name.role or one.role
    if one.start < base:
        name.text = name.text or one.text
        return
    if name.start is None or (name.text != name.name and fold(name.text) != name.folded == fold(one.text)):
        name.text, name.start, name.end = one.text, one.start - base, one.end - base
