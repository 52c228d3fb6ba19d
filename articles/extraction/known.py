"""Known names: every alias of every name of the archive, found at the speed of the text.

Promises: the longest alias at each place, with conjunctions and one-letter prepositions before it or without, in any
spelling; the time to look does not grow with the number of names. «عبد الله» is found as «عبدالله» too.

Refuses: to decide about words that are also common words (كريم، سعيد، حماس): such a find is marked as needing support,
and `marking` looks for it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from articles.arabic import fold, normalize, readings, surfaces

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
    """A known name in a run of tokens: `first` up to `last`, less `cut` letters of clitics at its beginning.

    `candidates` are several where names share an alias."""

    first: int
    last: int
    cut: int
    candidates: tuple[KnownName, ...]
    needs_support: bool


class _Node:
    """A place in the trie of folded words: where it goes on, and the names that end here."""

    __slots__ = ("further", "names")

    def __init__(self) -> None:
        self.further: dict[str, _Node] = {}
        self.names: tuple[KnownName, ...] = ()


class KnownNames:
    """An index of known names; build it once and use it for many texts."""

    def __init__(self, names: Iterable[KnownName] = ()) -> None:
        self._root = _Node()
        self._common: dict[tuple[int, str], bool] = {}
        for known in names:
            for alias in dict.fromkeys((known.name, *known.aliases)):
                for spelling in _spellings(fold(alias)):
                    self._add(spelling.split(), known)

    def _add(self, words: list[str], known: KnownName) -> None:
        node = self._root
        for word in words:
            node = node.further.setdefault(word, _Node())
        if known not in node.names:
            node.names += (known,)

    def __bool__(self) -> bool:
        return bool(self._root.further)

    def may_be_in(self, text: str) -> bool:
        """A first look: whether the words of any name follow one another in a text, whatever else they may be there."""
        norms = list(map(normalize, surfaces(text)))
        begins = self._root.further
        for i, norm in enumerate(norms):
            for _, base in _cuts(norm):
                node = begins.get(base)
                position = i + 1
                while node and not node.names:
                    node = node.further.get(norms[position]) if position < len(norms) else None
                    position += 1
                if node:
                    return True
        return False

    def find(self, tokens: Sequence[Token], words: Sequence[WordFeatures]) -> Iterator[Find]:
        """The known names among `tokens`, from left to right; they do not overlap."""
        begins = self._root.further
        i, count = 0, len(tokens)
        while i < count:
            found = None
            if tokens[i].is_word:
                for cut, base in _cuts(words[i].norm):
                    if base in begins and (found := self._longest(begins[base], words, i, cut)):
                        break
            if found:
                yield found
                i = found.last
            else:
                i += 1

    def _longest(self, node: _Node, words: Sequence[WordFeatures], i: int, cut: int) -> Find | None:
        last, names = 0, node.names
        if names:
            last = i + 1
        position = i + 1
        while position < len(words) and (further := node.further.get(words[position].norm)):
            node = further
            position += 1
            if node.names:
                last, names = position, node.names
        if not last:
            return None
        return Find(i, last, cut, names, last == i + 1 and self._is_common(words[i].norm, cut))

    def _is_common(self, norm: str, cut: int) -> bool:
        """Whether a word that stands for a name alone may as well be another word."""
        key = (cut, norm)
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


def ways_to_write(alias: str) -> list[tuple[str, ...]]:
    """The folded words under which `KnownNames` finds an alias, with every conjunction and preposition before it."""
    found: dict[tuple[str, ...], None] = {}
    for spelling in _spellings(fold(alias)):
        first, *others = spelling.split()
        for beginning in _BEFORE:
            found[(beginning + first, *others)] = None
        if first.startswith("ال"):
            for conjunction in ("", "و", "ف"):
                found[(f"{conjunction}لل{first[2:]}", *others)] = None
    return list(found)


_BEFORE = [conjunction + preposition for conjunction in ("", "و", "ف") for preposition in ("", "ب", "ل", "ك")]
