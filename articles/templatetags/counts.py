"""Counted things in correct Arabic: the noun's number and case follow the numeral, in six forms.

The forms are those of CLDR for `ar` (zero, one, two, few, many, other), which gettext uses as well; zero, one and
two are said in words. Nouns are in the nominative, for headings and lines of their own; `times` ends a sentence.
"""

from __future__ import annotations

from django import template

register = template.Library()

FORMS = {
    "article": ("لا مقالات", "مقال واحد", "مقالان", "{} مقالات", "{} مقالًا", "{} مقال"),
    "all_words": (
        "لا مقال فيه كل الكلمات",
        "مقال واحد فيه كل الكلمات",
        "مقالان فيهما كل الكلمات",
        "{} مقالات فيها كل الكلمات",
        "{} مقالًا فيها كل الكلمات",
        "{} مقال فيها كل الكلمات",
    ),
    "name": ("لا أسماء", "اسم واحد", "اسمان", "{} أسماء", "{} اسمًا", "{} اسم"),
    "times": ("ولا مرة", "مرة واحدة", "مرتين", "{} مرات", "{} مرة", "{} مرة"),
}


def form(number: int) -> int:
    """Which of the six forms a number takes."""
    if number < 3:
        return number
    rest = number % 100
    if 3 <= rest <= 10:
        return 3
    return 4 if rest >= 11 else 5


@register.filter
def counted(number: int, noun: str) -> str:
    """`{{ 3|counted:"article" }}` is «3 مقالات», 11 «11 مقالًا», 1000 «1,000 مقال»."""
    return FORMS[noun][form(number)].format(f"{number:,}")


@register.filter
def grouped(number: int) -> str:
    """A number with its thousands apart: 31,030."""
    return f"{number:,}"
