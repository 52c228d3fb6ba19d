"""Which articles of the archive may be alike: those that share numbers of a sketch.

One look-up in an index for each number, whatever the size of the archive; at most `MOST_HOLDERS` articles come of
each. Few of the candidates are worth reading: the `_MOST_READ` that share most, of equals the first that was here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from articles.models import MOST_HOLDERS, Shingle

_MOST_READ = 8
_RARE = 4
"""A number that so few articles have is enough to make them candidates; of others it takes two."""
_ASKED_AT_ONCE = 500


class Candidates:
    """The articles that hold some of these numbers; more can be put in, and are found from then on."""

    def __init__(self, hashes: Iterable[int]) -> None:
        self._holders: dict[int, list[int]] = defaultdict(list)
        self._fresh: list[Shingle] = []
        wanted = sorted(set(hashes))
        for first in range(0, len(wanted), _ASKED_AT_ONCE):
            asked = wanted[first : first + _ASKED_AT_ONCE]
            for number, article in Shingle.objects.filter(hash__in=asked).values_list("hash", "article"):
                self._holders[number].append(article)

    def of(self, sketch: Sequence[int], without: int | None = None) -> list[int]:
        """Numbers of the articles most worth comparing with a text of this sketch."""
        shared: Counter[int] = Counter()
        telling: set[int] = set()
        for number in sketch:
            holders = self._holders.get(number, ())
            shared.update(holders)
            if len(holders) <= _RARE:
                telling.update(holders)
        found = [(-count, pk) for pk, count in shared.items() if (count > 1 or pk in telling) and pk != without]
        return [pk for _, pk in sorted(found)[:_MOST_READ]]

    def put(self, article: int, sketch: Iterable[int]) -> None:
        for number in sketch:
            holders = self._holders[number]
            if len(holders) < MOST_HOLDERS and article not in holders:
                holders.append(article)
                self._fresh.append(Shingle(hash=number, article_id=article))

    def save(self) -> None:
        """Writes what was put in."""
        Shingle.objects.bulk_create(self._fresh, ignore_conflicts=True)
        self._fresh = []
