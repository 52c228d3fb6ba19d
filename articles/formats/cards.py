"""The image of an article for those who share its address: headline, source and date on paper, with the archive's mark.

A PNG of 1200 × 630 pixels, whatever the headline: long ones are set smaller, in four lines at most, and end with «…».
HarfBuzz shapes and draws, so letters join and marks sit as in a browser; the Unicode bidirectional algorithm orders
what is not Arabic. Both come inside their packages: no font, library or browser of the machine is asked.

Characters that the font lacks (emoji, other scripts) are left out; they are on the page itself.
"""

from __future__ import annotations

import struct
import unicodedata
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby, islice
from math import ceil
from typing import NamedTuple

import uharfbuzz as hb
from bidi.algorithm import get_display
from django.conf import settings

WIDTH, HEIGHT = 1200, 630
EDITION = 2
"""Raised when the same words should look otherwise: part of the image's ETag."""
MOST_LINES = 4
_MARGIN = 84
_INSIDE = WIDTH - 2 * _MARGIN
_SIZES = ((76, 2), (66, 3), (56, MOST_LINES))
"""Sizes of a headline in pixels, with the lines that it may take; the first in which it fits, else the last."""
_LONGEST = 400
"""Characters of a headline that are looked at; four lines hold some 200."""
_LEADING = 1.5
_MIDDLE = 318
"""The row around which the headline stands."""
_SMALL = 34
_BOLD, _REGULAR = 700, 400
_FONT = settings.BASE_DIR / "static" / "fonts" / "noto-sans-arabic.ttf"
_PAPER = (0xFD, 0xFC, 0xF9)
_COLOURS = _INK, _MUTED, _ACCENT = (0x1C, 0x1B, 0x19), (0x5C, 0x57, 0x4F), (0x9B, 0x22, 0x26)
_SHADES = 63
"""Steps from paper to a colour; paper and the steps of all three colours make the palette."""
_INKED, _ACCENTED = _SHADES, 3 * _SHADES
_GRID = 2
_SIGN = (
    *((0, 0, 24, 26, _ACCENTED), (4, 5, 16, 5, 0)),
    *((13, top, 7, 2, 0) for top in (13, 17, 21)),
    (4, 13, 6, 10, 0),
)
_ELLIPSIS = "…"
_ARABIC_MARKS = frozenset(map(chr, (*range(0x610, 0x61B), *range(0x64B, 0x660), 0x670)))


@dataclass(frozen=True, slots=True)
class Card:
    headline: str
    footing: str
    """Below the headline: source and date."""
    archive: str
    """The archive's name, beside its mark."""


class Glyph(NamedTuple):
    number: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Line:
    """Glyphs from left to right, in pixels."""

    font: hb.Font
    scale: float
    glyphs: tuple[Glyph, ...]
    width: float


def png(card: Card) -> bytes:
    size, lines = set_headline(card.headline)
    leading = size * _LEADING
    first = _MIDDLE - leading * len(lines) / 2 + size
    headline = [Placed(line, WIDTH - _MARGIN, first + number * leading) for number, line in enumerate(lines)]
    name = Placed(set_line(card.archive, _SMALL, _BOLD), WIDTH - _MARGIN - 24 * _GRID - 18, 96)
    footing = Placed(_shortened(card.footing), WIDTH - _MARGIN, 572)
    pixels = _printed([_sheet([name, *headline]), _sheet([footing])])
    _sign(pixels, WIDTH - _MARGIN - 24 * _GRID, 58)
    _fill(pixels, _MARGIN, 512, _INSIDE, 4, _INKED)
    return _encoded(pixels)


# --- setting type ---------------------------------------------------------------------------------


def set_headline(text: str) -> tuple[int, list[Line]]:
    """(size in pixels, lines) of the largest setting in which the headline fits."""
    text = _printable(text[:_LONGEST])
    for size, most in _SIZES:
        lines = list(islice(_wrapped(text, size), most + 1))
        if len(lines) <= most:
            lines = _balanced(text, size, len(lines))
            break
    else:
        lines[most - 1 :] = [_with_ellipsis(lines[most - 1], size)]
    return size, [set_line(line, size, _BOLD) for line in lines]


def _balanced(text: str, size: int, count: int) -> list[str]:
    """In so many lines, as alike as can be: in the narrowest column that takes no more. No word is broken for it."""
    widest = max((set_line(word, size, _BOLD).width for word in text.split()), default=0)
    columns = range(min(ceil(widest), _INSIDE), _INSIDE + 1)
    enough = bisect_left(columns, True, key=lambda width: len(list(islice(_wrapped(text, size, width), count + 1))) <= count)
    return list(_wrapped(text, size, columns[enough]))


def _wrapped(text: str, size: int, width: int = _INSIDE) -> Iterator[str]:
    """Broken between words; a word that is wider than a line, within it."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if _fits(longer, size, width):
            line = longer
            continue
        if line:
            yield line
        while not _fits(word, size):
            part = _beginning(word, size)
            yield part
            word = word[len(part) :]
        line = word
    if line:
        yield line


def _fits(text: str, size: int, width: int = _INSIDE) -> bool:
    return set_line(text, size, _BOLD).width <= width


def _beginning(word: str, size: int, after: str = "") -> str:
    """As much of a word as fits on a line; one character at least."""
    longest = bisect_left(range(1, len(word)), True, key=lambda length: not _fits(word[:length] + after, size))
    return word[: max(1, longest)]


def _with_ellipsis(line: str, size: int) -> str:
    words = line.split()
    while len(words) > 1 and not _fits(" ".join(words) + _ELLIPSIS, size):
        words.pop()
    kept = " ".join(words)
    return (kept if len(words) > 1 else _beginning(kept, size, _ELLIPSIS)) + _ELLIPSIS


def _shortened(text: str) -> Line:
    """One small line, cut at its end where it is too long."""
    words = _printable(text).split()
    line = set_line(" ".join(words), _SMALL, _REGULAR)
    while line.width > _INSIDE and len(words) > 1:
        words.pop()
        line = set_line(" ".join(words) + _ELLIPSIS, _SMALL, _REGULAR)
    if line.width > _INSIDE:
        line = set_line(_beginning(words[0], _SMALL, _ELLIPSIS) + _ELLIPSIS, _SMALL, _REGULAR)
    return line


def set_line(text: str, size: int, weight: int) -> Line:
    """Text as it stands on a line that runs from right to left."""
    font = _font(weight)
    scale = size / _face().upem
    glyphs, x = [], 0.0
    for run, from_right in _runs(get_display(text, base_dir="R")):
        buffer = hb.Buffer()
        buffer.add_str(run)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if from_right else "ltr"
        hb.shape(font, buffer)
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            glyphs.append(Glyph(info.codepoint, x + position.x_offset * scale, position.y_offset * scale))
            x += position.x_advance * scale
    return Line(font, scale, tuple(glyphs), x)


def _runs(visual: str) -> Iterator[tuple[str, bool]]:
    """A line as the eye meets it from the left, cut into (run in the order of reading, whether it is of Arabic letters).

    What is no letter stands alone: the algorithm has mirrored brackets already, and they are not to be turned twice.
    """
    for arabic, run in groupby(visual, key=_is_arabic):
        letters = "".join(run)
        yield (letters[::-1], True) if arabic else (letters, False)


def _is_arabic(character: str) -> bool:
    """A letter written from right to left, or a mark on one: marks come before their letter here, so alone they say nothing."""
    kind = unicodedata.bidirectional(character)
    return kind in ("R", "AL") or (kind == "NSM" and character in _ARABIC_MARKS)


def _printable(text: str) -> str:
    """The characters that the font has, white space as single spaces."""
    has = _characters()
    return " ".join("".join(c for c in text if c.isspace() or ord(c) in has).split())


@cache
def _characters() -> frozenset[int]:
    return frozenset(_face().unicodes)


@cache
def _font(weight: int) -> hb.Font:
    font = hb.Font(_face())
    font.set_variations({"wght": weight})
    return font


@cache
def _face() -> hb.Face:
    return hb.Face(hb.Blob(_FONT.read_bytes()))


# --- drawing --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Placed:
    line: Line
    right: float
    baseline: float
    """From above, in pixels."""


def _sheet(lines: Iterable[Placed]) -> bytes:
    """How far ink covers each pixel (0 to 255), row by row from above."""
    raster = hb.RasterDraw()
    raster.extents = hb.RasterExtents(0, 0, WIDTH, HEIGHT, 0)
    for placed in lines:
        font, scale, left = placed.line.font, placed.line.scale, placed.right - placed.line.width
        for glyph in placed.line.glyphs:
            raster.transform = (scale, 0, 0, scale, left + glyph.x, HEIGHT - placed.baseline + glyph.y)
            raster.draw_glyph(font, glyph.number)
    image = raster.render()
    if image is None:  # nothing was drawn
        return bytes(WIDTH * HEIGHT)
    rows, stride = image.buffer, image.extents.stride
    return b"".join(rows[start : start + WIDTH] for start in range((HEIGHT - 1) * stride, -1, -stride))


def _printed(sheets: Sequence[bytes]) -> bytearray:
    """Each pixel's place in the palette. Sheets of different colours never cover the same pixel."""
    pixels = 0
    for number, sheet in enumerate(sheets):
        first = 1 + number * _SHADES
        places = bytes([0, *(first + (cover - 1) * _SHADES // 255 for cover in range(1, 256))])
        pixels |= int.from_bytes(sheet.translate(places), "big")
    return bytearray(pixels.to_bytes(WIDTH * HEIGHT, "big"))


def _palette() -> bytes:
    shades = [_PAPER]
    for colour in _COLOURS:
        shades += [
            tuple(round(paper + (ink - paper) * step / _SHADES) for paper, ink in zip(_PAPER, colour, strict=True))
            for step in range(1, _SHADES + 1)
        ]
    return bytes(part for shade in shades for part in shade)


def _fill(pixels: bytearray, x: int, y: int, width: int, height: int, place: int) -> None:
    for row in range(y, y + height):
        pixels[row * WIDTH + x : row * WIDTH + x + width] = bytes([place]) * width


def _sign(pixels: bytearray, x: int, y: int) -> None:
    """The archive's mark (static/img/mark.svg) with its corner at x, y: rectangles on a grid of 24 by 26."""
    for left, top, width, height, place in _SIGN:
        _fill(pixels, x + left * _GRID, y + top * _GRID, width * _GRID, height * _GRID, place)


def _encoded(pixels: bytearray) -> bytes:
    """As PNG (ISO/IEC 15948) with a palette."""
    rows = b"".join(b"\0" + pixels[start : start + WIDTH] for start in range(0, WIDTH * HEIGHT, WIDTH))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"PLTE", _palette()), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
