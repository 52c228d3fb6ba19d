"""Which spellings count as one."""

import sys
import unicodedata

import pytest
from camel_tools.utils.dediac import dediac_ar
from camel_tools.utils.normalize import normalize_alef_ar, normalize_alef_maksura_ar, normalize_teh_marbuta_ar
from hypothesis import example, given
from hypothesis import strategies as st

from articles.arabic import fold, tokenize
from articles.arabic.letters import LONGEST_NORM, normalize, spelling

CAMEL_LETTERS = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي"
CAMEL_MARKS = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670\u0640"


@given(st.text(st.sampled_from(CAMEL_LETTERS + "ٱ" + CAMEL_MARKS), max_size=20))
def test_normalize_does_what_camel_tools_does(word: str) -> None:
    expected = dediac_ar(word).replace("\u0640", "")
    for step in (normalize_alef_ar, normalize_alef_maksura_ar, normalize_teh_marbuta_ar):
        expected = step(expected)
    assert normalize(word) == expected


@given(st.text())
def test_both_foldings_are_idempotent_and_hold_no_whitespace(word: str) -> None:
    for folding in (spelling, normalize):
        once = folding(word)
        assert folding(once) == once
        assert not any(c.isspace() for c in once)


@example("ำ")
@given(st.text())
def test_fold_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_every_character_of_unicode_folds_safely() -> None:
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        for token in tokenize(character):
            norm = normalize(token.surface)
            assert norm and not any(c.isspace() for c in norm), hex(code)
            assert normalize(norm) == norm, hex(code)


@pytest.mark.parametrize(
    ("word", "norm"),
    [
        ("الأُمَّة", "الامه"),
        ("مصطفى", "مصطفي"),
        ("آثارٌ", "اثار"),
        ("ٱلقدس", "القدس"),
        ("محـــمد", "محمد"),
        ("ﻣﺮﺣﺒﺎ", "مرحبا"),
        ("ﻻ", "لا"),
        ("ا\u0654حمد", "احمد"),
        ("مسو\u0654ول", "مسؤول"),
        ("کتابی", "كتابي"),
        ("می\u200cخواهم", "ميخواهم"),
        ("ڤيينا", "فيينا"),
        ("٢٠٢٥", "2025"),
        ("۱۴۰۴", "1404"),
        ("٢٬٥٠٠", "2500"),
        ("2,500", "2500"),
        ("٣٫٥", "3.5"),
        ("CAFÉ", "cafe"),
        ("Ｆ１６", "f16"),
        ("İstanbul", "istanbul"),
        ("ﷺ", "صلياللهعليهوسلم"),
        ("ً", ""),
        ("ـ", ""),
    ],
)
def test_norms(word: str, norm: str) -> None:
    assert normalize(word) == norm


def test_spelling_keeps_what_dictionaries_tell_apart() -> None:
    assert spelling("إِلى") == "إلى"
    assert spelling("مَدرسةٌ") == "مدرسة"


def test_long_words_are_cut() -> None:
    assert normalize("ب" * 5_000_000) == "ب" * LONGEST_NORM
    assert len(normalize("\u0300a" * 100_000).encode()) < 65_530
    assert len(normalize("ﷺ" * 10_000).encode()) < 65_530


def test_decomposed_and_composed_words_are_one() -> None:
    word = "أُؤئآة café"
    assert fold(unicodedata.normalize("NFD", word)) == fold(unicodedata.normalize("NFC", word))


def test_fold_joins_the_words_of_a_name() -> None:
    assert fold("  «ستيف  ويتكوف»، ") == "ستيف ويتكوف"
    assert fold("أبو ظبى") == fold("ابو ظبي")
    assert fold("—") == ""
