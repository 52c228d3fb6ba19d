"""The directory: every name and alias as one text in memory, a name a line, those of most articles first.

Looking for a beginning of a word is then a search in a string, and the first lines found are the best: 100,000 names
take some 15 MB a process and at the most a few milliseconds, without an index on every word of every name.

Promises: names that stand (none that was merged into another), as the database had them when it was last read; it is
read again when a name was added, changed or merged, but never takes more than a twentieth of the time for that. An
alias that was changed, and the order, may be an hour old. Refuses: to say whether readers may see a name.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Subquery

from articles.arabic import without_article
from articles.models import Alias, Name, archive_state, articles_of_names

_START, _END = "\x1f", " "
"""Before every beginning of a word and after its end. A word with the article has two beginnings."""
_SHARE = 20
_QUICK = 0.05
"""Seconds: a directory read in less is read again at once."""
_SECOND, _HOUR = 1, 3600


@dataclass(frozen=True, slots=True)
class Directory:
    text: str
    moment: tuple[str, int]
    """The archive's state when it was last looked at, and the hour."""
    names_state: Any
    """What the names were like when this was read."""
    slow: bool
    due: float
    """When to look again whether it changed, on the monotonic clock."""

    def names(self, whole: Sequence[str], beginning: str) -> Iterator[int]:
        """Numbers of names with these words and one that begins so, normalized and without articles; best first."""
        wanted = [f"{_START}{word}{_END}" for word in whole] + [_START + beginning] * bool(beginning)
        firsts = {word: self.text.find(word) for word in wanted}
        rarest = max(firsts, key=lambda word: firsts[word])
        at = min(firsts.values()) if min(firsts.values()) < 0 else firsts[rarest]
        while at >= 0:
            end = self.text.index("\n", at)
            line = self.text[self.text.rfind("\n", 0, at) + 1 : end]
            if all(word in line for word in wanted):
                yield int(line.partition("\t")[0])
            at = self.text.find(rarest, end)

    def knows(self, norm: str) -> bool:
        """Whether this is a word of a name."""
        return f"{_START}{without_article(norm)}{_END}" in self.text


_reading = threading.Lock()
_latest: list[Directory] = []


def directory() -> Directory:
    """The directory as it is now, or was when it was last due."""
    known = _latest[0] if _latest else None
    if known and time.monotonic() < known.due:
        return known
    moment = archive_state(), int(time.time() // _HOUR)
    if known and known.moment == moment and moment[0]:
        return known
    state = _names_state()
    if known and known.names_state == state and known.moment[1] == moment[1]:
        _latest[:] = [replace(known, moment=moment, due=time.monotonic() + (_SECOND if known.slow else 0))]
        return known
    if known and not _reading.acquire(blocking=False):
        return known  # another thread is reading it
    try:
        read = _read(moment, state)
    finally:
        if known:
            _reading.release()
    _latest[:] = [read]
    return read


def _names_state() -> Any:
    """Changes when names do: three looks at the end of an index, in one query. To make it takes Django a millisecond, so
    it is asked only where something changed in the archive."""
    revisions = Name.history.order_by("-history_id")
    aliases = Alias.objects.order_by("-pk")
    newest = Name.objects.order_by("-pk").annotate(
        revision=Subquery(revisions.values("history_id")[:1]),
        revised_at=Subquery(revisions.values("history_date")[:1]),
        alias=Subquery(aliases.values("pk")[:1]),
        aliased=Subquery(aliases.values("folded")[:1]),
    )
    return newest.values_list("pk", "created_at", "revision", "revised_at", "alias", "aliased").first()


def _read(moment: tuple[str, int], state: Any) -> Directory:
    began = time.monotonic()
    aliases: dict[int, list[str]] = defaultdict(list)
    for pk, folded in Alias.objects.order_by().values_list("name_id", "folded").iterator(chunk_size=5000):
        aliases[pk].append(folded)
    counts = articles_of_names()
    rows = [
        (-counts.get(pk, 0), pk, " ".join([folded, *aliases.get(pk, ())]))
        for pk, folded in Name.objects.standing().order_by().values_list("pk", "folded").iterator(chunk_size=5000)
    ]
    text = "\n" + "".join(f"{pk}\t{''.join(map(_marked, words.split()))}\n" for _, pk, words in sorted(rows))
    took = time.monotonic() - began
    slow = took > _QUICK
    return Directory(text, moment, state, slow, time.monotonic() + (took * _SHARE if slow else 0))


def _marked(word: str) -> str:
    article = len(word) - len(without_article(word))
    inner = f"{word[:article]}{_START}" if article else ""
    return f"{_START}{inner}{word[article:]}{_END}"
