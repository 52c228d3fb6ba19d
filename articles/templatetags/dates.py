"""Dates in Arabic, Gregorian with Hijri beside, saying no more than is known.

An article known by its month shows a month, one known by its year a year; a date that was worked out says so.
"""

from __future__ import annotations

import datetime as dt

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles import arabic
from articles.models import Article

register = template.Library()

UNDATED = "بلا تاريخ"
INFERRED = "تاريخ مستنتج"
_Certainty = Article.Certainty


def known(article: Article) -> tuple[str, str]:
    """(for machines, for readers) of an article's date, as far as it is known; ("", "") where it is not."""
    day = article.published_on
    if day is None or article.published_at is None or article.date_certainty == _Certainty.UNKNOWN:
        return "", ""
    if article.date_certainty == _Certainty.YEAR:
        return f"{day.year:04}", str(day.year)
    if article.date_certainty == _Certainty.MONTH:
        return f"{day:%Y-%m}", f"{arabic.month_name(day.month)} {day.year}"
    if article.date_certainty == _Certainty.TIME:
        moment = timezone.localtime(article.published_at)
        return moment.isoformat(timespec="minutes"), f"{arabic.format_date(day)}، {moment:%H:%M}"
    return day.isoformat(), arabic.format_date(day)


@register.simple_tag
def article_date(article: Article) -> SafeString:
    """One line of a list: the date, and whether it was inferred."""
    machine, text = known(article)
    if not text:
        return format_html('<span class="undated">{}</span>', UNDATED)
    if article.date_certainty == _Certainty.INFERRED:
        return format_html('<time datetime="{}">{}</time> <span class="inferred">({})</span>', machine, text, INFERRED)
    return format_html('<time datetime="{}">{}</time>', machine, text)


@register.simple_tag
def article_date_plain(article: Article) -> str:
    """The date alone, for an attribute."""
    return known(article)[1] or UNDATED


@register.simple_tag
def article_hijri(article: Article) -> str:
    """The Hijri day, where the day is known; otherwise ""."""
    vague = (_Certainty.YEAR, _Certainty.MONTH, _Certainty.UNKNOWN)
    return "" if article.published_on is None or article.date_certainty in vague else arabic.format_hijri(article.published_on)


@register.simple_tag
def today() -> SafeString:
    """The archive's own day, for its front page: «الاثنين 10 آذار/مارس 2025», and below it «10 رمضان 1446»."""
    day = timezone.localdate()
    text = f"{arabic.weekday_name(day)} {arabic.format_date(day)}"
    return format_html('<span>{}</span><span class="hijri">{}</span>', text, arabic.format_hijri(day))


@register.simple_tag
def moment(at: dt.datetime) -> str:
    """When something was done in the archive: «10 آذار/مارس 2025، 14:05»."""
    local = timezone.localtime(at)
    return f"{arabic.format_date(local.date())}، {local:%H:%M}"


@register.filter
def day(at: dt.datetime) -> dt.date:
    """The day of a moment, where the archive is."""
    return timezone.localtime(at).date()


@register.filter
def gregorian(day: dt.date) -> str:
    return arabic.format_date(day)


@register.filter
def weekday(day: dt.date) -> str:
    return arabic.weekday_name(day)


@register.filter
def hijri(day: dt.date) -> str:
    return arabic.format_hijri(day)


@register.filter
def hijri_years(year: int) -> str:
    """The Hijri years that a Gregorian one falls in: «1446–1447»; "" where they are not known."""
    years = [
        text.rsplit(" ", 1)[1] for day in (dt.date(year, 1, 1), dt.date(year, 12, 31)) if (text := arabic.format_hijri(day))
    ]
    return "–".join(dict.fromkeys(years)) if len(years) == 2 else ""


@register.filter
def short_month(number: int) -> str:
    """«مارس» for 3, where there is room for one name only."""
    return arabic.month_name(number, "gulf")


@register.filter
def month(number: int) -> str:
    """«آذار/مارس» for 3."""
    return arabic.month_name(number)
