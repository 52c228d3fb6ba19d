"""The embedded engine: tantivy, in the server's own process, its index in a folder.

Facts that shaped it: a writer that lives long in two processes leaks files, so each write opens the index
anew; an index opened before a fork never sees later commits, so each process opens its own and reloads it; a one-word
phrase panics, and a panic is a BaseException; terms end at 65,530 bytes; a commit takes tens of milliseconds.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Query

from .. import plan
from ..errors import SearchUnavailable
from ..plan import Kind
from .compiling import EACH, Compiler, build_schema
from .generations import Generations
from .integrity import Watch, damaged
from .mapped import let_go
from .snapshot import Snapshot, speaking

_HEAP, _LARGE_HEAP = 64_000_000, 192_000_000
"""Bytes that a writer may fill before it writes a segment, and one that fills a whole index: few large segments are
smaller and faster than many. tantivy asks for at least 15 MB a thread."""
_PAGE = 50_000
"""Documents read at a time where all of them are read."""


class Writer:
    """One transaction over one folder; `Engine.write` and `Engine.rebuild` open and commit it."""

    def __init__(self, folder: Path, schema: plan.Schema, native: tantivy.Schema, fresh: bool) -> None:
        self._schema = schema
        self._index = tantivy.Index(native, str(folder)) if fresh else tantivy.Index.open(str(folder))
        self._writer = self._index.writer(_LARGE_HEAP if fresh else _HEAP, 1)
        if not fresh:
            # A writer that was killed leaves files behind that bear the very names of those written next.
            self._writer.garbage_collect_files()
        self.fresh = fresh
        """Whether no document is put twice, so that there is nothing to replace."""

    def put(self, document: plan.Document) -> None:
        with speaking():
            if not self.fresh:
                self._writer.delete_documents_by_term("id", document["id"])
            self._writer.add_document(self._native(document))

    def delete(self, key: str) -> None:
        with speaking():
            self._writer.delete_documents_by_term("id", key)

    def delete_where(self, field: str, value: plan.Value) -> None:
        with speaking():
            self._writer.delete_documents_by_term(field, value)

    def clear(self) -> None:
        with speaking():
            self._writer.delete_all_documents()

    @contextmanager
    def committing(self) -> Iterator[None]:
        """Commits what is written within, or nothing of it; either way lets go of the folder."""
        try:
            yield
            with speaking():
                self._writer.commit()
        except BaseException:
            # Without this the failed writer lives, and locks the folder, as long as its traceback does.
            with suppress(SearchUnavailable), speaking():
                self._writer.rollback()
            raise
        finally:
            with suppress(SearchUnavailable), speaking():
                self._writer.wait_merging_threads()

    def _native(self, document: plan.Document) -> tantivy.Document:
        native = tantivy.Document()
        native.add_text("id", str(document["id"]))
        native.add_unsigned(EACH, 1)
        for name, kind in self._schema.items():
            value = document.get(name)
            if value is None or value == "":
                continue
            # To count values tantivy sorts each document's own; what is in order already takes half as long.
            values: Any = sorted(value) if isinstance(value, (list, tuple)) else [value]
            for one in values:
                if kind is Kind.INTEGER:
                    native.add_integer(name, one)
                elif kind is Kind.NUMBERS:
                    native.add_unsigned(name, one)
                elif kind is Kind.FLOAT:
                    native.add_float(name, one)
                elif kind is Kind.STORED:
                    native.add_bytes(name, one.encode())
                else:
                    native.add_text(name, str(one))
        return native


class _Opened:
    """An index as one process has it open."""

    def __init__(self, folder: Path, identity: tuple[str, int]) -> None:
        with speaking():
            self._index = tantivy.Index.open(str(folder))
            self._index.config_reader("manual")  # else a thread of its own reloads it too, at any moment
        self.identity = identity
        """The generation, and the process."""
        self.watch = Watch(folder)
        self._commit: tuple[int, int] | None = None

    def searcher(self) -> tantivy.Searcher:
        """Over the newest commit, which is read where it is another than before: that takes 0.2 ms with eight segments."""
        with speaking():
            if (newest := self.watch.commit()) != self._commit:
                self._index.reload()
                self._commit = newest
            return self._index.searcher()


class TantivyEngine:
    """An Engine over a folder. Safe to share among threads; usable after a fork."""

    def __init__(self, folder: Path, schema: plan.Schema, fingerprint: Callable[[], str]) -> None:
        self._generations = Generations(folder)
        self._schema = schema
        self._fingerprint = fingerprint
        self._native = build_schema(schema)
        self._stored = [name for name, kind in schema.items() if kind is Kind.STORED]
        self._opened: _Opened | None = None
        self._mutex = threading.Lock()

    # --- asking ---------------------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        return Snapshot(self._searcher(), Compiler(self._schema, self._native), self._stored)

    def execute(self, request: plan.Plan) -> plan.Answer:
        return self.snapshot().execute(request)

    def count(self, query: plan.Node) -> int:
        return self.snapshot().count(query)

    def document_frequencies(self, field: str, values: Iterable[plan.Value]) -> list[int]:
        return self.snapshot().document_frequencies(field, values)

    def rarities(self, field: str, values: Iterable[plan.Value]) -> list[float]:
        return self.snapshot().rarities(field, values)

    def stamps(self, field: str) -> Iterator[tuple[str, int | None]]:
        searcher = self._searcher()
        with speaking():
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

    def damaged(self) -> list[str]:
        folder = self._generations.current()
        with speaking():
            return damaged(folder) if folder else []

    def problem(self) -> str:
        try:
            self._searcher()
        except SearchUnavailable as error:
            return error.reason
        return ""

    def vacant(self) -> bool:
        folder = self._generations.current()
        if folder is None:
            return True
        with speaking():
            return tantivy.Index.open(str(folder)).searcher().num_docs == 0

    # --- opening --------------------------------------------------------------------------------

    def _searcher(self) -> tantivy.Searcher:
        """A searcher over the newest commit of the generation in use; where that changes meanwhile, of the new one."""
        while True:
            folder = self._generations.current()
            try:
                return self._open(folder)
            except SearchUnavailable:
                if self._generations.current() == folder:
                    raise

    def _usable(self, folder: Path | None) -> Path:
        """Raises SearchUnavailable where there is no index, or one of another analysis or schema."""
        if folder is None:
            raise SearchUnavailable("there is no search index; run: manage.py rebuild_index")
        if self._generations.fingerprint(folder) != self._fingerprint():
            raise SearchUnavailable("the search index was built by another version; run: manage.py rebuild_index")
        return folder

    def _open(self, current: Path | None) -> tantivy.Searcher:
        folder = self._usable(current)
        identity = folder.name, os.getpid()
        with self._mutex:
            if self._opened is None or self._opened.identity != identity:
                self._opened = _Opened(folder, identity)
            if changed := self._opened.watch.changed():
                raise SearchUnavailable(f"{changed} in the search index was damaged; run: manage.py rebuild_index")
            try:
                return self._opened.searcher()
            except SearchUnavailable:
                self._opened = None
                raise

    # --- writing --------------------------------------------------------------------------------

    @contextmanager
    def write(self, wait: float = 10.0) -> Iterator[plan.Writer]:
        with self._generations.lock("write", wait), self._writing(self._usable(self._generations.current())) as writer:
            yield writer

    def rebuild(self, fill: Callable[[plan.Writer], None], catch_up: Callable[[plan.Writer], None]) -> None:
        with self._generations.lock("rebuild", 0):
            folder = self._generations.begin(self._fingerprint())
            with self._writing(folder, fresh=True) as writer:
                fill(writer)
            # Others wait only from here on: what took long is written and merged.
            with self._generations.lock("write", 60):
                with self._writing(folder) as writer:
                    catch_up(writer)
                self._generations.swap_in(folder)

    @contextmanager
    def _writing(self, folder: Path, fresh: bool = False) -> Iterator[Writer]:
        with speaking():
            writer = Writer(folder, self._schema, self._native, fresh)
        with let_go(folder), writer.committing():
            yield writer
