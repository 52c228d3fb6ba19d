"""Together: many texts at once, each in one of several processes.

Promises: the summary of each text, or why there is none; the processes end with the one that made them, however it ends.

Refuses: to share anything with its processes but the known names they were started with: they see no database.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from typing import NamedTuple

from articles.arabic import LexiconError, Processes, processors

from .extracting import extract
from .known import KnownName, KnownNames
from .summary import Summary, summarize
from .tagger import ModelMismatch

LONGEST = 1_000_000
"""Characters of a text that are read; what comes after is no news story any more."""


class Text(NamedTuple):
    """A story with what stands before it (headline, standfirst): it gives names, but offsets count from the body."""

    before: str
    body: str


def read_all(texts: Iterable[Text], known: KnownNames | None) -> list[Summary | Exception]:
    """The names and quotes of each text, or what went wrong with it: one text must not take the others along.

    Raises LexiconError and ModelMismatch: then none can be read."""
    return [_read(text, known) for text in texts]


def _read(text: Text, known: KnownNames | None) -> Summary | Exception:
    before = f"{text.before}\n" if text.before else ""
    try:
        return summarize(extract(f"{before}{text.body[:LONGEST]}", known), base=len(before))
    except (LexiconError, ModelMismatch):
        raise
    except Exception as error:  # given back, for the caller to say
        return error


class Together:
    """Processes that read texts. Start it once for many; `close` waits for what is being read."""

    def __init__(self, known: Iterable[KnownName], processes: int | None = None) -> None:
        self.processes = processes or processors()
        self._pool = Processes(self.processes, _begin, tuple(known))

    def read(self, texts: Sequence[Text]) -> Future[list[Summary | Exception]]:
        """As `read_all`. The future raises BrokenProcessPool where a process was killed."""
        return self._pool.submit(_read_here, list(texts))

    def close(self) -> None:
        self._pool.close()


class _Process:
    known: KnownNames | None = None


def _begin(known: Sequence[KnownName]) -> None:
    _Process.known = KnownNames(known)


def _read_here(texts: Sequence[Text]) -> list[Summary | Exception]:
    return read_all(texts, _Process.known)
