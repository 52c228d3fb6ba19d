"""The front page: what the latest articles are about, and the same day of earlier years."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article
from articles.tests.factories import make_article
from articles.views.lately import YEARS_REMEMBERED, on_this_day

pytestmark = pytest.mark.django_db
Index = Callable[[], int]
TODAY = dt.date(2025, 3, 9)


def followed(client: Client) -> str:
    html = client.get("/").content.decode()
    return html.partition('class="followed"')[2].partition("</section>")[0]


def test_articles_are_counted_by_year_and_those_without_a_date_in_the_whole(client: Client) -> None:
    for day in ("2019-12-31", "2024-01-01", "2024-05-01", ""):
        make_article(day=day)
    make_article(day="2024-05-02", status="draft")
    html = client.get("/").content.decode()
    assert "<span>4 مقالات</span><span>من 2019 إلى 2024</span>" in html
    bars = html.partition('class="year-bars"')[2].partition("</ul>")[0]
    assert re.findall(r'href="/archive/(\d+)/".*?"count">(\d+)', bars, re.DOTALL) == [("2024", "2"), ("2019", "1")]


def test_names_of_the_latest_articles_are_followed(client: Client, index: Index) -> None:
    for day in ("2024-05-01", "2024-05-10"):
        make_article(day=day, topics=["هدنة"], people=["زيد"])
    make_article(day="2024-05-09", people=["وحيد"])
    for day in ("2020-01-01", "2020-01-02"):
        make_article(day=day, topics=["قديم"])
    index()
    part = followed(client)
    assert "هدنة" in part
    assert "زيد" in part
    assert "وحيد" not in part  # once is no trend
    assert "قديم" not in part
    assert "من 11 نيسان/أبريل 2024 إلى 10 أيار/مايو 2024" in part
    assert "/search?from=2024-04-11&amp;to=2024-05-10" in part


def test_where_little_is_new_lately_is_longer(client: Client, index: Index) -> None:
    for day in ("2024-01-01", "2024-10-01"):
        make_article(day=day, topics=["هدنة"])
    make_article(day="2024-09-01")
    index()
    assert "هدنة" in followed(client)


def test_what_every_article_is_about_is_no_news(client: Client, index: Index) -> None:
    for people in (["زيد"], ["زيد"], []):
        make_article(day="2024-05-10", topics=["أخبار"], people=people)
    index()
    part = followed(client)
    assert "زيد" in part
    assert "أخبار" not in part


@pytest.mark.parametrize("status", ["draft", "review", "withdrawn"])
def test_hidden_articles_are_not_followed(client: Client, index: Index, status: str) -> None:
    make_article(day="2024-05-10")
    hidden = [make_article(day="2024-05-10", topics=["مستور"]) for _ in range(3)]
    index()
    for article in hidden:
        article.status = status
        article.save()
    index()
    assert "مستور" not in client.get("/").content.decode()


def test_the_front_page_stands_without_search(client: Client) -> None:
    make_article("خبر", topics=["هدنة"])
    html = client.get("/").content.decode()
    assert "هدنة" in html
    assert 'class="followed"' not in html


def test_the_same_day_of_earlier_years() -> None:
    make_article("أول", day="2020-03-09")
    make_article("ثان", day="2020-03-09")
    make_article("ثالث", day="2023-03-09")
    for day, fields in (
        ("2025-03-09", {}),
        ("2023-03-10", {}),
        ("2022-03-09", {"status": "draft"}),
        ("2021-03-09", {"date_certainty": Article.Certainty.MONTH}),
    ):
        make_article("غيره", day=day, **fields)
    found = on_this_day(TODAY, [2025, 2023, 2022, 2021, 2020])
    assert [(one.article.headline, one.years_ago, one.others) for one in found] == [("ثالث", 2, 0), ("ثان", 5, 1)]


def test_few_years_are_remembered_and_the_29th_of_february_is_not_everywhere() -> None:
    for year in range(2000, 2025):
        make_article(day=f"{year}-02-28")
    make_article("كبيسة", day="2020-02-29")
    years = list(range(2024, 1999, -1))
    assert len(on_this_day(dt.date(2025, 2, 28), years)) == YEARS_REMEMBERED
    assert [one.article.headline for one in on_this_day(dt.date(2024, 2, 29), years)] == ["كبيسة"]


def test_the_front_page_remembers(client: Client) -> None:
    today = timezone.localdate()
    if (today.month, today.day) == (2, 29):
        pytest.skip("every fourth year only")
    make_article("خبر قديم", day=today.replace(year=today.year - 1).isoformat())
    html = client.get("/").content.decode()
    assert "في مثل هذا اليوم" in html
    assert "قبل سنة" in html
