"""A search as a value: one SearchParams is one address, and the other way round.

Form, chips, facets, paging, API and export all come from it. What cannot be honoured raises BadParameters
with a reason for each parameter; nothing is quietly dropped or corrected. Unknown parameters are ignored.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from articles.arabic import written_day

from .errors import BadParameters

FACETS = ("source", "person", "place", "organization", "topic")
LONGEST_QUERY = 1000
"""Characters; the longest ARCD question has 189."""
MOST_VALUES = 50
"""Values that may be chosen or excluded in one facet."""
DEEPEST = 10_000
"""Results that can be paged through; beyond them a reader narrows the search."""
PAGE_SIZE = 20


_Choice = TypeVar("_Choice", bound=StrEnum)


class Sort(StrEnum):
    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


class Match(StrEnum):
    FORMS = "forms"  # every form of the word
    FOLDED = "folded"  # the word as typed, spelling variants folded
    EXACT = "exact"  # the word as typed, hamzas and diacritics included


class Keep(StrEnum):
    SOME = "some"  # articles with at least one of the words; those with all of them first
    ALL = "all"  # only those with all of them


@dataclass(frozen=True, slots=True)
class Selection:
    """Values of one facet: any of `include` (all articles where it is empty), none of `exclude`."""

    include: frozenset[int] = frozenset()
    exclude: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.include or self.exclude)

    def tokens(self) -> list[str]:
        """As the address writes them: `5`, and `-5` for excluded."""
        return [str(value) for value in sorted(self.include)] + [f"-{value}" for value in sorted(self.exclude)]

    @classmethod
    def parse(cls, tokens: Iterable[str]) -> Selection:
        """Raises ValueError with an Arabic sentence."""
        include: set[int] = set()
        exclude: set[int] = set()
        for token in tokens:
            digits = token.removeprefix("-")
            if not (digits.isascii() and digits.isdigit() and len(digits) <= 18):
                raise ValueError(f"«{token[:40]}» ليس رقم اسم؛ تُكتب الأرقام هكذا: 5 أو ‎-5 للاستبعاد.")
            (exclude if token.startswith("-") else include).add(int(digits))
        if include & exclude:
            raise ValueError("اسم واحد لا يكون مطلوبًا ومستبعدًا معًا.")
        if len(include) + len(exclude) > MOST_VALUES:
            raise ValueError(f"لا يزيد ما يُختار أو يُستبعد هنا على {MOST_VALUES} اسمًا.")
        return cls(frozenset(include), frozenset(exclude))


NO_SELECTION = Selection()


@dataclass(frozen=True, slots=True)
class SearchParams:
    q: str = ""
    source: Selection = NO_SELECTION
    person: Selection = NO_SELECTION
    place: Selection = NO_SELECTION
    organization: Selection = NO_SELECTION
    topic: Selection = NO_SELECTION
    date_from: dt.date | None = None
    date_to: dt.date | None = None
    sort: Sort = Sort.RELEVANCE
    match: Match = Match.FORMS
    words: Keep = Keep.SOME
    page: int = 1

    @classmethod
    def parse(cls, query: Mapping[str, list[str]]) -> SearchParams:
        """From name -> all its values (`dict(request.GET.lists())`). Raises BadParameters."""
        reader = _Reader(query)
        params = cls(
            q=reader.words(),
            **{facet: reader.selection(facet) for facet in FACETS},
            date_from=reader.date("from"),
            date_to=reader.date("to"),
            sort=reader.choice("sort", Sort, Sort.RELEVANCE),
            match=reader.choice("match", Match, Match.FORMS),
            words=reader.choice("words", Keep, Keep.SOME),
            page=reader.page(),
        )
        if params.date_from and params.date_to and params.date_from > params.date_to:
            reader.errors["to"] = "نهاية المدة قبل بدايتها."
        if reader.errors:
            raise BadParameters(reader.errors)
        return params

    def items(self) -> list[tuple[str, str]]:
        """What the address says, in a fixed order, without what it need not say."""
        pairs = [("q", self.q)] if self.q else []
        for facet in FACETS:
            pairs += [(facet, token) for token in self.selection(facet).tokens()]
        pairs += [("from", self.date_from.isoformat())] if self.date_from else []
        pairs += [("to", self.date_to.isoformat())] if self.date_to else []
        pairs += [("sort", self.sort.value)] if self.sort is not Sort.RELEVANCE else []
        pairs += [("match", self.match.value)] if self.match is not Match.FORMS else []
        pairs += [("words", self.words.value)] if self.words is not Keep.SOME else []
        pairs += [("page", str(self.page))] if self.page != 1 else []
        return pairs

    def query_string(self) -> str:
        return urlencode(self.items())

    def selection(self, facet: str) -> Selection:
        return getattr(self, facet)  # type: ignore[no-any-return]

    @property
    def narrowed(self) -> bool:
        """Whether anything but words narrows the search."""
        return bool(self.date_from or self.date_to or any(self.selection(facet) for facet in FACETS))

    @property
    def asked(self) -> bool:
        return bool(self.q) or self.narrowed

    def on_page(self, page: int) -> SearchParams:
        return replace(self, page=page)

    def sorted_by(self, sort: Sort) -> SearchParams:
        return replace(self, sort=sort, page=1)

    def matching(self, how: Match) -> SearchParams:
        return replace(self, match=how, page=1)

    def keeping(self, words: Keep) -> SearchParams:
        return replace(self, words=words, page=1)

    def asking(self, q: str) -> SearchParams:
        return replace(self, q=q, page=1)

    def including(self, facet: str, value: int) -> SearchParams:
        chosen = self.selection(facet)
        return self._selecting(facet, Selection(chosen.include | {value}, chosen.exclude - {value}))

    def excluding(self, facet: str, value: int) -> SearchParams:
        chosen = self.selection(facet)
        return self._selecting(facet, Selection(chosen.include - {value}, chosen.exclude | {value}))

    def without(self, facet: str, value: int | None = None) -> SearchParams:
        """Without one value of a facet, or without the facet."""
        if value is None:
            return self._selecting(facet, NO_SELECTION)
        chosen = self.selection(facet)
        return self._selecting(facet, Selection(chosen.include - {value}, chosen.exclude - {value}))

    def everywhere(self) -> SearchParams:
        """The same words in the whole archive."""
        return replace(self, **dict.fromkeys(FACETS, NO_SELECTION), date_from=None, date_to=None, page=1)  # type: ignore[arg-type]

    def without_dates(self) -> SearchParams:
        return replace(self, date_from=None, date_to=None, page=1)

    def between(self, first: dt.date, last: dt.date) -> SearchParams:
        return replace(self, date_from=first, date_to=last, page=1)

    def in_year(self, year: int) -> SearchParams:
        return self.between(dt.date(year, 1, 1), dt.date(year, 12, 31))

    def _selecting(self, facet: str, selection: Selection) -> SearchParams:
        return replace(self, page=1, **{facet: selection})  # type: ignore[arg-type]


class _Reader:
    """Reads parameters one by one and gathers what is wrong with each."""

    def __init__(self, query: Mapping[str, list[str]]) -> None:
        self._query = query
        self.errors: dict[str, str] = {}

    def _last(self, name: str) -> str:
        values = self._query.get(name) or [""]
        return values[-1].strip()

    def words(self) -> str:
        q = " ".join(self._last("q").replace("\0", " ").split())
        if len(q) > LONGEST_QUERY:
            self.errors["q"] = f"السؤال أطول من {LONGEST_QUERY} حرف."
        return q

    def selection(self, facet: str) -> Selection:
        try:
            return Selection.parse(token.strip() for token in self._query.get(facet, []) if token.strip())
        except ValueError as error:
            self.errors[facet] = str(error)
            return NO_SELECTION

    def date(self, name: str) -> dt.date | None:
        text = self._last(name)
        if not text:
            return None
        try:
            return written_day(text)
        except ValueError:
            self.errors[name] = f"«{text[:40]}» ليس تاريخًا؛ يُكتب هكذا: 2025-03-09."
            return None

    def choice(self, name: str, choices: type[_Choice], default: _Choice) -> _Choice:
        text = self._last(name)
        if not text:
            return default
        try:
            return choices(text)
        except ValueError:
            self.errors[name] = f"«{text[:40]}» ليس من الخيارات: {' أو '.join(choices)}."
            return default

    def page(self) -> int:
        text = self._last("page")
        if not text:
            return 1
        if not (text.isascii() and text.isdigit()) or text.strip("0") == "":
            self.errors["page"] = f"«{text[:40]}» ليس رقم صفحة."
            return 1
        deepest = DEEPEST // PAGE_SIZE
        if len(text) > 9 or int(text) > deepest:
            self.errors["page"] = f"لا يُتصفّح أبعد من الصفحة {deepest}؛ ضيّق البحث بتاريخ أو مصدر."
            return 1
        return int(text)
