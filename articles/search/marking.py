"""Which written words a question means: what is marked is what matched.

Promises: a word is marked for the very terms by which the index found it, whole as it is written, clitics included; a
phrase only where its words follow one another. Many texts are looked through at once, as cheaply as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from articles.arabic import Sieve, Terms, Token, is_word, normalize, term_strings, tokenize, words

from .matching import Matching
from .params import Match

Span: TypeAlias = tuple[int, int, int]
"""Start and end of a written word, in characters, and the number of the asked word or phrase that it matches."""
_APART = " \0 "
"""Between two texts: what no text has, and space on both sides, so that it touches no word."""


class Marker:
    """One object serves one question; it remembers each spelling that it met."""

    def __init__(self, matching: Matching) -> None:
        self._how = matching.match
        self._surfaces: dict[str, int] = {}
        self._norms: dict[str, int] = {}
        self._lemmas: dict[str, int] = {}
        self._prefixes = [(word.terms.norm, number) for number, word in enumerate(matching.words) if word.prefix]
        for number, word in reversed(list(enumerate(matching.words))):
            if word.prefix:
                continue
            self._surfaces[word.surface] = number
            self._norms[word.terms.norm] = number
            self._lemmas |= dict.fromkeys(word.terms.lemmas, number)
        self._phrases = [
            (tuple(word.terms.norm for word in phrase.words), number)
            for number, phrase in enumerate(matching.phrases, start=len(matching.words))
        ]
        by_lemma = matching.match is Match.FORMS
        self._sieve = Sieve(word.terms if by_lemma and not word.prefix else _by_norm(word.terms) for word in matching.words)
        self._beginnings = Sieve(_by_norm(phrase.words[0].terms) for phrase in matching.phrases)
        self._seen: set[str] = set()
        self._matching: dict[str, int] = {}

    def __bool__(self) -> bool:
        return bool(self._surfaces or self._phrases or self._prefixes)

    def spans(self, text: str) -> list[Span]:
        """Where what matches stands in a text, in its order."""
        return self.all_spans([text])[0]

    def all_spans(self, texts: Sequence[str]) -> list[list[Span]]:
        """The same for each of many texts: to look through them together is several times faster."""
        if not self:
            return [[] for _ in texts]
        joined = _APART.join(texts)
        near = self._sieve.near(joined)
        cut = _cut(stretch for _, stretch in near)
        self._learn({surface for tokens in cut.values() for surface, _, _ in tokens} - self._seen)
        marked = self._marked(cut)
        found = [
            (begin + start, begin + end, number)
            for begin, stretch in near
            if stretch in marked
            for start, end, number in marked[stretch]
        ]
        if self._phrases:
            found = _merged(found, self._phrase_spans(joined))
        return list(_shared_out(found, texts))

    def _marked(self, cut: Mapping[str, Sequence[Token]]) -> dict[str, list[Span]]:
        """Spans within each stretch that has any."""
        matching = self._matching
        found = {
            stretch: [(start, end, matching[surface]) for surface, start, end in tokens if surface in matching]
            for stretch, tokens in cut.items()
        }
        return {stretch: spans for stretch, spans in found.items() if spans}

    def _learn(self, fresh: set[str]) -> None:
        """Analyses spellings that this question has not met; most of a text's words were met before."""
        self._seen |= fresh
        for prefix, asked in self._prefixes:
            self._matching |= {surface: asked for surface in fresh if normalize(surface).startswith(prefix)}
        if not self._surfaces:
            return
        if self._how is Match.EXACT:
            self._matching |= {surface: self._surfaces[surface] for surface in fresh & self._surfaces.keys()}
            return
        for surface in self._sieve(fresh):
            norm, lemmas, _ = term_strings(surface)
            number = self._norms.get(norm)
            if number is None and self._how is Match.FORMS:
                number = next((self._lemmas[lemma] for lemma in lemmas.split() if lemma in self._lemmas), None)
            if number is not None:
                self._matching[surface] = number

    def _phrase_spans(self, text: str) -> Iterator[Span]:
        firsts = {phrase[0] for phrase, _ in self._phrases}
        for begin, stretch in self._beginnings.near(text):
            for word in words(stretch):
                norm = normalize(word.group())
                if norm in firsts:
                    for phrase, number in self._phrases:
                        if norm == phrase[0]:
                            places = _occurrence(phrase, text, begin + word.start())
                            yield from ((start, end, number) for start, end in places)


def _by_norm(terms: Terms) -> Terms:
    return terms._replace(lemmas=())


def _cut(stretches: Iterable[str]) -> dict[str, list[Token]]:
    """The words of each; most are one word, and come again."""
    found: dict[str, list[Token]] = {}
    for stretch in stretches:
        if stretch not in found:
            found[stretch] = [Token(stretch, 0, len(stretch))] if is_word(stretch) else list(tokenize(stretch))
    return found


def _occurrence(phrase: Sequence[str], text: str, start: int) -> list[tuple[int, int]]:
    """The places of a phrase's words where it begins there; none where it does not go on so."""
    end = text.find(_APART, start)
    following = words(text, start, len(text) if end < 0 else end)
    places = []
    for norm, word in zip(phrase, following, strict=False):
        if normalize(word.group()) != norm:
            return []
        places.append(word.span())
    return places if len(places) == len(phrase) else []


def _merged(found: Iterable[Span], phrases: Iterable[Span]) -> list[Span]:
    """A word of a phrase counts for the phrase."""
    spans = {start: (start, end, number) for start, end, number in [*found, *phrases]}
    return [spans[start] for start in sorted(spans)]


def _shared_out(spans: Iterable[Span], texts: Iterable[str]) -> Iterator[list[Span]]:
    """Spans in joined texts, as spans of each."""
    waiting = iter(spans)
    span = next(waiting, None)
    begin = 0
    for text in texts:
        end = begin + len(text)
        own = []
        while span and span[0] < end:
            own.append((span[0] - begin, span[1] - begin, span[2]))
            span = next(waiting, None)
        yield own
        begin = end + len(_APART)
