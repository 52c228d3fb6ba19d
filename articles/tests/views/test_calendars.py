"""Years and days at a glance: right numbers, said in words, and shades that can be told apart."""

import re

import pytest
from django.test import Client

from articles.models import Article
from articles.tests.factories import make_article
from articles.views.calendars import SHADES, days_of, shades, years_by_month

pytestmark = pytest.mark.django_db


def test_months_of_all_years_are_counted() -> None:
    for day in ("2020-01-05", "2020-01-31", "2020-03-01", "2024-12-31"):
        make_article(day=day)
    make_article(day="2020-02-01", date_certainty=Article.Certainty.MONTH)
    make_article(day="2020-01-01", date_certainty=Article.Certainty.YEAR)
    make_article(day="2020-01-06", status="draft")
    make_article(day="")
    rows = years_by_month()
    assert [(row.year, row.total) for row in rows] == [(2024, 1), (2020, 5)]
    assert [count for _, count, _ in rows[1].months] == [2, 1, 1, *[0] * 9]


def test_days_of_a_year_are_counted() -> None:
    for day in ("2020-01-05", "2020-01-05", "2020-02-29", "2021-01-05"):
        make_article(day=day)
    make_article(day="2020-01-05", status="withdrawn")
    make_article(day="2020-01-05", date_certainty=Article.Certainty.MONTH)
    months = days_of(2020)
    assert [month.count for month in months] == [3, 1, *[0] * 10]
    assert {square.date.isoformat(): square.count for month in months for square in month.squares if square.count} == {
        "2020-01-05": 2,
        "2020-02-29": 1,
    }
    assert sum(len(month.squares) for month in months) == 366


@pytest.mark.parametrize(("year", "days"), [(1, 365), (2023, 365), (9999, 365)])
def test_every_day_has_a_square_of_its_own(year: int, days: int) -> None:
    for month in days_of(year):
        assert len({(square.x, square.y) for square in month.squares}) == len(month.squares)
    assert sum(len(month.squares) for month in days_of(year)) == days


def test_saturday_stands_at_the_right() -> None:
    first, *_ = days_of(2022)[0].squares  # the first of January 2022 was a Saturday
    assert first.x == max(square.x for month in days_of(2022) for square in month.squares)
    assert first.y == 0


def test_shades_grow_with_numbers_and_none_is_none() -> None:
    found = shades(range(1001))
    assert [found[count] for count in range(1001)] == sorted(found.values())
    assert found[0] == 0
    assert found[1] == 1
    assert found[1000] == SHADES


@pytest.mark.parametrize("counts", [[1, 2, 3, 90_000], [500, 501, 502, 503]])
def test_neither_one_busy_day_nor_much_alike_hides_the_others(counts: list[int]) -> None:
    assert list(map(shades(counts).get, counts)) == [1, 2, 3, 4]


def test_pages_say_numbers_in_words(client: Client) -> None:
    for _ in range(3):
        make_article(day="2024-05-10")
    html = client.get("/archive/").content.decode()
    assert '<span class="visually-hidden">أيار/مايو 2024: 3 مقالات</span>' in html
    assert "1445–1446" in html
    html = client.get("/archive/2024/").content.decode()
    assert "<title>10 أيار/مايو 2024: 3 مقالات</title>" in html
    assert 'href="/archive/2024/5/10/"' in html
    assert re.search(r'href="/archive/2024/5/">أيار/مايو</a><span class="count">3 مقالات</span>', html)
    assert "شوال – ذو القعدة 1445" in html


def test_all_years_cost_few_queries(client: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for year in range(2000, 2024):
        make_article(day=f"{year}-01-01")
    with django_assert_max_num_queries(3):
        client.get("/archive/")
