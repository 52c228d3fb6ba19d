"""A query's way to articles.

Query string -> SearchParams -> query (a tree) -> matching (terms) -> plan -> engine (ids, scores, counts)
-> results (articles, marks, named facets). `sync` keeps the index at what the database says.

Views import from here. The names are resolved on first use: Haystack loads `backend` while Django is still
starting, and `results` needs the models.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_FACE = {
    "BadParameters": "errors",
    "SearchUnavailable": "errors",
    "Busy": "plan",
    "AnyOf": "plan",
    "Kind": "plan",
    "Node": "plan",
    "Writer": "plan",
    "TantivyEngine": "engines.tantivy",
    "Plan": "plan",
    "Term": "plan",
    "FACETS": "params",
    "DEEPEST": "params",
    "PAGE_SIZE": "params",
    "Bucket": "histogram",
    "Histogram": "histogram",
    "Unit": "histogram",
    "month_of": "histogram",
    "year_of": "histogram",
    "Keep": "params",
    "Match": "params",
    "SearchParams": "params",
    "Selection": "params",
    "Sort": "params",
    "FacetValue": "narrowing",
    "Result": "results",
    "Results": "results",
    "asked_words": "results",
    "marker_for": "results",
    "Asking": "results",
    "Place": "place",
    "place_of": "place",
    "rank": "results",
    "search": "results",
    "selected_names": "narrowing",
    "standing": "merged",
    "Explanation": "why",
    "Form": "why",
    "How": "why",
    "Reason": "why",
    "Where": "why",
    "Wish": "why",
    "explain": "why",
    "suggestions": "suggest",
    "marked": "highlight",
    "shown": "highlight",
    "Company": "company",
    "Standing": "company",
    "company_of": "company",
    "most_written_of": "company",
    "related_to": "related",
    "saying": "phrases",
}
__all__ = sorted(_FACE)  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    if name not in _FACE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_FACE[name]}"), name)
