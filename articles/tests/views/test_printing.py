"""What templates print: counted things, dates as far as they are known, text in its own direction."""

import datetime as dt
from dataclasses import astuple

import pytest
from django.utils.safestring import mark_safe

from articles.models import Article
from articles.templatetags.counts import FORMS, counted
from articles.templatetags.dates import article_date, article_hijri
from articles.templatetags.site import bdi, direction, figures, shortened


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "لا مقالات"),
        (1, "مقال واحد"),
        (2, "مقالان"),
        (3, "3 مقالات"),
        (10, "10 مقالات"),
        (11, "11 مقالًا"),
        (99, "99 مقالًا"),
        (100, "100 مقال"),
        (101, "101 مقال"),
        (102, "102 مقال"),
        (103, "103 مقالات"),
        (110, "110 مقالات"),
        (111, "111 مقالًا"),
        (1000, "1,000 مقال"),
        (31030, "31,030 مقالًا"),
    ],
)
def test_articles_are_counted_in_six_forms(number: int, text: str) -> None:
    assert counted(number, "article") == text


@pytest.mark.parametrize("noun", FORMS)
def test_every_noun_has_six_forms_with_the_numeral_where_it_is_said(noun: str) -> None:
    assert ["{n}" in form for form in astuple(FORMS[noun])] == [False] * 3 + [True] * 3


def dated(certainty: str, at: str | None = "2025-03-10T14:30:00+03:00") -> Article:
    article = Article(published_at=dt.datetime.fromisoformat(at) if at else None, date_certainty=certainty)
    article.prepare()
    return article


@pytest.mark.parametrize(
    ("certainty", "text", "hijri"),
    [
        ("time", '<time datetime="2025-03-10T14:30+03:00">10 آذار/مارس 2025، 14:30</time>', "10 رمضان 1446"),
        ("day", '<time datetime="2025-03-10">10 آذار/مارس 2025</time>', "10 رمضان 1446"),
        ("month", '<time datetime="2025-03">آذار/مارس 2025</time>', ""),
        ("year", '<time datetime="2025">2025</time>', ""),
    ],
)
def test_a_date_says_no_more_than_is_known(certainty: str, text: str, hijri: str) -> None:
    assert article_date(dated(certainty)) == text
    assert article_hijri(dated(certainty)) == hijri


def test_an_inferred_date_says_so() -> None:
    assert article_date(dated("inferred")) == (
        '<time datetime="2025-03-10">10 آذار/مارس 2025</time> <span class="inferred">(تاريخ مستنتج)</span>'
    )


def test_an_article_without_a_date_says_so() -> None:
    assert "بلا تاريخ" in article_date(dated("unknown", None))
    assert article_hijri(dated("unknown", None)) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("مسؤول يصرّح", "rtl"),
        ("NVIDIA تعلن أرباحها", "rtl"),
        ("OpenAI و Google و Microsoft تتنافس في السوق", "rtl"),
        ("The word سلام in an English sentence", "ltr"),
        ("Reuters", "ltr"),
        ("2025", "rtl"),
        ("", "rtl"),
    ],
)
def test_text_has_the_direction_of_most_of_it(text: str, expected: str) -> None:
    assert direction(text) == expected


def test_markup_does_not_count_as_latin() -> None:
    assert direction(mark_safe('<mark id="first-match">نار</mark>')) == "rtl"


def test_inserted_values_are_escaped() -> None:
    assert bdi("<b>") == '<bdi dir="ltr">&lt;b&gt;</bdi>'


def test_dates_inside_a_sentence_keep_their_order() -> None:
    assert figures("يُكتب هكذا: 2025-03-09 <") == 'يُكتب هكذا: <bdi dir="ltr">2025-03-09</bdi> &lt;'


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("وصل الوفد", "وصل الوفد"),
        ("وصل الوفد أمس", "وصل الوفد…"),
        ("وصل الوفد، ثم عاد", "وصل الوفد…"),
        ("وصل ومستشفياتوجامعات", "وصل ومستشف…"),
        ("ومستشفياتوجامعات", "ومستشفياتو…"),
        ("", ""),
    ],
)
def test_a_text_is_shortened_between_two_words_where_it_can_be(text: str, short: str) -> None:
    assert shortened(text, 10) == short
