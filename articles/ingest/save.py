"""Saves rows, many in one transaction: original, article, names, first revision, which articles it resembles, a line
in the sync queue.

For each row one outcome and, where there is something to say, a reason:
created; updated (known, with other words: the revision before is kept); unchanged; duplicate (the same words
from the same outlet at another address); failed. An editor's correction is never overwritten: a field that
was edited since the last import stays as the editor left it, and the reason says so. Bytes that were taken in
before are never taken in again, so importing old files anew does not undo newer ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from articles.models import IMPORT_REASON, Article, ImportRow, ImportRun, Mention, Original, QueuedDocument, QueuedExtraction

from . import naming
from .importers import Row, RowError
from .known import Identity, Known, identities
from .recipe import UNPUBLISHED, Recipe
from .records import BadRecord, Draft
from .turns import hold_imports
from .update import merge
from .versions import note_versions

Outcome = ImportRow.Outcome


@dataclass(slots=True, eq=False)
class Verdict:
    """What became of one row."""

    number: int
    row: Row
    original: Original | None = None
    outcome: Outcome = Outcome.FAILED
    reason: str = ""
    draft: Draft | None = None
    article: Article | None = None
    """Saved or about to be."""

    def settle(self, outcome: Outcome, article: Article | None = None, reason: str = "") -> None:
        remarks = self.draft.remarks if self.draft else []
        self.outcome, self.article, self.reason = outcome, article, " ".join(filter(None, [reason, *remarks]))


def save(run: ImportRun, recipe: Recipe, rows: Sequence[tuple[int, Row]]) -> list[Verdict]:
    """All rows with their outcomes, committed. A row that the database refuses fails alone.

    Raises OperationalError (disk full, database away): then nothing of the batch was saved, and the run can be
    taken up again.
    """
    verdicts: list[Verdict] = []
    while len(verdicts) < len(rows):
        left = rows[len(verdicts) :]
        try:
            verdicts += _commit(run, recipe, left)
        except (IntegrityError, DataError) as error:
            if len(left) == 1:
                verdicts.append(_refused(run, recipe, *left[0], error))
            else:
                verdicts += [verdict for one in left for verdict in save(run, recipe, [one])]
    return verdicts


def _commit(run: ImportRun, recipe: Recipe, rows: Sequence[tuple[int, Row]]) -> list[Verdict]:
    with transaction.atomic():
        hold_imports()
        batch = Batch(run, recipe, [Verdict(number, row) for number, row in rows])
        batch.decide()
        batch.write()
        return batch.verdicts


def _refused(run: ImportRun, recipe: Recipe, number: int, row: Row, error: Exception) -> Verdict:
    with transaction.atomic():
        batch = Batch(run, recipe, [Verdict(number, row)])
        batch.verdicts[0].settle(Outcome.FAILED, reason=f"رفضته قاعدة البيانات: {error}")
        batch.keep_originals()
        batch.write()
        return batch.verdicts[0]


class Batch:
    """Decides about rows in their order, then writes everything in a handful of queries.

    Where a row is another version of one that is about to be created, the batch ends before it: `verdicts`
    then holds fewer rows than were given.
    """

    def __init__(self, run: ImportRun, recipe: Recipe, verdicts: list[Verdict]) -> None:
        self._run, self._recipe, self.verdicts = run, recipe, verdicts
        self._names: dict[naming.Key, int] = {}
        self._creating: dict[Identity, Verdict] = {}

    # --- deciding -------------------------------------------------------------------------------

    def decide(self) -> None:
        self.keep_originals()
        for verdict in self.verdicts:
            if verdict.outcome != Outcome.UNCHANGED:
                self._read(verdict)
        drafts = [verdict.draft for verdict in self.verdicts if verdict.draft]
        self._names = naming.resolve(drafts)
        for draft in drafts:
            draft.fields |= {f"{key}_id": self._pk(named) for key, named in draft.names.items()}
        known = Known(drafts)
        for position, verdict in enumerate(self.verdicts):
            if verdict.draft and not self._settle(verdict, known):
                del self.verdicts[position:]
                return

    def keep_originals(self) -> None:
        """Gives each row its original, a stored one where the same bytes came before by the same recipe."""
        fresh: dict[tuple[str, str], Original] = {}
        for verdict in self.verdicts:
            if verdict.row.raw:
                verdict.original = Original.of(
                    verdict.row.raw,
                    format=verdict.row.reading.format,
                    origin=verdict.row.place[:1000],
                    recipe=self._recipe.digest_of(verdict.row),
                    run=self._run,
                )
                fresh[verdict.original.natural_key()] = verdict.original
        hashes, recipes = {sha256 for sha256, _ in fresh}, {recipe for _, recipe in fresh}
        stored = Original.objects.filter(sha256__in=hashes, recipe__in=recipes).defer("deflated").select_related("article")
        fresh |= {original.natural_key(): original for original in stored}
        for verdict in self.verdicts:
            if verdict.original:
                verdict.original = fresh[verdict.original.natural_key()]
                if verdict.original.article:
                    verdict.settle(Outcome.UNCHANGED, verdict.original.article)

    def _read(self, verdict: Verdict) -> None:
        try:
            verdict.draft = self._recipe.draft(verdict.row)
        except (RowError, BadRecord) as error:
            verdict.settle(Outcome.FAILED, reason=str(error))

    def _settle(self, verdict: Verdict, known: Known) -> bool:
        """Whether the row could be decided about now."""
        draft = verdict.draft
        assert draft is not None
        own, same_words = identities(draft)
        if pending := self._creating.get(own):
            if pending.draft and pending.draft.fields != draft.fields:
                return False
            verdict.settle(Outcome.UNCHANGED, pending.article, f"سبق في هذا الملف: {pending.row.place}.")
        elif (article := known.article(own)) and article.status not in UNPUBLISHED and not self._recipe.may_publish:
            _leave(verdict, article, same_words)
        elif article:
            outcome, reason = merge(article, draft, self._run)
            verdict.settle(outcome, article, reason)
        elif not draft.fields["external_id"] and (twin := self._creating.get(same_words)):
            verdict.settle(Outcome.DUPLICATE, twin.article, f"كلماته كلمات {twin.row.place}.")
        elif not draft.fields["external_id"] and (article := known.article(same_words)):
            verdict.settle(Outcome.DUPLICATE, article, f"كلماته كلمات المقال {article.pk}.")
        else:
            verdict.settle(Outcome.CREATED, _article(draft))
            self._creating[own] = verdict
            self._creating.setdefault(same_words, verdict)
        return True

    def _pk(self, named: Any) -> int | None:
        return self._names[named.key] if named else None

    # --- writing --------------------------------------------------------------------------------

    def write(self) -> None:
        self._create(Article, [verdict.article for verdict in self.verdicts if verdict.outcome == Outcome.CREATED])
        self._write_mentions()
        self._write_originals()
        changed = [one.article for one in self.verdicts if one.article and one.outcome in {Outcome.CREATED, Outcome.UPDATED}]
        QueuedDocument.add(article.pk for article in changed)
        if self._recipe.extract:
            QueuedExtraction.add(article.pk for article in changed)
        self._note_versions(changed)
        ImportRow.objects.bulk_create(
            ImportRow(
                run=self._run,
                number=verdict.number,
                place=verdict.row.place[:1000],
                outcome=verdict.outcome,
                reason=verdict.reason,
                article=verdict.article,
                original=verdict.original,
            )
            for verdict in self.verdicts
        )

    def _write_mentions(self) -> None:
        """Names that a record states are facts of its source. What an editor rejected or removed stays so."""
        read = [verdict for verdict in self.verdicts if verdict.draft and verdict.outcome != Outcome.DUPLICATE]
        known = [verdict.article.pk for verdict in read if verdict.article and verdict.outcome != Outcome.CREATED]
        said = set(Mention.objects.filter(article__in=known).values_list("article", "name", "role"))
        # A name that was merged since counts as the one that it leads to, as it does in the row.
        removed = Mention.history.filter(article__in=known, history_type="-")
        for article, name, merged_into, role in removed.values_list("article", "name", "name__merged_into", "role"):
            said.add((article, merged_into or name, role))
        mentions: dict[tuple[int, int, str], Mention] = {}
        for verdict in read:
            assert verdict.article and verdict.draft
            stated = {(verdict.article.pk, self._names[named.key], named.role) for named in verdict.draft.mentions}
            fresh = [key for key in sorted(stated) if key not in said]
            mentions |= {key: Mention(article_id=key[0], name_id=key[1], role=key[2]) for key in fresh}
            said |= stated
            if fresh and verdict.outcome == Outcome.UNCHANGED:
                verdict.outcome = Outcome.UPDATED
                Article.objects.filter(pk=verdict.article.pk).update(updated_at=timezone.now())
        self._create(Mention, list(mentions.values()))

    def _note_versions(self, articles: Sequence[Article]) -> None:
        """What other articles these resemble is said, and changes nothing else about them."""
        found = note_versions(list({article.pk: article for article in articles}.values()))
        for verdict in self.verdicts:
            if verdict.article and verdict.outcome in {Outcome.CREATED, Outcome.UPDATED}:
                alike = found.pop(verdict.article.pk, ())
                verdict.reason = " ".join(filter(None, [verdict.reason, *map(str, alike)]))

    def _create(self, model: type[Model], objects: list[Any]) -> None:
        """With a first revision each."""
        if objects:
            reason = f"{IMPORT_REASON} {self._run.pk}"
            bulk_create_with_history(objects, model, default_user=self._run.started_by, default_change_reason=reason)

    def _write_originals(self) -> None:
        fresh: dict[tuple[str, str], Original] = {}
        stored = []
        for verdict in self.verdicts:
            if original := verdict.original:
                if verdict.article and original.article_id != verdict.article.pk:
                    original.article = verdict.article
                    if original.pk:
                        stored.append(original)
                if not original.pk:
                    fresh[original.natural_key()] = original
        Original.objects.bulk_create(fresh.values())
        Original.objects.bulk_update(stored, ["article"])


def _leave(verdict: Verdict, article: Article, words: Identity) -> None:
    """What readers see is for those to change who may publish."""
    verdict.draft = None
    if article.content_hash == words[-1]:
        verdict.settle(Outcome.UNCHANGED, article)
    else:
        verdict.settle(Outcome.FAILED, reason=f"المقال {article.pk} ليس مسوّدة؛ لا يعدّله إلا من يحق له النشر.")


def _article(draft: Draft) -> Article:
    article = Article(**draft.fields)
    article.prepare()
    return article
