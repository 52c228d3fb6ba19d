"""From words to terms: what of an article a question matches, and how much each match counts.

A word is looked for as its folded spelling, its stem and its lemmas at once. `text` holds every word of an
article; `headline` and `lead` (standfirst, dateline, byline, names and roles) add to the score of what stands
there. The same terms decide what is marked, so what is marked is what matched.

ARCD's 693 training questions, paragraphs as articles, through the API (`benchmark --squad`): MRR@10 .816;
without a lexicon .802; without the rule that articles with every word come first .827. That rule is kept: readers
expect it of the two and three words that they type, and long questions lose little.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeAlias

from articles.arabic import Sieve, Terms, normalize, surfaces, term_strings, terms, tokenize, words

from . import plan
from .params import Match
from .plan import AllOf, AnyOf, Everything, Fixed, Node, Phrase, Term, all_of, any_of
from .query import Either, Question, Word, Words

ZONES = {"text": 1.0, "headline": 1.2, "lead": 0.4}
"""What a match in each zone weighs; `text` holds the others' words too."""
NORM, STEM, LEMMA = 0.3, 0.5, 1.0
ALL_WORDS = 1000.0
"""Added to the score of an article that has every word: it ranks before those with only some."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One word that was asked for."""

    surface: str
    terms: Terms


@dataclass(frozen=True, slots=True)
class AskedPhrase:
    words: tuple[Asked, ...]


@dataclass(slots=True)
class Matching:
    """A question in terms: what to run, and what to mark."""

    match: Match
    words: list[Asked] = field(default_factory=list)
    phrases: list[AskedPhrase] = field(default_factory=list)
    some: Node = Everything()
    """Articles with at least one of the words, every phrase, and nothing unwanted; scored."""
    every: Node = Everything()
    """Articles with all of the words; not scored."""

    @property
    def ranked(self) -> Node:
        """`some`, those of `every` first."""
        if len(self.words) < 2:
            return self.some
        return AnyOf((self.some, Fixed(self.every, ALL_WORDS)))


def match(question: Question, how: Match, zones: Mapping[str, float] = ZONES) -> Matching:
    """The first of `zones` holds every word that counts as present; each adds to the score by its weight."""
    found = Matching(how)
    scored: list[Node] = []
    needed: list[Node] = []
    present: list[Node] = []
    for clause in question.wanted:
        parts = clause.parts if isinstance(clause, Either) else (clause,)
        leaves = [leaf for part in parts for leaf in _leaves(part)]
        for leaf in leaves:
            (found.words if isinstance(leaf, Asked) else found.phrases).append(leaf)  # type: ignore[arg-type]
        if not leaves:
            continue
        if isinstance(clause, Either):
            scored.append(any_of(_scored(leaf, how, zones) for leaf in leaves))
            present.append(any_of(_present(leaf, how, zones) for leaf in leaves))
        elif isinstance(clause, Words):
            needed += [_scored(leaf, how, zones) for leaf in leaves]
        else:
            scored += [_scored(leaf, how, zones) for leaf in leaves]
            present += [_present(leaf, how, zones) for leaf in leaves]
    without = [_present(leaf, how, zones) for part in question.unwanted for leaf in _leaves(part)]
    looked_for = [any_of(scored)] if scored else []
    if not looked_for and not needed and question.wanted:
        found.some = found.every = plan.Nothing()  # only marks were typed: nothing is looked for
        return found
    found.some = all_of([*looked_for, *needed], without)
    found.every = all_of([*present, *needed], without)
    return found


def _leaves(part: Word | Words) -> Iterator[Asked | AskedPhrase]:
    asked = [Asked(token.surface, terms(token.surface)) for token in tokenize(part.text)]
    asked = [one for one in asked if one.terms.norm]
    if isinstance(part, Words) and len(asked) > 1:
        yield AskedPhrase(tuple(asked))
    elif isinstance(part, Words):
        yield from (AskedPhrase((one,)) for one in asked)
    else:
        yield from asked


def _scored(leaf: Asked | AskedPhrase, how: Match, zones: Mapping[str, float]) -> Node:
    if isinstance(leaf, AskedPhrase):
        return _phrase(leaf, how, zones)
    return any_of(term for zone, weight in zones.items() for term in _terms(leaf, how, zone, weight))


def _present(leaf: Asked | AskedPhrase, how: Match, zones: Mapping[str, float]) -> Node:
    if isinstance(leaf, AskedPhrase):
        return Fixed(_phrase(leaf, how, zones), 0.0)
    return any_of(_terms(leaf, how, next(iter(zones)), 1.0))


def _terms(word: Asked, how: Match, zone: str, weight: float) -> Iterator[Term]:
    if how is Match.EXACT:
        yield Term(f"{zone}_surface", word.surface, weight)
    elif how is Match.FOLDED:
        yield Term(f"{zone}_norm", word.terms.norm, weight)
    else:
        yield Term(f"{zone}_norm", word.terms.norm, NORM * weight)
        yield Term(f"{zone}_stem", word.terms.stem, STEM * weight)
        for lemma in word.terms.lemmas:
            yield Term(f"{zone}_lemma", lemma, LEMMA * weight / len(word.terms.lemmas))


def _phrase(phrase: AskedPhrase, how: Match, zones: Mapping[str, float]) -> Node:
    zone = next(iter(zones))
    placed = Phrase(f"{zone}_norm", tuple(word.terms.norm for word in phrase.words))
    if how is Match.EXACT:
        return AllOf((placed, *(Fixed(Term(f"{zone}_surface", word.surface), 0.0) for word in phrase.words)))
    return placed


Hit: TypeAlias = tuple[int, int]
"""The place of a word among a text's words, and the number of the asked word or phrase that it matches."""
Span: TypeAlias = tuple[int, int, int]
"""The same in characters: start, end, number."""


class Marker:
    """Tells which written words a matching means. One object serves one question; it remembers each spelling."""

    def __init__(self, matching: Matching) -> None:
        self._how = matching.match
        self._surfaces: dict[str, int] = {}
        self._norms: dict[str, int] = {}
        self._stems: dict[str, int] = {}
        self._lemmas: dict[str, int] = {}
        for number, word in reversed(list(enumerate(matching.words))):
            self._surfaces[word.surface] = number
            self._norms[word.terms.norm] = number
            self._stems[word.terms.stem] = number
            self._lemmas |= dict.fromkeys(word.terms.lemmas, number)
        self._phrases = [
            (tuple(word.terms.norm for word in phrase.words), number)
            for number, phrase in enumerate(matching.phrases, start=len(matching.words))
        ]
        self._sieve = Sieve(word.terms for word in matching.words)
        self._seen: set[str] = set()
        self._matching: dict[str, int] = {}

    def __bool__(self) -> bool:
        return bool(self._surfaces or self._phrases)

    def spans(self, text: str) -> list[Span]:
        """Where what matches stands in a text, in its order."""
        return places(text, self.hits(text))

    def hits(self, text: str) -> list[Hit]:
        """What of a text's words matches, in its order."""
        if not self:
            return []
        written = surfaces(text)
        if self._surfaces:
            self._learn(set(written) - self._seen)
        matching = self._matching
        found = [(at, matching[word]) for at, word in enumerate(written) if word in matching]
        return self._with_phrases(written, dict(found)) if self._phrases else found

    def _learn(self, fresh: set[str]) -> None:
        """Analyses spellings that this question has not met; most of a text's words were met before."""
        self._seen |= fresh
        if self._how is Match.EXACT:
            self._matching |= {surface: self._surfaces[surface] for surface in fresh & self._surfaces.keys()}
            return
        for surface in self._sieve(fresh):
            norm, stem, lemmas = term_strings(surface)
            number = self._norms.get(norm)
            if number is None and self._how is Match.FORMS:
                number = self._stems.get(stem)
                if number is None:
                    number = next((self._lemmas[lemma] for lemma in lemmas.split() if lemma in self._lemmas), None)
            if number is not None:
                self._matching[surface] = number

    def _with_phrases(self, written: list[str], found: dict[int, int]) -> list[Hit]:
        norms = [normalize(word) for word in written]
        for phrase, number in self._phrases:
            for position in _occurrences(phrase, norms):
                found |= dict.fromkeys(range(position, position + len(phrase)), number)
        return sorted(found.items())


def places(text: str, hits: Iterable[Hit]) -> list[Span]:
    """Hits as characters of their text."""
    tokens = words(text)
    found, passed = [], 0
    for at, number in hits:
        token = next(islice(tokens, at - passed, None))
        passed = at + 1
        found.append((token.start(), token.end(), number))
    return found


def _occurrences(phrase: Sequence[str], norms: Sequence[str]) -> Iterable[int]:
    length = len(phrase)
    return (at for at in range(len(norms) - length + 1) if norms[at] == phrase[0] and tuple(norms[at : at + length]) == phrase)
