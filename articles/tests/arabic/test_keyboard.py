"""Keys pressed in the wrong language: both directions, both keyboards, keys that write two letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.arabic import retyped
from articles.arabic.keyboard import LAYOUTS, in_arabic, in_latin

KEYS = st.text(st.sampled_from([*LAYOUTS[0], " ", "1", "-"]), max_size=12)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hgrhivm", "القاهرة"),
        ("hgsu,]dm", "السعودية"),
        ("HGRHIVM", "القاهرة"),  # with the capitals locked
        ("hgYlhvhj", "الإمارات"),
        ("fdv,j", "بيروت"),
        ("lfhvhm 2018", "مباراة 2018"),
        ("sgbl", "سللام"),  # the key b writes two letters
        ("sbl", "سلام"),
        ("اثممخ", "hello"),
        ("بهبش", "fifa"),
        ("ىهلاف", "night"),
        ("بخخفلاشمم", "football"),
    ],
)
def test_the_text_that_was_meant_is_among_the_readings(typed: str, meant: str) -> None:
    assert meant in retyped(typed)


def test_apples_keyboard_is_known_where_it_differs() -> None:
    assert "القاهرة" in retyped("hgrhin]")


def test_ligatures_of_lam_and_alef_are_keys_too() -> None:
    assert "bag" in retyped("\ufefbشل")


@pytest.mark.parametrize("text", ["", "2015", "😀", "القاهرة Cairo", " . ", "\u202e", "\0"])
def test_what_is_in_no_or_both_scripts_has_no_other_reading(text: str) -> None:
    assert retyped(text) == []


@given(KEYS)
def test_what_was_typed_is_among_the_readings_of_what_it_wrote(keys: str) -> None:
    for number, layout in enumerate(LAYOUTS):
        assert keys in list(in_latin(in_arabic(keys, layout), number))


@given(st.text(max_size=60))
def test_any_text_has_an_answer(text: str) -> None:
    assert all(reading != text for reading in retyped(text))


def test_many_ligatures_have_few_readings() -> None:
    assert len(retyped("لا" * 5000)) < 40
