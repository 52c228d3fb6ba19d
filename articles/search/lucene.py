"""A little of Lucene's syntax, for SearchQuerySet: what it writes for its filters, `narrow()` and raw queries.

word  "a phrase"  field:word  field:(a OR b)  wor*  *or?  word~  word^2  [low TO high]  {low TO high}  AND OR NOT  ( )  *:*

A word in a zone means every form of it; with * ? or ~ its folded spelling. In a column it means the whole value. What
stands beside each other must all be there, but for a word with ^ beside others: it only adds to the score. Unknown
fields match nothing, and so do ranges of what is neither number nor date.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from itertools import groupby
from typing import Any

from haystack import constants

from articles.arabic import normalize
from articles.search import plan
from articles.search.declared import Declared, written
from articles.search.matching import Matching, match
from articles.search.params import Match
from articles.search.plan import Fixed, Kind, Node, all_of, any_of
from articles.search.query import Both, Question, Word, Words

RESERVED = ("\\", "+", "-", "&&", "||", "!", "(", ")", "{", "}", "[", "]", "^", '"', "~", "*", "?", ":", "/")
_DEEPEST = 50
"""Brackets within brackets; what is opened beyond them is passed over."""
_LONGEST = 64
"""Letters of a word with * ? or ~; no longer one is looked for. Arabic words have some 20."""
_TOKEN = re.compile(
    r"""\s*(?:(?P<range>[\[{](?P<low>"(?:\\.|[^"\\])*"|\S+)\s+TO\s+(?P<high>"(?:\\.|[^"\\])*"|[^\s\]}]+)[\]}])
    |(?P<all>\*:\*)|(?P<phrase>"(?:\\.|[^"\\])*")|(?P<open>\()|(?P<close>\))
    |(?P<field>[A-Za-z_]\w*):|(?P<word>(?:\\.|[^\s()"\\^])+)|(?P<rest>.))(?:\^(?P<boost>\d+(?:\.\d+)?))?""",
    re.VERBOSE | re.DOTALL,
)


def quoted(value: Any) -> str:
    return '"' + re.sub(r'(["\\])', r"\\\1", written(value)) + '"'


def condition(filter_type: str, value: Any, ready: bool) -> str:
    """What a SearchQuerySet's filter asks of one field. `value` is escaped where it is a string, syntax where `ready`."""
    if filter_type == "in":
        return " OR ".join(map(quoted, value)) or "NOT *:*"
    if filter_type == "range":
        return f"[{quoted(value[0])} TO {quoted(value[1])}]"
    whole = value if ready else f'"{value}"' if isinstance(value, str) else quoted(value)
    if filter_type in {"gt", "gte", "lt", "lte"}:
        low, high = (whole, "*") if filter_type.startswith("g") else ("*", whole)
        return f"[{low} TO {high}]" if filter_type.endswith("e") else f"{{{low} TO {high}}}"
    if ready or filter_type == "exact":
        return str(whole)
    before, after = _AROUND.get(filter_type, ("", ""))
    words = value.split() if isinstance(value, str) else [written(value)]
    return " AND ".join(f"{before}{word}{after}" for word in words) or '""'


_AROUND = {"contains": ("*", "*"), "endswith": ("*", ""), "startswith": ("", "*"), "fuzzy": ("", "~")}


def compile(text: str, declared: Declared) -> tuple[Node, Matching]:
    """What to run, and what of the content to mark. Raises nothing: what cannot be read as syntax is read as words."""
    parser = _Parser(text, declared)
    return parser.whole(), parser.marks


def _unescaped(text: str) -> str:
    text = text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


class _Parser:
    def __init__(self, text: str, declared: Declared) -> None:
        self._tokens = [found for found in _TOKEN.finditer(text) if found.group().strip()]
        self._at = 0
        self._depth = 0
        self._declared = declared
        self.marks = Matching(Match.FORMS)

    def _peek(self) -> str:
        if self._at >= len(self._tokens):
            return ""
        token = self._tokens[self._at]
        return token["word"] if token["word"] in {"AND", "OR", "NOT"} else _name(token)

    def whole(self) -> Node:
        parts = []
        while self._at < len(self._tokens):
            parts += self._either(self._declared.content)
            self._at += self._peek() == "close"  # a bracket that was never opened
        return all_of(parts) if parts else plan.Nothing()

    # Each of these gives one node, or none where only marks stand there, which ask for nothing.

    def _either(self, field: str) -> list[Node]:
        parts = self._both(field)
        while self._peek() == "OR":
            self._at += 1
            parts += self._both(field)
        return [any_of(parts)] if parts else []

    def _both(self, field: str) -> list[Node]:
        parts: list[Node] = []
        without: list[Node] = []
        adding: list[Node] = []
        while self._peek() not in {"", "OR", "close"}:
            if self._peek() == "AND":
                self._at += 1
            elif self._peek() == "NOT":
                self._at += 1
                without += self._unmarked(field)
            else:
                boosted = self._tokens[self._at]["boost"] is not None
                (adding if boosted else parts).extend(self._one(field))
        if adding and (parts or without):
            needed = all_of(parts, without)
            return [any_of([needed, all_of([Fixed(needed, 0.0), any_of(adding)])])]
        return [all_of(parts + adding, without)] if parts or without or adding else []

    def _unmarked(self, field: str) -> list[Node]:
        words, phrases = len(self.marks.words), len(self.marks.phrases)
        nodes = self._one(field)
        del self.marks.words[words:], self.marks.phrases[phrases:]
        return nodes

    def _one(self, field: str) -> list[Node]:
        while self._peek() not in {"", "close"}:
            token = self._tokens[self._at]
            self._at += 1
            if token["field"]:
                field = token["field"]
            elif not token["open"]:
                return self._leaf(field, token)
            elif self._depth < _DEEPEST:
                self._depth += 1
                inner = self._either(field)
                self._depth -= 1
                self._at += self._peek() == "close"
                return inner
        return []

    def _leaf(self, field: str, token: re.Match[str]) -> list[Node]:
        if token["all"]:
            return [plan.Everything()]
        if token["range"]:
            return [self._range(field, token)]
        text, boost = token[_name(token)], float(token["boost"] or 1)
        if field in self._declared.zones:
            return self._in_zone(field, text, boost * self._declared.zones[field])
        if field in self._declared.pieces:
            words = [plan.Term(field, word, boost) for word in self._declared.pieces_asked(field, _unescaped(text))]
            return [all_of(words)] if words else []
        return [self._in_column(field, text, boost)]

    def _in_zone(self, zone: str, text: str, weight: float) -> list[Node]:
        if shape := _shape(text, f"{zone}_norm", normalize):
            return [shape]
        plain = _unescaped(text)
        asked = Words(plain) if text[0] == '"' else Both((Word(plain),))
        found = match(Question((asked,)), Match.FORMS, zones={zone: weight}, openings={})
        if zone == self._declared.content:
            self.marks.words += found.words
            self.marks.phrases += found.phrases
        return [found.scored] if found.asked else []

    def _in_column(self, name: str, text: str, weight: float) -> Node:
        column = self._declared.columns.get(name)
        if name == constants.ID:
            return plan.Term("id", _unescaped(text))
        if column is None:
            return plan.Nothing()
        if column.kind is Kind.KEYWORD and (shape := _shape(text, name, str)):
            return shape
        try:
            return plan.Term(name, column.value(_unescaped(text)), weight)
        except ValueError:
            return plan.Nothing()

    def _range(self, name: str, token: re.Match[str]) -> Node:
        column = self._declared.columns.get(name)
        if column is None or column.kind is Kind.KEYWORD:
            return plan.Nothing()
        bounds: list[int | float | None] = []
        for side, inwards in (("low", 1), ("high", -1)):
            text = _unescaped(token[side])
            try:
                bound: Any = None if text == "*" else column.value(text)
            except ValueError:
                return plan.Nothing()
            if bound is not None and token["range"][0] == "{":
                bound = math.nextafter(bound, inwards * math.inf) if column.kind is Kind.FLOAT else bound + inwards
            bounds.append(bound)
        return plan.Range(name, *bounds)


def _name(token: re.Match[str]) -> str:
    """Which of the token's forms it has."""
    return next(name for name in ("range", "all", "phrase", "open", "close", "field", "word", "rest") if token[name])


def _shape(text: str, field: str, spelling: Callable[[str], str]) -> Node | None:
    """A word with * or ?, or with ~ at its end, among the terms of a field. A written star among them is any letter."""
    letters = re.findall(r"\\.|.", text, re.DOTALL) if text[0] != '"' else []
    if "*" in letters or "?" in letters:
        runs = [(open_, "".join(run)) for open_, run in groupby(letters, key=("*", "?").__contains__)]
        shape = "".join(run if open_ else spelling(_unescaped(run)).replace("*", "?") for open_, run in runs)
        return plan.Pattern(field, shape) if len(shape) <= _LONGEST else plan.Nothing()
    if letters[-1:] == ["~"] and len(letters) > 1:
        word = spelling(_unescaped("".join(letters[:-1])))
        return plan.Fuzzy(field, word, 2 if len(word) > 5 else 1) if len(word) <= _LONGEST else plan.Nothing()
    return None
