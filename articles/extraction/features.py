"""What the tagger sees of each token: the word, its letters, the lexicon's analyses, lists, callings, its neighbours,
and what stood before the same word elsewhere in the document.

Promises: the same features for training and for tagging, from this one place. Nearly all of them depend on one word alone
and are made once for each different word; the last `CACHED_TYPES` words, or twice as many, are kept.

Refuses: features that look beyond two words on either side, but for the last calling before a word: speed is bought
with them (25,000 words a second on one core is the aim).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from articles.arabic import Analysis, fingerprint, normalize, readings

from . import gazetteer, likeness
from .callings import callings

CACHED_TYPES = 40_000
Feature: TypeAlias = str | bytes
"""For the model in bytes, as it has them: made of strings each time, they took a third of its time."""
VERSION = 1
"""Raise this when any feature changes: a model made with other features is refused."""

_ARTICLES = re.compile("^(?:[وف]?[بك]?ال|[وف]?لل)(?=...)")
_FAR = 6
"""Words after which a title or office is no longer remembered."""


class WordFeatures(NamedTuple):
    """`own` for the word itself, `near` for its neighbours (made for both sides), `far` for those two words away."""

    norm: str
    callings: str
    calling: str
    """The first of them that leads to a name."""
    bases: tuple[str, ...]
    place_reach: int
    """Words of the longest place that begins with this one; 0 for most words."""
    may_be_name: bool
    given: int
    family: int
    """How many people bear it, as `gazetteer.NameRecord` says."""
    is_common: bool
    """The lexicon reads it as another word than a name."""
    is_strange: bool
    """The lexicon does not know it."""
    is_verb: bool
    """The lexicon reads it as a verb, and as nothing else."""
    sign_for_next: str
    """What this word says of the one after it: a given name (a), a title or office (b), a verb of saying (c)."""
    own: tuple[Feature, ...]
    before: tuple[Feature, ...]
    after: tuple[Feature, ...]
    far_before: tuple[Feature, ...]
    far_after: tuple[Feature, ...]


def bases(norm: str) -> list[str]:
    """The word, and what it may be without a conjunction and a one-letter preposition (لنتنياهو، وبوش)."""
    found = [norm]
    word = norm
    if len(word) > 3 and word[0] in "وف":
        word = word[1:]
        found.append(word)
    if len(word) > 3 and word[0] in "بلك":
        found.append(word[1:])
    return found


class FeatureMaker:
    """Makes features, remembering those of words it has seen under the lexicon that is configured."""

    def __init__(self, useful: Mapping[str, bytes] | None = None) -> None:
        """`useful` are the features that a model has weights for: the others are left out. None for all."""
        self._look: Callable[[str], Feature | None] = str if useful is None else useful.get
        self._words: dict[str, WordFeatures] = {}
        self._older: dict[str, WordFeatures] = {}
        self._lexicon = ""

    def document(self, sequences: Sequence[Sequence[str]]) -> Iterator[tuple[list[WordFeatures], list[list[Feature]]]]:
        """The words and the features of each token of the sequences of one document."""
        made = [self.words(surfaces) for surfaces in sequences]
        evidence = _evidence(made)
        for words in made:
            yield words, self._of(words, evidence)

    def _of(self, words: list[WordFeatures], evidence: dict[str, dict[str, int]]) -> list[list[Feature]]:
        last = len(words) - 1
        look = self._look
        made: list[list[Feature]] = []
        for i, word in enumerate(words):
            features = [*word.own]
            if i:
                features += words[i - 1].before
                if pair := look(f"<|{words[i - 1].norm}|{word.norm}"):
                    features.append(pair)
                if i > 1:
                    features += words[i - 2].far_before
            else:
                features.append("first")
            if i < last:
                features += words[i + 1].after
                if pair := look(f">|{word.norm}|{words[i + 1].norm}"):
                    features.append(pair)
                if i + 1 < last:
                    features += words[i + 2].far_after
            else:
                features.append("last")
            made.append(features)
        _add_further(made, words, evidence)
        return made

    def words(self, surfaces: Sequence[str]) -> list[WordFeatures]:
        known = self._words
        found: list[WordFeatures] = []
        for surface in surfaces:
            word = known.get(surface)
            if word is None:
                word = known[surface] = self._older.get(surface) or self._make(surface)
            found.append(word)
        return found

    def refresh(self) -> None:
        """Forget what was made with another lexicon, and rare words once they are too many. Call it between texts."""
        lexicon = fingerprint()
        if lexicon != self._lexicon:
            self._words, self._older, self._lexicon = {}, {}, lexicon
        elif len(self._words) > CACHED_TYPES:
            self._words, self._older = {}, self._words

    def _make(self, surface: str) -> WordFeatures:
        norm = normalize(surface) or surface
        analyses = readings(surface) if norm[0].isalpha() else []
        own, shared = _features_of(norm, analyses)
        far = [feature for feature in shared if feature[:2] in ("w=", "t=", "q=")]
        is_name = any(feature in ("q=none", "name") or feature[0] in "gf" for feature in own)
        parts = {reading.pos for reading in analyses}
        called = callings(norm)
        found = bases(norm)
        record = gazetteer.name_record(norm)
        given = max(record.given, *(gazetteer.given(base) for base in found[1:]), 0)
        return WordFeatures(
            norm,
            called,
            "".join(letter for letter in called if letter in "TROL")[:1],
            tuple(found),
            max((gazetteer.longer_places().get(base, 0) for base in found), default=0),
            is_name and norm[0].isalpha() and len(norm) > 2,
            record.given,
            record.family,
            any(part != "noun_prop" for part in parts),
            not parts and norm[0].isalpha(),
            parts == {"verb"},
            "b" if "T" in called or "R" in called else "a" if given > 1 else "c" if "S" in called else "",
            self._kept(own),
            self._kept(["-" + feature for feature in shared]),
            self._kept(["+" + feature for feature in shared]),
            self._kept(["--" + feature for feature in far]),
            self._kept(["++" + feature for feature in far]),
        )

    def _kept(self, features: list[str]) -> tuple[Feature, ...]:
        return tuple(filter(None, map(self._look, features)))


def _evidence(document: list[list[WordFeatures]]) -> dict[str, dict[str, int]]:
    """For each word that may be a name, how often which sign stood before it."""
    evidence: dict[str, dict[str, int]] = {}
    for words in document:
        sign = ""
        for word in words:
            if sign and word.may_be_name:
                for base in word.bases:
                    counts = evidence.setdefault(base, {})
                    counts[sign] = counts.get(sign, 0) + 1
            sign = word.sign_for_next
    return evidence


def _stood_elsewhere(words: list[WordFeatures], i: int, evidence: dict[str, dict[str, int]]) -> list[str]:
    word = words[i]
    here = words[i - 1].sign_for_next if i else ""
    found = set()
    for base in word.bases:
        for sign, count in evidence.get(base, {}).items():
            if count > (sign == here):
                found.add("doc" + sign)
    return sorted(found)


def _add_further(made: list[list[Feature]], words: list[WordFeatures], evidence: dict[str, dict[str, int]]) -> None:
    """Adds what is not in the words beside: places of several words, the last calling, the document's evidence."""
    for i, feature in _places(words).items():
        made[i].append(feature)
    calling, distance = "", 0
    for i, word in enumerate(words):
        if word.may_be_name and (stood := _stood_elsewhere(words, i, evidence)):
            made[i] += stood
        if calling:
            distance += 1
            if distance > _FAR or word.norm in _ENDS:
                calling = ""
            else:
                made[i].append(f"{calling}{distance}")
        if word.calling:
            calling, distance = word.calling, 0


_ENDS = frozenset(".،,:؛!؟")


def _features_of(norm: str, analyses: list[Analysis]) -> tuple[list[str], list[str]]:
    """The features of a word for itself, and those of them that its neighbours see."""
    word = "w=" + norm
    if not "\u0621" <= norm[0] <= "\u064a":
        shape = "digit" if norm[0].isdigit() else "latin" if norm[0].isalpha() else "sign"
        return [word, "x=" + shape], [word, "x=" + shape]
    own = [word, f"l={min(len(norm), 9)}"]
    own += [f"p{n}={norm[:n]}" for n in (1, 2, 3, 4) if len(norm) > n]
    own += [f"s{n}={norm[-n:]}" for n in (1, 2, 3) if len(norm) > n]
    shared = [word]
    base = _ARTICLES.sub("", norm)
    if base != norm:
        shared.append("b=" + base)
    own.append("b=" + base)
    for more_own, more_shared in (_lexical(norm, analyses), _listed(norm), _judged(norm)):
        own += more_own
        shared += more_shared
    return own, shared


def _lexical(norm: str, found: list[Analysis]) -> tuple[list[str], list[str]]:
    """Parts of speech and lemmas; whether the lexicon knows the word as a name alone, or only without its first letter."""
    if not found:
        inner = {reading.pos for base in bases(norm)[1:] for reading in readings(base)}
        own = ["q=none", "n=" + "|".join(sorted(inner))]
        return own, ["q=none"]
    parts = sorted({reading.pos for reading in found})
    lemmas = list(dict.fromkeys(_bare_lemma(reading.lemma) for reading in found))[:2]
    own = ["q=" + "|".join(parts), *("m=" + lemma for lemma in lemmas)]
    shared = list(own)
    if "noun_prop" in parts:
        own.append("name")
        if len(parts) == 1:
            own.append("only-name")
            shared.append("only-name")
    return own, shared


@lru_cache(maxsize=50_000)
def _bare_lemma(lemma: str) -> str:
    return normalize(lemma.partition("_")[0])


def _listed(norm: str) -> tuple[list[str], list[str]]:
    """Lists of names and places; how like names, places and other words its letters are."""
    own: list[str] = []
    shared: list[str] = []
    for base in bases(norm):
        cut = "" if base is norm else "~"
        given, family, proper = gazetteer.name_record(base)
        for sign, value in (("g", given), ("f", family)):
            if value:
                own.append(f"{sign}{cut}{value}")
                shared.append(sign + cut)
        if proper:
            own.append(f"r{cut}{proper}")
            shared.append(f"r{cut}{proper}")
        if gazetteer.is_place(base):
            own.append("pl" + cut)
            shared.append("pl" + cut)
    like = likeness.features(bases(norm))
    own += like
    shared += like[:1]
    kinds = ["t=" + kind for kind in callings(norm)]
    return own + kinds, shared + kinds


def _judged(norm: str) -> tuple[list[str], list[str]]:
    """How common the word is, and how likely a person's or a place's name, as it stands and without clitics."""
    found = [(base, record) for base in bases(norm) if (record := gazetteer.word_record(base))]
    if not found:
        return ["z=none"], []
    records = [record for _, record in found]
    whole = records[0] if found[0][0] is norm else None
    shared = [f"e={max(record.person for record in records)}", f"h={max(record.place for record in records)}"]
    own = [f"z={whole.rarity if whole else 'none'}", f"y={min(record.rarity for record in records)}"]
    return [*own, f"i={records[0].person}", f"j={records[0].place}", *shared], shared


def _places(words: list[WordFeatures]) -> dict[int, str]:
    """The tokens of places of several words: their number -> begins or goes on."""
    found: dict[int, str] = {}
    i = 0
    while i < len(words):
        reach = _place_length(words, i) if words[i].place_reach else 0
        if reach:
            found[i] = "PB"
            found.update((j, "PI") for j in range(i + 1, i + reach))
        i += max(reach, 1)
    return found


def _place_length(words: list[WordFeatures], i: int) -> int:
    longest_of = gazetteer.longer_places()
    reach = 0
    for base in words[i].bases:
        for length in range(min(longest_of.get(base, 0), len(words) - i), 1, -1):
            if gazetteer.is_place(" ".join((base, *(word.norm for word in words[i + 1 : i + length])))):
                reach = max(reach, length)
                break
    return reach
