"""Where words are."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.arabic import Token, is_word, tokenize
from articles.arabic.tokens import surfaces

ARABIC_TEXT = st.text(st.sampled_from("ابتةىأإآؤئء وال،؛؟«»“”\u200f\u202b\u2066\u200c\u0640َُِّْ٠١۲3٫٬.,-_ aé\u0301\0\n😀ﻻﷺﹷ"))


@given(st.one_of(st.text(), ARABIC_TEXT))
def test_offsets_are_those_of_the_given_text(text: str) -> None:
    end = 0
    for token in tokenize(text):
        assert text[token.start : token.end] == token.surface
        assert end <= token.start < token.end
        assert any(c.isalnum() for c in token.surface)
        end = token.end


@given(st.one_of(st.text(), ARABIC_TEXT))
def test_no_letter_or_digit_is_left_out(text: str) -> None:
    covered = {i for token in tokenize(text) for i in range(token.start, token.end)}
    for i, character in enumerate(text):
        is_letter = unicodedata.category(character) in ("Lo", "Lu", "Ll", "Nd")
        stands_for_a_mark = unicodedata.normalize("NFKC", character).startswith((" ", "\u0640"))
        is_formula = "\U0001ee00" <= character <= "\U0001eeff"
        assert i in covered or not is_letter or stands_for_a_mark or is_formula


@given(ARABIC_TEXT | st.text(st.characters(min_codepoint=0x600, max_codepoint=0x6FF), max_size=4))
def test_what_is_one_word_is_not_cut(text: str) -> None:
    if is_word(text):
        assert list(tokenize(text)) == [Token(text, 0, len(text))]


@pytest.mark.parametrize(("text", "answer"), [("مفاوضات", True), ("مفاوضات،", False), ("2015م", False), ("", False)])
def test_most_stretches_are_one_word(text: str, answer: bool) -> None:
    assert bool(is_word(text)) is answer


@given(ARABIC_TEXT)
def test_the_fast_list_has_the_same_words(text: str) -> None:
    assert surfaces(text) == [token.surface for token in tokenize(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("غدا م.", ["غدا", "م"]),
        ("«أمن،حماس؛غزة؟»", ["أمن", "حماس", "غزة"]),
        ("مُفَاوَضَات محـــمد", ["مُفَاوَضَات", "محـــمد"]),
        ("می\u200cخواهم", ["می\u200cخواهم"]),
        ("ﻣﺮﺣﺒﺎ", ["ﻣﺮﺣﺒﺎ"]),
        ("٣٫٥ 3.5 2,500 ٢٬٥٠٠٬٠٠٠ 1,234.5", ["٣٫٥", "3.5", "2,500", "٢٬٥٠٠٬٠٠٠", "1,234.5"]),
        ("2025-03-09", ["2025", "03", "09"]),
        ("09.03.2025 192.168.1.1", ["09", "03", "2025", "192", "168", "1", "1"]),
        ("1,2345 12,34", ["1", "2345", "12", "34"]),
        ("F-16 F16 COVID-19", ["F", "16", "F16", "COVID", "19"]),
        ("2015م 1436هـ كوفيد19", ["2015", "م", "1436", "هـ", "كوفيد", "19"]),
        ("الـVIP والـ«بي بي سي»", ["الـ", "VIP", "والـ", "بي", "بي", "سي"]),
        ("#غزة_تحت_القصف @user_1", ["غزة", "تحت", "القصف", "user", "1"]),
        ("قطر🇶🇦 1️⃣ 😀", ["قطر", "1"]),
        ("كلمة\0كلمة", ["كلمة", "كلمة"]),
        ("\u2067القدس\u2069\u200f.\u202c", ["القدس"]),
        ("ـــ ً ـفي", ["في"]),
        ("cafe\u0301 हिन्दी", ["cafe\u0301", "हिन्दी"]),
        ("50% ٪٥٠ $20", ["50", "٥٠", "20"]),
        ("", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert surfaces(text) == words


def test_a_token_is_surface_start_end() -> None:
    assert list(tokenize("في غزة.")) == [Token("في", 0, 2), Token("غزة", 3, 6)]


@pytest.mark.parametrize("text", ["ا" * 2_000_000, "1," * 500_000, "1" * 2_000_000, "1.1" * 500_000, "ً" * 2_000_000])
def test_time_is_linear(text: str) -> None:
    began = time.process_time()
    sum(1 for _ in tokenize(text))
    assert time.process_time() - began < 5
