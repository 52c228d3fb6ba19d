"""Building the lexicon: from the tables or a named database to the file that lookups read.

Promises: after `build` the folder holds `lexicon.bin`, made of the source it was given (and, for the
built-in source, `buckwalter.db`, a database that any camel-tools program can open). Nothing is done
where it is there already, made of the same source by the same code. A build that is stopped, however
hard, leaves the old lexicon or the new one, and the next build removes what it left behind. Of two
builds at once the second waits for the first.

Refuses: sources it cannot read (LexiconSourceError says why). The source `none` builds nothing.
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

from . import BUILT_IN, NONE, buckwalter
from .camel import open_database
from .compiler import compile_database
from .errors import LexiconDamaged, LexiconMissing, LexiconSourceError
from .store import FILE_NAME, FORMAT, read_header, write

COMPILATION = 1
"""Raise this when the compiler changes what it keeps, so that installations build again."""

DATABASE_NAME = "buckwalter.db"

_UNFINISHED = "unfinished-"


class BuildResult(NamedTuple):
    """What a build did: `built` is false where the lexicon was there already, or none is wanted."""

    built: bool
    path: Path
    lemmas: int
    stems: int
    seconds: float


def build(folder: Path, source: str = BUILT_IN, *, force: bool = False) -> BuildResult:
    """Make `folder`/lexicon.bin from `source`: "builtin", "none" or the path of a CAMeL database."""
    began = time.monotonic()
    path = folder / FILE_NAME
    if source == NONE:
        return BuildResult(False, path, 0, 0, 0.0)
    identity = _identity(source)
    folder.mkdir(parents=True, exist_ok=True)
    with _alone_in(folder):
        facts = None if force else _facts_of_same(path, identity)
        if built := facts is None:
            facts = _build_into(folder, source, identity)
    return BuildResult(built, path, facts["lemmas"], facts["stems"], time.monotonic() - began)


def is_current(folder: Path, source: str = BUILT_IN) -> bool:
    """Whether `build` would have nothing to do. Raises LexiconSourceError where there is no source."""
    return source == NONE or _facts_of_same(folder / FILE_NAME, _identity(source)) is not None


def _facts_of_same(path: Path, identity: str) -> dict[str, Any] | None:
    """The header of the lexicon at `path`, if it is whole and was made of the same."""
    try:
        facts = read_header(path)
    except (LexiconMissing, LexiconDamaged):
        return None
    return facts if facts["identity"] == identity else None


def _build_into(folder: Path, source: str, identity: str) -> dict[str, Any]:
    for leftover in folder.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(leftover, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=_UNFINISHED, dir=folder) as unfinished:
        database = Path(source)
        if source == BUILT_IN:
            database = Path(unfinished, DATABASE_NAME)
            buckwalter.write_database(database)
        sections, counts = compile_database(open_database(database))
        facts: dict[str, Any] = {"identity": identity, "source": source} | counts
        made = Path(unfinished, FILE_NAME)
        write(made, facts, sections)
        if source == BUILT_IN:
            os.replace(database, folder / DATABASE_NAME)
        os.replace(made, folder / FILE_NAME)
    return facts


def _identity(source: str) -> str:
    """A hash of all that the compiled lexicon depends on: the source's content and our versions."""
    digest = hashlib.sha256(f"{FORMAT} {COMPILATION} {_version('camel_tools')}".encode())
    if source == BUILT_IN:
        digest.update(f"buckwalter {buckwalter.CONVERSION}".encode())
        for table in (*buckwalter.tables(), buckwalter.SUPPLEMENT):
            digest.update(table.read_bytes())
    else:
        try:
            with Path(source).open("rb") as file:
                while block := file.read(1 << 20):
                    digest.update(block)
        except OSError as error:
            raise LexiconSourceError(
                f"ARABIC_LEXICON names {source}, which cannot be read ({error.strerror}). "
                "It must be the path of a CAMeL morphology database, or builtin, or none."
            ) from error
    return digest.hexdigest()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError as error:
        raise LexiconSourceError(f"The Python package {package} is not installed. Install requirements.txt.") from error


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the system lets it go when the process ends, even by kill -9
        yield
