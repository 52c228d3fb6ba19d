"""The search box of the article list: published articles through the site's own engine, the others through
the database, which is where drafts and withdrawn articles are.

Never silent about what it could not do: an engine that is down, a question it refuses and a list cut short
are each said above the list.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from articles.arabic import Counted, fold
from articles.models import Article
from articles.search import BadParameters, SearchParams, SearchUnavailable, rank

ARTICLES = Counted("لا مقال", "مقال واحد", "مقالان", "{n} مقالات", "{n} مقالًا", "{n} مقال")
MOST = 500
"""Published articles that one question lists; whoever looks for one of more than these narrows the question."""

DOWN = (
    "محرك البحث متوقف الآن، فهذه نتائج قاعدة البيانات: المقالات المنشورة التي في عنوانها كل هذه الكلمات، "
    "وغير المنشورة التي في عنوانها أو متنها. قد يفوتها ما كُتب بصيغة أخرى."
)
CUT = "يوافق بحثك من المنشور {total}، وهذه أقربها، وعددها {shown}. ضيّق البحث بكلمات أو مصدر أو تاريخ."


@dataclass(slots=True)
class Narrowing:
    """What the list's filters already say, so that the engine's best are the best of what is listed."""

    status: str = ""
    source: str = ""
    first_day: dt.date | None = None
    last_day: dt.date | None = None

    def params(self, words: str) -> SearchParams:
        asked = {"q": [words], "source": [self.source] if self.source else []}
        asked |= {"from": [self.first_day.isoformat()]} if self.first_day else {}
        asked |= {"to": [self.last_day.isoformat()]} if self.last_day else {}
        return SearchParams.parse(asked)


@dataclass(slots=True)
class Found:
    articles: QuerySet[Article]
    notices: list[str] = field(default_factory=list)
    ranked: list[int] = field(default_factory=list)
    """Published articles by number, best first."""

    def best_first(self) -> QuerySet[Article]:
        if not self.ranked:
            return self.articles.order_by("-pk")
        places = [When(pk=pk, then=Value(place)) for place, pk in enumerate(self.ranked)]
        return self.articles.order_by(Case(*places, default=Value(len(places)), output_field=IntegerField()), "-pk")


def find(articles: QuerySet[Article], words: str, narrowing: Narrowing) -> Found:
    try:
        params = narrowing.params(words)
    except BadParameters as error:
        return Found(articles.none(), list(error.errors.values()))
    others = ~Q(status=Article.Status.PUBLISHED) & written(words, "headline", "kicker", "standfirst", "body")
    if narrowing.status not in {"", Article.Status.PUBLISHED}:
        return Found(articles.filter(others))
    try:
        ranked, total = _published(params)
    except SearchUnavailable:
        return Found(articles.filter(others | Q(status=Article.Status.PUBLISHED) & written(words, "headline")), [DOWN])
    notices = [CUT.format(total=ARTICLES(total), shown=len(ranked))] if total > len(ranked) else []
    # Asked again of the database: the index may be a moment behind a withdrawal.
    return Found(articles.filter(Q(pk__in=ranked, status=Article.Status.PUBLISHED) | others), notices, ranked)


def _published(params: SearchParams) -> tuple[list[int], int]:
    """The best of those with all words; where no article has all, of those with most."""
    ranking = rank(params, MOST)
    if ranking.total_all_words:
        return ranking.ids[: ranking.total_all_words], ranking.total_all_words
    return ranking.ids, ranking.total


# --- without an index -----------------------------------------------------------------------------

_ALIKE = {"ا": "[اأإآٱ]", "ي": "[يىیئ]", "ه": "[هةھہ]", "و": "[وؤ]", "ك": "[كکگ]"}
_ALIKE |= {digit: f"[{digit}{chr(0x660 + int(digit))}{chr(0x6F0 + int(digit))}]" for digit in "0123456789"}
_MARKS = "[\u0640\u064b-\u065f\u0670]*"
_PARTS = re.compile(r'(-?)(?:["“”„«»]([^"“”„«»]+)["“”„«»]?|([^\s"“”„«»]+))')


def written(question: str, *fields: str) -> Q:
    """Articles where each word stands as typed in one of the fields, spelling variants and vowel marks aside."""
    found = Q()
    for minus, phrase, word in _PARTS.findall(question):
        if not (pattern := spelling_pattern(phrase or word)):
            continue
        anywhere = Q()
        for name in fields:
            anywhere |= Q(**{f"{name}__iregex": pattern})
        found &= ~anywhere if minus else anywhere
    return found or Q(pk=None)


def spelling_pattern(text: str) -> str:
    """A regular expression, the same to SQLite (Python's) and PostgreSQL, for text in any of its spellings."""
    return r"\s+".join(_MARKS.join(_ALIKE.get(letter, re.escape(letter)) for letter in word) for word in fold(text).split())
