"""What a reader may be typing: names, frequent phrases and headlines that go on from what stands there.

Promises: the last word is taken for a beginning, those before it for whole words; hamzas, diacritics, ta marbuta, the
article and what is joined to it make no difference, neither to what is typed nor to what is found; typed on the wrong
keyboard it is understood too. Names come from the directory, those of most articles first, and only such as readers
can see. Phrases and headlines come from the newest `NEWEST` headlines with what is typed, so an article more costs
nothing: «مفاوضات» goes on as «مفاوضات وقف إطلاق النار» where two of those headlines do.

Refuses: to fail. Where there is no index it has names only, and says so in the log. What is written in the query
language (fields, brackets, *, exclusion), one letter, and what no reader types have no suggestions.
"""

from __future__ import annotations

import logging
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from articles.arabic import Token, fold, normalize, retyped, tokenize, without_article
from articles.models import Article, Name, articles_of_names

from . import sync
from .directory import directory
from .errors import SearchUnavailable
from .meanwhile import meanwhile
from .plan import Node, Plan, Prefix, Snapshot, Term, all_of, any_of
from .terms import BEGINNINGS

logger = logging.getLogger(__name__)
LONGEST = 200
"""Characters; what is longer was pasted."""
SHORTEST = 2
MOST, MOST_NAMES, MOST_PHRASES = 9, 4, 3
NEWEST = 40
"""Headlines that are looked at."""
LOOKED_THROUGH = 24
"""Names of which those that readers can see are kept."""
LONGEST_PHRASE = 4
RECURRING = 2
MOSTLY = 0.6
HEADLINE, HEADLINE_BEGINS, ARTICLE = "headline_norm", "headline_begins", "ال"
LABELS = {**{kind.value: str(kind.label) for kind in Name.Kind}, "headline": "عنوان", "phrase": "عبارة"}

_LANGUAGE = re.compile(r"[:()|*]|(?:^|\s)-\S|\bOR\b")
_JOINED = ("", "ال", "وال", "لل", "بال")
"""What a word in a headline may begin with, that is not typed."""
_JOINED_ARTICLE = re.compile("^(?:[وفبك]ال|لل)(?=..)")
_CONJUNCTION = re.compile("^[وفبكل](?=...)")
_INNER = frozenset(
    fold("في من على إلى عن مع بين أن إن ما لا أو ثم بعد قبل ضد حول منذ حتى هذا هذه التي الذي قد كل غير").split(),
)
"""Words with which no phrase ends."""


@dataclass(frozen=True, slots=True)
class Suggested:
    kind: str
    """One of `LABELS`."""
    text: str
    url: str
    count: int | None = None
    """Published articles, of a name."""

    @property
    def label(self) -> str:
        return LABELS[self.kind]


class Typed(NamedTuple):
    """Normalized, without articles."""

    whole: tuple[str, ...]
    beginning: str
    defined: bool = False
    """Whether the first word was typed with the article."""


class Headline(NamedTuple):
    pk: int
    text: str
    words: tuple[Token, ...]
    norms: tuple[str, ...]
    """Without the article and what is joined to it."""


def suggestions(text: str) -> list[Suggested]:
    """Names, then phrases, then headlines; none twice."""
    if len(text) > LONGEST or _LANGUAGE.search(text):
        return []
    try:
        return _suggested(text, sync.engine().snapshot())
    except SearchUnavailable as problem:
        logger.warning("suggesting names only: %s", problem)
        return _suggested(text, None)


def _suggested(text: str, index: Snapshot | None) -> list[Suggested]:
    for reading in (text, *retyped(text)):
        for typed in _read(reading):
            if found := _mixed(typed, index):
                return found
    return []


def _read(text: str) -> Iterator[Typed]:
    """What is typed; then without a letter that may be a conjunction or preposition."""
    typed = [token.surface for token in tokenize(text)]
    words = [_bare(word) for word in typed]
    if sum(map(len, words)) < SHORTEST:
        return
    if len(words) > 1 and words[-1] in {"ا", ARTICLE}:
        words[-1] = ""  # an article so far: any word may follow
    defined = normalize(typed[0]) != words[0]
    yield Typed(tuple(words[:-1]), words[-1], defined)
    inner = [_CONJUNCTION.sub("", word) for word in words]
    if inner != words:
        yield Typed(tuple(inner[:-1]), inner[-1])


@lru_cache(maxsize=50_000)
def _bare(word: str) -> str:
    return without_article(normalize(word))


def _mixed(typed: Typed, index: Snapshot | None) -> list[Suggested]:
    newest = meanwhile(index, lambda: _newest(typed, index)) if index else list[int]
    names = _names(typed)
    headlines = _headlines(typed, newest())
    said = {fold(name.text) for name in names}
    phrases = [text for text in _phrases(typed, headlines) if fold(text) not in said][:MOST_PHRASES]
    names = names[: max(MOST_NAMES, MOST - len(phrases) - len(headlines))]
    shown = headlines[: MOST - len(names) - len(phrases)]
    return [
        *names,
        *(Suggested("phrase", text, f"{reverse('search')}?{urlencode({'q': text})}") for text in phrases),
        *(Suggested("headline", one.text, Article(pk=one.pk, headline=one.text).get_absolute_url()) for one in shown),
    ]


# --- names ----------------------------------------------------------------------------------------


def _names(typed: Typed) -> list[Suggested]:
    """Names that readers can see, those of most articles first."""
    numbers = list(islice(directory().names(typed.whole, typed.beginning), LOOKED_THROUGH))
    counts = articles_of_names(numbers)
    shown = sorted(counts, key=lambda pk: (-counts[pk], numbers.index(pk)))
    names = Name.objects.standing().in_bulk(shown)
    best = [names[pk] for pk in shown if pk in names][:MOST]
    return [Suggested(name.kind, str(name), name.get_absolute_url(), counts[name.pk]) for name in best]


# --- headlines and phrases ------------------------------------------------------------------------


def _newest(typed: Typed, index: Snapshot) -> list[int]:
    """Numbers of the newest articles with all that is typed in their headline."""
    parts: list[Node] = [any_of(Term(HEADLINE, joined + word) for joined in _JOINED) for word in typed.whole]
    if typed.beginning != ARTICLE:  # nearly every headline has a word with it
        parts += _begun(typed.beginning)
    if not parts:
        return []
    return [sync.number(hit.key) for hit in index.execute(Plan(all_of(parts), limit=NEWEST, sort="-newest")).hits]


def _begun(beginning: str) -> Iterator[Node]:
    if len(beginning) in BEGINNINGS:
        yield Term(HEADLINE_BEGINS, beginning)
    elif len(beginning) >= SHORTEST:
        before = ("",) if beginning.startswith(ARTICLE) else _JOINED
        yield Prefix(HEADLINE, tuple(joined + beginning for joined in before))


def _headlines(typed: Typed, numbers: Sequence[int]) -> list[Headline]:
    """Each text once; those with the words as they are typed come first."""
    texts = dict(Article.objects.published().filter(pk__in=numbers).values_list("pk", "headline"))
    found: dict[tuple[str, ...], Headline] = {}
    for pk in numbers:
        words, norms = _cut(texts.get(pk, ""))
        if norms:
            found.setdefault(norms, Headline(pk, texts[pk], words, norms))
    return sorted(found.values(), key=lambda headline: next(_places(typed, headline.norms), len(headline.norms)))


@lru_cache(maxsize=2000)
def _cut(headline: str) -> tuple[tuple[Token, ...], tuple[str, ...]]:
    """A reader who types on sees mostly the same headlines again."""
    words = tuple(tokenize(headline))
    return words, tuple(_bare(word.surface) for word in words)


def _places(typed: Typed, norms: tuple[str, ...]) -> Iterator[int]:
    """Where the typed words stand one after the other."""
    length = len(typed.whole)
    for at in range(len(norms) - length):
        if norms[at + length].startswith(typed.beginning) and norms[at : at + length] == typed.whole:
            yield at


def _phrases(typed: Typed, headlines: Sequence[Headline]) -> list[str]:
    """How what is typed goes on in several headlines, the most frequent first."""
    printed: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for headline in headlines:
        found = {norms: text for at in _places(typed, headline.norms) for norms, text in _from(typed, headline, at)}
        for norms, text in found.items():
            printed[norms][text] += 1
    often = {norms: texts.total() for norms, texts in printed.items() if texts.total() >= RECURRING}
    for norms in sorted(often, key=len, reverse=True):
        for length in range(1, len(norms)):  # what nearly always goes on in one way is no phrase yet
            if often[norms] >= MOSTLY * often.get(norms[:length], often[norms] + 1):
                often[norms[:length]] = 0
    best = sorted((norms for norms in often if often[norms]), key=lambda norms: -often[norms])
    texts = [printed[norms].most_common(1)[0][0] for norms in best]
    return sorted(texts, key=lambda text: typed.defined and not text.startswith(ARTICLE))


def _from(typed: Typed, headline: Headline, at: int) -> Iterator[tuple[tuple[str, ...], str]]:
    """Phrases that begin there, up to a mark or the longest that is offered."""
    length = len(typed.whole) + 1
    longest = max(LONGEST_PHRASE, length + 1)
    for count, word in enumerate(headline.words[at : at + longest], start=1):
        if count > 1 and not headline.text[headline.words[at + count - 2].end : word.start].isspace():
            return
        last = headline.norms[at + count - 1]
        more = count > length or (count == length and last != typed.beginning)
        if more and last not in _INNER and len(last) > 1:
            text = headline.text[headline.words[at].start : word.end]
            yield headline.norms[at : at + count], _JOINED_ARTICLE.sub("ال", text)
