"""Looking a word up: every way to cut it into prefix, stem and suffix that the lexicon allows.

Promises: the analyses that camel-tools' own Analyzer gives for the same database (a test compares
them), several times faster and from shared memory: analyses spelt exactly as the word where there
are any, only otherwise those that differ in hamza, ta marbuta or alef maqsura. Lookups change
nothing, so threads may share one `Lexicon`.

Refuses: words with other characters than the letters of Arabic, for which it has no analysis.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from ..letters import normalize
from .store import POS_SHIFT, ROW, Store

_ARABIC_WORD = re.compile("[\u0621-\u063a\u0641-\u064a]+")
_LONGEST_WORD = 64
_CATEGORY = (1 << POS_SHIFT) - 1


class Analysis(NamedTuple):
    """One reading of a word.

    `lemma` has its vowels (مُفاوَضَة) and `pos` is camel-tools' name of the part of speech; `clitics` are
    its feature values in the order of the word (wa_conj, li_prep, Al_det, 3mp_poss). `prefix`, `stem`
    and `suffix` are the word's letters, spelling variants folded; prefixes and suffixes hold clitics
    and inflection alike."""

    lemma: str
    pos: str
    prefix: str
    stem: str
    suffix: str
    clitics: tuple[str, ...]


class _Affix(NamedTuple):
    category: int
    spelling: str
    clitics: tuple[str, ...]


class _Frame(NamedTuple):
    """A prefix and a suffix that go together, and the stem categories they accept (one bit each).

    `shifts` where their spelling is longer or shorter than the keys they are found under."""

    accepts: int
    before: str
    after: str
    clitics: tuple[str, ...]
    shifts: bool


_Reading = tuple[int, int, int, _Frame]  # row, start and end of the stem, what is around it


class Entry(NamedTuple):
    """A word in the lexicon."""

    lemmas: tuple[str, ...]
    """Normalized; none where the lexicon lacks the word."""
    is_name: bool
    """Whether it can only be a name."""
    usual: str
    """How words of its norm are spelt most, as far as the lexicon lets one guess; the same for all of them. Empty for an
    unknown word."""


_UNKNOWN = Entry((), False, "")


def _oddity(spelling: str) -> tuple[int, str]:
    """Less for the likelier of two spellings: hamzas are seldom on an alef, and a final ha is mostly a ta marbuta."""
    return 2 * spelling.count("آ") + spelling.count("أ") + spelling.endswith("ه"), spelling


class Lexicon:
    """The lexicon compiled at `path`. Raises LexiconMissing or LexiconDamaged."""

    def __init__(self, path: Path) -> None:
        self._store = Store(path)
        affixes = self._store.affixes
        self._pos_names: list[str] = affixes["pos"]
        self._name = self._pos_names.index("noun_prop") if "noun_prop" in self._pos_names else -1
        self._prefixes = _affixes(affixes["prefixes"])
        self._suffixes = _affixes(affixes["suffixes"])
        # Which categories go together, as bits: of stem categories for a prefix's or a suffix's
        # category, of suffix categories for a prefix's.
        self._stems_after = _masks(affixes["prefix_stem"])
        self._stems_before = _masks(affixes["suffix_stem"])
        self._suffixes_with = _masks(affixes["prefix_suffix"])
        self._longest_prefix = max(map(len, self._prefixes))
        self._longest_suffix = max(map(len, self._suffixes))
        self._frames = lru_cache(maxsize=4096)(self._find_frames)
        self.affix_letters = "".join(sorted(set().union(*self._prefixes))), "".join(sorted(set().union(*self._suffixes)))
        """The letters of all prefixes, and of all suffixes."""
        self.facts = self._store.header

    def lemmas(self, word: str) -> tuple[str, ...]:
        """The distinct lemmas of a word given as `letters.spelling` writes it, normalized."""
        return self.look_up(word).lemmas

    def look_up(self, word: str) -> Entry:
        """What the lexicon has of a word given as `letters.spelling` writes it."""
        rows = self._store.rows
        accepted = self._accepted(word)
        if not accepted:
            return _UNKNOWN
        found = self._best(word, accepted)
        ids = dict.fromkeys(rows[reading[0] + 1] for reading in found)
        is_name = all(rows[reading[0] + 3] >> POS_SHIFT == self._name for reading in found)
        spelt = {frame.before + self._store.spellings.restore_key(rows[row]) + frame.after for row, _, _, frame in accepted}
        usual = spelt.pop() if len(spelt) == 1 else min(spelt, key=_oddity)
        return Entry(tuple(map(self._store.terms.restore_key, ids)), is_name, usual)

    def forms(self, lemma: str) -> list[str]:
        """The stems of a normalized lemma, normalized too: كتاب gives كتاب and كتب. None for an unknown one."""
        term = self._store.terms.get(lemma, -1)
        if term < 0:
            return []
        first, last = self._store.form_starts[term], self._store.form_starts[term + 1]
        return [self._store.stems.restore_key(number) for number in self._store.forms[first:last]]

    def analyses(self, word: str) -> list[Analysis]:
        """The readings of a word given as `letters.spelling` writes it; empty for an unknown word."""
        folded = normalize(word)
        rows, lemma_of = self._store.rows, self._store.lemmas.restore_key
        found = (
            Analysis(
                lemma_of(rows[row + 2]),
                self._pos_names[rows[row + 3] >> POS_SHIFT],
                folded[:start],
                folded[start:end],
                folded[end:],
                frame.clitics,
            )
            for row, start, end, frame in self._readings(word)
        )
        return list(dict.fromkeys(found))

    def _readings(self, word: str) -> list[_Reading]:
        return self._best(word, self._accepted(word))

    def _accepted(self, word: str) -> list[_Reading]:
        """All readings of a word, however it is spelt."""
        if len(word) > _LONGEST_WORD or not _ARABIC_WORD.fullmatch(word):
            return []
        rows, starts = self._store.rows, self._store.starts
        return [
            (row, start, end, frame)
            for start, end, stem, frames in self._segmentations(normalize(word))
            for frame in frames
            for row in range(starts[stem], starts[stem + 1], ROW)
            if frame.accepts >> (rows[row + 3] & _CATEGORY) & 1
        ]

    def _best(self, word: str, readings: list[_Reading]) -> list[_Reading]:
        """The readings that are spelt like `word`; where there are none, all readings."""
        rows, spellings = self._store.rows, self._store.spellings
        exact = []
        for reading in readings:
            row, start, end, frame = reading
            if frame.shifts:  # its letters and its key differ in number, so compare the whole
                is_exact = frame.before + spellings.restore_key(rows[row]) + frame.after == word
            else:
                is_exact = (
                    frame.before == word[:start]
                    and frame.after == word[end:]
                    and rows[row] == spellings.get(word[start:end], -1)
                )
            if is_exact:
                exact.append(reading)
        return exact or readings

    def _segmentations(self, folded: str) -> Iterator[tuple[int, int, int, tuple[_Frame, ...]]]:
        """(start, end, stem id, frames) for every cut of a folded word whose three parts are known."""
        length = len(folded)
        shortest = max(1, length - self._longest_suffix)
        ends = [end for end in range(shortest, length + 1) if folded[end:] in self._suffixes]
        stem_id = self._store.stems.get
        for start in range(min(self._longest_prefix, length - 1) + 1):
            prefix = folded[:start]
            if prefix in self._prefixes:
                for end in ends:
                    stem = stem_id(folded[start:end], -1) if end > start else -1
                    if stem >= 0 and (frames := self._frames(prefix, folded[end:])):
                        yield start, end, stem, frames

    def _find_frames(self, prefix: str, suffix: str) -> tuple[_Frame, ...]:
        accepted: dict[tuple[str, str, tuple[str, ...]], int] = {}
        for before in self._prefixes[prefix]:
            for after in self._suffixes[suffix]:
                if self._suffixes_with[before.category] >> after.category & 1:
                    outside = (before.spelling, after.spelling, before.clitics + after.clitics)
                    accepts = self._stems_after[before.category] & self._stems_before[after.category]
                    accepted[outside] = accepted.get(outside, 0) | accepts
        return tuple(
            _Frame(accepts, before, after, clitics, len(before) != len(prefix) or len(after) != len(suffix))
            for (before, after, clitics), accepts in accepted.items()
            if accepts
        )


def _affixes(rows: dict[str, list[list[Any]]]) -> dict[str, tuple[_Affix, ...]]:
    return {
        key: tuple(_Affix(category, spelling, tuple(clitics)) for category, spelling, clitics in variants)
        for key, variants in rows.items()
    }


def _masks(hexadecimal: list[str]) -> list[int]:
    return [int(mask, 16) for mask in hexadecimal]
