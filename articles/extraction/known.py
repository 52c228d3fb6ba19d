"""Known names: every alias of every name of the archive, found at the speed of the text.

Promises: the longest alias at each place, with conjunctions and one-letter prepositions before it or without, in any
spelling; the time to look does not grow with the number of names. «عبد الله» is found as «عبدالله» too.

Refuses: to decide about words that are also common words (كريم، سعيد، حماس): such a find is marked as needing support,
and `people` and `assembly` look for it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from articles.arabic import fold, readings

from .features import WordFeatures
from .reading import Token


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name of the archive. `kind` is person, place, organization or outlet; `key` comes back with its mentions."""

    kind: str
    name: str
    aliases: tuple[str, ...] = ()
    key: Hashable = None


class Find(NamedTuple):
    """A known name in a run of tokens: `first` up to `last`, less `cut` letters of clitics at its beginning."""

    first: int
    last: int
    cut: int
    known: KnownName
    needs_support: bool


class KnownNames:
    """An index of known names; build it once and use it for many texts."""

    def __init__(self, names: Iterable[KnownName] = ()) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], KnownName]]] = {}
        self._common: dict[str, bool] = {}
        for known in names:
            for alias in dict.fromkeys((known.name, *known.aliases)):
                for spelling in _spellings(fold(alias)):
                    first, *rest = spelling.split()
                    self._by_first.setdefault(first, []).append((tuple(rest), known))
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def __bool__(self) -> bool:
        return bool(self._by_first)

    def find(self, tokens: Sequence[Token], words: Sequence[WordFeatures]) -> Iterator[Find]:
        """The known names among `tokens`, from left to right; they do not overlap."""
        by_first = self._by_first
        i, count = 0, len(tokens)
        while i < count:
            found = None
            if tokens[i].is_word:
                for cut, base in _cuts(words[i].norm):
                    if base in by_first and (found := self._longest(by_first[base], words, i, cut)):
                        break
            if found:
                yield found
                i = found.last
            else:
                i += 1

    def _longest(
        self, entries: list[tuple[tuple[str, ...], KnownName]], words: Sequence[WordFeatures], i: int, cut: int
    ) -> Find | None:
        for rest, known in entries:
            last = i + 1 + len(rest)
            if last <= len(words) and all(words[i + 1 + k].norm == norm for k, norm in enumerate(rest)):
                return Find(i, last, cut, known, not rest and self._is_common(words[i].norm, cut))
        return None

    def _is_common(self, norm: str, cut: int) -> bool:
        """Whether a word that stands for a name alone may as well be another word."""
        key = f"{cut}{norm}"
        common = self._common.get(key)
        if common is None:
            found = readings(norm)
            if cut:
                # «لبنان» is not بنان with a preposition, where the lexicon knows the whole as a word of its own.
                found = [reading for reading in found if not reading.prefix] + readings(norm[cut:])
            common = any(reading.pos != "noun_prop" for reading in found)
            if len(self._common) > 50_000:
                self._common.clear()
            self._common[key] = common
        return common


def _cuts(norm: str) -> Iterator[tuple[int, str]]:
    """A word with nothing cut off, then without its conjunction, its preposition, or both."""
    yield 0, norm
    rest, cut = norm, 0
    if len(rest) > 3 and rest[0] in "وف":
        rest, cut = rest[1:], 1
        yield cut, rest
    if len(rest) > 3 and rest[0] in "بلك":
        yield cut + 1, rest[1:]
        if rest.startswith("لل") and len(rest) > 4:
            yield cut + 2, "ال" + rest[2:]


def _spellings(folded: str) -> list[str]:
    """A folded name, and «عبدالله» for «عبد الله» (and the other way round)."""
    if not folded:
        return []
    found = [folded]
    if "عبد ال" in folded:
        found.append(folded.replace("عبد ال", "عبدال"))
    elif "عبدال" in folded:
        found.append(folded.replace("عبدال", "عبد ال"))
    return found
