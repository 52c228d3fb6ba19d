"""Results over time on the page: bars that narrow, ways back out, and the same as a table."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils.html import escape

from articles.tests.factories import make_article

pytestmark = pytest.mark.django_db
Index = Callable[[], int]


def timeline(client: Client, query: str) -> str:
    response = client.get(f"/search{query}")
    assert response.status_code == 200
    found = re.search(r'<section class="timeline".*?</section>', response.content.decode(), re.DOTALL)
    return found[0] if found else ""


def bars(html: str) -> dict[str, dict[str, list[str]]]:
    """What is said of each bar, and where it leads."""
    found = re.findall(r'<a href="([^"]+)" tabindex="-1"[^>]*><title>(.*?)</title>', html)
    return {label: parse_qs(urlsplit(address.replace("&amp;", "&")).query) for address, label in found}


@pytest.fixture
def archive(index: Index) -> None:
    for day in ("2015-03-02", "2024-02-10", "2024-02-11", "2024-07-01", ""):
        make_article("خبر", "متن.", day=day)
    index()


def test_a_bar_leads_to_its_time(archive: None, client: Client) -> None:
    html = timeline(client, "?q=خبر&match=folded&page=1")
    assert "المقالات في كل سنة" in html
    assert bars(html) == {
        "2015: مقال واحد": {"q": ["خبر"], "match": ["folded"], "from": ["2015-01-01"], "to": ["2015-12-31"]},
        "2024: 3 مقالات": {"q": ["خبر"], "match": ["folded"], "from": ["2024-01-01"], "to": ["2024-12-31"]},
    }
    assert "أعلاها 3 مقالات · وبلا تاريخ مقال واحد" in html


def test_time_runs_from_the_right(archive: None, client: Client) -> None:
    places = [float(x) for x in re.findall(r'class="column" x="([\d.]+)%"', timeline(client, "?q=خبر"))]
    assert places == sorted(places, reverse=True)
    assert places[0] > 50 > places[-1]


def test_the_same_as_a_table(archive: None, client: Client) -> None:
    table = timeline(client, "?q=خبر").split("<tbody>")[1]
    assert re.findall(r"<bdi[^>]*>(.*?)</bdi></a></th><td>(\d+)</td>", table) == [("2015", "1"), ("2024", "3")]
    assert escape("from=2015-01-01&to=2015-12-31") in table


def test_closer_and_out_again(archive: None, client: Client) -> None:
    year = timeline(client, "?q=خبر&from=2024-01-01&to=2024-12-31")
    assert "المقالات في كل شهر" in year
    assert list(bars(year)) == ["شباط/فبراير 2024: مقالان", "تموز/يوليو 2024: مقال واحد"]
    day = timeline(client, "?q=خبر&from=2024-02-10&to=2024-02-10")
    assert "المقالات في كل يوم" in day
    assert day.count('class="unchosen"') == 1
    trail = re.findall(r'<li><a href="([^"]+)" rel="nofollow"><bdi[^>]*>(.*?)</bdi>', day.split("<svg")[0])
    assert [(label, parse_qs(urlsplit(address.replace("&amp;", "&")).query).get("to")) for address, label in trail] == [
        ("كل السنوات", None),
        ("2024", ["2024-12-31"]),
        ("شباط/فبراير 2024", ["2024-02-29"]),
    ]


def test_a_time_without_articles_shows_where_they_are(archive: None, client: Client) -> None:
    assert len(bars(timeline(client, "?q=خبر&from=1990-01-01&to=1990-12-31"))) == 2


def test_one_article_is_no_history(index: Index, client: Client) -> None:
    make_article("خبر", "متن.")
    make_article("خبر", "متن.", day="")
    index()
    assert timeline(client, "?q=خبر") == ""
    assert timeline(client, "?q=زقزوق") == ""
    assert timeline(client, "?q=خبر&from=2024-01-01") != ""


def test_any_span_has_a_drawing(archive: None, client: Client) -> None:
    html = timeline(client, "?q=خبر&from=0001-01-01&to=9999-12-31")
    assert len(bars(html)) == 2
    assert "style=" not in html
