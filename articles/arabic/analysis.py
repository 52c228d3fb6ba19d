"""Analysis: the three kinds of term of every word, the same for index, query and highlight.

Promises: for every token that `tokenize` gives, a norm, a stem and at least one lemma, none empty and
none with whitespace; the same answer in every process with the same `fingerprint`. Answers are kept
for the last `CACHED_TYPES` different words or more, twice as many at most (some 36 MB a process);
words that keep coming back stay.

Refuses: words without a letter or digit (marks or tatweel alone), which tokens never are: `terms`
gives them an empty norm, an empty stem and no lemmas. Of very long words only the beginning counts.
"""

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

from .configuration import open_lexicon, when_changed
from .guesses import guesses, name_guesses
from .letters import LONGEST_NORM, normalize, spelling
from .lexicon import Analysis, Lexicon
from .stems import LONGEST_WORD, STEMMER_VERSION, stem
from .tokens import Token, surfaces, tokenize

VERSION = 5
"""Raise this whenever any word would be analysed differently: search indexes are then made again."""

CACHED_TYPES = 60_000


_PARTICLES = {"wa_conj", "fa_conj", "bi_prep", "ka_prep", "li_prep"}
"""One letter each, written together with the next word."""
_PARTICLE_LETTERS = ("و", "ف", "ب", "ك", "ل")


class Terms(NamedTuple):
    """What a word is indexed and found under."""

    norm: str
    stem: str
    lemmas: tuple[str, ...]
    variant: str = ""
    """The word as written, where words of its norm are usually written otherwise."""


class Strings(NamedTuple):
    """`Terms` without the stem and not taken apart, for loops over many words."""

    norm: str
    lemmas: str
    """Joined by spaces."""
    variant: str


class _KnownWords(dict[str, Strings]):
    """Word -> its terms, analysed when first asked for.

    When it is full it becomes the older generation and starts empty; a word found in the older
    generation moves over. That keeps the words of the language and forgets the rare ones, at the
    cost of a plain dictionary look-up. Threads may share it: at worst both analyse the same word."""

    _older: dict[str, Strings] = {}

    def __missing__(self, word: str) -> Strings:
        terms = self._older.get(word) or _analyse(word)
        if len(word) <= LONGEST_WORD:  # longer ones hardly come twice and would fill the memory
            if len(self) >= CACHED_TYPES:
                self._older = dict(self)
                self.clear()
            self[word] = terms
        return terms

    def forget(self) -> None:
        self._older = {}
        self.clear()


_known = _KnownWords()
when_changed(_known.forget)


def terms(word: str) -> Terms:
    """The terms of one word, as `tokenize` cuts it."""
    norm, lemmas, variant = _known[word]
    return Terms(norm, stem(norm), tuple(lemmas.split()), variant)


def term_strings(word: str) -> Strings:
    return _known[word]


def asked_terms(word: str) -> Terms:
    """The terms under which a word that somebody types is looked for.

    Where every reading cuts a particle off (ويتكوف: and + a rare verb), the word may as well be a name."""
    found = terms(word)
    known = readings(word) if found.norm.startswith(_PARTICLE_LETTERS) else []
    if known and all(_PARTICLES.intersection(reading.clitics) and "Al_det" not in reading.clitics for reading in known):
        found = found._replace(lemmas=tuple(dict.fromkeys((*found.lemmas, *guesses(found.norm)))))
    return found


def readings(word: str) -> list[Analysis]:
    """What the lexicon says of one word: lemmas with vowels, parts of speech, clitics. Not cached.

    Empty for words that it does not know, and for all words under ARABIC_LEXICON=none."""
    opened = open_lexicon()
    return opened.analyses(spelling(word)) if opened else []


def analyze(text: str) -> Iterator[tuple[Token, Terms]]:
    """Every token of `text` with its terms."""
    for token in tokenize(text):
        yield token, terms(token.surface)


def text_terms(text: str) -> list[Strings]:
    """The terms of every token of `text`, in order. One norm each, but a token may have several lemmas."""
    return list(map(_known.__getitem__, surfaces(text)))


def fold(text: str) -> str:
    """`text` as its words' norms, joined by single spaces: equal for names that are spelt alike."""
    return " ".join(map(normalize, surfaces(text)))


def fingerprint() -> str:
    """Changes when any analysis would: a short hash of the versions of this code, stemmer and lexicon."""
    opened = open_lexicon()
    identity = opened.facts["identity"] if opened else "none"
    return hashlib.sha256(f"{VERSION} {STEMMER_VERSION} {identity}".encode()).hexdigest()[:12]


def _analyse(word: str) -> Strings:
    norm = normalize(word)
    opened = open_lexicon()
    found, usual = _looked_up(opened, word, norm) if opened else ((), "")
    lemmas = " ".join(found) or stem(norm)
    # Equal strings are kept once: most words are their own norm, many norms their own lemma.
    norm = word if norm == word else norm
    written = word[:LONGEST_NORM]
    is_usual = not norm or written == (usual or norm)
    return Strings(norm, norm if lemmas == norm else lemmas, "" if is_usual else written)


def _looked_up(lexicon: Lexicon, word: str, norm: str) -> tuple[tuple[str, ...], str]:
    """The lemmas of a word: guesses where the lexicon lacks it, both for a name that may be spelt in other ways; and the
    usual spelling of its norm."""
    lemmas, is_name, usual = lexicon.look_up(spelling(word))
    if is_name:
        return lemmas + name_guesses(lemmas), usual
    return lemmas or guesses(norm), usual
