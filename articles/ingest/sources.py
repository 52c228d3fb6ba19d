"""Where rows come from: files, folders, zip archives; opened one after another, their format told or guessed.

A file that cannot be read at all raises UnreadableSource before anything is imported. One that breaks off
in the middle (a truncated or damaged zip) gives its rows up to there and then a failed row.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from .importers import FORMATS, Row, guess

_HEAD = 1 << 16


class UnreadableSource(Exception):
    """A file that cannot be read at all; says which and why, in Arabic."""


@dataclass(frozen=True, slots=True)
class Source:
    path: Path
    member: str
    """Within a zip archive; empty for a plain file."""
    format: str
    size: int

    @property
    def origin(self) -> str:
        return f"{self.path.name}/{self.member}" if self.member else self.path.name

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        if not self.member:
            with self.path.open("rb") as stream:
                yield stream
        else:
            with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as stream:
                yield stream

    def rows(self) -> Iterator[Row]:
        try:
            with self.open() as stream:
                yield from FORMATS[self.format].rows(stream, self.origin)
        except (OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
            yield Row(self.origin, b"", f"تعذّرت قراءة بقية الملف: {error}")


def find(paths: Sequence[Path], format: str = "auto") -> list[Source]:
    """Every source under these paths, in a fixed order. Raises UnreadableSource."""
    sources = [source for path in paths for source in _under(path, format)]
    if not sources:
        raise UnreadableSource("لا ملفات للاستيراد في ما ذُكر.")
    return sources


def fingerprint(sources: Sequence[Source], recipe: str) -> str:
    """The same files (path, size, time of change) read the same way have the same fingerprint."""
    parts = [recipe]
    for source in sources:
        status = source.path.stat()
        parts += [str(source.path.resolve()), source.member, source.format, str(status.st_size), str(status.st_mtime_ns)]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _under(path: Path, format: str) -> Iterator[Source]:
    if path.is_dir():
        known = {".zip", *(suffix for each in FORMATS.values() for suffix in each.suffixes)}
        for file in sorted(file for file in path.rglob("*") if file.is_file() and file.suffix.lower() in known):
            yield from _under(file, format)
        return
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
        if zipfile.is_zipfile(path) or head.startswith(b"PK\x03\x04"):
            yield from _in_archive(path, format)
        else:
            yield Source(path, "", _format(path.name, head, format), path.stat().st_size)
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
        raise UnreadableSource(f"تعذّرت قراءة {path}: {error}") from error


def _in_archive(path: Path, format: str) -> Iterator[Source]:
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if member.is_dir() or member.filename.startswith("__MACOSX/"):
                continue
            with archive.open(member) as stream:
                head = stream.read(_HEAD)
            yield Source(path, member.filename, _format(member.filename, head, format), member.file_size)


def _format(name: str, head: bytes, asked: str) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableSource(f"{name} بترميز UTF-16؛ حوّله إلى UTF-8.")
    found = guess(name, head) if asked == "auto" else asked
    if not found:
        raise UnreadableSource(f"لا يُعرف تنسيق {name}؛ سمّه بالخيار ‎--format.")
    return found
