"""The texts of many documents, analysed on all processors: that takes four fifths of the time in which one is indexed.

Promises: the same as one after the other, in the same order, also where one of the processes is killed; they end with the
one that made them. Few documents are analysed in this process: to start others takes a second.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from typing import TypeVar

from articles.arabic import Processes, processors

from .terms import Analysed, Texts, analysed

T = TypeVar("T")
logger = logging.getLogger(__name__)
FEW = 1000
"""Documents that are analysed in this process before others are started."""
_TOGETHER, _LETTERS = 32, 500_000
"""Documents that are handed over at once; fewer where they have so many letters, which would wait in memory several times."""
_AHEAD = 3
"""Such lots that wait for each process, so that none of them waits."""


def analysed_in_order(documents: Iterable[tuple[T, Texts]]) -> Iterator[tuple[T, Analysed]]:
    """Each document with its terms. Raises LexiconError."""
    coming = iter(documents)
    for document, texts in islice(coming, FEW):
        yield document, analysed(texts)
    rest = next(coming, None)
    if rest:
        yield from _together(chain([rest], coming)) if processors() > 1 else _here(chain([rest], coming))


def _here(documents: Iterable[tuple[T, Texts]]) -> Iterator[tuple[T, Analysed]]:
    return ((document, analysed(texts)) for document, texts in documents)


def _together(coming: Iterator[tuple[T, Texts]]) -> Iterator[tuple[T, Analysed]]:
    lots: deque[list[tuple[T, Texts]]] = deque()
    under_way: deque[Future[list[Analysed]]] = deque()
    count = processors()
    pool = Processes(count)
    try:
        while True:
            while len(under_way) < count * _AHEAD and (lot := _lot(coming)):
                lots.append(lot)  # first of all: what is not handed over is not lost
                under_way.append(pool.submit(_all, [texts for _, texts in lot]))
            if not under_way:
                return
            found = under_way.popleft().result()
            yield from zip([document for document, _ in lots.popleft()], found, strict=True)
    except BrokenProcessPool:
        logger.warning("a process that analysed articles was killed: the others are analysed one after the other")
    finally:
        pool.close()
    yield from _here(chain(*lots, coming))


def _lot(coming: Iterator[tuple[T, Texts]]) -> list[tuple[T, Texts]]:
    lot, letters = [], 0
    for document, texts in islice(coming, _TOGETHER):
        lot.append((document, texts))
        letters += sum(map(len, texts.zones.values()))
        if letters >= _LETTERS:
            break
    return lot


def _all(texts: Sequence[Texts]) -> list[Analysed]:
    return [analysed(each) for each in texts]
