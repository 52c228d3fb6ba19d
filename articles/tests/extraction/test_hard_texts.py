"""Texts that nobody should write and somebody will paste: empty, endless, with marks the wrong way and unseen controls."""

from collections.abc import Callable

import pytest

from articles.extraction import extract
from articles.tests.extraction.effort import seconds

HEADLINE = "عنوان الخبر\n"
SENTENCE = "قال الرئيس محمد السيد إن الاقتصاد في القاهرة ينمو بسرعة «ولن نتوقف عن ذلك أبدا». "


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u202e\u200f", "«", ".", "\u064b"])
def test_a_text_without_words_says_nothing(text: str) -> None:
    found = extract(text)
    assert not (found.people or found.places or found.organizations or found.cited_sources or found.quotes or found.dateline)


@pytest.mark.parametrize(
    "text",
    [
        "رجل كريم وسعيد جميل عادل",
        "هذا قرار عادل وجميل",
        "كان الحفل جميلا والضيوف سعداء",
        "شعب كريم سعيد بعيده",
        "إنه رجل كريم عادل.",
    ],
)
def test_common_words_are_no_names(text: str) -> None:
    assert extract(HEADLINE + text).people == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("وصل عادل الجبير إلى الرياض.", "عادل الجبير"),
        ("وقال سعيد جميل إن القرار عادل.", "سعيد جميل"),
        ("وقال صديقه كريم سعيد إنه موافق.", "كريم سعيد"),
    ],
)
def test_the_same_words_as_names(text: str, name: str) -> None:
    assert [person.name for person in extract(HEADLINE + text).people] == [name]


@pytest.mark.parametrize("around", ["\u202b{}\u202c", "\u202e{}\u202c", "\u2067{}\u2069", "\u200f{}\u200f"])
def test_unseen_controls_hide_neither_name_nor_quote(around: str) -> None:
    text = HEADLINE + f"وأضاف الوزير {around.format('سعيد الشامي')}: {around.format('«لن نتراجع عن ذلك القرار أبدا»')}."
    found = extract(text)
    assert [person.text for person in found.people] == ["سعيد الشامي"]
    assert [(quote.text, quote.speaker) for quote in found.quotes] == [("لن نتراجع عن ذلك القرار أبدا", "سعيد الشامي")]
    assert all(text[one.start : one.end] == one.text for one in (*found.people, *found.quotes))


def test_guillemets_the_wrong_way_round() -> None:
    [quote] = extract(HEADLINE + "وأضاف الوزير سعيد الشامي: »لن نتراجع عن ذلك القرار أبدا«.").quotes
    assert (quote.text, quote.speaker) == ("لن نتراجع عن ذلك القرار أبدا", "سعيد الشامي")


def test_a_paragraph_of_two_megabytes_keeps_every_mention_in_its_place() -> None:
    times = 2_000_000 // len(SENTENCE.encode())
    text = HEADLINE + SENTENCE * times
    found = extract(text)
    assert len(found.people) == len(found.quotes) == times
    assert {person.name for person in found.people} == {"محمد السيد"}
    assert all(text[one.start : one.end] == one.text for one in (*found.people, *found.quotes, *found.places))


@pytest.mark.parametrize(
    "written",
    [
        lambda times: "قال الرئيس محمد السيد " * times,  # no sentence ends
        lambda times: "وقال الوزير سعيد الشامي: «لن نتراجع عن ذلك القرار " * times,  # no quote is closed
        lambda times: 'وقال الوزير سعيد الشامي: "لن نتراجع عن ذلك ' * (times | 1),
        lambda times: "«قال الوزير سعيد الشامي لن نتراجع أبدا\n" * times,
        lambda times: "«" * times * 4,
        lambda times: "الرياض – واس\n" * times,
        lambda times: "الرياض/واس/" * times,
    ],
)
def test_time_grows_with_the_length_and_no_faster(written: Callable[[int], str]) -> None:
    short, long = (seconds(HEADLINE + written(times)) for times in (500, 4_000))
    assert long < 20 * max(short, 0.02)  # eight times as long; its square would be 64 times
