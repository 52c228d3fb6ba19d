"""Search as Haystack's users ask: SearchQuerySet and its commands, through our backend."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from haystack.inputs import AutoQuery, Exact, Raw
from haystack.query import SQ, SearchQuerySet

from articles.models import Article
from articles.search import sync
from articles.tests.factories import make_article, make_name

Index = Callable[[], int]


@pytest.fixture
def articles(index: Index) -> dict[str, Article]:
    found = {
        "قطار": make_article("قطار الجبل", "وصل القطار إلى المحطة.", source="الأول", day="2023-02-01"),
        "سفينة": make_article("سفينة البحر", "وصلت السفينة إلى الميناء.", source="الثاني", day="2024-02-01"),
        "حافلة": make_article("حافلة المدينة", "وقفت الحافلة في المحطة.", source="الثاني", day="2025-02-01"),
    }
    index()
    return found


def names(query: SearchQuerySet) -> set[str]:
    return {result.object.headline.split()[0] for result in query}


def test_filters_and_exclusions(articles: dict[str, Article]) -> None:
    every = SearchQuerySet()
    assert names(every.filter(content="المحطات")) == {"قطار", "حافلة"}
    assert names(every.filter(content="محطة").exclude(content="قطار")) == {"حافلة"}
    assert names(every.filter(SQ(content="قطار") | SQ(content="سفينة"))) == {"قطار", "سفينة"}
    assert names(every.filter(headline="البحر")) == {"سفينة"}
    assert names(every.filter(content=AutoQuery('"وصلت السفينة"'))) == {"سفينة"}
    assert names(every.filter(content=Exact("وقفت الحافلة"))) == {"حافلة"}
    assert names(every.filter(content=Raw("قطار OR سفينة"))) == {"قطار", "سفينة"}


def test_columns(articles: dict[str, Article]) -> None:
    every = SearchQuerySet()
    second = str(make_name("الثاني", "outlet").pk)
    assert names(every.filter(source=second)) == {"سفينة", "حافلة"}
    assert names(every.filter(year=2024)) == {"سفينة"}
    assert names(every.filter(year__gte=2024)) == {"سفينة", "حافلة"}
    assert names(every.filter(year__lt=2024)) == {"قطار"}
    assert names(every.filter(year__range=[2023, 2024])) == {"قطار", "سفينة"}
    assert names(every.filter(source__in=[second, "999"])) == {"سفينة", "حافلة"}
    assert names(every.narrow(f"source:{second}").filter(content="محطة")) == {"حافلة"}


def test_order_slices_and_counts(articles: dict[str, Article]) -> None:
    newest = SearchQuerySet().order_by("-newest")
    assert [result.object.headline.split()[0] for result in newest] == ["حافلة", "سفينة", "قطار"]
    assert [result.object.headline.split()[0] for result in newest[1:2]] == ["سفينة"]
    assert newest.count() == 3


def test_facets(articles: dict[str, Article]) -> None:
    counts = SearchQuerySet().facet("source").facet_counts()["fields"]["source"]
    assert [count for _, count in counts] == [2, 1]


@pytest.mark.parametrize("text", ["(", '"', "a:", "field:(", "[a TO", "NOT", "AND OR", "\\", "source:()", "*", "(((a OR"])
def test_broken_syntax_is_read_as_words(articles: dict[str, Article], text: str) -> None:
    SearchQuerySet().filter(content=Raw(text)).count()


def test_update_index_and_clear_index(articles: dict[str, Article]) -> None:
    call_command("clear_index", interactive=False, verbosity=0)
    assert SearchQuerySet().count() == 0
    call_command("update_index", verbosity=0, stdout=StringIO())
    assert SearchQuerySet().count() == 3
    assert sync.compare().agrees
