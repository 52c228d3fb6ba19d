import datetime as dt
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search import BadParameters, Keep, Match, SearchParams, Selection, Sort
from articles.search.params import DEEPEST, LONGEST_QUERY, MOST_VALUES, PAGE_SIZE

ids = st.frozensets(st.integers(0, 10**12), max_size=4)
selections = st.builds(lambda include, exclude: Selection(include, exclude - include), ids, ids)
days = st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31))


@st.composite
def all_params(draw: st.DrawFn) -> SearchParams:
    first, last = sorted((draw(days), draw(days)))
    words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40).map(lambda text: " ".join(text.split()))
    return SearchParams(
        q=draw(words),
        **{facet: draw(selections) for facet in ("source", "person", "place", "organization", "topic")},
        date_from=draw(st.none() | st.just(first)),
        date_to=draw(st.none() | st.just(last)),
        sort=draw(st.sampled_from(Sort)),
        match=draw(st.sampled_from(Match)),
        words=draw(st.sampled_from(Keep)),
        page=draw(st.integers(1, DEEPEST // PAGE_SIZE)),
    )


@given(all_params())
def test_one_search_is_one_address(params: SearchParams) -> None:
    address = params.query_string()
    read = SearchParams.parse(parse_qs(address, keep_blank_values=True))
    assert read == params
    assert read.query_string() == address


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("from", "2025-13-40"),
        ("from", "2025-W10-7"),
        ("from", "2025"),
        ("to", "٢٠٢٥-٠١-٠١"),
        ("sort", "sideways"),
        ("match", "loosely"),
        ("words", "foo"),
        ("source", "x"),
        ("person", "-"),
        ("place", "1.5"),
        ("topic", "٣"),
        ("organization", "9" * 30),
        ("page", "0"),
        ("page", "-1"),
        ("page", "two"),
        ("page", str(10**9)),
        ("page", "9" * 5000),
        ("q", "ا" * (LONGEST_QUERY + 1)),
    ],
)
def test_what_cannot_be_honoured_is_named(name: str, value: str) -> None:
    with pytest.raises(BadParameters) as refused:
        SearchParams.parse({name: [value]})
    assert list(refused.value.errors) == [name]


def test_every_bad_parameter_is_named_at_once() -> None:
    with pytest.raises(BadParameters) as refused:
        SearchParams.parse({"sort": ["up"], "from": ["yesterday"], "source": ["x"]})
    assert set(refused.value.errors) == {"sort", "from", "source"}


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(BadParameters, match="to:"):
        SearchParams.parse({"from": ["2025-02-01"], "to": ["2025-01-01"]})


def test_a_name_cannot_be_included_and_excluded() -> None:
    with pytest.raises(BadParameters, match="person"):
        SearchParams.parse({"person": ["5", "-5"]})


def test_unknown_parameters_are_ignored() -> None:
    assert SearchParams.parse({"utm_source": ["mail"], "q": ["خبر"]}) == SearchParams(q="خبر")


def test_what_is_usual_is_not_written() -> None:
    assert SearchParams(q="خبر", sort=Sort.RELEVANCE, match=Match.FORMS, words=Keep.SOME).items() == [("q", "خبر")]


def test_a_facet_takes_no_more_names_than_an_address_can_bear() -> None:
    tokens = [str(number) for number in range(MOST_VALUES + 1)]
    assert len(SearchParams.parse({"person": tokens[1:]}).person.include) == MOST_VALUES
    with pytest.raises(BadParameters, match="person"):
        SearchParams.parse({"person": tokens})


def test_the_same_words_everywhere() -> None:
    params = SearchParams(q="خبر", words=Keep.ALL, match=Match.EXACT, page=3).including("topic", 3).in_year(2024)
    assert params.everywhere() == SearchParams(q="خبر", words=Keep.ALL, match=Match.EXACT)


def test_changing_a_filter_leads_to_the_first_page() -> None:
    params = SearchParams(q="خبر", page=7)
    assert params.including("topic", 3).page == 1
    assert params.including("topic", 3).excluding("topic", 3).topic == Selection(exclude=frozenset({3}))
    assert params.including("topic", 3).without("topic", 3).topic == Selection()
    assert params.keeping(Keep.ALL).page == params.between(dt.date(2024, 1, 1), dt.date(2024, 1, 2)).page == 1
