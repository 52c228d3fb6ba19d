"""What an editor types into a form comes in here: kept as it first came, like every other original; names and quotes are
looked for in it, and it is compared with what the archive has."""

from __future__ import annotations

import json
from collections.abc import Collection

from articles.models import Article, Original

from .suggesting import suggest
from .versions import note_versions

_TOLD = frozenset({"headline", "standfirst", "body"})
"""Fields that say names and quotes."""
_COMPARED = _TOLD | {"published_at", "date_certainty"}
"""Fields that decide which other articles an article resembles."""
_FIELDS = (
    *("kicker", "headline", "standfirst", "body", "source_url", "external_id", "byline", "dateline_text"),
    *("published_at", "date_certainty", "date_note", "language", "status"),
)


def keep_typed(article: Article) -> Original:
    """Keeps a newly saved article's own fields, as JSON, and has it read. Later edits are revisions; this stays. Whoever
    saves one calls `edited`."""
    typed = {"id": article.pk, **{field: getattr(article, field) for field in _FIELDS}}
    typed["source"] = article.source.name if article.source else ""
    content = json.dumps(typed, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass")
    original = Original.of(content, format="form", origin="admin", article=article)
    original.save()
    edited(article, _COMPARED)
    return original


def edited(article: Article, fields: Collection[str]) -> None:
    """What follows where an editor has changed these fields of a saved article: names and quotes are looked for in new
    words, and the article is compared with the others."""
    if not _TOLD.isdisjoint(fields):
        suggest(article)
    if not _COMPARED.isdisjoint(fields):
        note_versions([article])
