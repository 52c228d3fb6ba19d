"""The query language: what a reader types, read into a tree, with every mistake named and none fatal.

    words                 every form of each; articles with all of them come first
    "an exact phrase"     also in «», “ ”, „“, the wrong way round or left open
    -word  -"phrase"      without it
    a OR b   a | b        either
    ( … )                 grouping
    مفاوض*                anything that begins so
    عنوان: شخص: مصدر: مكان: منظمة: موضوع:       (title person source place organization topic)
    من:2024-03 إلى:2025   days, months or years; months by any of their Arabic names: من:"آذار 2024"

Every text has a reading. What cannot be meant as it stands is a Problem: an Arabic sentence that names it; the
reading leaves it out, and `query.written` of the reading is the question repaired.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass, field
from enum import StrEnum

from articles.arabic import MONTH_NUMBERS, fold, tokenize

from .query import Both, Clause, Either, Question, Within, Word, Words

MOST_WORDS = 64
"""Words of one question; the longest of ARCD's 693 questions has 33."""
DEEPEST = 8
"""Brackets within brackets."""
SHORTEST_PREFIX = 2

FIELDS = {
    fold(name): field
    for field, names in {
        "headline": "عنوان العنوان title headline",
        "source": "مصدر المصدر صحيفة source",
        "person": "شخص الشخص person",
        "place": "مكان المكان place",
        "organization": "منظمة المنظمة جهة organization organisation",
        "topic": "موضوع الموضوع topic",
        "since": "من منذ from since",
        "until": "إلى حتى to until",
    }.items()
    for name in names.split()
}
_QUOTES = '"“”„«»'
_TOKEN = re.compile(
    rf"""(?P<minus>-(?=[^\s\-]))|(?P<open>\()|(?P<close>\))|(?P<bar>\||OR(?=[\s()|{_QUOTES}]|$))
    |[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)(?P<closed>[{_QUOTES}]|$)
    |(?P<field>[^\s:|(){_QUOTES}\-][^\s:|(){_QUOTES}]*):|(?P<word>[^\s:|(){_QUOTES}]+)""",
    re.VERBOSE,
)


class Kind(StrEnum):
    UNCLOSED_QUOTE = "unclosed_quote"
    UNCLOSED_BRACKET = "unclosed_bracket"
    UNOPENED_BRACKET = "unopened_bracket"
    LONE_OPERATOR = "lone_operator"
    EMPTY_FIELD = "empty_field"
    BAD_DATE = "bad_date"
    BACKWARD_DATES = "backward_dates"
    SHORT_PREFIX = "short_prefix"
    TOO_MANY_WORDS = "too_many_words"
    TOO_DEEP = "too_deep"
    UNKNOWN_NAME = "unknown_name"


@dataclass(frozen=True, slots=True)
class Problem:
    kind: Kind
    message: str


@dataclass(frozen=True, slots=True)
class Reading:
    question: Question
    problems: tuple[Problem, ...] = ()


def read(text: str) -> Reading:
    """Raises nothing, whatever the text."""
    reader = _Reader(text)
    question = reader.question()
    return Reading(question, tuple(dict.fromkeys(reader.problems)))


@dataclass(slots=True)
class _Reader:
    text: str
    problems: list[Problem] = field(default_factory=list)
    _tokens: list[re.Match[str]] = field(default_factory=list)
    _at: int = 0
    _words: int = 0
    _since: tuple[dt.date, dt.date] | None = None
    """First and last day of what stands after «من:»: a day, a month or a year."""
    _until: tuple[dt.date, dt.date] | None = None

    def __post_init__(self) -> None:
        self._tokens = list(_TOKEN.finditer(self.text))

    def question(self) -> Question:
        wanted: list[Clause] = []
        unwanted: list[Clause] = []
        while self._at < len(self._tokens):
            self._sequence(wanted, unwanted, depth=0)
            if self._kind() == "close":
                self._say(Kind.UNOPENED_BRACKET, "قوس «)» لم يُفتح قبله قوس.")
                self._at += 1
        if self._since and self._until and self._since[0] > self._until[1]:
            self._say(Kind.BACKWARD_DATES, "نهاية المدة قبل بدايتها، فبدّلنا بينهما.")
            self._since, self._until = self._until, self._since
        since = self._since[0] if self._since else None
        return Question(tuple(wanted), tuple(unwanted), since, self._until[1] if self._until else None)

    # --- tokens -----------------------------------------------------------------------------------

    def _kind(self) -> str:
        return str(self._tokens[self._at].lastgroup) if self._at < len(self._tokens) else ""

    def _say(self, kind: Kind, message: str) -> None:
        self.problems.append(Problem(kind, message))

    # --- grammar ----------------------------------------------------------------------------------

    def _sequence(self, wanted: list[Clause], unwanted: list[Clause], depth: int) -> None:
        """Clauses up to the end or a closing bracket. After a bar the clause before and the one after are alternatives."""
        joining = False
        while (kind := self._kind()) and kind != "close":
            if kind == "bar":
                self._at += 1
                joining = self._may_join(wanted, joining)
                continue
            negative = kind == "minus"
            self._at += negative
            if negative and self._kind() in {"", "close", "bar", "minus"}:
                self._say(Kind.LONE_OPERATOR, "بعد «-» لا شيء.")
                continue
            clause = self._clause(depth)
            if clause is None:
                continue
            if negative:
                unwanted.append(clause)
            elif joining:
                last = wanted.pop()
                wanted.append(Either((*(last.parts if isinstance(last, Either) else (last,)), clause)))
            else:
                wanted.append(clause)
            joining = False
        if joining:
            self._say(Kind.LONE_OPERATOR, "بعد OR لا شيء.")

    def _may_join(self, wanted: list[Clause], joining: bool) -> bool:
        if wanted and not joining and self._kind() not in {"", "close", "minus"}:
            return True
        self._say(Kind.LONE_OPERATOR, "OR تقع بين كلمتين، وإحداهما غائبة.")
        return joining

    def _clause(self, depth: int) -> Clause | None:
        token = self._tokens[self._at]
        self._at += 1
        kind = str(token.lastgroup)
        if kind == "open":
            return self._group(depth)
        if kind == "field":
            return self._field(token)
        if kind == "closed":
            return self._phrase(token)
        return self._word(token.group())

    def _group(self, depth: int) -> Clause | None:
        if depth >= DEEPEST:
            self._say(Kind.TOO_DEEP, f"أقواس داخل أقواس أكثر من {DEEPEST}؛ قرأنا الداخلية كأنها ليست هناك.")
        wanted: list[Clause] = []
        unwanted: list[Clause] = []
        if depth < DEEPEST:
            self._sequence(wanted, unwanted, depth + 1)
        if self._kind() == "close":
            self._at += 1
        elif depth < DEEPEST:
            self._say(Kind.UNCLOSED_BRACKET, "قوس «(» لم يُغلق.")
        if unwanted:
            self._say(Kind.LONE_OPERATOR, "الاستبعاد بعلامة «-» يُكتب خارج الأقواس.")
        return (wanted[0] if len(wanted) == 1 else Both(tuple(wanted))) if wanted else None

    def _phrase(self, token: re.Match[str]) -> Words | None:
        text = " ".join(token["phrase"].split())
        if not token["closed"]:
            self._say(Kind.UNCLOSED_QUOTE, "علامة تنصيص لم تُغلق؛ عددنا العبارة إلى آخر السؤال.")
        return Words(text) if self._counted(text) else None

    def _word(self, text: str) -> Word | None:
        prefix = text.endswith("*")
        bare = text.strip("*").lstrip("-*")
        letters = fold(bare)
        if not letters:
            if text.strip("-*|") == "":
                self._say(Kind.LONE_OPERATOR, f"«{text[:20]}» وحدها لا تعني شيئًا هنا.")
            return None
        if bare == "OR":
            self._say(Kind.LONE_OPERATOR, "OR تقع بين كلمتين، وإحداهما غائبة.")
            return None
        if prefix and len(letters) < SHORTEST_PREFIX:
            self._say(Kind.SHORT_PREFIX, f"«{text[:20]}» أقصر من أن يُبحث بأولها؛ اكتب حرفين على الأقل قبل *.")
            prefix = False
        return Word(bare, prefix) if self._counted(bare) else None

    def _counted(self, text: str) -> bool:
        """Whether there are words in this, and room for them."""
        count = sum(1 for _ in tokenize(text))
        if self._words + count > MOST_WORDS:
            self._say(Kind.TOO_MANY_WORDS, f"في السؤال أكثر من {MOST_WORDS} كلمة؛ تركنا ما زاد.")
            return False
        self._words += count
        return count > 0

    # --- fields -----------------------------------------------------------------------------------

    def _field(self, token: re.Match[str]) -> Clause | None:
        name = FIELDS.get(fold(token["field"]))
        if name is None:  # «قال: …» is words
            return self._word(token["field"])
        value = self._value(token)
        if value is None:
            self._say(Kind.EMPTY_FIELD, f"بعد «{token.group()}» لا شيء.")
            return None
        if name in {"since", "until"}:
            self._date(name, value.text)
            return None
        return Within(name, value)

    def _value(self, token: re.Match[str]) -> Word | Words | None:
        """The word or phrase that follows the colon, with or without a space between."""
        if self._kind() not in {"word", "closed"}:
            return None
        following = self._tokens[self._at]
        self._at += 1
        return self._phrase(following) if following.lastgroup == "closed" else self._word(following.group())

    def _date(self, name: str, text: str) -> None:
        days = dates(text)
        if days is None:
            self._say(Kind.BAD_DATE, f'«{text[:30]}» ليس تاريخًا؛ يُكتب هكذا: 2025 أو 2025-03 أو 2025-03-09 أو "آذار 2025".')
        elif name == "since":
            self._since = days
        else:
            self._until = days


def dates(text: str) -> tuple[dt.date, dt.date] | None:
    """First and last day of a day, month or year: 2025-03-09, 2025/3, 2025, آذار 2025, 9 مارس 2025."""
    parts = _year_first(fold(text).split())
    if not 1 <= len(parts) <= 3 or not all(part.isascii() and part.isdigit() for part in parts) or len(parts[0]) != 4:
        return None
    year, month, day = (*map(int, parts), None, None)[:3]
    try:
        first = dt.date(year or 0, month or 1, day or 1)
        if day is not None:
            return first, first
        last_month = 12 if month is None else month
        return first, dt.date(first.year, last_month, calendar.monthrange(first.year, last_month)[1])
    except ValueError:
        return None


def _year_first(words: list[str]) -> list[str]:
    """The parts of a date as year, month, day, its month as a number: a month's name may stand anywhere."""
    for at in range(len(words)):
        for length in (2, 1):
            month = MONTH_NUMBERS.get(" ".join(words[at : at + length]))
            if month and at + length <= len(words):
                before, after = words[:at], words[at + length :]
                year, day = (after, before) if after and len(after[0]) == 4 else (before, after)
                return [*year, str(month), *day]
    return words
