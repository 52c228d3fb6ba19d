"""Articles over time: which days, months or years make a bar, and that none is lost between them."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search import SearchParams, Unit, search
from articles.search.histogram import MOST_BARS, Histogram, over_time
from articles.tests.factories import make_article

Index = Callable[[], int]
D = dt.date.fromisoformat


def of(days: Mapping[str, int] | Counter[dt.date], since: str = "", until: str = "") -> Histogram:
    """Through the same door as the engine: the years counted, and the days between two others when asked."""
    counted = {D(day) if isinstance(day, str) else day: count for day, count in days.items()}
    years: Counter[int] = Counter()
    for day, count in counted.items():
        years[day.year] += count

    def between(first: dt.date, last: dt.date) -> dict[int, int]:
        return {day.toordinal(): count for day, count in counted.items() if first <= day <= last}

    return over_time(years, D(since) if since else None, D(until) if until else None, between)


def filled(histogram: Histogram) -> dict[str, int]:
    return {f"{bucket.first}..{bucket.last}": bucket.count for bucket in histogram.buckets if bucket.count}


def test_years_where_there_are_many() -> None:
    found = of({"2010-05-01": 1, "2024-01-01": 2, "2024-12-31": 3})
    assert (found.unit, found.step, len(found.buckets)) == (Unit.YEAR, 1, 15)
    assert filled(found) == {"2010-01-01..2010-12-31": 1, "2024-01-01..2024-12-31": 5}


def test_months_within_three_years() -> None:
    found = of({"2022-11-03": 1, "2024-02-29": 2})
    assert (found.unit, len(found.buckets)) == (Unit.MONTH, 16)
    assert filled(found) == {"2022-11-01..2022-11-30": 1, "2024-02-01..2024-02-29": 2}


def test_days_within_two_months() -> None:
    found = of({"2015-07-20": 1, "2015-08-02": 2})
    assert (found.unit, len(found.buckets)) == (Unit.DAY, 62)
    assert (found.buckets[0].first, found.buckets[-1].last) == (D("2015-07-01"), D("2015-08-31"))


def test_one_article_stands_in_its_month() -> None:
    assert len(of({"2015-02-20": 1}).buckets) == 28


def test_without_dates_there_is_nothing_to_draw() -> None:
    assert of({}) == Histogram()


def test_years_are_taken_together_until_there_is_room() -> None:
    found = of({"0001-01-01": 1, "2024-05-05": 3, "9999-12-31": 2})
    assert (found.step, len(found.buckets)) == (200, 50)
    assert (found.buckets[0].first, found.buckets[-1].last) == (dt.date.min, dt.date.max)
    assert sum(bucket.count for bucket in found.buckets) == 6


WIDE = {"2019-03-05": 1, "2021-06-01": 4, "2021-06-09": 2, "2021-11-11": 8, "2025-01-01": 16}


def test_a_chosen_year_shows_its_months() -> None:
    found = of(WIDE, "2021-01-01", "2021-12-31")
    assert (found.unit, len(found.buckets)) == (Unit.MONTH, 12)
    assert filled(found) == {"2021-06-01..2021-06-30": 6, "2021-11-01..2021-11-30": 8}


def test_a_chosen_month_shows_its_days_and_a_chosen_day_the_days_beside_it() -> None:
    month = of(WIDE, "2021-06-01", "2021-06-30")
    assert (month.unit, len(month.buckets), filled(month)) == (
        *(Unit.DAY, 30),
        {"2021-06-01..2021-06-01": 4, "2021-06-09..2021-06-09": 2},
    )
    assert of(WIDE, "2021-06-09", "2021-06-09") == month


def test_a_choice_takes_nothing_away_from_the_counts() -> None:
    found = of(WIDE, "2019-06-01", "2025-01-01")
    assert filled(found) == {"2019-01-01..2019-12-31": 1, "2021-01-01..2021-12-31": 14, "2025-01-01..2025-12-31": 16}


def test_an_open_choice_ends_where_the_articles_do() -> None:
    assert of(WIDE, since="2024-12-01").buckets[-1].last == D("2025-01-31")
    assert of(WIDE, until="2021-06-15").buckets[0].first == D("2019-03-01")


@pytest.mark.parametrize(("since", "until"), [("2030-01-01", "2031-01-01"), ("2022-02-01", "2022-02-28"), ("2022-02-01", "")])
def test_where_nothing_was_chosen_the_whole_time_is_shown_or_what_is_left(since: str, until: str) -> None:
    found = of(WIDE, since, until)
    assert any(bucket.count for bucket in found.buckets)


@given(
    st.dictionaries(st.dates(), st.integers(1, 9), min_size=1, max_size=20),
    st.none() | st.dates(),
    st.none() | st.dates(),
)
def test_bars_are_few_touch_and_lose_nothing(days: dict[dt.date, int], since: dt.date | None, until: dt.date | None) -> None:
    if since and until and since > until:
        since, until = until, since
    found = of(Counter(days), since.isoformat() if since else "", until.isoformat() if until else "")
    assert 1 <= len(found.buckets) <= MOST_BARS
    for one, other in zip(found.buckets, found.buckets[1:], strict=False):
        assert other.first == one.last + dt.timedelta(days=1)
    for bucket in found.buckets:
        assert bucket.count == sum(count for day, count in days.items() if bucket.first <= day <= bucket.last)
    if since is None and until is None:
        assert sum(bucket.count for bucket in found.buckets) == sum(days.values())


def test_a_search_is_counted_over_time_within_its_other_filters(index: Index) -> None:
    make_article("أ", "خبر", day="2019-01-10", topics=["طقس"])
    make_article("ب", "خبر", day="2024-01-10", topics=["طقس"])
    make_article("ج", "خبر", day="2024-01-10")
    make_article("د", "غيره", day="2024-01-10", topics=["طقس"])
    make_article("بلا تاريخ", "خبر", day="", topics=["طقس"])
    index()
    [topic] = search(SearchParams()).facets["topic"]
    params = SearchParams(q="خبر").including("topic", topic.value)
    assert filled(search(params).histogram) == {"2019-01-01..2019-12-31": 1, "2024-01-01..2024-12-31": 1}
    assert filled(search(params.in_year(2024)).histogram) == {"2024-01-01..2024-01-31": 1}
    assert filled(search(params.in_year(2020)).histogram) == filled(search(params).histogram)
    assert search(SearchParams(q="لاوجودلها")).histogram == Histogram()


@pytest.mark.parametrize("day", ["0001-01-02", "9999-12-30"])
def test_far_years_and_open_spans_are_counted(index: Index, day: str) -> None:
    make_article("أ", "خبر", day=day)
    make_article("ب", "خبر", day="2024-01-10")
    index()
    found = search(SearchParams(q="خبر", date_from=dt.date.min, date_to=dt.date.max)).histogram
    assert sum(bucket.count for bucket in found.buckets) == 2
