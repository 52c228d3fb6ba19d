"""Known items of a news corpus: an article's own headline asks for it, and no headline is in the index.

Two kinds of question: the whole headline, and its three longest words in their order, as a reader remembers a story.
Articles whose text stands in the archive more than once are not asked for. A hash of the article's address (of its
headline where it has none) puts it into one of two halves for good: rank by looking at the one, report the other.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from articles.arabic import fold, tokenize
from articles.models import Article
from articles.search import sync

from .relevance import Question, compare
from .report import Figure
from .sandbox import is_sandbox, sandbox

HALVES = ("tuning", "reporting")
_WORDS = 3


class _Item(NamedTuple):
    number: int
    headline: str
    mark: str
    """Its hash: decides the half, and the order in which articles are asked for."""


def measure_known(paths: Sequence[Path], mapping: Sequence[str], questions: int) -> list[Figure]:
    """Imports the files into an archive of their own and asks for up to so many articles of each half."""
    if not paths:
        raise ValueError("--known-item asks for the articles of files: --articles PATH…")
    with sandbox() as box:
        box.manage("import_articles", *map(str, paths), "-v0", *(["--map", *mapping] if mapping else []), accept=(0, 1))
        return box.figures("--ask-headlines", str(questions))


def ask_headlines(questions: int) -> list[Figure]:
    """Takes the headlines out of the archive and asks them. Refuses, with a ValueError, where it is not a sandbox."""
    items = hide_headlines()
    figures = []
    for half, name in enumerate(HALVES):
        chosen = [item for item in items if int(item.mark[0], 16) % 2 == half][:questions]
        for kind, words in (("headline", _whole), ("three words", _three)):
            asked = [Question(text, item.number) for item in chosen if (text := words(item.headline))]
            if not asked:
                raise ValueError(f"no article of the {name} half can be asked for")
            figures += compare(f"known item, {name}, {kind}", asked, f"{len(asked)} questions")
    return figures


def hide_headlines() -> list[_Item]:
    """Gives every article a neutral headline and builds the index anew; what can be asked for, in the order of hashes."""
    if not is_sandbox(Path(settings.DATA_DIR)):
        raise ValueError(f"{settings.DATA_DIR} is no sandbox; no headline of a real archive is changed")
    copies = Counter[str]()
    items: list[tuple[str, _Item]] = []
    rows = Article.objects.published().values_list("pk", "headline", "source_url", "body")
    for number, headline, address, body in rows.iterator(chunk_size=1000):
        text = _digest(fold(body))
        copies[text] += 1
        items.append((text, _Item(number, headline, _digest(address or headline))))
    Article.objects.update(headline=Concat(Value("نص "), Cast(F("pk"), CharField())))
    sync.rebuild()
    return sorted((item for text, item in items if copies[text] == 1), key=lambda item: item.mark)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _whole(headline: str) -> str:
    """Its words: in quotation marks they would ask for a phrase, and no headline is there to have it."""
    return " ".join(token.surface for token in tokenize(headline))


def _three(headline: str) -> str:
    """Of words of one length the earlier ones; empty where there are fewer than three."""
    words = list(dict.fromkeys(token.surface for token in tokenize(headline)))
    longest = sorted(range(len(words)), key=lambda place: -len(words[place]))[:_WORDS]
    return " ".join(words[place] for place in sorted(longest)) if len(longest) == _WORDS else ""
