"""Names that the machine found in many articles and that nobody has decided about, decided once for all of them.

A decision goes through the articles some hundred at a time, so that others get their turn in between; what is decided
no longer waits, so one that was interrupted is simply made again. Each mention keeps its revisions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Count, F, Min, QuerySet
from simple_history.utils import bulk_update_with_history

from articles.models import Alias, Article, Mention, Name
from articles.search import sync

from .deciding import NewName, standing
from .proposals import State

REASON = "قرار في كل المقالات"
MOST_AT_ONCE = 5_000
"""Articles of one decision; what is left waits for the same decision again. Some seconds, where 100,000 took minutes."""
_BATCH = 250


@dataclass(frozen=True, slots=True)
class WaitingName:
    kind: str
    folded: str
    found: str
    """One of the ways in which articles have it."""
    articles: int


def waiting_names(kind: str = "", first: int = 0, most: int = 50) -> list[WaitingName]:
    """Those that most articles have first; one query over what is suggested."""
    mentions = _suggested()
    if kind:
        mentions = mentions.filter(kind=kind)
    grouped = mentions.order_by().values("kind", "folded").annotate(one=Min("found"), count=Count("article", distinct=True))
    rows = grouped.order_by("-count", "folded", "kind").values_list("kind", "folded", "one", "count")
    return [WaitingName(*row) for row in rows[first : first + most]]


def waiting_name(kind: str, folded: str) -> WaitingName | None:
    mentions = _suggested().filter(kind=kind, folded=folded)
    told = mentions.aggregate(one=Min("found"), count=Count("article", distinct=True))
    return WaitingName(kind, folded, told["one"], told["count"]) if told["count"] else None


def waiting_mentions(one: WaitingName) -> QuerySet[Mention]:
    return _suggested().filter(kind=one.kind, folded=one.folded).select_related("article").order_by("-article")


def _suggested() -> QuerySet[Mention]:
    return Mention.objects.filter(state=State.SUGGESTED).exclude(folded="")


def accept_everywhere(
    one: WaitingName, name: Name | NewName, *, remember: bool = False, user: AbstractBaseUser | None = None
) -> int:
    """Confirms it in the articles where it waits, as this name, `MOST_AT_ONCE` at most; in how many."""
    whose = standing(name)
    if remember and one.folded != whose.folded:
        Alias.objects.get_or_create(name=whose, folded=one.folded, defaults={"text": one.found})
    return _everywhere(one, lambda batch: _confirm(batch, whose, user))


def reject_everywhere(one: WaitingName, *, user: AbstractBaseUser | None = None) -> int:
    """Rejects it in the articles where it waits, `MOST_AT_ONCE` at most; in how many."""
    return _everywhere(one, lambda batch: _write(batch, State.REJECTED, user))


def _everywhere(one: WaitingName, decide: Callable[[list[Mention]], int]) -> int:
    """Goes through what waits, each batch in a transaction of its own."""
    articles = last = 0
    while articles < MOST_AT_ONCE:
        with transaction.atomic():
            waiting = Mention.objects.select_for_update().filter(kind=one.kind, folded=one.folded, state=State.SUGGESTED)
            batch = list(waiting.filter(pk__gt=last).order_by("pk")[:_BATCH])
            if not batch:
                break
            last = batch[-1].pk
            articles += decide(batch)
    return articles


def _confirm(batch: list[Mention], whose: Name, user: AbstractBaseUser | None) -> int:
    own = [mention.pk for mention in batch]
    others = Mention.objects.filter(article__in={mention.article_id for mention in batch}, name=whose).exclude(pk__in=own)
    said = {_place(mention) for mention in others.filter(state=State.CONFIRMED)}
    # The same name may wait, or stand rejected, at the same place under another spelling: this decision replaces it.
    replaced = [other for other in others.exclude(state=State.CONFIRMED) if _place(other) in {_place(one) for one in batch}]
    kept = []
    for mention in batch:
        if (place := _place(mention)) in said:
            mention.delete()
        else:
            said.add(place)
            kept.append(mention)
    for other in replaced:
        other.delete()
    for mention in kept:
        mention.name = whose
    return _write(kept, State.CONFIRMED, user)


def _place(mention: Mention) -> tuple[object, ...]:
    return mention.article_id, mention.start, mention.role if mention.start is None else ""


def _write(mentions: list[Mention], state: str, user: AbstractBaseUser | None) -> int:
    for mention in mentions:
        mention.state = state
    bulk_update_with_history(mentions, Mention, ["name", "state"], default_user=user, default_change_reason=REASON)
    articles = Article.objects.filter(pk__in={mention.article_id for mention in mentions})
    count: int = articles.update(version=F("version") + 1)  # an editor who has one of them open is told
    if state == State.CONFIRMED:
        sync.touch(articles)
    return count
