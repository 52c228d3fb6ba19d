"""Haystack's side of search: it declares the index and owns the connection; the engine behind it is ours.

`SearchQuerySet` and Haystack's commands work through here, for any index that Haystack knows. The site's own pages ask
the engine directly, with trees instead of strings (`articles.search.search`).

Promises what Haystack's own tests of its Elasticsearch backend ask for, as far as it can apply
(`articles/tests/search/test_haystack_suite.py` names the rest). Refuses coordinates (SpatialError), sorting and
counting by text (SearchBackendError), spelling suggestions (always None), and SILENTLY_FAIL: an engine that is down is
never an empty result.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from haystack import connections, constants
from haystack.backends import BaseEngine, BaseSearchBackend, BaseSearchQuery, log_query
from haystack.exceptions import SearchBackendError, SkipDocument, SpatialError
from haystack.inputs import Clean, Exact, Not, PythonData, Raw
from haystack.models import SearchResult
from haystack.utils import get_identifier, get_model_ct

from articles.arabic import LexiconError, fingerprint, text_terms

from . import highlight, lucene, plan
from .counting import counted
from .declared import STORED, Declared, declared
from .engines.tantivy import TantivyEngine
from .errors import SearchUnavailable
from .marking import Marker
from .matching import Matching
from .plan import Engine, Fixed, Kind, Node, Term, all_of, any_of

_ALL = 10_000
"""Results where a SearchQuerySet asks for all: Haystack pages through the rest."""
_FACETS = ("facets", "date_facets", "query_facets")
_GEOGRAPHY = ("within", "dwithin", "distance_point")


@functools.cache
def _engine(path: str, schema: tuple[tuple[str, Kind], ...]) -> TantivyEngine:
    """One engine a process and folder, shared by Haystack's connections (it makes one a thread)."""
    shape = hashlib.sha256(repr(sorted(schema)).encode()).hexdigest()[:16]

    def identity() -> str:
        try:
            return f"{shape}-{fingerprint()}"
        except LexiconError as error:
            raise SearchUnavailable(str(error)) from error

    return TantivyEngine(Path(path), dict(schema), identity)


class SearchBackend(BaseSearchBackend):
    RESERVED_WORDS = ("AND", "NOT", "OR", "TO")
    RESERVED_CHARACTERS = lucene.RESERVED

    def __init__(self, connection_alias: str, **options: Any) -> None:
        super().__init__(connection_alias, **options)
        self._path = options["PATH"]
        self._known: tuple[Any, Declared, Engine] | None = None

    @property
    def _unified(self) -> Any:
        return connections[self.connection_alias].get_unified_index()

    def _current(self) -> tuple[Any, Declared, Engine]:
        """What the indexes declare, and the engine for it; worked out again only where Haystack has other indexes."""
        unified = self._unified
        if self._known is None or self._known[0] is not unified:
            found = declared(unified)
            engine = _engine(str(self._path), tuple(sorted(found.schema.items())))
            self._known = unified, found, engine
        return self._known

    @property
    def declared(self) -> Declared:
        return self._current()[1]

    @property
    def engine(self) -> Engine:
        return self._current()[2]

    def analysed(self, prepared: Mapping[str, Any]) -> plan.Document:
        return self.declared.document(prepared)

    # --- writing --------------------------------------------------------------------------------

    def update(self, index: Any, iterable: Iterable[Any], commit: bool = True) -> None:
        """Puts documents; where there is no index yet, or an empty one of another shape, it makes one first."""
        if self.engine.problem() and self.engine.vacant():
            self.clear()
        with self.engine.write() as writer:
            for instance in iterable:
                try:
                    writer.put(self.analysed(index.full_prepare(instance)))
                except SkipDocument:
                    writer.delete(get_identifier(instance))

    def remove(self, obj_or_string: Any, commit: bool = True) -> None:
        with self.engine.write() as writer:
            writer.delete(get_identifier(obj_or_string))

    def clear(self, models: Iterable[Any] | None = None, commit: bool = True) -> None:
        if models is None:
            self.engine.rebuild(lambda writer: None, lambda writer: None)
            return
        with self.engine.write() as writer:
            for model in models:
                writer.delete_where(constants.DJANGO_CT, get_model_ct(model))

    # --- asking ---------------------------------------------------------------------------------

    @log_query
    def search(self, query_string: str, **kwargs: Any) -> dict[str, Any]:
        if not query_string:
            return {"results": [], "hits": 0}
        return self._run(*lucene.compile(query_string, self.declared), **kwargs)

    def compiled(self, text: str) -> Node:
        return lucene.compile(text, self.declared)[0]

    def more_like_this(self, model_instance: Any, additional_query_string: str | None = None, **kwargs: Any) -> dict[str, Any]:
        """By the content of the instance as it is now, whether it is in the index or not."""
        index = self._unified.get_index(model_instance._meta.concrete_model)
        text = index.full_prepare(model_instance)[index.get_content_field()]
        similar = plan.Similar(f"{self.declared.content}_lemma", " ".join(word.lemmas for word in text_terms(str(text))))
        query = all_of([similar], [Term("id", get_identifier(model_instance))])
        return self._run(query, narrow_queries=[additional_query_string or "*:*"], **kwargs)

    def _run(
        self,
        query: Node,
        marks: Matching | None = None,
        *,
        start_offset: int = 0,
        end_offset: int | None = None,
        sort_by: Iterable[Any] | None = None,
        narrow_queries: Iterable[str] | None = None,
        models: Iterable[Any] | None = None,
        limit_to_registered_models: bool | None = None,
        result_class: type[SearchResult] | None = None,
        highlight: Any = False,
        **asked: Any,
    ) -> dict[str, Any]:
        if any(asked.get(name) for name in _GEOGRAPHY):
            raise SpatialError("There are no coordinates in this index.")
        filters = [self.compiled(narrow) for narrow in narrow_queries or ()]
        if kinds := self._kinds(models, limit_to_registered_models):
            filters.append(any_of(Term(constants.DJANGO_CT, kind) for kind in kinds))
        narrowed = all_of([query, *(Fixed(part, 0.0) for part in filters)])
        answer = self.engine.execute(
            plan.Plan(
                narrowed,
                offset=start_offset,
                limit=_ALL if end_offset is None else max(0, end_offset - start_offset),
                sort=",".join(self._sort(key) for key in sort_by or ()),
            )
        )
        results = list(self._results(answer.hits, result_class or SearchResult))
        if highlight and marks:
            self._highlight(results, Marker(marks))
        return {
            "results": results,
            "hits": answer.total - (len(answer.hits) - len(results)),
            "facets": counted(self, narrowed, **{name: asked.get(name) for name in _FACETS}),
            "spelling_suggestion": None,
        }

    def _kinds(self, models: Iterable[Any] | None, registered_only: bool | None) -> list[str]:
        """Names of the models to look among; none where it is all that the index holds."""
        if models:
            return sorted(get_model_ct(model) for model in models)
        if registered_only is None:
            registered_only = getattr(settings, "HAYSTACK_LIMIT_TO_REGISTERED_MODELS", True)
        return self.build_models_list() if registered_only else []

    def column(self, name: str) -> str:
        """The column to sort and count a field by: its own or its facet's."""
        facet = str(self._unified.get_facet_fieldname(name))
        for found in (facet, name):
            if found in self.declared.columns:
                return found
        raise SearchBackendError(f"There is no column {name!r} to sort or count by; text needs faceted=True.")

    def _sort(self, key: Any) -> str:
        """Haystack's order by one field: `-field`, or (field, "desc")."""
        name, descending = (key[0], key[1] == "desc") if isinstance(key, tuple) else (key.lstrip("-"), key.startswith("-"))
        return ("-" if descending else "") + self.column(name)

    def _results(self, hits: Iterable[plan.Hit], result_class: type[SearchResult]) -> Iterator[SearchResult]:
        indexed = {get_model_ct(model): self._unified.get_index(model) for model in self._unified.get_indexed_models()}
        for hit in hits:
            app_label, model_name, pk = hit.key.split(".", 2)
            index = indexed.get(f"{app_label}.{model_name}")
            if index is not None:
                values = _values(index, json.loads(hit.stored.get(STORED) or "{}"))
                yield result_class(app_label, model_name, pk, hit.score, **(values | {constants.ID: hit.key}))

    def _highlight(self, results: Iterable[SearchResult], marker: Marker) -> None:
        """`highlighted` of each: the passage that shows best why it was found, as HTML with <mark>."""
        unstored: dict[Any, dict[str, SearchResult]] = {}
        for result in results:
            text = getattr(result, self.declared.content)
            if text is None:
                unstored.setdefault(result.model, {})[str(result.pk)] = result
            else:
                result.highlighted = [highlight.snippet(str(text), marker)]
        for model, found in unstored.items():
            index = self._unified.get_index(model)
            for pk, instance in index.index_queryset(using=self.connection_alias).in_bulk(list(found)).items():
                text = index.full_prepare(instance)[index.get_content_field()]
                found[str(pk)].highlighted = [highlight.snippet(str(text), marker)]


def _values(index: Any, stored: Mapping[str, Any]) -> dict[str, Any]:
    """What was stored of a document, by the names of the index' fields and as Python has it."""
    values = {name: value for name, value in stored.items() if name not in {constants.DJANGO_CT, constants.DJANGO_ID}}
    for name, field in index.fields.items():
        if field.index_fieldname in values:
            values[name] = field.convert(values.pop(field.index_fieldname))
    return values


class SearchQuery(BaseSearchQuery):
    """Writes a SearchQuerySet's filters in the little Lucene syntax that `lucene` reads."""

    def matching_all_fragment(self) -> str:
        return "*:*"

    def build_query_fragment(self, field: str, filter_type: str, value: Any) -> str:
        if not hasattr(value, "input_type_name"):
            value = Clean(value) if isinstance(value, str) else PythonData(value)
        name = "" if field == "content" else connections[self._using].get_unified_index().get_index_fieldname(field)
        asked = value.prepare(self)
        if value.post_process:
            whole = filter_type == "content" and name in self.backend.declared.columns
            asked = lucene.condition("exact" if whole else filter_type, asked, ready=isinstance(value, (Exact, Not)))
        elif isinstance(value, Raw) and not name:
            return str(asked)
        return f"{name}:({asked})" if name else f"({asked})"

    def run_mlt(self, **kwargs: Any) -> None:
        """Haystack leaves out which part of the results is wanted, and would get the first over and over."""
        super().run_mlt(start_offset=self.start_offset, end_offset=self.end_offset, **kwargs)


class TantivySearchEngine(BaseEngine):
    backend = SearchBackend
    query = SearchQuery
