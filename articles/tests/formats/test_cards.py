"""Images of articles: letters join, lines run from the right, every headline fits, and the bytes are a PNG."""

from __future__ import annotations

import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.formats.cards import HEIGHT, MOST_LINES, WIDTH, Card, png, set_headline, set_line

PAPER = 0


def pixels(image: bytes) -> list[bytes]:
    """Rows of palette indexes, by a reader of our own: signature, lengths and checksums are held against the standard."""
    assert image.startswith(b"\x89PNG\r\n\x1a\n")
    chunks, at = {}, 8
    while at < len(image):
        (length,) = struct.unpack(">I", image[at : at + 4])
        kind, data = image[at + 4 : at + 8], image[at + 8 : at + 8 + length]
        assert struct.unpack(">I", image[at + 8 + length : at + 12 + length]) == (zlib.crc32(kind + data),)
        chunks[kind], at = data, at + 12 + length
    assert list(chunks) == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]
    assert struct.unpack(">IIBBBBB", chunks[b"IHDR"]) == (WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    assert chunks[b"PLTE"][:3] == bytes([0xFD, 0xFC, 0xF9])
    rows = zlib.decompress(chunks[b"IDAT"])
    assert len(rows) == HEIGHT * (WIDTH + 1)
    found = [rows[start + 1 : start + 1 + WIDTH] for start in range(0, len(rows), WIDTH + 1)]
    assert max(map(max, found)) < len(chunks[b"PLTE"]) // 3
    return found


def inked(rows: list[bytes], top: int, bottom: int) -> tuple[int, int]:
    """The first and last column with anything but paper in these rows."""
    columns = [x for row in rows[top:bottom] for x, index in enumerate(row) if index != PAPER]
    return min(columns), max(columns)


def card(headline: str) -> Card:
    return Card(headline, "جريدة الواحة · 9 آذار/مارس 2025", "أرشيف الأخبار")


def test_it_is_a_png_of_the_size_that_networks_ask_for() -> None:
    rows = pixels(png(card("قطار المدينة")))
    assert len(rows) == 630
    assert {len(row) for row in rows} == {1200}


def test_a_headline_stands_at_the_right() -> None:
    left, right = inked(pixels(png(card("قطار"))), 200, 480)
    assert 1100 < right < 1120
    assert left > 800


def test_another_headline_is_another_image_and_the_same_the_same() -> None:
    assert png(card("قطار")) == png(card("قطار")) != png(card("حافلة"))


def test_letters_join() -> None:
    joined, apart = set_line("سلمى", 64, 700), sum(set_line(letter, 64, 700).width for letter in "سلمى")
    assert len(joined.glyphs) >= 4
    assert joined.width < 0.85 * apart


def test_lam_and_alef_are_one_sign() -> None:
    assert set_line("لا", 64, 700).width < set_line("ل", 64, 700).width + set_line("ا", 64, 700).width


def test_vowel_marks_take_no_room() -> None:
    assert set_line("مُفاجأةٌ", 64, 700).width == pytest.approx(set_line("مفاجأة", 64, 700).width, rel=0.02)


def test_a_line_runs_from_the_right_whatever_it_begins_with() -> None:
    first = set_line("N تعلن", 64, 700)
    latin = set_line("N", 64, 700).glyphs[0].number
    assert first.glyphs[-1].number == latin  # glyphs are from left to right


def test_digits_keep_their_order() -> None:
    digits = [glyph.number for glyph in set_line("2025", 64, 700).glyphs]
    within = [glyph.number for glyph in set_line("عام 2025", 64, 700).glyphs]
    assert within[: len(digits)] == digits


def test_brackets_open_towards_what_they_hold() -> None:
    opening, closing = (set_line(sign, 64, 700).glyphs[0].number for sign in ")(")  # alone each is mirrored
    numbers = [glyph.number for glyph in set_line("قطار (1) جديد", 64, 700).glyphs]
    assert numbers.index(opening) < numbers.index(closing)


@pytest.mark.parametrize(
    ("words", "lines"), [(1, 1), (8, 2), (12, 3), (16, 4), (200, 4)], ids=["one", "two", "three", "four", "too many"]
)
def test_a_headline_takes_as_many_lines_as_it_needs_and_four_at_most(words: int, lines: int) -> None:
    _, found = set_headline(" ".join(["المدينة"] * words))
    assert len(found) == lines


def test_lines_are_as_alike_as_can_be() -> None:
    _, lines = set_headline("مطر مسقط يتجاوز التوقعات ولا يتجاوز الحذر")
    assert len(lines) == 2
    assert min(line.width for line in lines) > 0.7 * max(line.width for line in lines)


def test_no_word_is_broken_for_that() -> None:
    long = "والمستشفياتوالجامعات"
    _, lines = set_headline(f"{long} في الرياض")
    assert max(line.width for line in lines) >= set_line(long, 76, 700).width


def test_a_footing_of_one_endless_word_stays_on_the_card() -> None:
    left, _ = inked(pixels(png(Card("قطار", "والمستشفيات" * 20, "أرشيف الأخبار"))), 530, 600)
    assert left >= 84


def test_what_does_not_fit_ends_with_an_ellipsis() -> None:
    ellipsis = set_line("…", 56, 700).glyphs[0].number
    _, lines = set_headline(" ".join(["المدينة"] * 200))
    assert [ellipsis in [glyph.number for glyph in line.glyphs] for line in lines] == [False, False, False, True]
    _, whole = set_headline(" ".join(["المدينة"] * 16))
    assert not any(ellipsis == glyph.number for line in whole for glyph in line.glyphs)


@settings(max_examples=60)
@given(st.text(st.characters(codec="utf-8") | st.sampled_from("ابتمن لا«»() 0123abc"), max_size=1000))
def test_every_text_fits(text: str) -> None:
    _, lines = set_headline(text)
    assert len(lines) <= MOST_LINES
    assert all(line.width <= WIDTH - 2 * 84 for line in lines)


@pytest.mark.parametrize("headline", ["", "😀", "עברית", "\u202e\x00", "ا" * 1000, "كلمة " * 300])
def test_an_image_of_anything_is_an_image(headline: str) -> None:
    pixels(png(Card(headline, headline, headline)))


def test_what_the_font_lacks_is_left_out() -> None:
    assert png(card("قطار 😀")) == png(card("قطار"))
