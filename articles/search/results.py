"""From a SearchParams to a page of results: asks the engine, fetches the articles, marks what matched.

The engine says which articles, how many and in what order; what is shown comes from the database. An
article that was withdrawn since the last commit of the index is left out here too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.safestring import SafeString
from haystack.constants import DJANGO_ID

from articles.arabic import LexiconError
from articles.models import Article, Name

from . import highlight, narrowing, spelling, sync
from .errors import SearchUnavailable
from .histogram import MOST_DAYS, Histogram, over_time
from .language import Kind, Problem, Reading, read
from .marking import Marker
from .matching import ALL_WORDS, Matching, Rarities, all_alike, match
from .merged import followed, with_merged
from .narrowing import DAY, WORDS, FacetValue, within
from .params import LONGEST_QUERY, PAGE_SIZE, Keep, SearchParams, Sort
from .plan import FacetRequest, Hit, Node, Nothing, Plan, Range, Snapshot, Term
from .query import LABELS, Within, written

MOST_NAMES = 200
"""Names that «شخص:علي» may mean; beyond them the question is too wide to be about one."""


@dataclass(frozen=True, slots=True)
class Result:
    article: Article
    score: float
    headline: SafeString
    snippet: SafeString


class Suggestion(NamedTuple):
    """«هل تقصد»"""

    text: str
    total: int
    """Articles that it would find, narrowed as the search is."""


@dataclass(slots=True)
class Results:
    params: SearchParams
    total: int = 0
    """Articles that are found: that have some of the words, or all of them where that was asked for."""
    total_some_words: int = 0
    total_all_words: int = 0
    results: list[Result] = field(default_factory=list)
    facets: dict[str, list[FacetValue]] = field(default_factory=dict)
    histogram: Histogram = field(default_factory=Histogram)
    suggestion: Suggestion | None = None
    problems: list[Problem] = field(default_factory=list)
    """What of the question could not be meant as it stands."""
    repaired: str = ""
    """The question as it was read, where it had problems."""


def search(params: SearchParams, *, offset: int | None = None, limit: int = PAGE_SIZE, facets: bool = True) -> Results:
    """Results from `offset` (the page's own, if not given). Raises SearchUnavailable; never answers "none" instead."""
    asking = Asking.prepare(params)
    counting = asking.counting(facets)
    best = asking.best((params.page - 1) * PAGE_SIZE if offset is None else offset, limit)
    found = Results(
        params=asking.params,
        problems=[*asking.reading.problems, *map(_nobody, asking.matching.unknown)],
        repaired=written(asking.reading.question) if asking.reading.problems else "",
        results=_shown(best.hits, Marker(asking.matching)),
    )
    better = _meant(asking)
    counted = counting()
    found.total = counted.total
    found.total_some_words = counted.words.get(Keep.SOME, counted.total)
    found.total_all_words = counted.words.get(Keep.ALL, counted.total) if best.all_words is None else best.all_words
    found.histogram = counted.histogram
    found.facets = narrowing.named(counted.values, asking.params) if facets else {}
    if better and (better.all_words, better.total) > (found.total_all_words, found.total):
        found.suggestion = Suggestion(better.text, better.total)
    return found


class _Better(NamedTuple):
    text: str
    total: int
    all_words: int


def _meant(asking: Asking) -> _Better | None:
    """The question with its misspelt words put right, and what it would find."""
    question = spelling.corrected(asking.reading.question, asking.index)
    text = written(question) if question else ""
    if not text or len(text) > LONGEST_QUERY:
        return None
    better = Asking.prepare(asking.params.asking(text), asking.index)
    total = better.total()
    return _Better(text, total, better.counted_words().get(Keep.ALL, total))


def _nobody(clause: Within) -> Problem:
    return Problem(Kind.UNKNOWN_NAME, f"ليس في الأرشيف {LABELS[clause.field]} باسم «{clause.part.text[:60]}».")


class Best(NamedTuple):
    hits: Sequence[Hit]
    all_words: int | None
    """Articles with all of the words, where they were counted on the way."""


class Counted(NamedTuple):
    total: int
    words: Mapping[str, int]
    """See `Asking.counted_words`; without what `Asking.best` counts."""
    values: Mapping[str, list[tuple[int, int]]]
    """See `narrowing.Counts`."""
    histogram: Histogram


@dataclass(frozen=True, slots=True)
class Asking:
    """A search made ready for the engine, and the moment of the index that it is about."""

    index: Snapshot
    params: SearchParams
    reading: Reading
    matching: Matching
    filters: Mapping[str, Node]
    chosen: narrowing.Chosen

    @classmethod
    def prepare(cls, params: SearchParams, index: Snapshot | None = None) -> Asking:
        """Of this moment, if no other is given. Raises SearchUnavailable, also where words cannot be analysed."""
        index = index or sync.engine().snapshot()
        params, filed = followed(params)
        reading = read(params.q)
        matching = _matched(params, reading, index.rarities)
        filters = narrowing.filters(params, filed)
        if params.words is Keep.ALL and matching.ranked_words > 1:
            filters[WORDS] = matching.every
        return cls(index, params, reading, matching, filters, narrowing.chosen(params, filed))

    @property
    def query(self) -> Node:
        return within(self.matching.scored if WORDS in self.filters else self.matching.ranked, self.filters.values())

    @property
    def unranked(self) -> Node:
        """The same articles, found at less cost."""
        return within(self.matching.some, self.filters.values())

    @property
    def sort(self) -> str:
        if self.params.sort is Sort.OLDEST:
            return "newest"
        ranked = self.params.sort is Sort.RELEVANCE and (self.matching.words or self.matching.phrases)
        return "" if ranked else "-newest"

    def plan(self, offset: int, limit: int) -> Plan:
        return Plan(self.query, offset, limit, self.sort)

    @property
    def words_apart(self) -> bool:
        """Whether articles with all of the words stand before those with some."""
        return self.matching.ranked_words > 1 and WORDS not in self.filters and not self.sort

    def best(self, offset: int, limit: int) -> Best:
        """Results in their order, from an offset on. Where those with all words are enough, no others are ranked, in half
        the time."""
        every = None
        if self.words_apart:
            answer = self.index.execute(Plan(within(self.matching.first, self.filters.values()), offset, limit))
            every = answer.total
            if offset + limit <= every:
                return Best(answer.hits, every)
        return Best(self.index.execute(self.plan(offset, limit)).hits, every)

    def finds(self, article_id: int) -> bool:
        """Whether an article is among the results."""
        return bool(self.index.count(within(self.unranked, [Term(DJANGO_ID, str(article_id))])))

    def total(self) -> int:
        return self.index.count(self.unranked)

    def counted_words(self) -> dict[str, int]:
        """`Keep` -> articles, where those with some of the words and those with all are not the same."""
        if self.matching.ranked_words < 2:
            return {}
        others = [part for name, part in self.filters.items() if name != WORDS]
        keep, query = (Keep.SOME, self.matching.some) if WORDS in self.filters else (Keep.ALL, self.matching.every)
        return {keep: self.index.count(within(query, others))}

    def counting(self, facets: bool = True) -> Callable[[], Counted]:
        """As `narrowing.counting`: begun at once."""
        begun = narrowing.counting(self.index, self.matching.some, self.filters, self.chosen) if facets else None

        def counted() -> Counted:
            words = {} if self.words_apart else self.counted_words()
            if not begun:
                return Counted(self.total(), words, {}, Histogram())
            total, values = begun()
            return Counted(total, words, values, self.histogram(dict(values["year"])))

        return counted

    def histogram(self, years: Mapping[int, int]) -> Histogram:
        """`years` counts what was found in each year."""
        beside = narrowing.beside(self.matching.some, self.filters, DAY)

        def days(first: dt.date, last: dt.date) -> Mapping[int, int]:
            query = within(beside, [Range("day", first.toordinal(), last.toordinal())])
            asked = {DAY: FacetRequest("day", query, MOST_DAYS)}
            answer = self.index.execute(Plan(Nothing(), limit=0, facets=asked))  # no articles, only their days
            return {int(day): count for day, count in answer.facets[DAY]}

        return over_time(years, self.params.date_from, self.params.date_to, days)


class Ranking(NamedTuple):
    ids: list[int]
    """Articles by number, best first."""
    total: int
    total_all_words: int


def rank(params: SearchParams, limit: int | None = None) -> Ranking:
    """What a search finds, the first `limit` of it or all, without a look at the articles; for lists and exports."""
    asking = Asking.prepare(params)
    total = asking.total()
    hits, all_words = asking.best(0, total if limit is None else limit)
    if all_words is None:
        all_words = asking.counted_words().get(Keep.ALL, total)
    return Ranking([sync.number(hit.key) for hit in hits], total, all_words)


def asked_words(params: SearchParams) -> list[str]:
    """The different words that a search looks for, as typed: no fields, dates or names of people."""
    return list(dict.fromkeys(word.surface for word in _matched(params, read(params.q)).asked))


def marker_for(params: SearchParams) -> Marker:
    """What a search marks, for the article it leads to. Raises SearchUnavailable."""
    return Marker(_matched(params, read(params.q)))


def _matched(params: SearchParams, reading: Reading, rarities: Rarities = all_alike) -> Matching:
    """Without `rarities` it is good for marking, and needs no engine. Raises SearchUnavailable."""
    if params.q and not reading.question:  # only marks were typed, or only mistakes: nothing is looked for
        return Matching(params.match, scored=Nothing(), some=Nothing(), every=Nothing())
    try:
        return match(reading.question, params.match, named=names_meant, rarities=rarities)
    except LexiconError as error:
        raise SearchUnavailable(str(error)) from error


def names_meant(facet: str, text: str) -> list[int]:
    """Names of a kind that contain the words asked for, in any spelling; aliases too."""
    kind = Name.Kind.OUTLET if facet == "source" else Name.Kind(facet)
    found = Name.objects.filter(kind=kind).matching(text).values_list("pk", flat=True)[:MOST_NAMES]
    return with_merged(found)


def _shown(hits: Sequence[Hit], marker: Marker) -> list[Result]:
    ids = [sync.number(hit.key) for hit in hits]
    articles = Article.objects.published().brief().in_bulk(ids)
    texts = dict(zip(articles, highlight.shown(articles.values(), marker), strict=True))
    return [
        Result(articles[pk], round(hit.score - (ALL_WORDS if hit.score > ALL_WORDS else 0.0), 4), *texts[pk])
        for pk, hit in zip(ids, hits, strict=True)
        if pk in articles
    ]
