"""Cells of someone else's table in the form that our records have: lists of names, dates.

Dates: year first (2024-05-10, 2024/5/10), day first as the Arab world writes it (10/5/2024, 10 مايو 2024), English
(May 10, 2024) and RFC 5322, with or without a time, in any digits. 5/10/2024 is read as the tenth month's fifth day,
and said so; 5/22/2024 can only be the other. What is none of these is returned as it is.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from calendar import month_abbr, month_name
from email.utils import parsedate_to_datetime

from articles.arabic import MONTH_NUMBERS, fold, to_latin_digits

_APART = re.compile(r"[،,;؛|\n]+")
_TIME = r"(?:[T ,،–-]*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?:\.\d+)? ?(?P<half>[صم]|am|pm|AM|PM)?\.?)?"
_NUMBERS = re.compile(rf"(\d{{1,4}})[/.-](\d{{1,2}})[/.-](\d{{1,4}}){_TIME}")
_WORDS = re.compile(rf"(?:[^\W\d]+[ ,،]+)?(?:(\d{{1,2}})[ -])?([^\d,،]+?)[ -]?(?:(\d{{1,2}}),)? ?(\d{{4}}){_TIME}")
_ENGLISH = {name.lower(): number for names in (month_name, month_abbr) for number, name in enumerate(names) if name} | {
    "sept": 9
}


def names_of(cell: str) -> list[object]:
    """Names between commas, semicolons, bars or line breaks; or a JSON list, as our own exports write it."""
    if cell.lstrip().startswith("["):
        try:
            found = json.loads(cell)
        except ValueError:
            found = None
        if isinstance(found, list):
            return found
    return [name.strip() for name in _APART.split(cell) if name.strip()]


def iso_date(cell: str, remarks: list[str]) -> str:
    """ISO 8601, or the cell itself where it is no date that this reads."""
    text = " ".join(to_latin_digits(cell).split())
    found = _in_numbers(text, remarks) or _in_words(text) or _in_a_header(text)
    return found or cell


def _in_numbers(text: str, remarks: list[str]) -> str:
    match = _NUMBERS.fullmatch(text)
    if not match:
        return ""
    first, second, third = (int(part) for part in match.groups()[:3])
    if len(match[1]) == 4:
        return _iso(first, second, third, match)
    if len(match[3]) != 4:
        return ""
    if second > 12:
        return _iso(third, first, second, match)
    if first <= 12 and first != second:
        remarks.append(f"التاريخ {match[1]}/{match[2]}/{match[3]} قُرئ على أن اليوم قبل الشهر.")
    return _iso(third, second, first, match)


def _in_words(text: str) -> str:
    match = _WORDS.fullmatch(text)
    if not match or bool(match[1]) == bool(match[3]):
        return ""
    months = {_month(name) for name in match[2].split("/")}
    if len(months) != 1 or None in months:
        return ""
    return _iso(int(match[4]), months.pop() or 0, int(match[1] or match[3]), match)


def _month(name: str) -> int | None:
    name = name.strip(" .")
    return _ENGLISH.get(name.lower()) or MONTH_NUMBERS.get(fold(name))


def _iso(year: int, month: int, day: int, match: re.Match[str]) -> str:
    hour, half = int(match["hour"] or 0), (match["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half in {"م", "pm"} else 0)
    try:
        moment = dt.datetime(year, month, day, hour, int(match["minute"] or 0), int(match["second"] or 0))  # noqa: DTZ001
    except ValueError:
        return ""
    return moment.isoformat(sep=" ") if match["hour"] else moment.date().isoformat()


def _in_a_header(text: str) -> str:
    if not re.search(r"[A-Za-z]{3}", text):
        return ""
    try:
        return parsedate_to_datetime(text).isoformat()
    except (ValueError, IndexError, TypeError):
        return ""
