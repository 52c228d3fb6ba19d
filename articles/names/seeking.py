"""Looking for a name in the whole archive: articles that say it get it as a suggestion.

Promises: every article is looked at that may say the name, whatever its status. Published ones are found through the
index, which is held against the database first, so that none is missed; the others, and all of them where there is no
index, are read. What is found is what `extract` finds: every spelling, clitics, and common words only where something
else says that they are a name. Run again it goes on where it stopped, and suggests nothing twice. Memory stays flat.

Refuses: topics, which texts do not call by name; to suggest what an editor confirmed, rejected or removed, or what the
article carries as its source or place anyway; to go on with a name that is merged meanwhile.
"""

from __future__ import annotations

import hashlib
import time
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from articles.arabic import fingerprint, fold
from articles.extraction import Dateline, KnownName, KnownNames, extract, read_dateline, ways_to_write
from articles.extraction import Mention as Found
from articles.models import CARRIED, Alias, Article, Mention, Name, Quest
from articles.search import SearchUnavailable, saying

from .rows import stretches

_BATCH = 50
_STATED = 500
"""Names that are looked for in one question to the database."""


class NotSought(Exception):
    """Why a name is not looked for, in words for an editor."""


@dataclass(slots=True)
class Sought:
    """A name with all its spellings, and the other names that a text could mean by the same words."""

    name: Name
    spellings: tuple[str, ...]
    """Folded."""
    own: tuple[str, ...]
    """Those that no other name of its kind has."""
    shared: tuple[str, ...]
    """The others."""
    known: KnownNames
    fingerprint: str


@dataclass(slots=True)
class Outcome:
    articles: int = 0
    suggested: int = 0
    linked: int = 0
    finished: bool = True
    through_index: bool = True
    shared: tuple[str, ...] = ()
    """Spellings that another name of its kind has as well: alone they say nothing, and nothing is suggested for them."""
    total: int = 0
    """Articles that were to be looked at from where the last run stopped."""


def sought(name: Name) -> Sought:
    """Raises NotSought."""
    if name.kind == Name.Kind.TOPIC:
        raise NotSought("الموضوعات لا تُذكر في النصوص بأسمائها؛ يُبحث عن الأشخاص والأماكن والمنظمات والمصادر.")
    if name.merged_into_id:
        raise NotSought(f"«{name}» مدموج في «{name.merged_into}»؛ ابحث عن هذا.")
    spellings = tuple(dict.fromkeys([name.folded, *name.aliases.order_by("folded").values_list("folded", flat=True)]))
    words = frozenset(word for phrase in spellings for way in ways_to_write(phrase) for word in way)
    rivals: dict[int, list[str]] = {}
    kinds: dict[int, str] = {}
    for pk, kind, folded in _all_spellings():
        if pk != name.pk and not words.isdisjoint(folded.split()):
            rivals.setdefault(pk, []).append(folded)
            kinds[pk] = kind
    shared = {folded for pk, each in rivals.items() if kinds[pk] == name.kind for folded in each}
    others = (KnownName(kinds[pk], each[0], tuple(each[1:]), key=pk) for pk, each in rivals.items())
    known = KnownNames([KnownName(name.kind, name.folded, spellings[1:], key=name.pk), *others])
    digest = hashlib.sha256("\n".join([fingerprint(), *sorted(spellings)]).encode()).hexdigest()
    own = tuple(one for one in spellings if one not in shared)
    return Sought(name, spellings, own, tuple(one for one in spellings if one in shared), known, digest)


def _all_spellings() -> Iterator[tuple[int, str, str]]:
    """(number, kind, folded spelling) of every name that stands, topics left out."""
    names = Name.objects.standing().exclude(kind=Name.Kind.TOPIC).order_by()
    yield from names.values_list("pk", "kind", "folded").iterator(chunk_size=5000)
    aliases = Alias.objects.filter(name__merged_into=None).exclude(name__kind=Name.Kind.TOPIC).order_by()
    yield from aliases.values_list("name_id", "name__kind", "folded").iterator(chunk_size=5000)


def seek(
    name: Name, *, seconds: float | None = None, progress: Callable[[int, int], None] = lambda done, total: None
) -> Outcome:
    """Goes through the archive for a name, at most for some `seconds`; `progress` is told of articles done and in all.

    Raises NotSought; LexiconError and ModelMismatch where texts cannot be read."""
    began = time.monotonic()
    wanted = sought(name)
    outcome = Outcome(linked=_link(wanted), shared=wanted.shared)
    quest = _taken_up(wanted)
    numbers, outcome.through_index = _to_look_at(wanted, quest.reached)
    outcome.total = len(numbers)
    for start in range(0, len(numbers), _BATCH):
        if seconds is not None and time.monotonic() - began >= seconds:
            outcome.finished = False
            return outcome
        batch = list(numbers[start : start + _BATCH])
        outcome.suggested += _suggest(wanted, quest, batch)
        outcome.articles += len(batch)
        progress(outcome.articles, outcome.total)
    quest.finished_at = timezone.now()
    quest.save()
    return outcome


def _taken_up(wanted: Sought) -> Quest:
    """Where the last run stopped; from the beginning where it was finished, or other spellings were looked for."""
    quest, _ = Quest.objects.get_or_create(name=wanted.name, defaults={"fingerprint": wanted.fingerprint})
    if quest.finished_at or quest.fingerprint != wanted.fingerprint:
        quest.fingerprint, quest.reached, quest.suggested = wanted.fingerprint, 0, 0
        quest.begun_at, quest.finished_at = timezone.now(), None
        quest.save()
    return quest


def _to_look_at(wanted: Sought, reached: int) -> tuple[array[int], bool]:
    """Articles by number, ascending, and whether the index chose among them."""
    everything = Article.objects.filter(pk__gt=reached).order_by("pk")
    try:
        published = saying(way for spelling in wanted.spellings for way in ways_to_write(spelling))
    except SearchUnavailable:
        return array("q", everything.values_list("pk", flat=True).iterator(chunk_size=5000)), False
    others = everything.exclude(status=Article.Status.PUBLISHED).values_list("pk", flat=True)
    numbers = array("q", others.iterator(chunk_size=5000))
    numbers.extend(number for number in published if number > reached)
    return array("q", sorted(set(numbers))), True


# --- suggestions ------------------------------------------------------------------------------------


def _suggest(wanted: Sought, quest: Quest, numbers: list[int]) -> int:
    name = wanted.name
    made = []
    for article in _open(wanted).filter(pk__in=numbers).only("headline", "kicker", "standfirst", "body", "dateline_text"):
        if mention := said(wanted, article):
            made.append(mention)
    with transaction.atomic():
        if not Name.objects.standing().select_for_update(no_key=True).filter(pk=name.pk).exists():
            raise NotSought(f"دُمج «{name}» أو حُذف في أثناء البحث عنه.")
        taken = set(Mention.objects.filter(name=name, article__in=numbers).values_list("article", flat=True))
        here = set(Article.objects.filter(pk__in=[one.article_id for one in made]).values_list("pk", flat=True))
        made = [one for one in made if one.article_id in here - taken]
        # Not by `save`: a suggestion changes nothing that readers see, and what a machine proposes is no revision.
        Mention.objects.bulk_create(made)
        quest.reached, quest.suggested = numbers[-1], quest.suggested + len(made)
        quest.save()
    return len(made)


def _open(wanted: Sought) -> QuerySet[Article]:
    """Articles in which nobody decided about the name yet."""
    name = wanted.name
    here = Mention.objects.filter(article=OuterRef("pk")).order_by()
    removed = Mention.history.filter(article=OuterRef("pk"), name=name.pk, history_type="-")
    spellings = list(wanted.own[:_STATED])
    refused = here.filter(name=None, kind=name.kind, folded__in=spellings, state=Mention.State.REJECTED)
    carried = Q()
    for column in CARRIED.get(Name.Kind(name.kind), ()):
        carried |= Q(**{column: name})
    articles: QuerySet[Article] = Article.objects.filter(
        ~Exists(here.filter(name=name)), ~Exists(removed.order_by()), ~Exists(refused)
    )
    return articles.exclude(pk__in=Article.objects.filter(carried).values("pk")) if carried else articles


def said(wanted: Sought, article: Article) -> Mention | None:
    """The name as the article says it: where it first stands in the body, with the first role stated."""
    before = "".join(f"{part}\n" for part in (article.headline, article.standfirst) if part)
    text = f"{before}{article.body}\n{article.kicker}"
    if not wanted.known.may_be_in(f"{text}\n{article.dateline_text}"):
        return None
    extraction = extract(text, wanted.known)
    places = extraction.people + extraction.places + extraction.organizations + extraction.cited_sources
    found = sorted((one for one in places if one.key == wanted.name.pk), key=lambda one: one.start)
    found = found or list(_in_dateline(wanted, extraction.dateline, text))
    if not found and article.dateline_text:
        printed, _ = read_dateline(article.dateline_text)
        found = [replace(one, start=-1, end=-1) for one in _in_dateline(wanted, printed, article.dateline_text)]
    if not found:
        return None
    last = len(before) + len(article.body)
    best = next((one for one in found if len(before) <= one.start and one.end <= last), None)
    shown = best or found[0]
    mention = Mention(
        article=article,
        name=wanted.name,
        kind=wanted.name.kind,
        found=shown.name[:300],
        text=shown.text[:300],
        role=next((one.role for one in found if one.role), "")[:500],
        start=best.start - len(before) if best else None,
        end=best.end - len(before) if best else None,
        state=Mention.State.SUGGESTED,
    )
    mention.prepare()
    return mention


def _in_dateline(wanted: Sought, line: Dateline | None, text: str) -> Iterator[Found]:
    """A place or outlet that stands in the dateline only, of which `extract` makes no mention."""
    parts = {Name.Kind.PLACE: line.place, Name.Kind.OUTLET: line.agency} if line else {}
    part = parts.get(Name.Kind(wanted.name.kind), "")
    if line and part and fold(part) in wanted.spellings:
        start = text.find(part, line.start, line.end)
        if start >= 0:
            yield Found(wanted.name.kind, wanted.name.name, "", part, start, start + len(part), wanted.name.pk)


# --- what was found before it had a name ------------------------------------------------------------


def _link(wanted: Sought) -> int:
    """Suggestions without a name that are spelt as only this name is get it, one an article."""
    name, linked = wanted.name, 0
    for start in range(0, len(wanted.own), _STATED):
        spellings = list(wanted.own[start : start + _STATED])
        waiting = Mention.objects.suggested().filter(name=None, kind=name.kind, folded__in=spellings)
        waiting = waiting.filter(~Exists(Mention.objects.filter(name=name, article=OuterRef("article"))))
        for batch in stretches(waiting, "article"):
            with transaction.atomic():
                if not Name.objects.standing().select_for_update(no_key=True).filter(pk=name.pk).exists():
                    raise NotSought(f"دُمج «{name}» أو حُذف في أثناء البحث عنه.")
                first = {row["article"]: row["pk"] for row in reversed(batch)}
                for position in range(0, len(batch), 500):
                    numbers = [row["pk"] for row in batch[position : position + 500] if first[row["article"]] == row["pk"]]
                    linked += waiting.filter(pk__in=numbers).update(name=name)
    return linked
