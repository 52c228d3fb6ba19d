"""Datelines in both orders and many dresses, and lines that only look like one."""

import pytest

from articles.extraction import extract, read_dateline


@pytest.mark.parametrize(
    ("line", "place", "agency", "writer"),
    [
        ("الرياض – واس", "الرياض", "واس", ""),
        ("واس – الرياض", "الرياض", "واس", ""),
        ("القدس المحتلة/ وكالات", "القدس المحتلة", "وكالات", ""),
        ("(أ ف ب)", "", "أ ف ب", ""),
        ("باريس (أ ف ب)", "باريس", "أ ف ب", ""),
        ("عمّان - بترا", "عمّان", "بترا", ""),
        ("القاهرة - رويترز", "القاهرة", "رويترز", ""),
        ("الرياض - سعود الشيباني:", "الرياض", "", "سعود الشيباني"),
        ("ماجد الرفاعي- سبق- ينبع:", "ينبع", "سبق", "ماجد الرفاعي"),
        ("رواف الكويكبي – عين اليوم", "", "عين اليوم", "رواف الكويكبي"),
        ("اليوم - الدمام", "الدمام", "اليوم", ""),  # both are a place, a day or a newspaper elsewhere
    ],
)
def test_place_outlet_and_writer(line: str, place: str, agency: str, writer: str) -> None:
    dateline, byline = read_dateline(line)
    assert dateline
    assert (dateline.place, dateline.agency, byline.text if byline else "") == (place, agency, writer)
    assert line[dateline.start : dateline.end] == dateline.text


@pytest.mark.parametrize(
    "line",
    [
        "",
        "قال الوزير",
        "وأشاد الرئيس بزيارته واصفا إياها بأنها ناجحة بكل المقاييس وفقا لـ رويترز",
        "وأبدى المتحدث تفاؤله بالتوصل إلى اتفاق مع المدرب الجديد في غضون أيام من الآن",
    ],
)
def test_a_sentence_is_no_dateline(line: str) -> None:
    assert read_dateline(line)[0] is None


def test_a_dateline_at_the_beginning_of_a_paragraph() -> None:
    text = "عنوان الخبر\nسبق- الرياض: تغادر يوم غد بعثة الأولمبياد الخاص السعودي إلى لوس أنجلوس."
    found = extract(text)
    assert found.dateline and (found.dateline.place, found.dateline.agency) == ("الرياض", "سبق")
    assert found.body and found.body.text.startswith("تغادر يوم غد")


def test_a_paragraph_that_begins_with_a_town_has_none() -> None:
    assert extract("عنوان الخبر\nالرياض مدينة كبيرة، وفيها ملايين السكان، وتقع في وسط الجزيرة العربية.").dateline is None


@pytest.mark.parametrize(
    ("beginning", "place"),
    [
        ("الواحة – قال وزير الزراعة سعيد المهيري: «المحصول وفير»، وذلك خلال لقائه رئيس البلدية.", "الواحة"),
        ("الرياض – افتتح الأمير سلطان بن سلمان: معرض الكتاب الدولي في العاصمة أمس.", "الرياض"),
        ("جدة – أحمد الغامدي: افتتح الأمير معرض الكتاب الدولي في المدينة أمس.", "جدة"),
    ],
)
def test_who_speaks_after_a_dateline_is_not_its_writer(beginning: str, place: str) -> None:
    found = extract(f"عنوان الخبر\n{beginning}\nفقرة أخرى من الخبر.")
    assert found.dateline
    assert found.dateline.place == place
    assert (found.byline.text if found.byline else "") == ("أحمد الغامدي" if "الغامدي" in beginning else "")
