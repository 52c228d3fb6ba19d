"""From words to terms: what of an article a question matches, and how much each match counts.

A word is looked for as its folded spelling and its lemmas at once. `text` holds every word of an article; `headline`,
and `opening` and `lead` (an article's first words, standfirst, dateline, names and roles), add to the score of what
stands there. The same terms decide what is marked, so what is marked is what matched.

Articles with every word come first, function words aside: readers expect it of the two and three words that they
type. What each of these is worth, and what was tried in vain, stands in docs/search.md.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from articles.arabic import Terms, asked_terms, fold, is_function_word, tokenize

from . import plan
from .params import Match
from .plan import AllOf, AnyOf, Everything, Fixed, Node, Phrase, Prefix, Term, all_of, any_of
from .query import Both, Clause, Either, Question, Within, Word, Words
from .terms import UNUSUAL

ZONES = {"text": 1.0, "headline": 1.2}
"""What a match in each zone weighs; `text` holds the other's words too."""
OPENINGS = {"opening": 0.3, "lead": 0.3}
"""What it adds that a word is among an article's first ones."""
NORM, LEMMA = 0.5, 1.0
PREFIX = 1.0
"""The score of a word found by its beginning, about that of a common word."""
ALL_WORDS = 1000.0
"""Added to the score of an article that has every word: it ranks before those with only some."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One word that was asked for."""

    surface: str
    terms: Terms
    prefix: bool = False
    """Whether anything may follow it."""


@dataclass(frozen=True, slots=True)
class AskedPhrase:
    words: tuple[Asked, ...]


@dataclass(slots=True)
class Matching:
    """A question in terms: what to run, and what to mark."""

    match: Match
    wanted: Sequence[Clause] = ()
    """The clauses that find articles: without the function words beside them."""
    words: list[Asked] = field(default_factory=list)
    phrases: list[AskedPhrase] = field(default_factory=list)
    scored: Node = Everything()
    """Articles with at least one of the words, everything that was required, and nothing unwanted; scored."""
    some: Node = Everything()
    """The same articles, found at less cost: not scored."""
    every: Node = Everything()
    """Articles with all of the words; not scored."""
    unknown: list[Within] = field(default_factory=list)
    """Names that were asked for and that nobody bears."""
    ranked_words: int = 0
    """Clauses that an article may lack; with one or none there is nothing to put first."""

    @property
    def asked(self) -> list[Asked]:
        """The words that were asked for, those of phrases too."""
        return self.words + [word for phrase in self.phrases for word in phrase.words]

    @property
    def ranked(self) -> Node:
        """`scored`, those of `every` first."""
        if self.ranked_words < 2:
            return self.scored
        return AnyOf((self.scored, Fixed(self.every, ALL_WORDS)))

    @property
    def first(self) -> Node:
        """Those of `every`, with the same scores as in `ranked`."""
        return AllOf((Fixed(self.every, ALL_WORDS), self.scored))


Named: TypeAlias = Callable[[str, str], Collection[int]]
"""(facet, what was asked) -> the numbers of the names that it may mean."""


def nobody(facet: str, text: str) -> Collection[int]:
    return ()


Rarities: TypeAlias = Callable[[str, Sequence[str]], Sequence[float]]
"""(field, terms) -> how much each tells, as Engine.rarities says."""


def all_alike(field: str, values: Sequence[str]) -> Sequence[float]:
    return [1.0] * len(values)


def match(
    question: Question,
    how: Match,
    zones: Mapping[str, float] = ZONES,
    openings: Mapping[str, float] = OPENINGS,
    named: Named = nobody,
    rarities: Rarities = all_alike,
) -> Matching:
    """The first of `zones` holds every word that counts as present; each adds to the score by its weight."""
    wanted, light = _by_weight(question.wanted, how)
    found = Matching(how, wanted)
    norms = list(_norms(question.wanted)) if openings and how is Match.FORMS else []
    rarity = dict(zip(norms, rarities(f"{next(iter(zones))}_norm", norms), strict=True)) if norms else {}
    builder = _Builder(found, zones, openings, named, rarity)
    scored: list[Node] = []
    needed: list[Node] = []
    words: list[Node] = []
    present: list[Node] = _days(question)
    for clause in wanted:
        for node, filtering, required in builder.top(clause):
            (needed if required else scored).append(node)
            (present if required else words).append(filtering)
    without = [node for clause in question.unwanted for node in builder.unwanted(clause)]
    needed += _days(question)
    looked_for = [any_of(scored)] if scored else []
    if wanted and not looked_for and not needed:
        found.scored = found.some = found.every = plan.Nothing()  # only marks were typed: nothing is looked for
        return found
    found.ranked_words = len(scored)
    for leaf in (leaf for word in light for leaf in _leaves(word)):
        builder.extra.append(builder.scored(leaf))
    found.scored = all_of([*looked_for, *needed], without, builder.extra)
    found.some = all_of([*([any_of(words)] if words else []), *present], without)
    found.every = all_of([*words, *present], without)
    return found


def _by_weight(clauses: Iterable[Clause], how: Match) -> tuple[list[Clause], list[Word]]:
    """What an article is looked for by, and the function words beside it: of a long question those say least.

    Nobody who asks «ما هي عاصمة فرنسا» looks for ما; it neither finds an article nor is missed in one."""
    heavy: list[Clause] = []
    light: list[Word] = []
    for clause in clauses:
        particle = isinstance(clause, Word) and not clause.prefix and all(map(is_function_word, fold(clause.text).split()))
        if particle and how is Match.FORMS:
            light.append(clause)  # type: ignore[arg-type]
        else:
            heavy.append(clause)
    return (heavy, light) if heavy else (list(light), [])


def _norms(clauses: Iterable[Clause]) -> Iterator[str]:
    """Of all words that are looked for one by one."""
    for clause in clauses:
        if isinstance(clause, Word):
            yield from fold(clause.text).split()
        elif isinstance(clause, (Either, Both)):
            yield from _norms(clause.parts)


def _days(question: Question) -> list[Node]:
    if not (question.since or question.until):
        return []
    low, high = (day.toordinal() if day else None for day in (question.since, question.until))
    return [Fixed(plan.Range("day", low, high), 0.0)]


@dataclass(slots=True)
class _Builder:
    """Nodes for the clauses of one question; what is to be marked is gathered on the way."""

    found: Matching
    zones: Mapping[str, float]
    openings: Mapping[str, float]
    named: Named
    rarity: Mapping[str, float]
    """How much a word tells, by its norm."""
    extra: list[Node] = field(default_factory=list)
    """What speaks for an article that was found, and does not find it: it may be found by another word."""

    def top(self, clause: Clause) -> Iterator[tuple[Node, Node, bool]]:
        """(scored, filtering, whether an article must have it), one for each word of a clause."""
        if isinstance(clause, Word) and not clause.prefix:
            for leaf in self._marked(clause):
                yield self.scored(leaf), self._present(leaf), False
        else:
            scored, present = self.both(clause)
            yield scored, present, isinstance(clause, (Words, Within, Both))

    def unwanted(self, clause: Clause) -> Iterator[Node]:
        words, phrases, extra = len(self.found.words), len(self.found.phrases), len(self.extra)
        _, present = self.both(clause)
        # What must not be there is not marked.
        del self.found.words[words:], self.found.phrases[phrases:], self.extra[extra:]
        yield present

    def both(self, clause: Clause) -> tuple[Node, Node]:
        """(scored, filtering)"""
        if isinstance(clause, Within):
            return self._within(clause)
        if isinstance(clause, (Either, Both)):
            join = any_of if isinstance(clause, Either) else all_of
            parts = [self.both(part) for part in clause.parts]
            return join(scored for scored, _ in parts), join(present for _, present in parts)
        leaves = list(self._marked(clause))
        return all_of(map(self.scored, leaves)), all_of(map(self._present, leaves))

    def _within(self, clause: Within) -> tuple[Node, Node]:
        if clause.field == "headline":
            inner = _Builder(self.found, {"headline": 1.0}, {}, self.named, {}, self.extra)
            return inner.both(clause.part)
        numbers = self.named(clause.field, clause.part.text)
        if not numbers:
            self.found.unknown.append(clause)
        node = Fixed(any_of(Term(clause.field, str(number)) for number in sorted(numbers)), 0.0) if numbers else plan.Nothing()
        return node, node

    def _marked(self, part: Word | Words) -> Iterator[Asked | AskedPhrase]:
        for leaf in _leaves(part):
            if isinstance(leaf, Asked):
                self.found.words.append(leaf)
            else:
                self.found.phrases.append(leaf)
            yield leaf

    def scored(self, leaf: Asked | AskedPhrase) -> Node:
        if isinstance(leaf, AskedPhrase):
            return _phrase(leaf, self.found.match, self.zones)
        if leaf.prefix:
            return Fixed(Prefix(f"{next(iter(self.zones))}_norm", (leaf.terms.norm,)), PREFIX)
        (zone, weight), *others = self.zones.items()
        how = self.found.match
        parts = list(_terms(leaf, how, zone, weight))
        for other, its_weight in others:
            parts += _terms(leaf, how, other, its_weight)
        if rarity := self.rarity.get(leaf.terms.norm):
            for name, bonus in self.openings.items():
                parts.append(Fixed(any_of(Term(name, lemma) for lemma in leaf.terms.lemmas), bonus * rarity))
        return any_of(parts)

    def _present(self, leaf: Asked | AskedPhrase) -> Node:
        zone = next(iter(self.zones))
        if isinstance(leaf, AskedPhrase):
            return Fixed(_phrase(leaf, self.found.match, self.zones), 0.0)
        if leaf.prefix:
            return Fixed(Prefix(f"{zone}_norm", (leaf.terms.norm,)), 0.0)
        return any_of(_terms(leaf, self.found.match, zone, 1.0))


def _leaves(part: Word | Words) -> Iterator[Asked | AskedPhrase]:
    tokens = [token.surface for token in tokenize(part.text)]
    asked = [Asked(surface, asked_terms(surface)) for surface in tokens]
    if isinstance(part, Words) and asked:
        yield AskedPhrase(tuple(asked))
    elif isinstance(part, Word):
        if part.prefix and asked:
            asked[-1] = replace(asked[-1], prefix=True)
        yield from asked


def _terms(word: Asked, how: Match, zone: str, weight: float) -> Iterator[Node]:
    """Those by which a word is found."""
    if how is Match.EXACT:
        yield _as_written(word.terms, zone, weight)
    elif how is Match.FOLDED:
        yield Term(f"{zone}_norm", word.terms.norm, weight)
    else:
        yield Term(f"{zone}_norm", word.terms.norm, NORM * weight)
        for lemma in word.terms.lemmas:
            yield Term(f"{zone}_lemma", lemma, LEMMA * weight / len(word.terms.lemmas))


def _as_written(terms: Terms, zone: str, weight: float) -> Node:
    if terms.variant:
        return Term(f"{zone}_variant", terms.variant, weight)  # there or not, however often
    return AllOf((Term(f"{zone}_norm", terms.norm, weight),), without=(Term(f"{zone}_variant", UNUSUAL + terms.norm),))


def _phrase(phrase: AskedPhrase, how: Match, zones: Mapping[str, float]) -> Node:
    zone = next(iter(zones))
    placed = Phrase(f"{zone}_norm", tuple(word.terms.norm for word in phrase.words))
    if how is Match.EXACT:
        return AllOf((placed, *(Fixed(_as_written(word.terms, zone, 1.0), 0.0) for word in phrase.words)))
    return placed
