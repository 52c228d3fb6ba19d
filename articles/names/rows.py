"""The rows that belong to a name, and how they pass from one name to another in batches.

Promises: every foreign key to a name is known here, also one that a later model brings; memory stays flat however
many rows there are; nothing is loaded as a model object.

Refuses: to be used outside a transaction that holds the names (`hold`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from simple_history.models import HistoricalChanges

from articles.ingest import hold_imports
from articles.models import CARRIED, Alias, Article, Distinct, Mention, Merge, Name, Quest, QueuedDocument
from articles.search import sync

BATCH = 2000
MENTION, MENTION_DOUBLE = "mention", "mention.double"
ALIAS, ALIAS_DOUBLE, ALIAS_MADE = "alias", "alias.double", "alias.made"
STAYING = (Mention, Alias, Merge, Distinct, Quest)
"""Models whose keys to a name are treated on their own, or stay: what is said of a merged name itself."""

Link = tuple[str, type[models.Model], str]
"""(what, model, field): a foreign key that simply points elsewhere after a merge."""


def hold(*numbers: int) -> dict[int, Name]:
    """The names, locked until the transaction ends. No import writes, and nothing new can refer to them, meanwhile."""
    hold_imports()
    return {name.pk: name for name in Name.objects.select_for_update().filter(pk__in=numbers).order_by("pk")}


def links_to(model: type[models.Model], staying: tuple[type[models.Model], ...] = ()) -> list[Link]:
    """Foreign keys to a model, without those of the histories, which tell what was."""
    found = []
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel):
            continue
        other, field = relation.related_model, relation.field
        if isinstance(other, type) and not issubclass(other, (HistoricalChanges, *staying)) and not other._meta.proxy:
            found.append((f"{other._meta.model_name}.{field.name}", other, field.name))
    return found


def name_links() -> list[Link]:
    return links_to(Name, STAYING)


def stretches(rows: QuerySet[Any], *fields: str) -> Iterator[list[dict[str, Any]]]:
    """The rows as dictionaries, a batch at a time, by their numbers; rows that drop out meanwhile do no harm."""
    last = 0
    while batch := list(rows.order_by("pk").filter(pk__gt=last).values("pk", *fields)[:BATCH]):
        last = batch[-1]["pk"]
        yield batch


def between(batch: list[dict[str, Any]]) -> Q:
    """The rows of a batch and whatever lies between them: shorter to say than to name each."""
    return Q(pk__range=(batch[0]["pk"], batch[-1]["pk"]))


def with_twins(mentions: QuerySet[Mention], other: Name) -> QuerySet[Any]:
    """The mentions that could not stand beside one that `other` has in the same article; it is their `twin`."""
    there = Mention.objects.filter(name=other, article=OuterRef("article")).order_by()
    anchored = there.filter(start=OuterRef("start"))
    loose = there.filter(start=None, role=OuterRef("role"))
    twin = models.Case(
        models.When(start__isnull=False, then=Subquery(anchored.values("pk")[:1])),
        default=Subquery(loose.values("pk")[:1]),
        output_field=models.BigIntegerField(),
    )
    return mentions.annotate(twin=twin).filter(twin__isnull=False)


def touch(*names: Name) -> int:
    """Tells the index and caches of every article in which a reader sees one of the names; returns how many."""
    count = 0
    for name in names:
        seen = Mention.objects.confirmed().filter(name=name).order_by("article").distinct()
        count += _touch(seen, "article")
        for field in CARRIED.get(Name.Kind(name.kind), ()):
            count += _touch(Article.objects.filter(**{field: name}).order_by("pk"), "pk")
    sync.queue([])  # to be drained after the commit, as far as a few seconds go
    return count


def _touch(rows: QuerySet[Any], field: str) -> int:
    count = last = 0
    while ids := list(rows.filter(**{f"{field}__gt": last}).values_list(field, flat=True)[:BATCH]):
        last = ids[-1]
        for start in range(0, len(ids), 500):
            Article.objects.filter(pk__in=ids[start : start + 500]).update(updated_at=timezone.now())
        QueuedDocument.add(ids)
        count += len(ids)
    return count
