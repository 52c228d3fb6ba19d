"""A large archive out of a small one: its articles again and again, with other words, dates and names.

A copy has three quarters of its article's words; the others are drawn from the whole archive, as often as they occur
there. New words come in as they do in a real one: how the vocabulary of the small archive grows (Heaps' law, fitted to
its second half) is carried on, and each new word comes back in a later article. Dates spread over twelve years. Where
nobody is named, names are made of the archive's words and given out as real ones are: few often, most rarely.
"""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from articles.arabic import surfaces
from articles.models import Article, Mention, Name

from .sandbox import is_sandbox

_KEPT = 0.75
"""Share of an article's words that its copy keeps."""
_YEARS = 12
_BATCH = 2000
_RUN = 20
"""Articles one after the other that get the same source, where they had none."""
_MOST_TEMPLATES = 20_000
_MOST_WORDS = 3_000_000
"""Of the archive's words, kept in memory to draw from: some 8 bytes each and the different ones once."""
_NAMES = {"outlet": 40, "person": 4000, "place": 300, "organization": 600, "topic": 80}
_MENTIONED = {"person": (0, 1, 2, 2, 3, 4), "place": (0, 1, 1, 2), "organization": (0, 0, 1, 2), "topic": (1, 1, 2)}
"""How many of each kind an article names; each number is as likely as the next."""
_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
_SCRAMBLE, _SPACE = 9_973_591, len(_LETTERS) ** 6


def grow(wanted: int, seed: int = 1) -> int:
    """Adds copies until the archive has `wanted` published articles; returns how many it added.

    Refuses, with a ValueError, any archive that is not a sandbox or has nothing to copy. The index is not touched.
    """
    if not is_sandbox(Path(settings.DATA_DIR)):
        raise ValueError(f"{settings.DATA_DIR} is no sandbox; nothing is added to a real archive")
    if not connection.in_atomic_block:
        _tell_sqlite("PRAGMA synchronous=OFF")
    have = Article.objects.published().count()
    growing = _Growing(random.Random(f"{seed} {have}"))  # noqa: S311
    if not Mention.objects.exists():
        growing.name_all()
    for start in range(have, wanted, _BATCH):
        with transaction.atomic():
            numbers = range(start, min(start + _BATCH, wanted))
            articles = Article.objects.bulk_create([growing.copy(number) for number in numbers])
            growing.name([article.pk for article in articles])
    _tell_sqlite("PRAGMA analysis_limit=1000", "ANALYZE")  # as an import ends, else its plans are those of a small archive
    return max(0, wanted - have)


def _tell_sqlite(*pragmas: str) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for pragma in pragmas:
                cursor.execute(pragma)


class _Growing:
    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        ids = list(Article.objects.published().order_by("pk").values_list("pk", flat=True)[:_MOST_TEMPLATES])
        self._templates: list[dict[str, Any]] = list(Article.objects.filter(pk__in=ids).order_by("pk").values())
        if not self._templates:
            raise ValueError("there are no articles to copy")
        known: dict[str, str] = {}
        self._words = [
            known.setdefault(word, word) for row in self._templates for word in (row["headline"] + " " + row["body"]).split()
        ][:_MOST_WORDS]
        self._vocabulary = _Vocabulary(surfaces(" ".join(self._words)), Article.objects.count() / len(self._templates))
        self._newest = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
        self._names = {kind: self._some_names(kind, count) for kind, count in _NAMES.items()}

    def copy(self, number: int) -> Article:
        row = dict(self._templates[number % len(self._templates)])
        del row["id"]
        row["headline"] = self._varied(row["headline"], fresh=[])[:1000]
        fresh = self._vocabulary.fresh(len(row["body"].split()), self._chance)
        row["body"] = self._varied(row["body"], fresh)
        row["external_id"] = f"copy-{number}"
        row["source_url"] = f"{row['source_url'][:1900]}#copy-{number}" if row["source_url"] else ""
        row["published_at"] = self._newest - dt.timedelta(seconds=self._chance.randrange(_YEARS * 365 * 86400))
        row["date_certainty"] = Article.Certainty.TIME
        row["source_id"] = self._drawn("outlet")
        article = Article(**row)
        article.prepare()
        return article

    def _varied(self, text: str, fresh: Sequence[str]) -> str:
        words = text.split(" ")
        changed = round(len(words) * (1 - _KEPT))
        places = self._chance.sample(range(len(words)), min(len(words), max(changed, len(fresh))))
        drawn = [*fresh, *self._chance.choices(self._words, k=max(0, len(places) - len(fresh)))]
        for place, word in zip(places, drawn, strict=False):
            # A line break ends a paragraph; it stays where it stands.
            words[place] = word + "\n" + words[place].split("\n")[-1] if "\n" in words[place] else word
        return " ".join(words)

    # --- names ----------------------------------------------------------------------------------

    def _some_names(self, kind: str, count: int) -> list[int]:
        """Numbers of the archive's names of a kind; made where it has none."""
        found = Name.objects.filter(kind=kind).order_by("pk")
        if not found.exists():
            made: dict[str, Name] = {}
            words = [word for word in self._chance.choices(self._words, k=20 * count) if len(word) > 3 and word.isalpha()]
            for pair in zip(words[::2], words[1::2], strict=False):
                name = Name(kind=kind, name=" ".join(pair))
                name.prepare()
                made.setdefault(name.folded, name)
            Name.objects.bulk_create([name for folded, name in made.items() if folded][:count])
        return list(found.values_list("pk", flat=True))

    def _drawn(self, kind: str) -> int:
        """The first names often, the last ones rarely: the n-th in about one of n draws."""
        names = self._names[kind]
        return names[int(len(names) ** self._chance.random()) - 1]

    def name(self, articles: Sequence[int]) -> None:
        Mention.objects.bulk_create(
            Mention(article_id=article, name_id=name)
            for article in articles
            for kind, numbers in _MENTIONED.items()
            for name in sorted({self._drawn(kind) for _ in range(self._chance.choice(numbers))})
        )

    def name_all(self) -> None:
        """Names for the articles that were there first; a source for those without."""
        ids = list(Article.objects.published().order_by("pk").values_list("pk", flat=True))
        with transaction.atomic():
            for start in range(0, len(ids), _BATCH):
                self.name(ids[start : start + _BATCH])
            for start in range(0, len(ids), _RUN):
                run = Article.objects.filter(pk__in=ids[start : start + _RUN], source=None)
                run.update(source_id=self._drawn("outlet"))


class _Vocabulary:
    """How many words are new after so many, by Heaps' law V = K·Nᵝ."""

    def __init__(self, words: Sequence[str], times: float) -> None:
        """`times`: how much larger the archive already is than the words given."""
        half, whole = len(set(words[: len(words) // 2])), len(set(words))
        self._exponent = max(0.1, math.log(whole / max(1, half), 2)) if whole > half else 0.1
        self._different, self._counted = whole, len(words)
        self._read = len(words) * times
        self._made = self._expected()

    def _expected(self) -> int:
        return int(self._different * (self._read / self._counted) ** self._exponent) - self._different

    def fresh(self, length: int, chance: random.Random) -> list[str]:
        """The new words of an article of so many words, and as many that were new in earlier ones."""
        self._read += length
        first, self._made = self._made, max(self._made, self._expected())
        again = [chance.randrange(max(1, first)) for _ in range(self._made - first)]
        return [_word(number) for number in (*range(first, self._made), *again)]


def _word(number: int) -> str:
    """A word of six letters, another one for each number up to some hundred millions."""
    scrambled, letters = number * _SCRAMBLE % _SPACE, []
    for _ in range(6):
        scrambled, letter = divmod(scrambled, len(_LETTERS))
        letters.append(_LETTERS[letter])
    return "".join(letters)
