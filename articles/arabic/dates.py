"""Dates: the names of months and weekdays, as each part of the Arab world writes them.

Promises: dates for print with Latin digits («10 آذار/مارس 2025 · 10 رمضان 1446»; `numerals` turns the
digits), and month names for reading dates in queries, spelling variants folded. Hijri dates follow
the Umm al-Qura calendar.

Refuses: hijri dates outside that calendar's tables (before 1343 or after 1500 of the Hijra, that is
1924-08-01 to 2077-11-16): they give "", never a guess.

Months by region: Levant and Iraq (آذار); Gulf, Egypt, Sudan, Libya and Yemen (مارس); Algeria and
Tunisia (جانفي، أوت); Morocco (غشت، دجنبر). News agencies write the first two with a stroke between.
"""

import datetime
import re
from typing import Literal

from .analysis import fold

Style = Literal["dual", "levant", "gulf", "maghreb", "morocco"]

_MONTHS: dict[str, tuple[str, ...]] = {
    "levant": (
        "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران",
        "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول",
    ),
    "gulf": (
        "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو",
        "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
    ),
    "maghreb": (
        "جانفي", "فيفري", "مارس", "أفريل", "ماي", "جوان",
        "جويلية", "أوت", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
    ),
    "morocco": (
        "يناير", "فبراير", "مارس", "أبريل", "ماي", "يونيو",
        "يوليوز", "غشت", "شتنبر", "أكتوبر", "نونبر", "دجنبر",
    ),
}  # fmt: skip

_OTHER_SPELLINGS = {
    "كانون ثاني": 1, "إبريل": 4, "يونيه": 6, "يوليه": 7, "أوغسطس": 8, "أغشت": 8, "تشرين أول": 10, "تشرين ثاني": 11,
    "كانون أول": 12, "دسمبر": 12,
}  # fmt: skip

_HIJRI_MONTHS = (
    "محرم", "صفر", "ربيع الأول", "ربيع الآخر", "جمادى الأولى", "جمادى الآخرة",
    "رجب", "شعبان", "رمضان", "شوال", "ذو القعدة", "ذو الحجة",
)  # fmt: skip
_HIJRI_OTHER_SPELLINGS = {
    "المحرم": 1, "ربيع أول": 3, "ربيع الثاني": 4, "ربيع ثاني": 4, "جمادى أولى": 5, "جماد الأول": 5, "جمادى الأول": 5,
    "جمادى الثانية": 6, "جماد الثاني": 6, "جمادى الثاني": 6, "جماد الآخر": 6, "ذي القعدة": 11, "ذي الحجة": 12,
}  # fmt: skip

_WRITTEN_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_WEEKDAYS = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")

MONTH_NUMBERS: dict[str, int] = {
    fold(name): number for names in _MONTHS.values() for number, name in enumerate(names, start=1)
} | {fold(name): number for name, number in _OTHER_SPELLINGS.items()}
"""Folded month name (`fold`), of any region, to its number from 1 to 12. Some names are two words."""

HIJRI_MONTH_NUMBERS: dict[str, int] = {fold(name): number for number, name in enumerate(_HIJRI_MONTHS, start=1)} | {
    fold(name): number for name, number in _HIJRI_OTHER_SPELLINGS.items()
}
"""The same for the months of the Hijri calendar."""


def month_name(month: int, style: Style = "dual") -> str:
    """The name of month 1 to 12: «آذار/مارس», «آذار», «مارس»."""
    if not 1 <= month <= 12:
        raise ValueError(f"month must be in 1..12, not {month}")
    if style == "dual":
        return f"{_MONTHS['levant'][month - 1]}/{_MONTHS['gulf'][month - 1]}"
    return _MONTHS[style][month - 1]


def weekday_name(date: datetime.date) -> str:
    """The name of the day of the week: «الاثنين»."""
    return _WEEKDAYS[date.weekday()]


def written_day(text: str) -> datetime.date:
    """The day of «2025-03-09»; ValueError for anything else, also what Python reads besides: 20250309 and 2025-W10-7."""
    if not _WRITTEN_DAY.fullmatch(text):
        raise ValueError(text)
    return datetime.date.fromisoformat(text)


def format_date(date: datetime.date, style: Style = "dual") -> str:
    """«10 آذار/مارس 2025», or with one region's month names."""
    return f"{date.day} {month_name(date.month, style)} {date.year}"


def format_hijri(date: datetime.date) -> str:
    """«10 رمضان 1446» for a Gregorian date; "" where the Umm al-Qura calendar has no tables for it."""
    from hijridate import Gregorian  # only pages with dates need its tables

    try:
        hijri = Gregorian(date.year, date.month, date.day).to_hijri()
    except OverflowError:
        return ""
    name = _HIJRI_MONTHS[hijri.month - 1].replace("ذو ", "ذي ")  # after a day's number: genitive
    return f"{hijri.day} {name} {hijri.year}"
