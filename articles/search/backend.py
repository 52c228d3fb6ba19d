"""Haystack's side of search: it declares the index and owns the connection; the engine behind it is ours.

`SearchQuerySet` and Haystack's commands work through here. The site's own pages ask the engine directly,
with trees instead of strings (`articles.search.search`).
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from haystack import connections, constants
from haystack.backends import BaseEngine, BaseSearchBackend, BaseSearchQuery, log_query
from haystack.exceptions import SkipDocument
from haystack.inputs import Clean, Exact, PythonData, Raw
from haystack.models import SearchResult
from haystack.utils import get_identifier, get_model_ct

from articles.arabic import LexiconError, fingerprint

from . import documents, lucene, plan
from .engines.tantivy import TantivyEngine
from .errors import SearchUnavailable
from .plan import Engine, Kind

_INTEGERS = {"integer", "long"}
_ALL = 10_000
"""Results where a SearchQuerySet asks for all: Haystack pages through the rest."""


def fields_of(unified: Any) -> tuple[frozenset[str], dict[str, Kind]]:
    """(zones, columns) of everything that Haystack's indexes declare."""
    zones, columns = set(), {constants.DJANGO_CT: Kind.KEYWORD, constants.DJANGO_ID: Kind.KEYWORD}
    for field in unified.all_searchfields().values():
        name = field.index_fieldname
        if field.field_type in _INTEGERS and not field.is_multivalued:
            columns[name] = Kind.INTEGER
        elif field.field_type in {"string", "text"} and not field.is_multivalued and not hasattr(field, "facet_for"):
            zones.add(name)
        else:
            columns[name] = Kind.KEYWORD
    return frozenset(zones), columns


@functools.cache
def _engine(path: str, zones: frozenset[str], columns: tuple[tuple[str, Kind], ...]) -> TantivyEngine:
    """One engine a process and folder, shared by Haystack's connections (it makes one a thread)."""
    schema = {**documents.zone_schema(zones), **dict(columns)}
    shape = hashlib.sha256(repr(sorted(schema.items())).encode()).hexdigest()[:16]

    def identity() -> str:
        try:
            return f"{shape}-{fingerprint()}"
        except LexiconError as error:
            raise SearchUnavailable(str(error)) from error

    return TantivyEngine(Path(path), schema, identity)


class SearchBackend(BaseSearchBackend):
    RESERVED_WORDS = ("AND", "NOT", "OR", "TO")
    RESERVED_CHARACTERS = lucene.RESERVED

    def __init__(self, connection_alias: str, **options: Any) -> None:
        super().__init__(connection_alias, **options)
        self._path = options["PATH"]

    @functools.cached_property
    def _fields(self) -> tuple[frozenset[str], dict[str, Kind]]:
        return fields_of(connections[self.connection_alias].get_unified_index())

    @property
    def engine(self) -> Engine:
        zones, columns = self._fields
        return _engine(str(self._path), zones, tuple(sorted(columns.items())))

    def analysed(self, document: Mapping[str, Any]) -> plan.Document:
        return documents.analysed(document, self._fields[0])

    # --- writing --------------------------------------------------------------------------------

    def update(self, index: Any, iterable: Iterable[Any], commit: bool = True) -> None:
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
        kept = [get_model_ct(model) for model in models]
        with self.engine.write() as writer:
            for key, _ in self.engine.stamps("updated"):
                if key.rsplit(".", 1)[0] in kept:
                    writer.delete(key)

    # --- asking ---------------------------------------------------------------------------------

    @log_query
    def search(self, query_string: str, **kwargs: Any) -> dict[str, Any]:
        if not query_string:
            return {"results": [], "hits": 0}
        return self._run(self._compile(query_string), **kwargs)

    def _compile(self, text: str) -> plan.Node:
        zones, columns = self._fields
        content = connections[self.connection_alias].get_unified_index().document_field
        return lucene.compile(text, content=content, zones=zones, columns=columns)

    def _run(
        self,
        query: plan.Node,
        *,
        start_offset: int = 0,
        end_offset: int | None = None,
        sort_by: list[Any] | None = None,
        facets: Mapping[str, Any] | None = None,
        narrow_queries: Iterable[str] | None = None,
        models: Iterable[Any] | None = None,
        limit_to_registered_models: bool | None = None,
        result_class: type[SearchResult] | None = None,
        **_unused: Any,
    ) -> dict[str, Any]:
        kinds = sorted(get_model_ct(model) for model in models) if models else self.build_models_list()
        filters = [plan.any_of(plan.Term(constants.DJANGO_CT, kind) for kind in kinds)]
        filters += [self._compile(narrow) for narrow in narrow_queries or ()]
        narrowed = plan.all_of([query, *(plan.Fixed(part, 0.0) for part in filters)])
        limit = _ALL if end_offset is None else max(0, end_offset - start_offset)
        answer = self.engine.execute(
            plan.Plan(
                narrowed,
                offset=start_offset,
                limit=limit,
                sort=_sort(sort_by),
                facets={
                    name: plan.FacetRequest(name, narrowed, int((options or {}).get("size", 100)))
                    for name, options in (facets or {}).items()
                },
            )
        )
        return {
            "results": [self._result(hit, result_class or SearchResult) for hit in answer.hits],
            "hits": answer.total,
            "facets": {"fields": dict(answer.facets), "dates": {}, "queries": {}} if facets else {},
            "spelling_suggestion": None,
        }

    def _result(self, hit: plan.Hit, result_class: type[SearchResult]) -> SearchResult:
        app_label, model_name, pk = hit.key.split(".", 2)
        return result_class(app_label, model_name, pk, hit.score, id=hit.key)


def _sort(sort_by: list[Any] | None) -> str:
    """Haystack's ordering, one field; SearchQuerySet writes `-field` or (field, "desc")."""
    if not sort_by:
        return ""
    first = sort_by[0]
    return ("-" if first[1] == "desc" else "") + first[0] if isinstance(first, tuple) else str(first)


class SearchQuery(BaseSearchQuery):
    """Writes a SearchQuerySet's filters in the little Lucene syntax that `lucene` reads."""

    def matching_all_fragment(self) -> str:
        return "*:*"

    def build_query_fragment(self, field: str, filter_type: str, value: Any) -> str:
        if not hasattr(value, "input_type_name"):
            value = Clean(value) if isinstance(value, str) else PythonData(value)
        prepared = value.prepare(self)
        if isinstance(value, Raw):
            return str(prepared) if field == "content" else f"{field}:({prepared})"
        name = "" if field == "content" else f"{connections[self._using].get_unified_index().get_index_fieldname(field)}:"
        return name + self._condition(filter_type, prepared, exact=isinstance(value, Exact))

    def _condition(self, filter_type: str, value: Any, exact: bool) -> str:
        if filter_type in {"in"}:
            return f"({' OR '.join(lucene.quoted(one) for one in value)})"
        if filter_type == "range":
            return f"[{lucene.quoted(value[0])} TO {lucene.quoted(value[1])}]"
        if filter_type in {"gt", "gte", "lt", "lte"}:
            bound = lucene.quoted(value)
            open_, close = ("[", "]") if filter_type.endswith("e") else ("{", "}")
            low, high = (bound, "*") if filter_type.startswith("g") else ("*", bound)
            return f"{open_}{low} TO {high}{close}"
        if exact or filter_type == "exact":
            return lucene.quoted(value)
        return f"({' AND '.join(lucene.escaped(word) for word in str(value).split()) or lucene.quoted('')})"


class TantivySearchEngine(BaseEngine):
    backend = SearchBackend
    query = SearchQuery
