"""Merging: everything that one name has goes over to another of its kind, and the name stays as a signpost to it.

Promises: one transaction; a record of every row (`Merge`), so that it can be undone; what both names had already (the
same mention, the same spelling) is kept once, the more certain one, and the other put away with all its columns. What
was merged into the merged name before leads to the survivor in one step. No text of an article is touched.

Refuses: a name with itself, with one of another kind, with one that was merged, and outlets that both have an article
under the same number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from articles.arabic import Counted
from articles.models import Alias, Article, Distinct, Mention, Merge, MovedRow, Name

from .rows import (
    ALIAS,
    ALIAS_DOUBLE,
    ALIAS_MADE,
    MENTION,
    MENTION_DOUBLE,
    between,
    hold,
    links_to,
    name_links,
    stretches,
    touch,
    with_twins,
)

CLASHES_SHOWN = 20
_STRENGTH = [Mention.State.SUGGESTED, Mention.State.REJECTED, Mention.State.CONFIRMED]
"""Of two mentions that say the same: what a person decided counts more than what a machine proposes."""
_TAKEN = ("description", "wikidata_id")
_CLASHES = Counted(
    "", "لمقال واحد عند كلا المصدرين الرقم نفسه", "لمقالين عند كلا المصدرين الرقمان نفساهما",
    "لـ{n} مقالات عند كلا المصدرين الأرقام نفسها", "لـ{n} مقالًا عند كلا المصدرين الأرقام نفسها",
    "لـ{n} مقال عند كلا المصدرين الأرقام نفسها",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clash:
    """Two articles that would be one and the same for the archive: of one outlet, with one number."""

    number: str
    one: Article
    other: Article


class MergeRefused(Exception):
    """Why two names are not merged, in words for an editor."""

    def __init__(self, message: str, clashes: Sequence[Clash] = ()) -> None:
        super().__init__(message)
        self.clashes = clashes


def merge(survivor: int, absorbed: Iterable[int], by: User | None = None) -> tuple[list[Merge], int]:
    """Merges names by number; all of them or, raising MergeRefused, none.

    Returns the merges and the number of articles that changed for readers."""
    wanted = list(dict.fromkeys(absorbed))
    with transaction.atomic():
        names = hold(survivor, *wanted)
        merges = []
        for number in wanted:
            _refuse(names.get(survivor), names.get(number))
            merges.append(_Merging(names[survivor], names[number], by).run())
        return merges, touch(names[survivor])


def _refuse(survivor: Name | None, absorbed: Name | None) -> None:
    if survivor is None or absorbed is None:
        raise MergeRefused("أحد هذه الأسماء حُذف في هذه الأثناء؛ لم يُدمج شيء.")
    if survivor.pk == absorbed.pk:
        raise MergeRefused(f"لا يُدمج اسم في نفسه: «{survivor}».")
    if survivor.kind != absorbed.kind:
        kinds = f"«{absorbed}» ({absorbed.get_kind_display()}) و«{survivor}» ({survivor.get_kind_display()})"
        raise MergeRefused(f"لا يُدمج إلا اسمان من نوع واحد، وهذان {kinds}.")
    for name in (survivor, absorbed):
        if name.merged_into_id:
            raise MergeRefused(f"«{name}» مدموج من قبل في «{name.merged_into}»؛ لم يُدمج شيء.")
    clashes = clashes_of(survivor, absorbed)
    if count := clashes.count():
        raise MergeRefused(
            f"{_CLASHES(count)}: «{absorbed}» و«{survivor}». لا يكون لمصدر مقالان برقم واحد: "
            "صحّح الرقم أو المصدر في أحد كل مقالين، ثم أعد الدمج.",
            _shown(survivor, clashes),
        )


def clashes_of(survivor: Name, absorbed: Name) -> QuerySet[Article]:
    """Articles of `absorbed` whose number an article of `survivor` has as well."""
    same = Article.objects.filter(source=survivor, external_id=OuterRef("external_id"))
    clashing: QuerySet[Article] = Article.objects.filter(Exists(same), source=absorbed).exclude(external_id="")
    return clashing.order_by("external_id")


def _shown(survivor: Name, clashes: QuerySet[Article]) -> list[Clash]:
    listed = list(clashes.only("headline", "external_id")[:CLASHES_SHOWN])
    numbers = [article.external_id for article in listed]
    others = Article.objects.filter(source=survivor, external_id__in=numbers).only("headline", "external_id")
    by_number = {article.external_id: article for article in others}
    return [Clash(article.external_id, article, by_number[article.external_id]) for article in listed]


class _Merging:
    """One name into another; the caller holds both."""

    def __init__(self, survivor: Name, absorbed: Name, by: User | None) -> None:
        self._survivor, self._absorbed, self._by = survivor, absorbed, by
        self._counts: Counter[str] = Counter()
        self._merge = Merge.objects.create(survivor=survivor, absorbed=absorbed, merged_by=by)

    def run(self) -> Merge:
        self._put_mentions_away()
        self._move(MENTION, Mention, "name")
        self._put_aliases_away()
        self._move(ALIAS, Alias, "name")
        self._make_alias()
        for what, model, field_name in name_links():
            self._move(what, model, field_name)
        self._merge.taken = self._take()
        self._merge.counts = {what: count for what, count in self._counts.items() if count}
        self._merge.save()
        self._point()
        return self._merge

    def _record(self, what: str, rows: Iterable[dict[str, Any]]) -> None:
        """`rows` have `row`, and perhaps `beside` and `kept`."""
        made = MovedRow.objects.bulk_create([MovedRow(merge=self._merge, what=what, **row) for row in rows], batch_size=500)
        self._counts[what] += len(made)

    def _move(self, what: str, model: type[models.Model], field_name: str) -> None:
        own = model._default_manager.filter(**{field_name: self._absorbed})
        for batch in stretches(own):
            self._record(what, ({"row": row["pk"]} for row in batch))
            own.filter(between(batch)).update(**{field_name: self._survivor})

    # --- what both have -------------------------------------------------------------------------

    def _put_mentions_away(self) -> None:
        columns = [column.attname for column in Mention._meta.concrete_fields]
        own = Mention.objects.filter(name=self._absorbed)
        for batch in stretches(with_twins(own, self._survivor), "twin", *columns):
            twins = {row["id"]: row for row in Mention.objects.filter(pk__in=[row["twin"] for row in batch]).values(*columns)}
            away = []
            for row in batch:
                own_row, twin = {column: row[column] for column in columns}, twins[row["twin"]]
                away.append((twin, own_row) if _strength(own_row) > _strength(twin) else (own_row, twin))
            self._put_away(away)

    def _put_away(self, pairs: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
        """`pairs` of mentions: one that goes and the one that says the same and stays."""
        stays = {going["id"]: staying["id"] for going, staying in pairs}
        self._record(MENTION_DOUBLE, ({"row": g["id"], "beside": s["id"], "kept": g} for g, s in pairs))
        for what, model, field_name in links_to(Mention):
            rows = list(model._default_manager.filter(**{f"{field_name}__in": stays}).values_list("pk", field_name))
            self._record(what, ({"row": pk, "beside": mention, "kept": stays[mention]} for pk, mention in rows))
            for pk, mention in rows:
                model._default_manager.filter(pk=pk).update(**{field_name: stays[mention]})
        # Without signals: to be put away is no edit of the article, and makes no revision.
        gone = Mention.objects.filter(pk__in=stays)
        gone._raw_delete(gone.db)

    def _put_aliases_away(self) -> None:
        there = Alias.objects.filter(name=self._survivor, folded=OuterRef("folded")).values("pk")[:1]
        own = Alias.objects.filter(name=self._absorbed).annotate(twin=models.Subquery(there))
        doubles = own.filter(models.Q(twin__isnull=False) | models.Q(folded=self._survivor.folded))
        for batch in stretches(doubles, "twin", "text", "folded"):
            rows = ({"row": a["pk"], "beside": a["twin"], "kept": {"text": a["text"], "folded": a["folded"]}} for a in batch)
            self._record(ALIAS_DOUBLE, rows)
            for start in range(0, len(batch), 500):
                gone = Alias.objects.filter(pk__in=[alias["pk"] for alias in batch[start : start + 500]])
                gone._raw_delete(gone.db)

    # --- the names themselves -------------------------------------------------------------------

    def _make_alias(self) -> None:
        """The merged name is another spelling of the survivor from now on."""
        folded = self._absorbed.folded
        if folded == self._survivor.folded or Alias.objects.filter(name=self._survivor, folded=folded).exists():
            return
        made = Alias.objects.bulk_create([Alias(name=self._survivor, text=self._absorbed.name, folded=folded)])
        self._record(ALIAS_MADE, [{"row": made[0].pk}])

    def _take(self) -> dict[str, str]:
        """What the survivor lacks and the other has."""
        taken = {}
        for name in _TAKEN:
            if (value := getattr(self._absorbed, name)) and not getattr(self._survivor, name):
                taken[name] = value
                setattr(self._survivor, name, value)
        if taken:
            Name.objects.filter(pk=self._survivor.pk).update(**taken, updated_at=timezone.now())
        return taken

    def _point(self) -> None:
        self._absorbed.merged_into = self._survivor
        Name.objects.filter(pk=self._absorbed.pk).update(merged_into=self._survivor, updated_at=timezone.now())
        revise(self._absorbed, self._by, f"دُمج في «{self._survivor}»")
        revise(self._survivor, self._by, f"دُمج فيه «{self._absorbed}»")


def revise(name: Name, by: User | None, reason: str) -> None:
    """A line in the name's history: also what tells suggestions that names changed."""
    Name.history.bulk_history_create([name], update=True, default_user=by, default_change_reason=reason[:100])


def _strength(mention: dict[str, Any]) -> tuple[int, bool]:
    return _STRENGTH.index(mention["state"]), bool(mention["role"])


# --- before it is done ----------------------------------------------------------------------------


@dataclass(slots=True)
class Prospect:
    """What merging one name into another would do."""

    absorbed: Name
    mentions: int = 0
    doubles: int = 0
    aliases: int = 0
    carried: int = 0
    """Articles that have it as source, place or agency."""
    signposts: int = 0
    taken: dict[str, str] = field(default_factory=dict)
    other_wikidata: bool = False
    said_distinct: bool = False
    refusal: str = ""
    clashes: Sequence[Clash] = ()


def prospect(survivor: Name, absorbed: Name) -> Prospect:
    """Counts only; nothing is locked or changed."""
    found = Prospect(absorbed)
    try:
        _refuse(survivor, absorbed)
    except MergeRefused as refusal:
        found.refusal, found.clashes = str(refusal), refusal.clashes
        return found
    own = Mention.objects.filter(name=absorbed)
    found.mentions, found.doubles = own.count(), with_twins(own, survivor).count()
    found.aliases = absorbed.aliases.count()
    for _, model, field_name in name_links():
        count = model._default_manager.filter(**{field_name: absorbed}).count()
        if model is Name:
            found.signposts += count
        else:
            found.carried += count
    found.taken = {name: getattr(absorbed, name) for name in _TAKEN if getattr(absorbed, name) and not getattr(survivor, name)}
    found.other_wikidata = bool(absorbed.wikidata_id and survivor.wikidata_id and absorbed.wikidata_id != survivor.wikidata_id)
    first, second = sorted((survivor.pk, absorbed.pk))
    found.said_distinct = Distinct.objects.filter(first=first, second=second).exists()
    return found
