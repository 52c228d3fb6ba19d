"""From the names that drafts carry to the names the archive keeps: known ones found, new ones made.

A name is known by its folded spelling or by an alias that belongs to it alone. Where several stand behind one
spelling the unqualified one is meant. Merged names lead to the one they were merged into.
"""

from __future__ import annotations

from collections.abc import Iterable

from articles.models import Alias, Name

from .records import Draft, Named

Key = tuple[str, str]
"""(kind, folded spelling)"""


def resolve(drafts: Iterable[Draft]) -> dict[Key, int]:
    """The number of every name in these drafts. Four queries at most, however many names."""
    wanted: dict[Key, Named] = {}
    for draft in drafts:
        for named in (*draft.names.values(), *draft.mentions):
            if named:
                wanted.setdefault(named.key, named)
    found = _known(wanted)
    missing = [Name(kind=named.kind, name=named.name) for key, named in wanted.items() if key not in found]
    if missing:
        for name in missing:
            name.prepare()
        Name.objects.bulk_create(missing, ignore_conflicts=True)
        found |= _known({(name.kind, name.folded): wanted[name.kind, name.folded] for name in missing})
    return found


def _known(wanted: Iterable[Key]) -> dict[Key, int]:
    wanted = set(wanted)
    spellings = {folded for _, folded in wanted}
    found: dict[Key, int] = {}
    aliased: dict[Key, set[int]] = {}
    for kind, folded, pk in Alias.objects.filter(folded__in=spellings).values_list("name__kind", "folded", "name_id"):
        aliased.setdefault((kind, folded), set()).add(pk)
    found |= {key: pks.pop() for key, pks in aliased.items() if len(pks) == 1 and key in wanted}
    exact = Name.objects.filter(folded__in=spellings).order_by("-qualifier")
    for kind, folded, pk, merged in exact.values_list("kind", "folded", "pk", "merged_into_id"):
        if (kind, folded) in wanted:
            found[kind, folded] = merged or pk
    return found
