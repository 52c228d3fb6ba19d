"""From what a text calls somebody to the names that the archive keeps.

`known_names` is what extraction recognizes texts by; `candidates` are the names that one spelling may mean, the most
probable first: those that are spelt so, then those that the spelling is a part of or has as its part, then people
whose first name is one slip away («جال هيرش», «غال هيرش»). Of equals, the one that more articles mention comes first.

Refuses: to choose. Where several fit, all are given, and an editor says who is meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import TypeVar

from django.db.models import Count, Q

from articles.arabic import fold, is_function_word, one_slip_away
from articles.extraction import KnownName, KnownNames
from articles.models import Alias, Mention, Name

T = TypeVar("T")
Found = tuple[str, str]
"""(kind, folded spelling)"""

KINDS = (Name.Kind.PERSON, Name.Kind.ORGANIZATION, Name.Kind.PLACE, Name.Kind.OUTLET)
"""Kinds that extraction finds; topics are given by people."""
MOST = 5
"""Names offered for one spelling. The box that completes what is typed finds the others."""
_AT_ONCE = 40
"""Spellings looked for in one query: each is held against every name."""
_LONGEST_CLITICS = 3
_SPELT, _PART, _ALIKE = range(3)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name that may be meant."""

    name: Name
    articles: int
    """Articles that mention it for certain."""
    spelt: bool
    """Whether it, or another form of it, is written as the text has it."""


def known_names(text: str | None = None) -> KnownNames:
    """The standing names with their other forms, each with its number as key.

    With a text, only those that can stand in it: of 100,000 names a few hundred, and nothing has to be kept in memory.
    """
    return KnownNames(standing_names(text))


def standing_names(text: str | None = None) -> Iterator[KnownName]:
    """What `known_names` is made of, for processes that make it of it themselves."""
    words = _beginnings(text) if text is not None else None
    names: dict[int, tuple[str, str]] = {}
    aliases: dict[int, list[str]] = {}
    standing = Name.objects.standing().filter(kind__in=KINDS)
    for pk, kind, name, folded in standing.order_by().values_list("pk", "kind", "name", "folded").iterator(2000):
        if words is None or folded.partition(" ")[0] in words:
            names[pk] = kind, name
    forms = Alias.objects.filter(name__merged_into=None, name__kind__in=KINDS).order_by("pk")
    columns = ("name_id", "name__kind", "name__name", "text", "folded")
    for pk, kind, name, alias, folded in forms.values_list(*columns).iterator(2000):
        if words is None or folded.partition(" ")[0] in words:
            names[pk] = kind, name
            aliases.setdefault(pk, []).append(alias)
    return (KnownName(kind, name, tuple(aliases.get(pk, ())), key=pk) for pk, (kind, name) in names.items())


def _beginnings(text: str) -> set[str]:
    """Every word of a text with and without what may be written together with it, as first words of names have it."""
    folded = fold(text).split()
    found = set(folded)
    for word, following in zip_longest(folded, folded[1:], fillvalue=""):
        for cut in range(min(_LONGEST_CLITICS, len(word)) + 1):
            rest = word[cut:]
            found |= {rest, "ال" + rest}
            if rest == "عبد":
                found.add(rest + following)
            elif rest.startswith("عبدال"):
                found.add("عبد")
    return found


def candidates(kind: str, text: str) -> list[Name]:
    """The names of this kind that `text` may mean, the most probable first; at most `MOST`."""
    found = fold(text)
    return [one.name for one in candidates_of([(kind, found)]).get((kind, found), ())]


def candidates_of(spellings: Iterable[Found], *, near: bool = True) -> dict[Found, list[Candidate]]:
    """For many (kind, folded) spellings at once; those that nothing fits are left out. Few queries, however many.

    Without `near` only names that are spelt so: an index answers, where near ones are looked for among all names."""
    wanted = {one for one in spellings if one[1]}
    ranks: dict[Found, dict[int, int]] = {}
    for kind, folded, pk in spelt(wanted):
        ranks.setdefault((kind, folded), {})[pk] = _SPELT
    for one, pk, rank in _near(sorted(wanted - ranks.keys()) if near else []):
        best = ranks.setdefault(one, {})
        best[pk] = min(rank, best.get(pk, rank))
    numbers = {pk for found in ranks.values() for pk in found}
    names = {name.pk: name for first in _batches(sorted(numbers)) for name in Name.objects.filter(pk__in=first)}
    counts = articles_mentioning(numbers)
    return {
        one: sorted(
            (Candidate(names[pk], counts.get(pk, 0), rank == _SPELT) for pk, rank in found.items()),
            key=lambda each: (found[each.name.pk], -each.articles, each.name.folded, each.name.pk),
        )[:MOST]
        for one, found in ranks.items()
    }


def articles_mentioning(names: Iterable[int]) -> dict[int, int]:
    """How many articles mention each of these names for certain; names that none mentions are left out."""
    found: dict[int, int] = {}
    for first in _batches(sorted(set(names))):
        mentions = Mention.objects.confirmed().filter(name__in=first).order_by()
        found |= dict(mentions.values_list("name").annotate(Count("article", distinct=True)))
    return found


def spelt(wanted: Iterable[Found]) -> Iterator[tuple[str, str, int]]:
    """(kind, folded, number) of standing names that are spelt so, themselves or in another form."""
    wanted = set(wanted)
    for first in _batches(sorted({folded for _, folded in wanted})):
        names = Name.objects.standing().filter(folded__in=first).values_list("kind", "folded", "pk")
        aliases = Alias.objects.filter(folded__in=first, name__merged_into=None).values_list("name__kind", "folded", "name_id")
        yield from (row for row in (*names, *aliases) if (row[0], row[1]) in wanted)


def _near(wanted: list[Found]) -> Iterator[tuple[Found, int, int]]:
    """(spelling, number, rank) of names that are not spelt so, but may be meant."""
    for first in _batches(wanted, _AT_ONCE):
        by_kind: dict[str, list[str]] = {}
        for kind, folded in first:
            by_kind.setdefault(kind, []).append(folded)
        for kind, spellings in by_kind.items():
            looked_for = Q()
            for folded in spellings:
                looked_for |= Q(folded__in=_parts(folded)) | Q(folded__startswith=f"{folded} ")
                looked_for |= Q(folded__endswith=f" {folded.rpartition(' ')[2]}")
            names = Name.objects.standing().filter(looked_for, kind=kind).order_by().values_list("pk", "folded")
            for pk, other in names:
                for folded in spellings:
                    rank = _rank(kind, folded, other)
                    if rank is not None:
                        yield (kind, folded), pk, rank


def _parts(folded: str) -> list[str]:
    """What a longer name ends or begins with: «حركة حماس» has حماس."""
    words = folded.split()
    parts = {" ".join(words[at:]) for at in range(1, len(words))} | {" ".join(words[:at]) for at in range(1, len(words))}
    return sorted(part for part in parts if not is_function_word(part))


def _rank(kind: str, folded: str, other: str) -> int | None:
    if f" {folded} " in f" {other} " or other in _parts(folded):
        return _PART
    first, _, rest = folded.partition(" ")
    theirs, _, their_rest = other.partition(" ")
    if kind == Name.Kind.PERSON and rest and rest == their_rest and theirs in one_slip_away(first):
        return _ALIKE
    return None


def _batches(values: list[T], size: int = 500) -> Iterator[list[T]]:
    for first in range(0, len(values), size):
        yield values[first : first + size]
