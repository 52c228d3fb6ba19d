import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.ingest.clean import clean, one_line


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("سطر أول\r\nسطر ثان\rسطر ثالث", "سطر أول\nسطر ثان\nسطر ثالث"),
        ("\n\n  سطر  بعيد \n\n\nآخر\n", "سطر بعيد\nآخر"),
        ("كلمة\u00a0\u00a0كلمة\tكلمة", "كلمة كلمة كلمة"),
        ("قبل\x00بعد\ufeff\u200b", "قبلبعد"),
        ("\u202eمقلوب\u202c \u2067عزل\u2069", "مقلوب عزل"),
        ("نصف رمز \ud83d", "نصف رمز"),
        ("مي\u200cخواهم", "مي\u200cخواهم"),
        ("قيادة حماس ، و“قول لا يُغلق. غدا م. الضفقة", "قيادة حماس ، و“قول لا يُغلق. غدا م. الضفقة"),
        ("ﻻ ﺑﺄس مُشَكَّل مـــد", "لا بأس مُشَكَّل مـــد"),
    ],
)
def test_cleaning(text: str, cleaned: str) -> None:
    assert clean(text).text == cleaned


def test_what_was_taken_out_is_counted() -> None:
    found = clean("\u202eأ\u202cب\x00ج\ufeff")
    assert (found.bidi, found.unseen) == (2, 2)


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text).text
    again = clean(once)
    assert (again.text, again.bidi, again.unseen) == (once, 0, 0)
    line = one_line(clean(text)).text
    assert one_line(clean(line)).text == line


SHAPED = "".join(map(chr, (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFF))))
"""Presentation forms: they become the letters that they show."""


@given(st.text(st.characters(categories=["L", "N", "P", "S", "M"], exclude_characters=SHAPED)))
def test_letters_and_punctuation_are_untouched(text: str) -> None:
    kept = [
        character for character in text if character not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff"
    ]
    assert [character for character in clean(text).text if character != "\n"] == kept


@given(st.text())
def test_a_line_is_one_line(text: str) -> None:
    assert "\n" not in one_line(clean(text)).text


@pytest.mark.parametrize(
    ("text", "cleaned", "shaped"),
    [
        ("ﺍﻟﻘﺪﺱ", "القدس", 5),
        ("ﷺ ﷲ ﷽ ﴿آية﴾", "ﷺ ﷲ ﷽ ﴿آية﴾", 0),
        ("كﱠ", "كَّ", 1),
        ("ﮐﺘﺎﺏ", "کتاب", 4),
    ],
)
def test_presentation_forms_become_the_letters_they_show(text: str, cleaned: str, shaped: int) -> None:
    found = clean(text)
    assert (found.text, found.shaped) == (cleaned, shaped)


@pytest.mark.parametrize("mark", ["\u200e", "\u200f", "\u061c", "\u202b", "\u2066"])
def test_every_bidi_mark_is_taken_out_and_counted(mark: str) -> None:
    assert (clean(f"أ{mark}ب").text, clean(f"أ{mark}ب").bidi) == ("أب", 1)
