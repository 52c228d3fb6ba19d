"""Where a dateline ends and the story begins: no word of the story is taken for a writer or lost."""

import pytest

from articles.extraction import extract

HEADLINE = "عنوان الخبر\n"


@pytest.mark.parametrize(
    ("text", "place", "agency", "writer", "begins"),
    [
        (
            "سبق – وكالات: اعتبر وزير الخارجية الأمريكي، جون كيري، أن التصريحات مقلقة جدا.",
            "",
            "سبق",
            "",
            "اعتبر وزير",
        ),
        (
            "رويترز- القاهرة: قالت مصادر أمنية إن خمسة أفراد من قوات الأمن - بينهم ضابط - أصيبوا.",
            "القاهرة",
            "رويترز",
            "",
            "قالت مصادر",
        ),
        (
            "محمد حضاض- سبق- جدة: كشف حساب الإمارة على الموقع، فجر اليوم، عن القبض على أحد الأشخاص.",
            "جدة",
            "سبق",
            "محمد حضاض",
            "كشف حساب",
        ),
        (
            "عبدالحكيم شار- سبق- الرياض: طالب إمام وخطيب المسجد الحرام الناس بالصبر في هذا الأمر كله.",
            "الرياض",
            "سبق",
            "عبدالحكيم شار",
            "طالب إمام",
        ),
    ],
)
def test_after_the_colon_the_story_speaks(text: str, place: str, agency: str, writer: str, begins: str) -> None:
    found = extract(HEADLINE + text)
    assert found.dateline and (found.dateline.place, found.dateline.agency) == (place, agency)
    assert (found.byline.text if found.byline else "") == writer
    assert found.body and found.body.text.startswith(begins)


@pytest.mark.parametrize(
    "text",
    [
        '"سبق" تقول للمسؤول: لم يعد سرا تأخر المشاريع الحكومية وتعثرها في مدن كثيرة.',
        '"الاقتصادية" تنشر أهم الأحداث التي وقعت في مثل هذا اليوم من كل عام مضى.',
    ],
)
def test_an_outlet_in_marks_that_does_something_is_no_dateline(text: str) -> None:
    found = extract(HEADLINE + text)
    assert found.dateline is None
    assert found.body and found.body.text == text
