"""Numerals, dates and slugs."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import arabic
from articles.arabic import dates

TENTH_OF_MARCH = datetime.date(2025, 3, 10)


@given(st.text())
def test_numerals_change_digits_one_for_one(text: str) -> None:
    assert len(arabic.to_latin_digits(text)) == len(arabic.to_arabic_digits(text)) == len(text)
    assert arabic.to_latin_digits(arabic.to_arabic_digits(text)) == arabic.to_latin_digits(text)


def test_numerals_leave_signs_alone() -> None:
    assert arabic.to_latin_digits("٪٥٠ ٣٫٥ ٢٬٥٠٠ ۱۴۰۴") == "٪50 3٫5 2٬500 1404"
    assert arabic.to_arabic_digits("50% 3.5 ۱۴۰۴ F-16") == "٥٠% ٣.٥ ١٤٠٤ F-١٦"


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("dual", "10 آذار/مارس 2025"),
        ("levant", "10 آذار 2025"),
        ("gulf", "10 مارس 2025"),
        ("maghreb", "10 مارس 2025"),
        ("morocco", "10 مارس 2025"),
    ],
)
def test_dates(style: dates.Style, text: str) -> None:
    assert arabic.format_date(TENTH_OF_MARCH, style) == text
    assert arabic.format_date(datetime.datetime(2025, 3, 10, 23, 59), style) == text


def test_months_by_region() -> None:
    assert [arabic.month_name(8, style) for style in ("dual", "levant", "gulf", "maghreb", "morocco")] == [
        "آب/أغسطس", "آب", "أغسطس", "أوت", "غشت",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="month"):
        arabic.month_name(13)
    with pytest.raises(ValueError, match="month"):
        arabic.month_name(0)


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("آذار", 3), ("اذار", 3), ("مارس", 3), ("كانون الثاني", 1), ("كانون الأول", 12), ("تشرين أول", 10),
        ("إبريل", 4), ("أفريل", 4), ("جانفي", 1), ("جوان", 6), ("جويلية", 7), ("أوت", 8), ("غشت", 8),
        ("شتنبر", 9), ("دجنبر", 12), ("يوليوز", 7), ("نونبر", 11), ("فيفري", 2), ("ماي", 5),
    ],
)  # fmt: skip
def test_month_names_are_read_in_any_spelling(name: str, number: int) -> None:
    assert arabic.MONTH_NUMBERS[arabic.fold(name)] == number


def test_every_printed_month_can_be_read_back() -> None:
    for style in ("levant", "gulf", "maghreb", "morocco"):
        for month in range(1, 13):
            assert arabic.MONTH_NUMBERS[arabic.fold(arabic.month_name(month, style))] == month


@pytest.mark.parametrize(
    ("date", "text"),
    [
        (TENTH_OF_MARCH, "10 رمضان 1446"),
        (datetime.date(2024, 7, 7), "1 محرم 1446"),
        (datetime.date(2025, 6, 6), "10 ذي الحجة 1446"),
        (datetime.date(1924, 7, 31), ""),
        (datetime.date(1800, 1, 1), ""),
        (datetime.date(2077, 11, 17), ""),
        (datetime.date.max, ""),
    ],
)
def test_hijri_dates(date: datetime.date, text: str) -> None:
    assert arabic.format_hijri(date) == text


def test_hijri_month_names_are_read() -> None:
    for name, number in (("ربيع الثاني", 4), ("جمادى الآخرة", 6), ("ذي القعدة", 11), ("ذو الحجة", 12)):
        assert arabic.HIJRI_MONTH_NUMBERS[arabic.fold(name)] == number


def test_weekdays() -> None:
    week = [arabic.weekday_name(TENTH_OF_MARCH + datetime.timedelta(days)) for days in range(7)]
    assert week == ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"]


@given(st.text(), st.integers(1, 100))
def test_slugs_are_safe_short_and_not_empty(text: str, length: int) -> None:
    slug = arabic.slugify(text, length)
    assert len(slug) <= length
    assert bool(slug) == bool(list(arabic.tokenize(text)))
    assert not any(c.isspace() or c in '/?#%"<>\\^`{}|_.:' for c in slug)
    assert not slug.startswith("-") and not slug.endswith("-") and "--" not in slug


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("نتنياهو: «لا اتّفاق» قبل عودة الأسرى!", "نتنياهو-لا-اتفاق-قبل-عودة-الأسرى"),
        ("محـــمد عَلِيّ", "محمد-علي"),
        ("F-16 و COVID-19", "f-16-و-covid-19"),
        ("نمو ٣٫٥٪ و2,500", "نمو-٣-٥-و-2500"),
        ("مي\u200cخواهم", "ميخواهم"),
        ("ﻣﺮﺣﺒﺎ ﷺ", "مرحبا-صلى-الله-عليه-وسلم"),
        ("«»…", ""),
        ("ـ", ""),
        ("", ""),
    ],
)
def test_slugs(text: str, slug: str) -> None:
    assert arabic.slugify(text) == slug


def test_slugs_are_cut_between_words() -> None:
    assert arabic.slugify("واحد اثنان ثلاثة", 11) == "واحد-اثنان"
    assert arabic.slugify("واحداثنان", 4) == "واحد"
    assert len(arabic.slugify("كلمة " * 100)) <= 80
