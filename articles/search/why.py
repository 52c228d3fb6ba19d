"""Why an article was found: for every word that was asked for, the written words that matched it, and how.

Promises: what is explained is what matched, and what is marked: each asked word goes through the same Marker as the
pages, over the same text as the index. A word of «عنوان:» is looked for in the headline only. Words that the article
lacks are named as well; of alternatives only if it has none of them. Function words that the search passed over are no
reasons, and are named apart.

Refuses: to explain scores. How results are ordered is the same for all of them and needs no article.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from articles.arabic import LexiconError, normalize, readings, surfaces, terms
from articles.models import Article, Name

from . import documents
from .errors import SearchUnavailable
from .marking import Marker
from .matching import Asked, AskedPhrase, Matching, match
from .params import Match, SearchParams
from .query import Clause, Either, Question, Within, Word, Words
from .results import Asking, names_meant


class Where(StrEnum):
    """Where in an article."""

    HEADLINE = "headline"
    LEAD = "lead"  # kicker, standfirst, dateline, byline, source, and the names that it mentions with their roles
    BODY = "body"


class How(StrEnum):
    SAME = "same"  # as typed
    SPELLING = "spelling"  # other hamzas, diacritics, ya, ta marbuta
    LEMMA = "lemma"  # both are forms of one word in the lexicon
    STEM = "stem"  # both have one stem, or are one word that the lexicon lacks, with and without its particles
    PREFIX = "prefix"  # begins with it
    PHRASE = "phrase"  # the phrase, its spelling folded
    NAME = "name"  # a name that it may mean
    OTHER = "other"


class Wish(StrEnum):
    """What was asked for."""

    WORD = "word"
    PREFIX = "prefix"
    PHRASE = "phrase"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Form:
    """Words as the article has them."""

    text: str
    how: tuple[How, ...]
    lemma: str = ""
    """Where `how` says LEMMA; with its vowels where only one is meant."""
    places: Mapping[Where, int] = field(default_factory=dict)
    """How often it stands where."""


@dataclass(frozen=True, slots=True)
class Reason:
    wish: Wish
    text: str
    forms: tuple[Form, ...] = ()
    field: str = ""
    """The field of the question that was named: "headline" or a facet."""

    @property
    def missing(self) -> bool:
        return not self.forms


@dataclass(frozen=True, slots=True)
class Explanation:
    found: bool
    """Whether the article is a result of the search, with all that narrows it."""
    reasons: tuple[Reason, ...]
    passed_over: tuple[str, ...] = ()
    """Words that were typed and neither find an article nor are missed in one."""


def explain(params: SearchParams, article_id: int) -> Explanation:
    """Raises Article.DoesNotExist for what is not published, and SearchUnavailable."""
    article = documents.ready(Article.objects.published()).get(pk=article_id)
    asking = Asking.prepare(params)
    text = _Text(article)
    try:
        reasons = tuple(reason for clause in asking.matching.wanted for reason in _reasons(clause, params.match, text))
    except LexiconError as error:
        raise SearchUnavailable(str(error)) from error
    light = [clause for clause in asking.reading.question.wanted if clause not in asking.matching.wanted]
    passed_over = tuple(dict.fromkeys(clause.text for clause in light if isinstance(clause, Word)))
    return Explanation(asking.finds(article.pk), reasons, passed_over)


class _Text:
    """An article's words as the index has them, by place."""

    def __init__(self, article: Article) -> None:
        self.columns = documents.document(article)
        self.parts = {
            Where.HEADLINE: [article.headline],
            Where.LEAD: documents.beside(article),
            Where.BODY: [article.body],
        }
        self.words = {place: Counter(word for part in parts for word in surfaces(part)) for place, parts in self.parts.items()}

    def count(self, word: str, where: Iterable[Where]) -> dict[Where, int]:
        return {place: self.words[place][word] for place in where if word in self.words[place]}


def _reasons(clause: Clause, how: Match, text: _Text, field: str = "") -> Iterator[Reason]:
    if isinstance(clause, (Word, Words)):
        matching = match(Question((clause,)), how)
        yield from (_word(asked, how, text, field) for asked in matching.words)
        yield from (_phrase(asked, clause.text, how, text, field) for asked in matching.phrases)
    elif isinstance(clause, Within):
        yield from _reasons(clause.part, how, text, "headline") if clause.field == "headline" else [_name(clause, text)]
    else:
        found = [reason for part in clause.parts for reason in _reasons(part, how, text, field)]
        present = [reason for reason in found if not reason.missing]
        yield from present if isinstance(clause, Either) and present else found


def _searched(field: str) -> list[Where]:
    return [Where.HEADLINE] if field == "headline" else list(Where)


def _word(asked: Asked, how: Match, text: _Text, field: str) -> Reason:
    where = _searched(field)
    written = " ".join(dict.fromkeys(word for place in where for word in text.words[place]))
    found = [written[start:end] for start, end, _ in Marker(Matching(how, words=[asked])).spans(written)]
    forms = [_form(asked, word, text.count(word, where)) for word in found]
    forms.sort(key=lambda form: (list(How).index(form.how[0]), -sum(form.places.values())))
    return Reason(Wish.PREFIX if asked.prefix else Wish.WORD, asked.surface, tuple(forms), field)


def _form(asked: Asked, written: str, where: Mapping[Where, int]) -> Form:
    if asked.prefix:
        return Form(written, (How.PREFIX,), places=where)
    if written == asked.surface:
        return Form(written, (How.SAME,), places=where)
    found = terms(written)
    if found.norm == asked.terms.norm:
        return Form(written, (How.SPELLING,), places=where)
    shared = set(found.lemmas) & set(asked.terms.lemmas)
    lemma = _lemma(asked.surface, written, shared)
    how = [How.LEMMA] if lemma else []
    how += [How.STEM] if found.stem == asked.terms.stem or (shared and not lemma) else []
    return Form(written, tuple(how) or (How.OTHER,), lemma, where)


def _lemma(asked: str, written: str, shared: set[str]) -> str:
    """The lemma that two words share, as the lexicon prints it; its vowels are left out where they share several."""
    ours, theirs = (
        dict.fromkeys(reading.lemma for reading in readings(word) if normalize(reading.lemma) in shared)
        for word in (written, asked)
    )
    common = [lemma for lemma in ours if lemma in theirs] or list(ours)
    return common[0] if len(common) == 1 else _bare(common[0]) if common else ""


def _bare(lemma: str) -> str:
    return "".join(letter for letter in lemma if unicodedata.category(letter) != "Mn")


def _phrase(asked: AskedPhrase, typed: str, how: Match, text: _Text, field: str) -> Reason:
    """The places where the phrase stands, by how it is written there."""
    marker = Marker(Matching(how, phrases=[asked]))
    found: dict[str, Counter[Where]] = {}
    for place in _searched(field):
        for part in text.parts[place]:
            for written in _runs(part, marker):
                found.setdefault(written, Counter())[place] += 1
    forms = (Form(written, (How.SAME if written == typed else How.PHRASE,), places=count) for written, count in found.items())
    return Reason(Wish.PHRASE, typed, tuple(forms), field)


def _runs(text: str, marker: Marker) -> Iterator[str]:
    """What matches, words that follow one another taken together."""
    start = end = -1
    for left, right, _ in marker.spans(text):
        if start < 0 or surfaces(text[end:left]):
            if start >= 0:
                yield text[start:end]
            start = left
        end = right
    if start >= 0:
        yield text[start:end]


def _name(clause: Within, text: _Text) -> Reason:
    numbers = [number for number in names_meant(clause.field, clause.part.text) if str(number) in text.columns[clause.field]]
    forms = tuple(Form(str(name), (How.NAME,)) for name in Name.objects.filter(pk__in=numbers))
    return Reason(Wish.NAME, clause.part.text, forms, clause.field)
