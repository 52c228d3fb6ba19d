"""Counted things on pages. Nouns are in the nominative, for headings and lines of their own; `times` ends a sentence."""

from __future__ import annotations

from django import template

from articles.arabic import Counted

register = template.Library()

FORMS = {
    "article": Counted("لا مقالات", "مقال واحد", "مقالان", "{n} مقالات", "{n} مقالًا", "{n} مقال"),
    "all_words": Counted(
        "لا مقال فيه كل الكلمات",
        "مقال واحد فيه كل الكلمات",
        "مقالان فيهما كل الكلمات",
        "{n} مقالات فيها كل الكلمات",
        "{n} مقالًا فيها كل الكلمات",
        "{n} مقال فيها كل الكلمات",
    ),
    "years_ago": Counted("اليوم", "قبل سنة", "قبل سنتين", "قبل {n} سنوات", "قبل {n} سنة", "قبل {n} سنة"),
    "others": Counted("", "ومقال آخر", "ومقالان آخران", "و{n} مقالات أخرى", "و{n} مقالًا آخر", "و{n} مقال آخر"),
    "latest_places": Counted("", "أحدث موضع", "أحدث موضعين", "أحدث {n} مواضع", "أحدث {n} موضعًا", "أحدث {n} موضع"),
    "version": Counted("لا نسخ", "نسخة واحدة", "نسختان", "{n} نسخ", "{n} نسخة", "{n} نسخة"),
    "unchanged": Counted(
        "",
        "فقرة واحدة بلا تغيير",
        "فقرتان بلا تغيير",
        "{n} فقرات بلا تغيير",
        "{n} فقرة بلا تغيير",
        "{n} فقرة بلا تغيير",
    ),
    "same_paragraphs": Counted(
        "لا فقرة متطابقة",
        "فقرة واحدة متطابقة",
        "فقرتان متطابقتان",
        "{n} فقرات متطابقة",
        "{n} فقرة متطابقة",
        "{n} فقرة متطابقة",
    ),
    "name": Counted("لا أسماء", "اسم واحد", "اسمان", "{n} أسماء", "{n} اسمًا", "{n} اسم"),
    "minutes": Counted("أقل من دقيقة", "دقيقة واحدة", "دقيقتان", "{n} دقائق", "{n} دقيقة", "{n} دقيقة"),
    "times": Counted("ولا مرة", "مرة واحدة", "مرتين", "{n} مرات", "{n} مرة", "{n} مرة"),
}


@register.filter
def counted(number: int, noun: str) -> str:
    """`{{ 3|counted:"article" }}` is «3 مقالات», 11 «11 مقالًا», 1000 «1,000 مقال»."""
    return FORMS[noun](number)


@register.filter
def grouped(number: int) -> str:
    """A number with its thousands apart: 31,030."""
    return f"{number:,}"
