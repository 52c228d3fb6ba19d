"""Undoing a merge: what it moved goes back, what it put away stands again, as far as nobody changed it since.

Promises: one transaction; what an editor changed or removed after the merge stays as the editor left it, and is
counted by what it is and why (`Merge.left`). Merges that were done after this one stay as they are.

Refuses: a merge that was undone; one whose survivor was itself merged since; one that a later merge into the same name
builds upon, until that one is undone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from articles.models import Alias, Article, Mention, Merge, MovedRow, Name

from .merging import revise
from .rows import (
    ALIAS,
    ALIAS_DOUBLE,
    ALIAS_MADE,
    MENTION,
    MENTION_DOUBLE,
    hold,
    links_to,
    name_links,
    stretches,
    touch,
    with_twins,
)

_FAMILIES = ((MENTION_DOUBLE, (MENTION, MENTION_DOUBLE)), (ALIAS_DOUBLE, (ALIAS, ALIAS_MADE)))
"""What a later merge put away, beside rows that an earlier one brought."""
CHANGED, GONE = "changed", "gone"


class UndoRefused(Exception):
    """Why a merge is not undone, in words for an editor."""


def undo(number: int, by: User | None = None) -> tuple[Merge, int]:
    """Undoes a merge by its number; returns it with what is left, and the number of articles that changed for readers."""
    with transaction.atomic():
        known = Merge.objects.filter(pk=number).values("survivor", "absorbed").first()
        if known is None:
            raise UndoRefused("لا يوجد دمج بهذا الرقم.")
        names = hold(known["survivor"], known["absorbed"])
        merge = Merge.objects.select_for_update(of=("self",)).select_related("survivor", "absorbed").get(pk=number)
        if refusal := why_not(merge):
            raise UndoRefused(refusal)
        survivor, absorbed = names[known["survivor"]], names[known["absorbed"]]
        _Undoing(merge, survivor, absorbed, by).run()
        return merge, touch(survivor, absorbed)


def why_not(merge: Merge) -> str:
    """Why a merge cannot be undone as things stand; empty where it can."""
    survivor, absorbed = merge.survivor, merge.absorbed
    if not merge.stands:
        return "تُراجع عن هذا الدمج من قبل."
    if survivor.merged_into_id:
        return f"دُمج «{survivor}» بعد ذلك في «{survivor.merged_into}»؛ تراجع عن ذلك الدمج أولًا."
    if absorbed.merged_into_id != survivor.pk:
        return f"لم يعد «{absorbed}» مدموجًا في «{survivor}»."
    if later := _built_upon(merge):
        return (
            f"دُمج «{later.absorbed}» في «{survivor}» بعد ذلك، وكان بين الاسمين ذكرٌ مشترك أو صيغة مشتركة "
            "مما نقله هذا الدمج؛ تراجع عن الدمج الأحدث أولًا."
        )
    return ""


def _built_upon(merge: Merge) -> Merge | None:
    """The latest merge into the same name that put something away for a row that this one brought."""
    for double, brought in _FAMILIES:
        ours = MovedRow.objects.filter(merge=merge, what__in=brought)
        doubles = MovedRow.objects.filter(
            models.Q(Exists(ours.filter(row=OuterRef("beside")))) | models.Q(Exists(ours.filter(row=OuterRef("row")))),
            merge=OuterRef("pk"),
            what=double,
        )
        later = Merge.objects.standing().filter(survivor=merge.survivor_id, pk__gt=merge.pk)
        if found := later.filter(Exists(doubles)).select_related("absorbed").first():
            return found
    return None


class _Undoing:
    def __init__(self, merge: Merge, survivor: Name, absorbed: Name, by: User | None) -> None:
        self._merge, self._survivor, self._absorbed, self._by = merge, survivor, absorbed, by
        self._left: dict[str, Counter[str]] = {}

    def run(self) -> None:
        self._give_back()
        self._bring_back(MENTION, Mention, "name")
        self._restore_mentions()
        for batch in self._batches(ALIAS_MADE):
            made = Alias.objects.filter(pk__in=[row["row"] for row in batch], name=self._survivor)
            made.filter(folded=self._absorbed.folded)._raw_delete(made.db)
        self._bring_back(ALIAS, Alias, "name")
        self._restore_aliases()
        for what, model, field_name in name_links():
            self._bring_back(what, model, field_name)
        self._part()
        MovedRow.objects.filter(merge=self._merge)._raw_delete(MovedRow.objects.db)
        self._merge.undone_at, self._merge.undone_by = timezone.now(), self._by
        self._merge.left = {what: dict(counts) for what, counts in self._left.items() if counts.total()}
        self._merge.save()

    def _batches(self, what: str) -> Iterator[list[dict[str, Any]]]:
        for batch in stretches(MovedRow.objects.filter(merge=self._merge, what=what), "row", "beside", "kept"):
            for start in range(0, len(batch), 500):
                yield batch[start : start + 500]

    def _leave(self, what: str, why: str, count: int) -> None:
        if count:
            self._left.setdefault(what, Counter())[why] += count

    # --- what was moved -------------------------------------------------------------------------

    def _bring_back(self, what: str, model: type[models.Model], field_name: str) -> None:
        rows = model._default_manager
        blocked = model is Mention and Mention.objects.filter(name=self._absorbed).exists()
        for batch in self._batches(what):
            there = rows.filter(pk__in=[row["row"] for row in batch])
            standing = there.count()
            moved = there.filter(**{field_name: self._survivor})
            if blocked:  # somebody gave the merged name a mention meanwhile
                twins = with_twins(Mention.objects.filter(pk__in=there, name=self._survivor), self._absorbed)
                moved = moved.exclude(pk__in=list(twins.values_list("pk", flat=True)))
            back = moved.update(**{field_name: self._absorbed})
            self._leave(what, GONE, len(batch) - standing)
            self._leave(what, CHANGED, standing - back)

    def _part(self) -> None:
        self._absorbed.merged_into = None
        Name.objects.filter(pk=self._absorbed.pk).update(merged_into=None, updated_at=timezone.now())
        revise(self._absorbed, self._by, f"تُراجع عن دمجه في «{self._survivor}»")
        revise(self._survivor, self._by, f"تُراجع عن دمج «{self._absorbed}» فيه")

    def _give_back(self) -> None:
        """What the survivor took goes, unless somebody wrote something else there."""
        emptied = {name: "" for name, value in self._merge.taken.items() if getattr(self._survivor, name) == value}
        for name, value in emptied.items():
            setattr(self._survivor, name, value)
        if emptied:
            Name.objects.filter(pk=self._survivor.pk).update(**emptied, updated_at=timezone.now())
        self._leave("name.facts", CHANGED, len(self._merge.taken) - len(emptied))

    # --- what was put away ----------------------------------------------------------------------

    def _restore_mentions(self) -> None:
        for batch in self._batches(MENTION_DOUBLE):
            staying = set(Mention.objects.filter(pk__in=[row["beside"] for row in batch]).values_list("pk", flat=True))
            articles = {row["kept"]["article_id"] for row in batch}
            here = set(Article.objects.filter(pk__in=articles).values_list("pk", flat=True))
            taken = {
                _place(mention)
                for mention in Mention.objects.filter(
                    article__in=articles, name__in=[self._survivor.pk, self._absorbed.pk]
                ).values("article_id", "name_id", "role", "start")
            }
            back = []
            for row in batch:
                kept = row["kept"]
                if kept["article_id"] not in here or row["beside"] not in staying:
                    self._leave(MENTION_DOUBLE, GONE, 1)
                elif _place(kept) in taken:
                    self._leave(MENTION_DOUBLE, CHANGED, 1)
                else:
                    back.append(Mention(**kept))
            Mention.objects.bulk_create(back)
        for what, model, field_name in links_to(Mention):
            for batch in self._batches(what):
                self._repoint(what, model, field_name, batch)

    def _repoint(self, what: str, model: type[models.Model], field_name: str, batch: list[dict[str, Any]]) -> None:
        """What referred to a mention that was put away (a quote by its speaker) refers to it again."""
        restored = set(Mention.objects.filter(pk__in={row["beside"] for row in batch}).values_list("pk", flat=True))
        for row in batch:
            own = model._default_manager.filter(pk=row["row"])
            back = 0
            if row["beside"] in restored:
                back = own.filter(**{field_name: row["kept"]}).update(**{field_name: row["beside"]})
            if not back:
                self._leave(what, CHANGED if own.exists() else GONE, 1)

    def _restore_aliases(self) -> None:
        have = set(Alias.objects.filter(name=self._absorbed).values_list("folded", flat=True))
        for batch in self._batches(ALIAS_DOUBLE):
            lacking = [row for row in batch if row["kept"]["folded"] not in have]
            back = [Alias(pk=row["row"], name=self._absorbed, **row["kept"]) for row in lacking]
            Alias.objects.bulk_create(back)
            have.update(alias.folded for alias in back)
            self._leave(ALIAS_DOUBLE, CHANGED, len(batch) - len(back))


def _place(mention: Mapping[str, Any]) -> tuple[Any, ...]:
    """What no other mention of the name may have: its beginning, or else its role."""
    start = mention["start"]
    return mention["article_id"], mention["name_id"], start, "" if start is not None else mention["role"]
