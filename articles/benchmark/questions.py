"""Questions and articles drawn from an archive by a seed: the same ones again as long as it holds the same articles."""

from __future__ import annotations

import random

from articles.models import Article

_SHORTEST_WORD = 3


def some_articles(count: int, seed: int) -> list[int]:
    """Numbers of published articles, as many as there are up to `count`; a large archive is not read for it."""
    published = Article.objects.published().order_by("pk")
    first, last = (order.values_list("pk", flat=True).first() or 0 for order in (published, published.reverse()))
    chance = random.Random(seed)  # noqa: S311
    span = range(first, last + 1)
    drawn = chance.sample(span, min(len(span), 4 * count))
    found = [pk for start in range(0, len(drawn), 500) for pk in _published(drawn[start : start + 500])]
    return found[:count]


def _published(drawn: list[int]) -> list[int]:
    there = set(Article.objects.published().filter(pk__in=drawn).values_list("pk", flat=True))
    return [pk for pk in drawn if pk in there]


def questions(count: int, seed: int) -> list[str]:
    """Two and three words of headlines. Raises LookupError where the archive has too few articles."""
    chance = random.Random(seed)  # noqa: S311
    headlines = list(
        Article.objects.filter(pk__in=some_articles(20 * count, seed)).order_by("pk").values_list("headline", flat=True)
    )
    found: dict[str, None] = {}
    for _ in range(count * 50):
        words = [word for word in chance.choice(headlines or [""]).split() if len(word) >= _SHORTEST_WORD]
        wanted = chance.choice([2, 3])
        if len(words) >= wanted:
            found[" ".join(chance.sample(words, wanted))] = None
        if len(found) == count:
            return list(found)
    raise LookupError(f"the archive's headlines give only {len(found)} of {count} different questions")


def beginnings(asked: list[str]) -> list[str]:
    """What a reader has typed of the questions' first words: two to five letters."""
    return list(dict.fromkeys(question[: 2 + number % 4] for number, question in enumerate(asked)))
