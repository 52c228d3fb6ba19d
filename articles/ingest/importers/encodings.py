"""How the text of a file is encoded: told by its bytes, whatever the file says of itself, and stated.

UTF-8 and UTF-16 are known for certain (by their marks, by being valid); what is neither is Windows-1256 or the
like by the frequency of its letters (charset-normalizer). Importers cut files by ASCII characters, so UTF-16
goes through UTF-8 for them; each row's bytes are kept as they were received all the same.
"""

from __future__ import annotations

import codecs
import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO, cast

import charset_normalizer

from .rows import RowError

_CHUNK = 1 << 18
_MOST_CHUNKS = 256
"""64 MB of ASCII: what comes later will not tell much."""
_SAMPLE = 1 << 16
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
LABELS = {"utf-8": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "cp1256": "Windows-1256", "iso8859-6": "ISO-8859-6"}
_CANDIDATES = ["cp1256", "iso8859_6", "mac_arabic", "cp864", "cp720", "cp1252"]
_LATIN = {"cp1252", "iso8859-1", "iso8859-15", "ascii"}
"""What pages in Windows-1256 often say they are."""
_STATED = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)|<meta[^>]{0,200}?charset\s*=\s*["']?([\w.:-]+)""", re.I
)


@dataclass(frozen=True, slots=True)
class Encoding:
    codec: str
    stated: str = ""
    """What the file says it is, where that is something else."""

    @property
    def label(self) -> str:
        return LABELS.get(self.codec, self.codec)

    @property
    def note(self) -> str:
        """A sentence where there is something to say."""
        if self.stated:
            return f"الترميز المذكور فيه {self.stated}، وترميزه الحقيقي {self.label}."
        return "" if self.codec == "utf-8" else f"ترميزه {self.label}."

    def decode(self, raw: bytes) -> str:
        """Raises RowError."""
        try:
            return raw.decode(self.codec)
        except UnicodeDecodeError as error:
            raise RowError(f"ليس نصًا بترميز {self.label} (عند البايت {error.start}).") from error

    def cuttable(self, stream: IO[bytes]) -> IO[bytes]:
        """The stream without its mark, in bytes that may be searched for ASCII characters."""
        mark = next((mark for mark, codec in _MARKS if codec == self.codec), b"")
        buffered = io.BufferedReader(cast(io.RawIOBase, stream), _CHUNK)
        if mark and buffered.peek(4).startswith(mark):
            buffered.read(len(mark))
        return io.BufferedReader(cast(io.RawIOBase, _Recoded(buffered, self.codec)), _CHUNK) if self._is_wide else buffered

    def as_received(self, piece: bytes) -> bytes:
        """A piece of the cuttable stream in the file's own bytes."""
        return piece.decode("utf-8", "surrogatepass").encode(self.codec, "surrogatepass") if self._is_wide else piece

    def beginning(self, head: bytes) -> bytes:
        """The first bytes of a file as `cuttable` would give them."""
        return (
            head.decode(self.codec, "ignore").removeprefix("\ufeff").encode("utf-8")
            if self._is_wide
            else head.removeprefix(codecs.BOM_UTF8)
        )

    @property
    def cut_codec(self) -> str:
        """How the cuttable stream is encoded."""
        return "utf-8" if self._is_wide else self.codec

    @property
    def _is_wide(self) -> bool:
        return self.codec.startswith("utf-16")


UTF_8 = Encoding("utf-8")


class _Recoded(io.RawIOBase):
    """A UTF-16 stream as UTF-8."""

    def __init__(self, stream: IO[bytes], codec: str) -> None:
        self._stream, self._decoder, self._ready = stream, codecs.getincrementaldecoder(codec)("surrogatepass"), b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        while not self._ready:
            piece = self._stream.read(_CHUNK)
            if not piece:
                return 0  # half a character at the end of a truncated file says nothing
            self._ready = self._decoder.decode(piece).encode("utf-8", "surrogatepass")
        size = min(len(buffer), len(self._ready))
        buffer[:size], self._ready = self._ready[:size], self._ready[size:]
        return size


def detect(stream: IO[bytes]) -> Encoding:
    """By the first bytes that are not ASCII; a file that has none is UTF-8."""
    head = sample = _more(stream)
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return _stated(head, codec)
    if wide := _without_mark(head):
        return Encoding(wide)
    for _ in range(_MOST_CHUNKS):
        if not sample.isascii() or not (more := _more(stream)):
            break
        sample = sample[-4:] + more
    return _stated(head, _of(_around_the_first_letter(sample), head))


def _more(stream: IO[bytes]) -> bytes:
    """Where the file breaks off there is nothing more to tell by; whoever reads its rows will say so."""
    try:
        return stream.read(_CHUNK)
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error):
        return b""


def _without_mark(head: bytes) -> str:
    """UTF-16 gives itself away by the zeros of its spaces and digits; no other text has any."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if (not even and not odd) or max(even, odd) < 10 * min(even, odd):
        return ""
    codec = "utf-16-le" if odd > even else "utf-16-be"
    try:
        codecs.getincrementaldecoder(codec)().decode(head)
    except UnicodeDecodeError:
        return ""
    return codec


def _around_the_first_letter(sample: bytes) -> bytes:
    if found := re.search(rb"[\x80-\xff]", sample):
        return sample[max(0, found.start() - 256) : found.start() + _SAMPLE]
    return b""


def _of(sample: bytes, head: bytes) -> str:
    if _is_utf_8(sample):
        return "utf-8"
    codec = _normal(_says(head))
    if codec and codec not in _LATIN and not codec.startswith("utf"):
        try:
            sample.decode(codec)
            return codec
        except UnicodeDecodeError:
            pass
    found = charset_normalizer.from_bytes(sample, cp_isolation=_CANDIDATES).best()
    return _normal(found.encoding) if found else "cp1256"


def _is_utf_8(sample: bytes) -> bool:
    """Valid but for a mishap here and there: its rows will say so one by one."""
    text = sample.decode("utf-8", "replace")
    return 20 * text.count("\ufffd") <= sum(character > "\x7f" for character in text)


def _stated(head: bytes, codec: str) -> Encoding:
    says = _says(head)
    same = not says or _normal(says).startswith("utf-16" if codec.startswith("utf-16") else codec)
    return Encoding(codec, "" if same else says)


def _says(head: bytes) -> str:
    found = _STATED.search(head[:4096].replace(b"\0", b""))
    return (found[1] or found[2]).decode("ascii") if found else ""


def _normal(name: str) -> str:
    try:
        return codecs.lookup(name).name if name else ""
    except LookupError:
        return ""
