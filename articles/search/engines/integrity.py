"""Whether the files of a tantivy index are still what was written.

tantivy writes a file of a segment once and maps it into memory: a file that is cut short afterwards (a backup put
back in place, a disk that filled up while copying) kills the process that reads on, and one that is overwritten
gives wrong answers. `Watch` notices both for as long as a process has the index open, at the price of a look at each
file's size and time ten times a second; `damaged` reads every byte and holds it against the checksum at its file's end.
"""

from __future__ import annotations

import json
import os
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

_META = "meta.json"
_CHUNK = 1 << 20
_TAIL = 8
"""Bytes at a file's end: the footer's length, and a magic number."""
_EVERY = 0.1
"""Seconds between two looks: one takes some 2 µs a file, and a search opens the index several times."""


class Watch:
    """One folder as this process has seen it. Not to be shared among threads without a lock."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: tuple[int, int] | None = None
        self._seen: dict[str, tuple[int, int]] = {}
        self._looked = 0.0
        self._found = ""

    def changed(self) -> str:
        """The name of a file that is not as it was when its commit was first seen; empty where all are."""
        if time.monotonic() - self._looked > _EVERY:
            self._found = self._look()
            self._looked = time.monotonic()
        return self._found

    def commit(self) -> tuple[int, int]:
        """What tells the last commit from others: each replaces the list of its files. Raises OSError where there is none."""
        meta = self._folder.joinpath(_META).stat()
        return meta.st_ino, meta.st_mtime_ns

    def _look(self) -> str:
        try:
            self._learn()
            for path, seen in self._seen.items():
                now = _size_and_time(path) or seen  # merged away: who has it open keeps it
                if now != seen:
                    if now[0] != seen[0] or not _whole(Path(path)):
                        return Path(path).name
                    self._seen[path] = now  # written again as it was
        except (OSError, ValueError, KeyError, TypeError):
            return _META
        return ""

    def _learn(self) -> None:
        if (commit := self.commit()) == self._known:
            return
        found = {path: self._seen.get(path) or _size_and_time(path) for path in map(str, _files(self._folder))}
        self._seen = {path: seen for path, seen in found.items() if seen}
        self._known = commit


def damaged(folder: Path) -> list[str]:
    """Names of files whose content no longer has the checksum that it was written with.

    Raises OSError or ValueError where it cannot be read which files there should be."""
    return [path.name for path in _files(folder) if not _whole(path)]


def _files(folder: Path) -> Iterator[Path]:
    """The files that the last commit counts: `<segment>.<kind>`, and the list of its deleted documents.

    Others are being written, or were by somebody who died; their names may be given again."""
    segments = json.loads((folder / _META).read_text(encoding="utf-8"))["segments"]
    deletes = {segment["segment_id"].replace("-", ""): segment["deletes"] for segment in segments}
    for path in folder.iterdir():
        segment, *rest = path.name.split(".")
        if segment not in deletes:
            continue
        deleted = deletes[segment]
        if len(rest) == 1 or (deleted and rest[0] == str(deleted["opstamp"])):
            yield path


def _size_and_time(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)  # noqa: PTH116  (a path object would take as long again)
    except FileNotFoundError:
        return None
    return found.st_size, found.st_mtime_ns


def _whole(path: Path) -> bool:
    """The content is followed by {"crc": …}, its length in four bytes, and four bytes of magic."""
    try:
        with path.open("rb") as file:
            file.seek(-_TAIL, os.SEEK_END)
            length = int.from_bytes(file.read(4), "little")
            left = file.seek(-_TAIL - length, os.SEEK_END)
            wanted = json.loads(file.read(length))["crc"]
            file.seek(0)
            crc = 0
            while left and (chunk := file.read(min(_CHUNK, left))):
                crc, left = zlib.crc32(chunk, crc), left - len(chunk)
    except FileNotFoundError:
        return True  # merged away since the commit was read; one that is missed is missed when it is opened
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return bool(crc == wanted)
