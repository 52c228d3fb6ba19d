"""The compiled lexicon: one file, read in place by every process that uses it.

Promises: `Store` maps the file into memory, so that all workers share its pages and opening takes
milliseconds; it refuses a file that is cut short, altered or of another version with LexiconDamaged
(the marisa library would crash on one). `write` makes such a file under a name that nobody reads yet;
moving it into place is the builder's part.

Layout: 16 bytes (magic, length and checksum of the header), the header in JSON (checksum and places of
the sections, facts about the lexicon), then the sections, each at a multiple of 8.

- `stems`: trie of stem keys (spelling variants folded); its ids index `starts`
- `starts`: for each stem id where its numbers in `rows` begin; one more at the end
- `rows`: four numbers a stem: its spelling, its lemma normalized, its lemma with vowels (ids in the next
  three), and its category with the part of speech above it
- `spellings`, `terms`, `lemmas`: tries that give the strings back
- `form_starts`, `forms`: for each id in `terms` where its stem ids in `forms` begin (one more at the end)
- `affixes`: JSON: prefixes, suffixes and which categories go together
"""

import json
import mmap
import os
import sys
import zlib
from pathlib import Path
from typing import Any

import marisa_trie

from .errors import LexiconDamaged, LexiconMissing

FORMAT = 2
"""Raise this when the layout changes: older files are then refused and built again."""

FILE_NAME = "lexicon.bin"
_MAGIC = b"NEWSLEX\n"
ROW = 4
"""Numbers a row."""
POS_SHIFT = 16
"""In a row's last number the category has the bits below this one, the part of speech those above."""


class Store:
    """The sections of one compiled lexicon, mapped read-only."""

    def __init__(self, path: Path) -> None:
        """Open `path`. Raises LexiconMissing or LexiconDamaged."""
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except FileNotFoundError:
            raise LexiconMissing(path) from None
        except (OSError, ValueError) as error:  # ValueError: the file is empty
            raise LexiconDamaged(path, str(error)) from error
        self.header, self._sections = _read_header(path, memoryview(self._map))
        self.stems = marisa_trie.Trie().map(self._sections["stems"])
        self.spellings = marisa_trie.Trie().map(self._sections["spellings"])
        self.lemmas = marisa_trie.Trie().map(self._sections["lemmas"])
        self.terms = marisa_trie.Trie().map(self._sections["terms"])
        self.starts = self._sections["starts"].cast("I")
        self.rows = self._sections["rows"].cast("I")
        self.form_starts = self._sections["form_starts"].cast("I")
        self.forms = self._sections["forms"].cast("I")
        self.affixes: dict[str, Any] = json.loads(bytes(self._sections["affixes"]))


def read_header(path: Path) -> dict[str, Any]:
    """The facts of the compiled lexicon at `path`, without opening its tries; checks it whole."""
    try:
        return _read_header(path, memoryview(path.read_bytes()))[0]
    except FileNotFoundError:
        raise LexiconMissing(path) from None


def _read_header(path: Path, content: memoryview) -> tuple[dict[str, Any], dict[str, memoryview]]:
    if bytes(content[:8]) != _MAGIC:
        raise LexiconDamaged(path, "it is not a lexicon file")
    start = 16 + int.from_bytes(content[8:12], "little")
    if len(content) < start or zlib.crc32(content[16:start]) != int.from_bytes(content[12:16], "little"):
        raise LexiconDamaged(path, "its header was altered or cut short")
    header: dict[str, Any] = json.loads(bytes(content[16:start]))
    if header.get("format") != FORMAT or header.get("byteorder") != sys.byteorder:
        raise LexiconDamaged(path, "another version of this program, or another kind of machine, made it")
    start = _aligned(start)
    if len(content) != start + header["size"]:
        raise LexiconDamaged(path, "it is cut short")
    if zlib.crc32(content[start:]) != header["checksum"]:
        raise LexiconDamaged(path, "its content was altered")
    places: dict[str, list[int]] = header["sections"]
    return header, {name: content[start + first : start + first + size] for name, (first, size) in places.items()}


def write(path: Path, facts: dict[str, Any], sections: dict[str, bytes]) -> None:
    """Write a lexicon of `sections` to `path`, down to the disk; its header tells `facts` beside the layout."""
    body = bytearray()
    places: dict[str, list[int]] = {}
    for name, content in sections.items():
        places[name] = [len(body), len(content)]
        body += content.ljust(_aligned(len(content)), b"\0")
    layout = {
        "format": FORMAT,
        "byteorder": sys.byteorder,
        "size": len(body),
        "checksum": zlib.crc32(body),
        "sections": places,
    }
    header = json.dumps(facts | layout, ensure_ascii=False).encode()
    start = 16 + len(header)
    with path.open("wb") as out:
        out.write(_MAGIC + len(header).to_bytes(4, "little") + zlib.crc32(header).to_bytes(4, "little") + header)
        out.write(bytes(_aligned(start) - start) + body)
        out.flush()
        os.fsync(out.fileno())


def _aligned(position: int) -> int:
    return (position + 7) // 8 * 8
