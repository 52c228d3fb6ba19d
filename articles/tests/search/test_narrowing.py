"""Keeping to all of the words, and the names of what narrows a search."""

from collections.abc import Callable

import pytest

from articles.search import Keep, SearchParams, SearchUnavailable, Selection, Sort, narrowing, rank, search, selected_names
from articles.tests.factories import make_article, make_name

Index = Callable[[], int]


@pytest.fixture
def trains(index: Index) -> None:
    make_article("كلاهما", "زيتون وكتاب.", topics=["سوق"])
    make_article("زيتون", "زيتون فقط.", topics=["سوق"], day="2020-01-01")
    make_article("كتاب", "كتاب فقط.", topics=["مكتبة"])
    index()


def headlines(params: SearchParams) -> list[str]:
    return [result.article.headline for result in search(params).results]


def test_articles_with_all_of_the_words_only(trains: None) -> None:
    some = SearchParams(q="زيتون كتاب")
    every = some.keeping(Keep.ALL)
    assert set(headlines(some)) == {"كلاهما", "زيتون", "كتاب"}
    assert headlines(every) == headlines(every.sorted_by(Sort.OLDEST)) == ["كلاهما"]
    found = search(every)
    assert (found.total, found.total_all_words, found.total_some_words) == (1, 1, 3)
    found = search(some)
    assert (found.total, found.total_all_words, found.total_some_words) == (3, 1, 3)


def test_scores_say_the_same_with_all_of_the_words_and_with_some(trains: None) -> None:
    some = search(SearchParams(q="زيتون كتاب")).results[0]
    every = search(SearchParams(q="زيتون كتاب", words=Keep.ALL)).results[0]
    assert every.score == pytest.approx(some.score)


def test_facets_and_time_count_within_all_of_the_words(trains: None) -> None:
    found = search(SearchParams(q="زيتون كتاب", words=Keep.ALL))
    assert [(value.label, value.count) for value in found.facets["topic"]] == [("سوق", 1)]
    assert [(value.value, value.count) for value in found.facets["year"]] == [(2024, 1)]
    assert sum(bucket.count for bucket in found.histogram.buckets) == 1


@pytest.mark.parametrize("query", ["", "زيتون", '"زيتون"', "زيتون OR كتاب", "(زيتون كتاب)", "؟", "-كتاب"])
def test_where_nothing_may_be_lacking_it_makes_no_difference(trains: None, query: str) -> None:
    some, every = SearchParams(q=query), SearchParams(q=query, words=Keep.ALL)
    assert headlines(every) == headlines(some)
    assert search(every).total_some_words == search(some).total


def test_a_chosen_value_is_counted_whatever_its_place(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(narrowing, "FACET_SIZE", 1)
    often, seldom = make_name("القاهرة", "place"), make_name("مسقط", "place")
    for _ in range(3):
        make_article("زيتون", "زيتون القاهرة.", places=["القاهرة"])
    for text in ("زيتون", "زيتون", "كتاب"):
        make_article(text, f"{text} مسقط.", places=["مسقط"])
    index()
    for selection in (Selection(frozenset({seldom.pk})), Selection(frozenset(), frozenset({seldom.pk}))):
        found = search(SearchParams(q="زيتون", place=selection))
        assert [(value.value, value.count) for value in found.facets["place"]] == [(often.pk, 3), (seldom.pk, 2)]


def test_what_is_unwanted_or_required_still_is(trains: None) -> None:
    assert headlines(SearchParams(q="زيتون كتاب -فقط", words=Keep.ALL)) == ["كلاهما"]
    assert headlines(SearchParams(q="زيتون كتاب من:2025", words=Keep.ALL)) == []


def test_lists_and_exports_keep_to_all_of_the_words(trains: None) -> None:
    found = rank(SearchParams(q="زيتون كتاب", words=Keep.ALL))
    assert (len(found.ids), found.total, found.total_all_words) == (1, 1, 1)


def test_names_are_told_apart(index: Index) -> None:
    player = make_name("حسن علي", qualifier="لاعب")
    make_article(people=["حسن علي"])
    index()
    labels = selected_names(SearchParams().including("person", player.pk).excluding("person", 10**15))
    assert labels == {player.pk: "حسن علي (لاعب)"}


def test_more_years_than_are_listed_are_all_counted_over_time(index: Index) -> None:
    for year in range(1700, 1905):
        make_article(day=f"{year}-06-01")
    index()
    found = search(SearchParams(q="متن"))
    assert len(found.facets["year"]) == 200
    assert sum(bucket.count for bucket in found.histogram.buckets) == 205


def test_each_kind_is_counted_among_its_own(index: Index) -> None:
    make_article("أول", people=["سعاد", "كريم"], topics=["سوق"], places=["دمشق"])
    make_article("ثان", people=["سعاد"], topics=["سوق", "مدينة"])
    index()
    facets = search(SearchParams()).facets
    counts = {facet: {value.label: value.count for value in facets[facet]} for facet in ("person", "topic", "place")}
    assert counts == {"person": {"سعاد": 2, "كريم": 1}, "topic": {"سوق": 2, "مدينة": 1}, "place": {"دمشق": 1}}
    assert facets["organization"] == []


def test_a_kind_is_not_crowded_out_by_another(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many people are named more often than any topic."""
    monkeypatch.setattr(narrowing, "MOST_NAMES", 3)
    for _ in range(2):
        make_article("خبر", people=["سعاد", "كريم", "ليلى", "هدى"])
    make_article("خبر", topics=["سوق", "مدينة"])
    index()
    facets = search(SearchParams()).facets
    assert {value.label for value in facets["topic"]} == {"سوق", "مدينة"}
    assert {value.label for value in facets["person"]} == {"سعاد", "كريم", "ليلى", "هدى"}


@pytest.mark.parametrize("part", ["_names", "_asked"])
def test_counting_that_fails_is_not_passed_over(part: str, trains: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise SearchUnavailable("gone")

    monkeypatch.setattr(narrowing, part, fail)
    with pytest.raises(SearchUnavailable, match="gone"):
        search(SearchParams(q="زيتون"))
