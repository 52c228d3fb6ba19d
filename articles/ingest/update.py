"""A known article comes again with other words: takes over what its source changed, keeps what an editor changed."""

from __future__ import annotations

from articles.models import IMPORT_REASON, Article, ImportRow, ImportRun, follow_words

from .records import Draft


def merge(article: Article, draft: Draft, run: ImportRun) -> tuple[ImportRow.Outcome, str]:
    """Saves the article if a field changed; the outcome, and which fields stayed as an editor left them."""
    base = article.history.filter(history_change_reason__startswith=IMPORT_REASON).order_by("-history_id").first()
    changed, kept = [], []
    old_body = article.body
    for field, theirs in draft.fields.items():
        ours = getattr(article, field)
        before = getattr(base, field) if base else None
        if theirs == ours or (base and theirs == before):
            continue
        if base and ours == before:
            setattr(article, field, theirs)
            changed.append(field)
        else:
            kept.append(field)
    reason = f"بقي ما حرّره المحرر في: {'، '.join(_label(field) for field in kept)}." if kept else ""
    if not changed:
        return ImportRow.Outcome.UNCHANGED, reason
    article._change_reason = f"{IMPORT_REASON} {run.pk}"  # type: ignore[attr-defined]
    article._history_user = run.started_by  # type: ignore[attr-defined]
    article.save()
    if "body" in changed:
        follow_words(article, old_body)
    return ImportRow.Outcome.UPDATED, reason


def _label(field: str) -> str:
    return str(getattr(Article._meta.get_field(field), "verbose_name", field))
