"""The embedded engine: tantivy, in the server's own process, its index in a folder.

Facts that shaped it: a writer that lives long in two processes leaks files, so each write opens the index
anew; an index opened before a fork never sees later commits, so each request reloads (44 µs); a one-word
phrase panics, and a panic is a BaseException; terms end at 65,530 bytes; a commit takes tens of milliseconds.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import singledispatchmethod
from pathlib import Path
from typing import Any

import tantivy
from tantivy import FieldType, Occur, Order, Query

from .. import plan
from ..errors import SearchUnavailable
from ..plan import Kind
from .generations import Generations

_HEAP = 96_000_000
"""Bytes that a writer may fill before it writes a segment; tantivy asks for at least 15 MB a thread."""
_PAGE = 50_000
"""Documents read at a time where all of them are read."""


class _Panic(Exception):
    """tantivy panicked: its PanicException, made an ordinary exception."""


@contextmanager
def _speaking() -> Iterator[None]:
    """Turns whatever tantivy raises, panics too, into SearchUnavailable with tantivy's own words."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise SearchUnavailable(f"tantivy: {error}") from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise SearchUnavailable(f"tantivy panicked: {error}") from _Panic(str(error))
        raise


def _count(searcher: tantivy.Searcher, query: Query) -> int:
    found: Any = searcher.search(query, 1)  # its type stub forgets `count`
    return int(found.count)


def build_schema(schema: plan.Schema) -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for name, kind in schema.items():
        if kind is Kind.TERMS:
            builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
        elif kind is Kind.PLACED:
            builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
        elif kind is Kind.KEYWORD:
            builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
        elif kind is Kind.INTEGER:
            builder.add_integer_field(name, indexed=True, fast=True)
    return builder.build()


class Writer:
    """One transaction over one folder; `Engine.write` and `Engine.rebuild` open and commit it."""

    def __init__(self, folder: Path, schema: plan.Schema, native: tantivy.Schema, fresh: bool) -> None:
        self._schema = schema
        self._index = tantivy.Index(native, str(folder)) if fresh else tantivy.Index.open(str(folder))
        self._writer = self._index.writer(_HEAP, 1 if not fresh else min(2, os.cpu_count() or 1))
        self.fresh = fresh
        """Whether no document is put twice, so that there is nothing to replace."""

    def put(self, document: plan.Document) -> None:
        with _speaking():
            if not self.fresh:
                self._writer.delete_documents_by_term("id", document["id"])
            self._writer.add_document(self._native(document))

    def delete(self, key: str) -> None:
        with _speaking():
            self._writer.delete_documents_by_term("id", key)

    def clear(self) -> None:
        with _speaking():
            self._writer.delete_all_documents()

    @contextmanager
    def committing(self) -> Iterator[None]:
        """Commits what is written within, or nothing of it; either way lets go of the folder."""
        try:
            yield
            with _speaking():
                self._writer.commit()
        except BaseException:
            # Without this the failed writer lives, and locks the folder, as long as its traceback does.
            with suppress(SearchUnavailable), _speaking():
                self._writer.rollback()
            raise
        finally:
            with suppress(SearchUnavailable), _speaking():
                self._writer.wait_merging_threads()

    def _native(self, document: plan.Document) -> tantivy.Document:
        native = tantivy.Document()
        native.add_text("id", str(document["id"]))
        for name, kind in self._schema.items():
            value = document.get(name)
            if value is None or value == "":
                continue
            values: Any = value if isinstance(value, (list, tuple)) else [value]
            for one in values:
                if kind is Kind.INTEGER:
                    native.add_integer(name, one)
                else:
                    native.add_text(name, str(one))
        return native


class TantivyEngine:
    """An Engine over a folder. Safe to share among threads; usable after a fork."""

    def __init__(self, folder: Path, schema: plan.Schema, fingerprint: Callable[[], str]) -> None:
        self._generations = Generations(folder)
        self._schema = schema
        self._fingerprint = fingerprint
        self._native = build_schema(schema)
        self._opened: tuple[tuple[str, int], tantivy.Index] | None = None
        self._mutex = threading.Lock()

    # --- asking ---------------------------------------------------------------------------------

    def execute(self, request: plan.Plan) -> plan.Answer:
        searcher = self._searcher()
        with _speaking():
            query = self._compile(request.query)
            if request.limit:
                found = self._ranked(searcher, query, request)
                hits = tuple(
                    plan.Hit(searcher.doc(address)["id"][0], 0.0 if request.sort else float(score))
                    for score, address in found.hits
                )
                total = found.count
            else:
                hits, total = (), _count(searcher, query)
            return plan.Answer(total, hits, self._facets(searcher, request))

    def _ranked(self, searcher: tantivy.Searcher, query: Query, request: plan.Plan) -> Any:
        if not request.sort:
            return searcher.search(query, request.limit, offset=request.offset)
        order = Order.Desc if request.sort.startswith("-") else Order.Asc
        return searcher.search(
            query, request.limit, offset=request.offset, order_by_field=request.sort.lstrip("-"), order=order
        )

    def _facets(self, searcher: tantivy.Searcher, request: plan.Plan) -> dict[str, list[tuple[plan.Value, int]]]:
        """One pass for all the facets that count over the same documents."""
        passes: dict[plan.Node, dict[str, plan.FacetRequest]] = {}
        for label, facet in request.facets.items():
            passes.setdefault(facet.query, {})[label] = facet
        counted: dict[str, list[tuple[plan.Value, int]]] = {}
        for query, facets in passes.items():
            wanted = {label: {"terms": {"field": facet.field, "size": facet.size}} for label, facet in facets.items()}
            for label, found in searcher.aggregate(self._compile(query), wanted).items():
                counted[label] = [(bucket["key"], bucket["doc_count"]) for bucket in found["buckets"]]
        return counted

    def count(self, query: plan.Node) -> int:
        searcher = self._searcher()
        with _speaking():
            return _count(searcher, self._compile(query))

    def document_frequency(self, field: str, value: plan.Value) -> int:
        searcher = self._searcher()
        with _speaking():
            return int(searcher.doc_freq(field, value))

    def stamps(self, field: str) -> Iterator[tuple[str, int | None]]:
        searcher = self._searcher()
        with _speaking():
            for offset in range(0, searcher.num_docs, _PAGE):
                addresses = [address for _, address in searcher.search(Query.all_query(), _PAGE, offset=offset).hits]
                stamps = searcher.fast_field_values(field, addresses)
                for address, stamp in zip(addresses, stamps, strict=True):
                    yield searcher.doc(address)["id"][0], None if stamp is None else int(stamp)

    def statistics(self) -> dict[str, plan.Value]:
        searcher = self._searcher()
        folder = self._generations.current()
        size = sum(file.stat().st_size for file in folder.iterdir()) if folder else 0
        return {"engine": "tantivy", "documents": searcher.num_docs, "segments": searcher.num_segments, "bytes": size}

    def problem(self) -> str:
        try:
            self._searcher()
        except SearchUnavailable as error:
            return error.reason
        return ""

    # --- compiling ------------------------------------------------------------------------------

    @singledispatchmethod
    def _compile(self, node: Any) -> Query:
        raise TypeError(f"not a part of a plan: {node!r}")

    @_compile.register
    def _(self, node: plan.Term) -> Query:
        query = Query.term_query(self._native, node.field, node.value, index_option="freq")
        return query if node.weight == 1 else Query.boost_query(query, node.weight)

    @_compile.register
    def _(self, node: plan.Phrase) -> Query:
        if len(node.terms) == 1:
            return self._compile(plan.Term(node.field, node.terms[0], node.weight))
        query = Query.phrase_query(self._native, node.field, list(node.terms))
        return query if node.weight == 1 else Query.boost_query(query, node.weight)

    @_compile.register
    def _(self, node: plan.Prefix) -> Query:
        return Query.regex_query(self._native, node.field, f"{re.escape(node.prefix)}.*")

    @_compile.register
    def _(self, node: plan.Range) -> Query:
        if node.low is None and node.high is None:
            return Query.exists_query(node.field)
        return Query.range_query(self._native, node.field, FieldType.Integer, node.low, node.high)

    @_compile.register
    def _(self, node: plan.AnyOf) -> Query:
        return Query.boolean_query([(Occur.Should, self._compile(part)) for part in node.parts])

    @_compile.register
    def _(self, node: plan.AllOf) -> Query:
        return Query.boolean_query(
            [(Occur.Must, self._compile(part)) for part in node.parts]
            + [(Occur.MustNot, self._compile(part)) for part in node.without]
        )

    @_compile.register
    def _(self, node: plan.Fixed) -> Query:
        return Query.const_score_query(self._compile(node.part), node.score)

    @_compile.register
    def _(self, node: plan.Everything) -> Query:
        return Query.all_query()

    @_compile.register
    def _(self, node: plan.Nothing) -> Query:
        return Query.empty_query()

    # --- opening --------------------------------------------------------------------------------

    def _searcher(self) -> tantivy.Searcher:
        """A searcher over the newest commit of the generation in use."""
        folder = self._generations.current()
        if folder is None:
            raise SearchUnavailable("there is no search index; run: manage.py rebuild_index")
        if self._generations.fingerprint(folder) != self._fingerprint():
            raise SearchUnavailable("the search index was built by another version; run: manage.py rebuild_index")
        identity = folder.name, os.getpid()
        with self._mutex:
            if self._opened is None or self._opened[0] != identity:
                with _speaking():
                    self._opened = identity, tantivy.Index.open(str(folder))
            index = self._opened[1]
            try:
                with _speaking():
                    index.reload()
                    return index.searcher()
            except SearchUnavailable:
                self._opened = None
                raise

    # --- writing --------------------------------------------------------------------------------

    @contextmanager
    def write(self, wait: float = 10.0) -> Iterator[plan.Writer]:
        with self._generations.lock("write", wait):
            folder = self._generations.current()
            if folder is None:
                raise SearchUnavailable("there is no search index; run: manage.py rebuild_index")
            if self._generations.fingerprint(folder) != self._fingerprint():
                raise SearchUnavailable("the search index was built by another version; run: manage.py rebuild_index")
            with _speaking():
                writer = Writer(folder, self._schema, self._native, fresh=False)
            with writer.committing():
                yield writer

    def rebuild(self, fill: Callable[[plan.Writer], None], catch_up: Callable[[plan.Writer], None]) -> None:
        with self._generations.lock("rebuild", 0):
            folder = self._generations.begin(self._fingerprint())
            with _speaking():
                writer = Writer(folder, self._schema, self._native, fresh=True)
            with ExitStack() as stack:
                with writer.committing():
                    fill(writer)
                    stack.enter_context(self._generations.lock("write", 60))
                    writer.fresh = False
                    catch_up(writer)
                self._generations.swap_in(folder)
