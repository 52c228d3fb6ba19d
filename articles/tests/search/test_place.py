"""The place of an article among the results of a search, and its neighbours there."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from articles.models import Article
from articles.search import SearchParams, SearchUnavailable, Sort, place_of
from articles.search.place import NEAR
from articles.tests.factories import make_article

NEWEST = SearchParams(q="قطار", sort=Sort.NEWEST)


@pytest.fixture
def trains(index: Callable[[], int]) -> list[int]:
    """Thirty articles by number, the newest first."""
    numbers = [make_article(f"قطار {day}", day=f"2024-05-{day:02}").pk for day in range(30, 0, -1)]
    make_article("حافلة")
    index()
    return numbers


@pytest.mark.parametrize("number", [1, 2, 17, 29, 30])
def test_the_place_and_what_stands_beside_it(trains: list[int], number: int) -> None:
    found = place_of(NEWEST, trains[number - 1], number)
    assert found
    assert (found.number, found.total) == (number, 30)
    assert found.before == (trains[number - 2] if number > 1 else None)
    assert found.after == (trains[number] if number < 30 else None)


@pytest.mark.parametrize("moved", [-NEAR, -1, 1, NEAR])
def test_an_article_that_moved_a_little_is_found(trains: list[int], moved: int) -> None:
    found = place_of(NEWEST, trains[14], 15 + moved)
    assert found
    assert (found.number, found.before, found.after) == (15, trains[13], trains[15])


@pytest.mark.parametrize("number", [15 - NEAR - 1, 15 + NEAR + 1, 9999])
def test_an_article_that_is_far_away_is_not_looked_for(trains: list[int], number: int) -> None:
    assert place_of(NEWEST, trains[14], number) is None


def test_an_article_that_was_not_found_has_no_place(trains: list[int]) -> None:
    assert place_of(NEWEST, Article.objects.get(headline="حافلة").pk, 1) is None


def test_the_order_is_that_of_the_page(trains: list[int]) -> None:
    found = place_of(SearchParams(q="قطار", sort=Sort.OLDEST), trains[-1], 1)
    assert found
    assert (found.before, found.after) == (None, trains[-2])


def test_it_says_when_search_cannot_be_used(db: None, search_folder: object) -> None:
    with pytest.raises(SearchUnavailable):
        place_of(NEWEST, 1, 1)
