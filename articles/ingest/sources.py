"""Where rows come from: files, folders, zip archives; opened one after another, format and encoding told or guessed.

A file that cannot be read at all raises UnreadableSource before anything is imported. One that breaks off
in the middle (a truncated or damaged zip) gives its rows up to there and then a failed row.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import IO

from .importers import FORMATS, BadFile, Encoding, Incoming, Row, detect, feed, guess, packages
from .importers.columns import guess as guess_columns
from .importers.encodings import UTF_8
from .records import KEYS

_HEAD = 1 << 16
_BROKEN = (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, BadFile)


class UnreadableSource(Exception):
    """A file that cannot be read at all; says which and why, in Arabic."""

    def __init__(self, reason: str, way_out: str = "") -> None:
        super().__init__(f"{reason} {way_out}".strip())
        self.reason = reason
        """Without what only the command's options could do about it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was said of files beforehand; the rest is found out."""

    format: str = "auto"
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Our key -> column; "" for a key that no column is to stand for."""
    encoding: str = ""
    """A codec's name; empty to find it out."""
    complete: bool = True
    """Whether a table without headlines and bodies is refused."""


@dataclass(frozen=True, slots=True)
class Source:
    path: Path
    """Of what was fetched from the web: where it is kept until it was imported."""
    member: str
    """Within a zip archive; empty for a plain file."""
    format: str
    size: int
    encoding: Encoding = UTF_8
    columns: tuple[str, ...] = ()
    """The names that values have in it, where the format leaves them to whoever writes the file."""
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Our key -> its column, where they differ: given and guessed."""
    left_out: Counter[str] = field(default_factory=Counter, compare=False)
    """What its rows passed over because it is no article, and how often."""
    address: str = ""
    """On the web, after redirects."""
    title: str = ""
    """What it calls itself, where that is asked for."""

    @property
    def origin(self) -> str:
        if self.address:
            return self.address
        return f"{self.path.name}/{self.member}" if self.member else self.path.name

    @property
    def is_text(self) -> bool:
        """Whether it has an encoding."""
        return not FORMATS[self.format].package

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        with _open(self.path, self.member) as stream:
            yield stream

    def rows(self) -> Iterator[Row]:
        self.left_out.clear()
        try:
            with self.open() as stream:
                file = _incoming(stream, self.format, self.encoding)
                file = replace(file, origin=self.origin, mapping=self.mapping, left_out=self.left_out, address=self.address)
                yield from FORMATS[self.format].rows(file)
        except _BROKEN as error:
            yield Row(self.origin, b"", f"تعذّرت قراءة بقية الملف: {error}")


def find(paths: Sequence[Path], format: str = "auto", mapping: Mapping[str, str] | None = None) -> list[Source]:
    """Every source under these paths, in a fixed order. `mapping`: our key -> column. Raises UnreadableSource."""
    return find_as(paths, Asked(format, mapping or {}))


def find_as(paths: Sequence[Path], asked: Asked) -> list[Source]:
    """Raises UnreadableSource."""
    sources = [source for path in paths for source in _under(path, asked)]
    if not sources:
        raise UnreadableSource("لا ملفات للاستيراد في ما ذُكر.")
    return sources


def of_address(path: Path, found_at: str, mapping: Mapping[str, str] | None = None) -> Source:
    """What was fetched from the web and is kept at `path`: a feed. Raises UnreadableSource."""
    with path.open("rb") as stream:
        encoding = detect(stream)
    try:
        with path.open("rb") as stream:
            title = feed.title(replace(_incoming(stream, "feed", encoding), address=found_at))
    except BadFile as error:
        raise UnreadableSource(str(error)) from error
    return Source(path, "", "feed", path.stat().st_size, encoding, mapping=mapping or {}, address=found_at, title=title)


def fingerprint(sources: Sequence[Source], recipe: str) -> str:
    """The same files (path, size, time of change) read the same way have the same fingerprint."""
    parts = [recipe]
    for source in sources:
        status = source.path.stat()
        parts += [str(source.path.resolve()), source.member, source.format, str(status.st_size), str(status.st_mtime_ns)]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def left_out(folder: Path, sources: Sequence[Source]) -> list[Path]:
    """Files of the folder that no source reads."""
    read = {source.path for source in sources}
    return sorted(path for path in folder.rglob("*") if path.is_file() and path not in read and not path.name.startswith("."))


@contextmanager
def _open(path: Path, member: str, archive: zipfile.ZipFile | None = None) -> Iterator[IO[bytes]]:
    """`archive`: where it is open already. Reading the contents of a large one anew for each member takes its time."""
    if not member:
        with path.open("rb") as stream:
            yield stream
    elif archive:
        with archive.open(member) as stream:
            yield stream
    else:
        with zipfile.ZipFile(path) as archive, archive.open(member) as stream:
            yield stream


def _incoming(stream: IO[bytes], format: str, encoding: Encoding) -> Incoming:
    known = FORMATS[format]
    if known.package:
        stream = _seekable(stream)
    elif not known.whole:
        stream = encoding.cuttable(stream)
    return Incoming(stream, "", encoding)


def _seekable(stream: IO[bytes]) -> IO[bytes]:
    """Of an office file within a zip archive a copy: seeking back in the archive unpacks it from its start each time."""
    if not isinstance(stream, zipfile.ZipExtFile):
        return stream
    copy = tempfile.TemporaryFile()  # noqa: SIM115  # closed with its last reader
    shutil.copyfileobj(stream, copy)
    copy.seek(0)
    return copy


def _under(path: Path, asked: Asked) -> Iterator[Source]:
    if path.is_dir():
        wanted = FORMATS.values() if asked.format == "auto" else [FORMATS[asked.format]]
        known = {".zip", *(suffix for each in wanted for suffix in each.suffixes)}
        for file in sorted(file for file in path.rglob("*") if file.is_file() and file.suffix.lower() in known):
            yield from _under(file, asked)
        return
    try:
        if is_archive(path):
            yield from _in_archive(path, asked)
        else:
            yield _source(path, "", path.stat().st_size, asked)
    except _BROKEN as error:
        raise UnreadableSource(f"تعذّرت قراءة {path}: {error}") from error


def is_archive(path: Path) -> bool:
    """Office files are zip archives too; a damaged one is known by its name alone."""
    if path.name.lower().endswith(tuple(suffix for known in FORMATS.values() if known.package for suffix in known.suffixes)):
        return False
    with path.open("rb") as stream:
        return (stream.read(4) == b"PK\x03\x04" or zipfile.is_zipfile(stream)) and not packages.kind(stream)


def _in_archive(path: Path, asked: Asked) -> Iterator[Source]:
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            hidden = member.filename.startswith("__MACOSX/") or PurePosixPath(member.filename).name.startswith(".")
            if not member.is_dir() and not hidden:
                yield _source(path, member.filename, member.file_size, asked, archive)


def _source(path: Path, member: str, size: int, asked: Asked, archive: zipfile.ZipFile | None = None) -> Source:
    name = member or path.name
    with _open(path, member, archive) as stream:
        format, encoding = _look_at(stream, name, asked)
    with _open(path, member, archive) as stream:
        columns = _columns(stream, format, encoding)
    found = guess_columns(columns, KEYS, asked.mapping)
    if asked.complete:
        _refuse_without_text(name, columns, found)
    return Source(path, member, format, size, encoding, tuple(columns), found)


def _columns(stream: IO[bytes], format: str, encoding: Encoding) -> list[str]:
    known = FORMATS[format]
    if known.columns is None:
        return []
    try:
        return known.columns(_incoming(stream, format, encoding))
    except (EOFError, zipfile.BadZipFile, zlib.error):
        return []  # damaged near its beginning: whoever reads its rows will say so


def _look_at(stream: IO[bytes], name: str, asked: Asked) -> tuple[str, Encoding]:
    """(format, encoding)"""
    told = asked.format != "auto"
    format = packages.kind(stream) if stream.read(4) == b"PK\x03\x04" else ""
    stream.seek(0)
    if format or (told and FORMATS[asked.format].package):
        return (asked.format if told else format), UTF_8
    encoding = Encoding(asked.encoding) if asked.encoding else detect(stream)
    stream.seek(0)
    head = encoding.beginning(stream.read(_HEAD))
    format = asked.format if told else guess(name, head)
    if not format:
        raise UnreadableSource(f"لا يُعرف تنسيق {name}.", "سمّه بالخيار ‎--format.")
    return format, encoding


def _refuse_without_text(name: str, columns: Sequence[str], mapping: Mapping[str, str]) -> None:
    """A table that has neither headlines nor bodies would fail row by row."""
    if without := lacking(columns, mapping):
        raise UnreadableSource(
            f"لا يُعرف أي عمود في {name} فيه {' و'.join(without)}. الأعمدة: {'، '.join(columns)}.",
            "سمّه بالخيار ‎--map، مثل ‎--map headline=COLUMN.",
        )


def lacking(columns: Sequence[str], mapping: Mapping[str, str]) -> list[str]:
    """What a table must have and no column stands for, in Arabic; nothing of what is no table."""
    has = ({*columns} - {key for key, column in mapping.items() if not column}) | {
        key for key, column in mapping.items() if column
    }
    return [label for key, label in (("headline", "العنوان"), ("body", "المتن")) if key not in has] if columns else []
