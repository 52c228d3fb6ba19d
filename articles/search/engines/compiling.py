"""A plan's schema and its tree in tantivy's terms.

Promises that whatever is a part of a plan can be asked: a phrase of one word is a term, because tantivy panics over
one; a pattern whose automaton would be too large matches nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import tantivy
from tantivy import FieldType, Occur, Query

from .. import plan
from ..plan import Kind

EACH = "each"
"""A column in which every document has the same number: it takes no room, and its values are counted beside others."""


def build_schema(schema: plan.Schema) -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field(EACH, fast=True)
    for name, kind in schema.items():
        if kind is Kind.FLAGS:
            builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
        elif kind is Kind.TERMS:
            builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
        elif kind is Kind.PLACED:
            builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
        elif kind is Kind.KEYWORD:
            builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
        elif kind is Kind.INTEGER:
            builder.add_integer_field(name, fast=True)  # found by its column, without postings of its own
        elif kind is Kind.FLOAT:
            builder.add_float_field(name, fast=True)
        elif kind is Kind.NUMBERS:
            builder.add_unsigned_field(name, fast=True)  # small ones are counted in a table, signed ones by their hash
        elif kind is Kind.STORED:
            builder.add_bytes_field(name, stored=True)
    return builder.build()


class Compiler:
    """Compiles the trees of one plan: a part that several of them share is compiled once."""

    def __init__(self, schema: plan.Schema, native: tantivy.Schema) -> None:
        self._schema = schema
        self._native = native
        self._compiled: dict[int, tuple[plan.Node, Query]] = {}  # by identity: to compare trees takes as long as to compile

    def query(self, node: plan.Node) -> Query:
        known = self._compiled.get(id(node))
        if known is None:
            known = self._compiled[id(node)] = node, _COMPILE[type(node)](self, node)
        return known[1]

    def _weighted(self, query: Query, weight: float) -> Query:
        return query if weight == 1 else Query.boost_query(query, weight)

    def _term(self, node: plan.Term) -> Query:
        if self._schema.get(node.field) in {Kind.INTEGER, Kind.FLOAT}:
            return self._range(plan.Range(node.field, node.value, node.value))  # type: ignore[arg-type]
        found = Query.term_query(self._native, node.field, node.value, index_option="freq")
        return self._weighted(found, node.weight)

    def _phrase(self, node: plan.Phrase) -> Query:
        if len(node.terms) == 1:
            return self._term(plan.Term(node.field, node.terms[0], node.weight))
        return self._weighted(Query.phrase_query(self._native, node.field, list(node.terms)), node.weight)

    def _prefix(self, node: plan.Prefix) -> Query:
        return self._shaped(node.field, f"(?:{'|'.join(map(re.escape, node.prefixes))}).*")

    def _pattern(self, node: plan.Pattern) -> Query:
        return self._shaped(
            node.field, "".join({"*": ".*", "?": "."}.get(letter) or re.escape(letter) for letter in node.pattern)
        )

    def _shaped(self, field: str, shape: str) -> Query:
        try:
            return Query.regex_query(self._native, field, shape)
        except ValueError:  # an automaton of more than 1,000 states
            return Query.empty_query()

    def _fuzzy(self, node: plan.Fuzzy) -> Query:
        return Query.fuzzy_term_query(self._native, node.field, node.term, node.edits)

    def _similar(self, node: plan.Similar) -> Query:
        return Query.more_like_this_document_fields_query(self._native, {node.field: [node.terms]})

    def _range(self, node: plan.Range) -> Query:
        if node.low is None and node.high is None:
            return Query.exists_query(node.field)
        kind = FieldType.Float if self._schema[node.field] is Kind.FLOAT else FieldType.Integer
        return Query.range_query(self._native, node.field, kind, node.low, node.high)

    def _any_of(self, node: plan.AnyOf) -> Query:
        return Query.boolean_query([(Occur.Should, self.query(part)) for part in node.parts])

    def _all_of(self, node: plan.AllOf) -> Query:
        return Query.boolean_query(
            [(Occur.Must, self.query(part)) for part in node.parts]
            + [(Occur.MustNot, self.query(part)) for part in node.without]
            + [(Occur.Should, self.query(part)) for part in node.extra]
        )

    def _fixed(self, node: plan.Fixed) -> Query:
        return Query.const_score_query(self.query(node.part), node.score)

    def _everything(self, node: plan.Everything) -> Query:
        return Query.all_query()

    def _nothing(self, node: plan.Nothing) -> Query:
        return Query.empty_query()


_COMPILE: dict[type, Callable[[Compiler, Any], Query]] = {
    plan.Term: Compiler._term,
    plan.Phrase: Compiler._phrase,
    plan.Prefix: Compiler._prefix,
    plan.Pattern: Compiler._pattern,
    plan.Fuzzy: Compiler._fuzzy,
    plan.Similar: Compiler._similar,
    plan.Range: Compiler._range,
    plan.AnyOf: Compiler._any_of,
    plan.AllOf: Compiler._all_of,
    plan.Fixed: Compiler._fixed,
    plan.Everything: Compiler._everything,
    plan.Nothing: Compiler._nothing,
}
