"""People with their roles, later mentions, organizations and places; and common words that are names elsewhere."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.extraction import KnownName, KnownNames, extract
from articles.tests.extraction.effort import seconds

HEADLINE = "عنوان الخبر\n"
LETTERS = st.sampled_from("قال محمد علي في الرياض«»“”\"'()ً،.:\n –-\u202eabc1")


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("التقى العميد (احتياط) جال هيرش بالوفد.", "جال هيرش", "العميد (احتياط)"),
        (
            "قال المتحدث باسم حركة حماس في غزة حازم قاسم إن الحركة موافقة.",
            "حازم قاسم",
            "المتحدث باسم حركة حماس في غزة",
        ),
        ("وصرح حازم قاسم، المتحدث باسم حركة حماس، بأن الحركة موافقة.", "حازم قاسم", "المتحدث باسم حركة حماس"),
        ("نائب رئيس الوزراء نبيل شعث يزور القاهرة.", "نبيل شعث", "نائب رئيس الوزراء"),
        ("وقال الرئيس عبد الفتاح السيسي في القاهرة.", "عبد الفتاح السيسي", "الرئيس"),
    ],
)
def test_a_role_before_or_after_the_name(text: str, name: str, role: str) -> None:
    assert [(person.name, person.role) for person in extract(HEADLINE + text).people] == [(name, role)]


def test_a_surname_stands_for_the_name_that_was_said_in_full() -> None:
    text = HEADLINE + "قال بنيامين نتنياهو إنه مستعد. ورفض نتنياهو الاقتراح، ثم سلّم الوفد رسالة لنتنياهو."
    people = extract(text).people
    assert {person.name for person in people} == {"بنيامين نتنياهو"}
    assert [person.text for person in people] == ["بنيامين نتنياهو", "نتنياهو", "نتنياهو"]  # without the clitic
    assert all(text[person.start : person.end] == person.text for person in people)


@pytest.mark.parametrize("text", ["كريم الأخلاق سعيد بلقائكم، وعادل في حكمه، وجميل الخط.", "كان يوما سعيدا وجميلا وعادلا."])
def test_a_common_word_is_no_name(text: str) -> None:
    assert extract(HEADLINE + text).people == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("قال أحمد علي إن المشروع سيبدأ غدا.", "أحمد علي"),
        ("وأضاف الوزير محمد علي على هامش اللقاء أن الخطة جاهزة.", "محمد علي"),
        ("أكد خالد على أهمية الحوار مع الجميع.", "خالد"),
    ],
)
def test_a_name_that_is_a_preposition_without_its_dots(text: str, name: str) -> None:
    assert [person.text for person in extract(f"{HEADLINE}{text}").people] == [name]


def test_organizations_and_places() -> None:
    found = extract(HEADLINE + "أعلنت منظمة الصحة العالمية في جنيف ذلك.")
    assert [one.name for one in found.organizations] == ["منظمة الصحة العالمية"]
    assert [one.name for one in found.places] == ["جنيف"]


def test_known_names_come_in_every_spelling_with_their_key() -> None:
    known = KnownNames([KnownName("person", "بنيامين نتنياهو", ("نتانياهو",), key=7)])
    [person] = extract(HEADLINE + "التقى الوفد لساعة ثم سلّم رسالة لنتانياهو في مكتبه", known).people
    assert (person.name, person.text, person.key) == ("بنيامين نتنياهو", "نتانياهو", 7)


def test_a_known_name_that_is_a_common_word_needs_support() -> None:
    known = KnownNames([KnownName("person", "كريم حسن", ("كريم",), key=8)])
    found = extract(HEADLINE + "وكان الرجل كريم الطبع. وبعد ساعة قال كريم حسن إنه راض.", known).people
    assert [person.text for person in found] == ["كريم حسن"]


@settings(max_examples=40)
@given(st.text(LETTERS | st.characters(codec="utf-8"), max_size=200))
def test_any_text_is_answered_with_offsets_of_its_own(text: str) -> None:
    found = extract(text)
    parts = [found.headline, found.standfirst, found.dateline, found.byline, found.body]
    parts += [*found.people, *found.places, *found.organizations, *found.cited_sources, *found.quotes]
    assert all(text[part.start : part.end] == part.text for part in parts if part)


def test_ten_thousand_mentions_and_a_paragraph_of_megabytes_take_time_by_their_length() -> None:
    sentence = "قال الرئيس محمد السيد إن الاقتصاد في القاهرة ينمو بسرعة «ولن نتوقف عن ذلك أبدا». "

    assert len(extract(HEADLINE + sentence * 10_000).people) >= 10_000
    assert seconds(HEADLINE + sentence * 10_000, runs=1) < 40 * seconds(HEADLINE + sentence * 1_000)
