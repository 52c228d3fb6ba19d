"""Files that editors send, kept until the import that reads them needs them no longer.

Each upload has a folder of its own under the data folder; a file keeps its name, without whatever of it could lead
elsewhere. Refused with a reason in Arabic: what is empty, too large, or would be too large unpacked.

A folder is removed when its import is discarded, when it was left unstarted for a week, and when it has finished:
at once where no row failed, else as soon as every failed row was taken in by a retry, after a month at the latest.
Whatever was read from it is kept as an original by then.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
import shutil
import unicodedata
import zipfile
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from articles.models import ImportRow, ImportRun

from .sources import is_archive

LARGEST = 50 * 1024 * 1024
"""Bytes of all files of one upload. Larger ones are for the command, which reads them where they are."""
MOST_FILES = 500
"""Sent at once or in an archive: each is looked at before the editor sees the page."""
_LARGEST_UNPACKED = 512 * 1024 * 1024
_TIGHTEST = 200
"""Times that a large file may be larger unpacked; text shrinks to a tenth or a thirtieth."""
_LARGE = 8 * 1024 * 1024
_UNSTARTED = dt.timedelta(days=7)
_FINISHED = dt.timedelta(days=30)
_LONGEST_NAME = 120
"""Characters; of Arabic 240 bytes, and file systems allow 255."""
_TOKEN = re.compile(r"[0-9a-f]{32}")


class BadUpload(Exception):
    """Why files are not taken, in Arabic."""


def receive(files: Iterable[tuple[str, Iterable[bytes]]]) -> str:
    """Keeps (name, pieces) of each file; the folder's name. Raises BadUpload, and keeps nothing then."""
    token = secrets.token_hex(16)
    folder = _folder(token)
    try:
        size = 0
        for number, (name, pieces) in enumerate(files, start=1):
            if number > MOST_FILES:
                raise BadUpload(f"أكثر من {MOST_FILES} ملف.")
            # A folder for each: two files may have one name.
            path = folder / f"{number:04}" / safe_name(name)
            path.parent.mkdir(parents=True)
            with path.open("xb") as kept:
                for piece in pieces:
                    size += len(piece)
                    if size > LARGEST:
                        raise BadUpload(f"أكبر من {LARGEST // 1024 // 1024} ميغابايت. {LARGER}")
                    kept.write(piece)
            _check(path)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return token


LARGER = "الملفات الأكبر يستوردها من يدير الخادم بالأمر import_articles."


def _check(path: Path) -> None:
    if not path.stat().st_size:
        raise BadUpload(f"الملف «{path.name}» فارغ.")
    try:
        if not is_archive(path):
            return
        with zipfile.ZipFile(path) as archive:
            parts = [part for part in archive.infolist() if not part.is_dir()]
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        raise BadUpload(f"الأرشيف «{path.name}» تالف أو مبتور: {error}") from error
    if len(parts) > MOST_FILES:
        raise BadUpload(f"في الأرشيف «{path.name}» أكثر من {MOST_FILES} ملف ({len(parts)}). {LARGER}")
    if sum(part.file_size for part in parts) > _LARGEST_UNPACKED:
        raise BadUpload(f"الأرشيف «{path.name}» يتضخم عند فكّه إلى أكثر من {_LARGEST_UNPACKED // 1024 // 1024} ميغابايت.")
    for part in parts:
        if part.file_size > max(_LARGE, _TIGHTEST * part.compress_size):
            raise BadUpload(f"«{part.filename}» في الأرشيف «{path.name}» يتضخم عند فكّه أكثر مما يتضخم نص.")
        if part.flag_bits & 1:
            raise BadUpload(f"الأرشيف «{path.name}» تحميه كلمة سر؛ أرسله من دونها.")


def safe_name(name: str) -> str:
    """The last part of a path, of either kind, without characters that are not seen.

    >>> safe_name("../../أخبار/يوم ١.csv")
    'يوم ١.csv'
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(character for character in last if unicodedata.category(character)[0] != "C").strip(" .")
    stem, dot, suffix = seen.rpartition(".")
    if not dot or len(suffix) > 10:
        stem, suffix = seen, ""
    while len(stem.encode()) > 2 * _LONGEST_NAME:
        stem = stem[:-1]
    return f"{stem or 'ملف'}.{suffix}" if suffix else stem or "ملف"


def paths(token: str) -> list[Path]:
    """Its files in the order in which they were sent; none where they were removed."""
    return sorted(_folder(token).glob("*/*"))


def contents(token: str) -> str:
    """A hash of what was sent, whatever it is called."""
    digest = hashlib.sha256()
    for path in paths(token):
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def remove(token: str) -> None:
    shutil.rmtree(_folder(token), ignore_errors=True)


def sweep() -> None:
    """Removes what is needed no longer (see above), and imports that nobody started."""
    now = timezone.now()
    ImportRun.objects.filter(state=ImportRun.State.PREPARED, started_at__lt=now - _UNSTARTED).delete()
    failed = Exists(ImportRow.objects.unsettled().filter(run=OuterRef("pk")))
    finished = Q(state=ImportRun.State.FINISHED)
    needed = ImportRun.objects.exclude(upload="").filter(~finished | (Q(finished_at__gte=now - _FINISHED) & failed))
    kept = set(needed.values_list("upload", flat=True))
    # What was sent a moment ago may not have its import yet.
    recent = (now - dt.timedelta(hours=1)).timestamp()
    for folder in _root().iterdir() if _root().is_dir() else ():
        known = ImportRun.objects.filter(upload=folder.name).exists()
        if folder.name not in kept and (known or folder.stat().st_mtime < recent):
            remove(folder.name)


def _root() -> Path:
    root: Path = settings.DATA_DIR / "imports" / "uploads"
    return root


def _folder(token: str) -> Path:
    if not _TOKEN.fullmatch(token):
        raise ValueError(f"{token!r} is no upload.")
    return _root() / token
