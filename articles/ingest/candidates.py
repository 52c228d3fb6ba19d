"""Which articles of the archive may be alike: those that share numbers of a sketch.

One look-up in an index for each number, whatever the size of the archive; at most `MOST_HOLDERS` articles come of
each. Few of the candidates are worth reading: the `_MOST_READ` that share most, of equals the first that was here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from django.db import connection

from articles.models import MOST_HOLDERS, Shingle

_MOST_READ = 8
_FEWEST, _RARE = 3, 3
"""Numbers that candidates share at least; one fewer will do if so few articles have one of them. Among 400 articles of
14,570 that left 960 candidates, 442 of them alike; 547 more share two numbers that many have: 4 of those were alike."""
_ASKED_AT_ONCE = 500


class Candidates:
    """The articles that hold some of these numbers; more can be put in, and are found from then on."""

    def __init__(self, hashes: Iterable[int]) -> None:
        self._holders: dict[int, list[int]] = defaultdict(list)
        self._fresh: list[tuple[int, int]] = []
        wanted = sorted(set(hashes))
        for first in range(0, len(wanted), _ASKED_AT_ONCE):
            asked = wanted[first : first + _ASKED_AT_ONCE]
            for number, article in Shingle.objects.filter(hash__in=asked).values_list("hash", "article"):
                self._holders[number].append(article)

    def of(self, sketch: Sequence[int], without: int = 0) -> list[int]:
        """Numbers of the articles most worth comparing with a text of this sketch."""
        shared: Counter[int] = Counter()
        telling: set[int] = set()
        for number in sketch:
            holders = self._holders.get(number, ())
            shared.update(holders)
            if len(holders) <= _RARE:
                telling.update(holders)
        shared.pop(without, None)
        fewest = min(_FEWEST, len(sketch))
        found = [(-count, pk) for pk, count in shared.items() if count >= fewest - (fewest == _FEWEST and pk in telling)]
        return [pk for _, pk in sorted(found)[:_MOST_READ]]

    def put(self, article: int, sketch: Iterable[int]) -> None:
        for number in sketch:
            holders = self._holders[number]
            if len(holders) < MOST_HOLDERS and article not in holders:
                holders.append(article)
                self._fresh.append((number, article))

    def save(self) -> None:
        """Writes what was put in."""
        # Sixteen rows or more for each article: as objects they would take longer than everything else together.
        table = connection.ops.quote_name(Shingle._meta.db_table)
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {table} (hash, article_id) VALUES (%s, %s) ON CONFLICT DO NOTHING",  # noqa: S608
                self._fresh,
            )
        self._fresh = []
