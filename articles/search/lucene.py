"""A little of Lucene's syntax, for SearchQuerySet: what it writes for its filters, `narrow()` and raw queries.

    word  "a phrase"  field:word  field:(a OR b)  [low TO high]  {low TO high}  AND OR NOT  ( )  *:*

A word in a zone means every form of it; in a column it means the whole value. Unknown fields match nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from articles.search import plan
from articles.search.matching import match
from articles.search.params import Match
from articles.search.plan import Kind, Node
from articles.search.query import Question, Word, Words

RESERVED = ("\\", "+", "-", "&&", "||", "!", "(", ")", "{", "}", "[", "]", "^", '"', "~", "*", "?", ":", "/")
_TOKEN = re.compile(
    r"""\s*(?:(?P<range>[\[{](?P<low>"(?:\\.|[^"\\])*"|\S+)\s+TO\s+(?P<high>"(?:\\.|[^"\\])*"|[^\s\]}]+)[\]}])
    |(?P<all>\*:\*)|(?P<phrase>"(?:\\.|[^"\\])*")|(?P<open>\()|(?P<close>\))
    |(?P<field>[A-Za-z_]\w*):|(?P<word>(?:\\.|[^\s()"\\])+)|(?P<rest>.))""",
    re.VERBOSE | re.DOTALL,
)


def escaped(word: Any) -> str:
    return re.sub(r'([\\+\-&|!(){}\[\]^"~*?:/])', r"\\\1", str(word))


def quoted(value: Any) -> str:
    return '"' + re.sub(r'(["\\])', r"\\\1", str(value)) + '"'


def _plain(text: str) -> str:
    text = text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text
    return re.sub(r"\\(.)", r"\1", text)


def compile(text: str, *, content: str, zones: frozenset[str], columns: Mapping[str, Kind]) -> Node:
    """Raises nothing: what cannot be read as syntax is read as words."""
    return _Parser(text, content, zones, columns).whole()


class _Parser:
    def __init__(self, text: str, content: str, zones: frozenset[str], columns: Mapping[str, Kind]) -> None:
        self._tokens = [found for found in _TOKEN.finditer(text) if found.group().strip()]
        self._at = 0
        self._content, self._zones, self._columns = content, zones, columns

    def _peek(self) -> str:
        if self._at >= len(self._tokens):
            return ""
        token = self._tokens[self._at]
        return token["word"] if token["word"] in {"AND", "OR", "NOT"} else str(token.lastgroup)

    def whole(self) -> Node:
        parts = []
        while self._at < len(self._tokens):
            parts.append(self._either(self._content))
            self._at += self._peek() == "close"  # a bracket that was never opened
        return plan.all_of(parts) if parts else plan.Nothing()

    def _either(self, field: str) -> Node:
        parts = [self._both(field)]
        while self._peek() == "OR":
            self._at += 1
            parts.append(self._both(field))
        return plan.any_of(parts)

    def _both(self, field: str) -> Node:
        parts: list[Node] = []
        without: list[Node] = []
        while self._peek() not in {"", "OR", "close"}:
            if self._peek() == "AND":
                self._at += 1
            elif self._peek() == "NOT":
                self._at += 1
                without.append(self._one(field))
            else:
                parts.append(self._one(field))
        return plan.all_of(parts, without) if parts or without else plan.Nothing()

    def _one(self, field: str) -> Node:
        if self._peek() in {"", "close"}:
            return plan.Nothing()
        token = self._tokens[self._at]
        self._at += 1
        if token["field"]:
            return self._one(token["field"])
        if token["open"]:
            inner = self._either(field)
            self._at += self._peek() == "close"
            return inner
        if token["all"]:
            return plan.Everything()
        if token["range"]:
            return self._range(field, token)
        return self._leaf(field, _plain(token.group().strip()), bool(token["phrase"]))

    def _leaf(self, field: str, text: str, phrase: bool) -> Node:
        if field in self._zones:
            words = match(Question((Words(text) if phrase else Word(text),)), Match.FORMS, zones={field: 1.0})
            return words.some
        kind = self._columns.get(field)
        if kind is Kind.INTEGER:
            return plan.Term(field, int(text)) if re.fullmatch(r"-?\d{1,18}", text) else plan.Nothing()
        return plan.Term(field, text) if kind else plan.Nothing()

    def _range(self, field: str, token: re.Match[str]) -> Node:
        bounds: list[int | None] = []
        for name, outside in (("low", 1), ("high", -1)):
            text = _plain(token[name])
            if text == "*":
                bounds.append(None)
            elif self._columns.get(field) is Kind.INTEGER and re.fullmatch(r"-?\d{1,18}", text):
                bounds.append(int(text) + (outside if token.group().strip()[0] == "{" else 0))
            else:
                return plan.Nothing()
        return plan.Range(field, *bounds)
