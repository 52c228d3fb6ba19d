"""«هل تقصد»: a question with its misspelt words put right, as far as the archive has the right ones.

There is no dictionary of its own: what a word may have been meant to be (`arabic.misspellings`, `arabic.keyboard`) is
looked up in the live index, some microseconds a candidate, and the best of how often it occurs and how likely the
slip is wins; where the question has other words, how often both stand in one article counts too. Clitics are set
aside: «وللمفاوظات» becomes «وللمفاوضات».

A word is doubted when hardly an article has it, in any of its forms: neither as written, nor without its clitics, nor
by a lemma that the archive has, nor in a name. So a search of good words costs one question to the index, whatever it
finds; a doubted word costs five to ten milliseconds. Fields, phrases, brackets and what is excluded stay as they are.

Refuses: to correct what stands in the archive more often than slips do, beginnings of words, numbers, words of one or
two letters; to say whether the corrected question finds more: its caller counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import log10, sqrt
from typing import NamedTuple

from articles.arabic import (
    LexiconError,
    normalize,
    one_slip_away,
    readings,
    retyped,
    spellings,
    terms,
    tokenize,
    two_slips_away,
)

from .directory import directory
from .plan import AllOf, AnyOf, Everything, Node, Phrase, Snapshot, Term
from .query import Both, Clause, Either, Question, Within, Word, Words
from .terms import UNUSUAL

NORM, VARIANT, LEMMA = "text_norm", "text_variant", "text_lemma"
RARE = 5_000
"""A word in no more than one of so many articles may be a slip; journalists make them too."""
MOST_RARE = 20
"""Articles; beyond them nothing is a slip, however large the archive."""
SHORTEST, LONGEST = 3, 24
"""Letters of a word that may be a slip. The slips near it grow in number with its length."""
LIKELY_ENOUGH = -2.1
"""What frequency less the slip's cost must reach, for a word of `USUAL` letters; as powers of ten.

The frequency is held against the square root of the number of articles, as which the words of an archive grow in number:
the more there are, the more stand near any other by chance."""
USUAL, LONG, A_LETTER = 5, 9, 0.35
"""What each letter more or less is worth, up to `LONG`: the longer a word, the fewer are near it by chance."""
APART = 0.3
"""What a lost space costs."""
UNSEEN = 0.7
"""What it costs that the archive has the word with other clitics only."""
WRITTEN = 1.25
"""What must be added for a word that the archive has, if hardly."""
OFTENER = 20
"""How many times oftener the right word must be than the doubted one."""
CONSIDERED = 5

_PROCLITICS = re.compile("^(?:[وف]?(?:[بك]?ال|لل)|[وفبكل])(?=...)")
_SUFFIX = re.compile("(?<=....)(?:هما|هم|هن|ها|نا|كم|ه|ي|ك)$")
_LETTERS = re.compile("[\u0621-\u064a]+|[a-z]+")


class Candidate(NamedTuple):
    norms: tuple[str, ...]
    """What to write instead: one word or two."""
    score: float


class Cut(NamedTuple):
    """A normalized word in pieces."""

    prefix: str
    core: str
    suffix: str = ""


def corrected(question: Question, index: Snapshot) -> Question | None:
    """The question with its misspelt words put right; None where there is nothing to. Raises SearchUnavailable."""
    norms = list(dict.fromkeys(normalize(word) for text in _texts(question.wanted) for word in _words(text)))
    if not norms:
        return None
    frequencies = dict(zip(norms, index.document_frequencies(NORM, norms), strict=True))
    if min(frequencies.values()) > MOST_RARE:
        return None
    articles = index.count(Everything())
    try:
        speller = _Speller(index, frequencies, articles, rare=min(MOST_RARE, articles // RARE))
        wanted = speller.sequence(question.wanted)
    except LexiconError:
        return None  # the search itself says so
    return replace(question, wanted=wanted) if wanted != question.wanted else None


def _texts(clauses: Iterable[Clause]) -> Iterator[str]:
    for clause in clauses:
        if isinstance(clause, (Either, Both)):
            yield from _texts(clause.parts)
        elif isinstance(clause, Within):
            yield from _texts([clause.part])
        elif not (isinstance(clause, Word) and clause.prefix):
            yield clause.text


def _words(text: str) -> list[str]:
    return [token.surface for token in tokenize(text)]


@dataclass(slots=True)
class _Speller:
    index: Snapshot
    frequencies: dict[str, int]
    """How many articles have each word of the question."""
    articles: int
    rare: int
    _best: dict[str, Candidate | None] = field(default_factory=dict)

    # --- the tree -------------------------------------------------------------------------------

    def sequence(self, clauses: Sequence[Clause]) -> tuple[Clause, ...]:
        """The same clauses with their words put right, and with words joined that were torn apart."""
        found: list[Clause] = []
        for clause in clauses:
            before = found[-1] if found else None
            joined = self._joined(before, clause) if isinstance(before, Word) and isinstance(clause, Word) else None
            if joined:
                found[-1] = joined
            else:
                found.append(clause)
        return tuple(map(self._clause, found))

    def _clause(self, clause: Clause) -> Clause:
        if isinstance(clause, Both):
            return Both(self.sequence(clause.parts))
        if isinstance(clause, Either):
            return Either(tuple(map(self._clause, clause.parts)))
        if isinstance(clause, Within):
            return replace(clause, part=self._part(clause.part))
        return self._part(clause)

    def _part(self, part: Word | Words) -> Word | Words:
        if isinstance(part, Word) and part.prefix:
            return part
        return replace(part, text=self._text(part.text))

    def _text(self, text: str) -> str:
        return self._from_other_keyboard(text) or self._put_right(text)

    def _put_right(self, text: str) -> str:
        found, end = [], 0
        for token in tokenize(text):
            best = self._correction(normalize(token.surface))
            found += [text[end : token.start], " ".join(map(self._printed, best.norms)) if best else token.surface]
            end = token.end
        return "".join([*found, text[end:]])

    def _from_other_keyboard(self, text: str) -> str:
        """What was typed with the wrong language chosen, if the archive has all of it and not what was typed."""
        typed = [normalize(word) for word in _words(text)]
        if len(text) < SHORTEST or self.frequencies.get(max(typed, key=len, default="")):
            return ""
        best, most = "", self.rare
        for reading in retyped(text):
            words = _words(reading)
            if "".join(words) == "".join(reading.split()).rstrip("؟!") and min(map(len, words), default=0) > 1:
                norms = [normalize(word) for word in words]
                least = min(self.index.document_frequencies(NORM, norms))
                if least > most:
                    best, most = " ".join(map(self._printed, norms)), least
        return best

    def _joined(self, one: Word, other: Word) -> Word | None:
        """Two words that are one, where one of them is hardly known and the whole is."""
        parts = [normalize(part.text) for part in (one, other)]
        if one.prefix or other.prefix or not all(map(_LETTERS.fullmatch, parts)) or not any(map(self._doubted, parts)):
            return None
        whole = "".join(parts)
        apart = self.index.count(Phrase(NORM, (parts[0], parts[1])))
        enough = self.index.document_frequencies(NORM, [whole])[0] > max(self.rare, 1, OFTENER * apart)
        return Word(self._printed(whole)) if enough else None

    # --- one word -------------------------------------------------------------------------------

    def _doubted(self, norm: str) -> bool:
        if self.frequencies.get(norm, 0) > self.rare or not _LETTERS.fullmatch(norm):
            return False
        forms = {form for cut in _cuts(norm) for form in _forms(cut.prefix, cut.core)}
        if sum(self.index.document_frequencies(NORM, forms)) > self.rare:
            return False
        lemmas = {normalize(reading.lemma) for reading in readings(norm)}
        return sum(self.index.document_frequencies(LEMMA, lemmas)) <= self.rare and not directory().knows(norm)

    def _correction(self, norm: str) -> Candidate | None:
        if norm not in self._best:
            good = SHORTEST <= len(norm) <= LONGEST and self._doubted(norm)
            self._best[norm] = self._chosen(norm) if good else None
        return self._best[norm]

    def _chosen(self, norm: str) -> Candidate | None:
        near_by = self._rated(norm, _cuts(norm), one_slip_away) or self._rated(norm, _inside_suffix(norm), one_slip_away)
        found = (near_by or self._rated(norm, _cuts(norm), two_slips_away)) + self._split(norm)
        best = sorted(found, key=lambda one: -one.score)[:CONSIDERED]
        return max(best, key=lambda one: one.score + self._company(norm, one), default=None)

    def _rated(self, norm: str, cuts: Iterable[Cut], nearby: Callable[[str], dict[str, float]]) -> list[Candidate]:
        """What stands near a word and is worth more than it."""
        costs: dict[str, float] = {}
        forms: dict[str, set[str]] = {}
        for cut in cuts:
            for core, cost in nearby(cut.core).items():
                whole = f"{cut.prefix}{core}{cut.suffix}"
                costs[whole] = min(cost, costs.get(whole, cost))
                forms.setdefault(whole, {whole}).update(_forms(cut.prefix, core))
        wanted = list(set().union(*forms.values()))
        count = dict(zip(wanted, self.index.document_frequencies(NORM, wanted), strict=True))
        rated = (
            self._worth(norm, (whole,), sum(count[form] for form in forms[whole]), cost + (0 if count[whole] else UNSEEN))
            for whole, cost in costs.items()
        )
        return [candidate for candidate in rated if candidate]

    def _worth(self, norm: str, words: tuple[str, ...], frequency: int, cost: float) -> Candidate | None:
        own = self.frequencies.get(norm, 0)
        if frequency <= max(1, self.rare, OFTENER * own):
            return None
        least = LIKELY_ENOUGH - A_LETTER * (min(len(norm), LONG) - USUAL) + (WRITTEN if own else 0)
        score = log10(frequency / sqrt(self.articles)) - cost
        return Candidate(words, score) if score >= least else None

    def _split(self, norm: str) -> list[Candidate]:
        """Two words that stand side by side in the archive, and here without a space."""
        pairs = [(norm[:at], norm[at:]) for at in range(2, len(norm) - 1)]
        parts = list({part for pair in pairs for part in pair})
        known = dict(zip(parts, self.index.document_frequencies(NORM, parts), strict=True))
        pairs = [pair for pair in pairs if known[pair[0]] > 1 and known[pair[1]] > 1]
        pairs.sort(key=lambda pair: -min(known[pair[0]], known[pair[1]]))
        counts = ((pair, self.index.count(Phrase(NORM, pair))) for pair in pairs[:CONSIDERED])
        return [found for pair, count in counts if (found := self._worth(norm, pair, count, APART))]

    def _company(self, norm: str, candidate: Candidate) -> float:
        """How often it stands in one article with the question's other words, as a power of ten."""
        others = [word for word, frequency in self.frequencies.items() if word != norm and frequency > self.rare]
        if not others:
            return 0.0
        forms = {form for word in candidate.norms for cut in _cuts(word) for form in _forms(cut.prefix, cut.core)}
        here: list[Node] = [AnyOf(tuple(Term(NORM, form) for form in forms))]
        return log10(1 + self.index.count(AllOf((*here, *(Term(NORM, word) for word in others)))))

    def _printed(self, norm: str) -> str:
        """The norm as the archive prints it most often, hamzas and all, whatever clitics it has there."""
        if norm.isascii():
            ways = {way: [way] for way in (norm, norm.capitalize(), norm.upper())}
        else:
            ways = {f"{cut.prefix}{way}": list(_forms(cut.prefix, way)) for cut in _cuts(norm) for way in spellings(cut.core)}
        written = self._as_written({form for forms in ways.values() for form in forms})
        return max(ways, key=lambda way: sum(written[form] for form in ways[way]))

    def _as_written(self, words: Iterable[str]) -> dict[str, int]:
        """How many articles have each word, spelt just so."""
        found = {word: terms(word) for word in words}
        variants = [term.variant or UNUSUAL + term.norm for term in found.values()]
        frequencies = zip(
            self.index.document_frequencies(NORM, [term.norm for term in found.values()]),
            self.index.document_frequencies(VARIANT, variants),
            strict=True,
        )
        return {
            word: varied if found[word].variant else folded - varied
            for word, (folded, varied) in zip(found, frequencies, strict=True)
        }


def _cuts(norm: str) -> list[Cut]:
    """The word as one, and without its conjunction, preposition and article, where it may have them."""
    found = _PROCLITICS.match(norm)
    return [Cut("", norm), *([Cut(found.group(), norm[found.end() :])] if found else [])]


def _inside_suffix(norm: str) -> list[Cut]:
    found = _SUFFIX.search(norm)
    return [cut._replace(suffix=found.group()) for cut in _cuts(norm[: found.start()])] if found else []


def _forms(prefix: str, core: str) -> set[str]:
    """What a word may stand as, that is written with this prefix; only what takes the article may have it."""
    return {f"{prefix}{core}", f"ال{core}"} | (set() if prefix.endswith(("ال", "لل")) else {core})
