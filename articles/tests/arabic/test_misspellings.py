"""Slips: which words stand near one, and how much nearer the likely ones are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.arabic import normalize, one_slip_away, spellings, two_slips_away
from articles.arabic.misspellings import ARABIC, LIKELY, OTHER

WORDS = st.text(st.sampled_from(ARABIC), max_size=12)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("مفاوظات", "مفاوضات"),  # letters that sound alike
        ("مسيول", "مسيءول"),  # a lost hamza
        ("مسئول", "مسؤول"),  # a hamza on another letter
        ("القاهرت", "القاهره"),  # ta marbuta as it is heard
        ("مهرجن", "مهرجان"),  # a lost vowel
        ("الداخلييه", "الداخليه"),  # a letter twice
        ("الاسهمم", "الاسهم"),
        ("ايارن", "ايران"),  # neighbours exchanged
        ("facbook", "facebook"),
    ],
)
def test_likely_slips_cost_little(written: str, meant: str) -> None:
    assert one_slip_away(written)[meant] <= LIKELY + 0.1


def test_an_unlikely_slip_costs_more_than_a_likely_one() -> None:
    near = one_slip_away("الطائق")
    assert near["الطائف"] < near["الطائم"] == OTHER


def test_near_a_short_word_only_likely_slips_count() -> None:
    assert "ضبي" in one_slip_away("ظبي")
    assert "نبي" not in one_slip_away("ظبي")


def test_two_likely_slips_are_found_together() -> None:
    assert "الاستقاله" in two_slips_away("الاصطقاله")
    assert "الاستقاله" not in one_slip_away("الاصطقاله")


def test_ta_marbuta_stands_for_ta_at_the_end_only() -> None:
    assert one_slip_away("تهران")["ههران"] > LIKELY


def test_spellings_have_the_hamzas_that_a_norm_lacks() -> None:
    assert {"الإمارات", "الأمارات", "الامارات"} <= set(spellings("الامارات"))
    assert "مستشفى" in spellings("مستشفي")
    assert "القاهرة" in spellings("القاهره")


@given(WORDS)
def test_no_word_is_near_itself_and_every_spelling_is_its_own(norm: str) -> None:
    assert norm not in one_slip_away(norm)
    assert all(cost > 0 for cost in one_slip_away(norm).values())
    assert {normalize(spelling) for spelling in spellings(norm)} == {norm}


@given(st.text(max_size=20))
def test_any_text_has_an_answer(text: str) -> None:
    one_slip_away(normalize(text))
    two_slips_away(normalize(text)[:8])
