"""The front page, and the archive by year, month and day."""

import datetime as dt

import pytest
from django.test import Client

from articles.models import Article
from articles.tests.factories import make_article
from articles.views.browse import hijri_span

pytestmark = pytest.mark.django_db


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def test_the_front_page_leads_with_the_newest(client: Client) -> None:
    make_article("القديم", day="2020-01-01")
    make_article("بلا تاريخ", day="")
    make_article("الجديد", day="2024-01-01", topics=["هدنة"], people=["حازم قاسم"], places=["غزة"])
    html = page(client, "/")
    assert html.index("الجديد") < html.index("القديم") < html.index("بلا تاريخ")
    assert "3 مقالات" in html
    assert "من 2020 إلى 2024" in html
    for way in ("هدنة", "حازم قاسم", "غزة", "/archive/2020/"):
        assert way in html


def test_the_front_page_costs_few_queries(client: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for number in range(20):
        make_article(f"خبر {number}", topics=[f"موضوع {number}"], places=["غزة"], people=[f"شخص {number}"], source="وكالة")
    with django_assert_max_num_queries(12):
        page(client, "/")


def test_years_months_and_days_lead_to_each_other(client: Client) -> None:
    make_article("خبر", day="2025-03-09")
    assert "/archive/2025/" in page(client, "/archive/")
    assert "/archive/2025/3/" in page(client, "/archive/2025/")
    assert "/archive/2025/4/" not in page(client, "/archive/2025/")
    month = page(client, "/archive/2025/3/")
    assert "/archive/2025/3/9/" in month
    assert "/archive/2025/3/10/" not in month
    assert "رمضان – شوال 1446" in month
    day = page(client, "/archive/2025/3/9/")
    assert "الأحد 9 آذار/مارس 2025" in day
    assert "9 رمضان 1446" in day
    assert "خبر" in day


@pytest.mark.parametrize("date", ["0", "99999", "2025/13", "2025/0", "2025/2/29", "2025/4/31", f"{10**24}", f"2025/{10**24}/1"])
def test_impossible_dates_are_not_there(client: Client, date: str) -> None:
    assert client.get(f"/archive/{date}/").status_code == 404


@pytest.mark.parametrize("date", ["1", "1/1", "1/1/1", "9999/12", "9999/12/31"])
def test_far_ends_of_the_calendar_are_empty_and_not_for_search_engines(client: Client, date: str) -> None:
    assert '<meta name="robots" content="noindex">' in page(client, f"/archive/{date}/")


def test_what_is_known_by_month_or_year_is_not_put_on_a_day(client: Client) -> None:
    make_article("شهري", day="2025-03-01", date_certainty=Article.Certainty.MONTH)
    make_article("سنوي", day="2025-01-01", date_certainty=Article.Certainty.YEAR)
    make_article("مستنتج", day="2025-03-02", date_certainty=Article.Certainty.INFERRED)
    assert "شهري" not in page(client, "/archive/2025/3/1/")
    assert "سنوي" not in page(client, "/archive/2025/1/1/")
    assert "مستنتج" in page(client, "/archive/2025/3/2/")
    month = page(client, "/archive/2025/3/")
    assert "شهري" in month
    assert "/archive/2025/3/1/" not in month
    year = page(client, "/archive/2025/")
    assert "سنوي" in year
    assert "/archive/2025/1/" not in year
    assert "شهري" not in year


def test_articles_without_a_date_stand_apart(client: Client) -> None:
    make_article("ضائع التاريخ", day="")
    html = page(client, "/archive/")
    assert "بلا تاريخ" in html
    assert "ضائع التاريخ" in html


def test_neighbours_step_over_what_is_empty(client: Client) -> None:
    for day in ("2011-07-20", "2025-03-09", "2025-03-11"):
        make_article("خبر", day=day)
    html = page(client, "/archive/2025/3/9/")
    assert 'rel="prev" href="/archive/2011/7/20/"' in html
    assert 'rel="next" href="/archive/2025/3/11/"' in html
    assert 'rel="prev" href="/archive/2011/7/"' in page(client, "/archive/2025/3/")
    assert 'rel="next" href="/archive/2025/"' in page(client, "/archive/2011/")
    assert 'rel="next"' not in page(client, "/archive/2025/")


def test_where_there_are_no_neighbours_nothing_offers_them(client: Client) -> None:
    make_article("وحيد", day="2024-05-05")
    for address in ("/archive/2024/", "/archive/2024/5/", "/archive/2024/5/5/"):
        assert 'class="beside"' not in page(client, address)


def test_lists_have_pages(client: Client) -> None:
    for number in range(31):
        make_article(f"خبر رقم {number}")
    first = page(client, "/archive/2024/5/10/")
    assert 'href="?page=2"' in first
    assert "31 مقالًا" in first
    assert 'rel="prev" href="?page=1"' in page(client, "/archive/2024/5/10/?page=2")


@pytest.mark.parametrize("number", ["0", "-1", "3", "01", "x", "", "1.0", "٢", "9" * 40])
def test_a_page_that_is_not_there_is_not_the_nearest(client: Client, number: str) -> None:
    make_article()
    assert client.get(f"/archive/2024/5/10/?page={number}").status_code == 404


@pytest.mark.parametrize(
    ("first", "last", "span"),
    [
        ("2025-03-01", "2025-03-31", "رمضان – شوال 1446"),
        ("2025-05-28", "2025-06-20", "ذو الحجة 1446"),
        ("2025-06-01", "2025-06-30", "ذو الحجة 1446 – محرم 1447"),
        ("2025-01-01", "2025-12-31", "1446 – 1447"),
        ("1800-01-01", "1800-01-31", ""),
    ],
)
def test_hijri_months_beside_a_period(first: str, last: str, span: str) -> None:
    assert hijri_span(dt.date.fromisoformat(first), dt.date.fromisoformat(last)) == span
