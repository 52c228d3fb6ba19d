"""Quotes in every kind of marks, over paragraphs, with who says them and how surely."""

import pytest

from articles.extraction import Quote, extract

HEADLINE = "عنوان الخبر\n"


def quotes(text: str) -> tuple[Quote, ...]:
    return extract(HEADLINE + text).quotes


@pytest.mark.parametrize("opening_and_closing", ['""', "«»", "“”", "”“"])
def test_marks_of_every_kind(opening_and_closing: str) -> None:
    opening, closing = opening_and_closing
    [quote] = quotes(f"وأضاف الوزير سعيد الشامي: {opening}لن نتراجع عن ذلك القرار أبدا{closing}.")
    assert (quote.text, quote.speaker, quote.certain) == ("لن نتراجع عن ذلك القرار أبدا", "سعيد الشامي", True)


def test_a_quote_that_is_not_closed_is_uncertain() -> None:
    [quote] = quotes('وأضاف الوزير سعيد الشامي: "لن نتراجع عن ذلك القرار أبدا')
    assert quote.text == "لن نتراجع عن ذلك القرار أبدا"
    assert not quote.certain


def test_a_quote_over_two_paragraphs_is_one() -> None:
    [quote] = quotes("وأضاف الوزير سعيد الشامي: «لن نتراجع عن ذلك القرار أبدا.\nوسنمضي فيه حتى النهاية».")
    assert quote.text.endswith("حتى النهاية")


def test_a_name_in_marks_is_no_quote() -> None:
    assert quotes("نشرت صحيفة «الأهرام» الخبر، ومعها «الأخبار».") == ()
