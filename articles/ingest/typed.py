"""What an editor types into a form comes in here: kept as it first came, like every other original, and compared with
what the archive has."""

from __future__ import annotations

import json

from articles.models import Article, Original

from .versions import note_versions

_FIELDS = (
    *("kicker", "headline", "standfirst", "body", "source_url", "external_id", "byline", "dateline_text"),
    *("published_at", "date_certainty", "date_note", "language", "status"),
)


def keep_typed(article: Article) -> Original:
    """Keeps a newly saved article's own fields, as JSON, and notes which articles it resembles.

    Later edits are revisions; this stays. Whoever saves one calls `note_versions`."""
    typed = {"id": article.pk, **{field: getattr(article, field) for field in _FIELDS}}
    typed["source"] = article.source.name if article.source else ""
    content = json.dumps(typed, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass")
    original = Original.of(content, format="form", origin="admin", article=article)
    original.save()
    note_versions([article])
    return original
