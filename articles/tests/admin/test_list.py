"""The article list: one search box over the index and the database, short filters, few queries."""

import datetime as dt
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles.admin.search import spelling_pattern
from articles.models import Article
from articles.search import sync

from .conftest import make_article, make_name

LIST = "/admin/articles/article/"


def listed(client: Client, query: str = "") -> list[int]:
    return [article.pk for article in client.get(LIST + query).context["cl"].result_list]


@pytest.fixture
def articles(index: Callable[[], int]) -> dict[str, Article]:
    found = {
        "published": make_article(headline="انتخابات بلدية", body="فاز المرشحون في البلديات.", status="published"),
        "draft": make_article(headline="مسودة عن الإنتخابات", body="لم تكتمل", status="draft"),
        "withdrawn": make_article(headline="خبر قديم", body="عن انتخابات سابقة", status="withdrawn"),
        "other": make_article(headline="طقس حار", body="ترتفع الحرارة", status="published"),
    }
    index()
    return found


def test_published_and_unpublished_are_found_together(boss: Client, articles: dict[str, Article]) -> None:
    assert set(listed(boss, "?q=انتخابات")) == {articles[name].pk for name in ("published", "draft", "withdrawn")}


def test_a_published_article_is_found_by_another_form_of_the_word(boss: Client, articles: dict[str, Article]) -> None:
    assert listed(boss, "?q=المرشح") == [articles["published"].pk]


def test_a_draft_is_found_in_any_spelling(boss: Client, articles: dict[str, Article]) -> None:
    assert articles["draft"].pk in listed(boss, "?q=الانتخابات")


def test_search_and_filters_work_together(boss: Client, articles: dict[str, Article]) -> None:
    outlet = make_name("صحيفة المدينة", "outlet")
    mine = make_article(headline="انتخابات أخرى", source=outlet, status="draft")
    assert listed(boss, f"?q=انتخابات&source={outlet.pk}") == [mine.pk]
    assert listed(boss, "?q=انتخابات&status__exact=withdrawn") == [articles["withdrawn"].pk]
    assert listed(boss, "?q=انتخابات&status__exact=published") == [articles["published"].pk]


def test_a_list_cut_short_says_so(boss: Client, articles: dict[str, Article], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.admin.search.MOST", 1)
    make_article(headline="انتخابات ثانية", status="published")
    sync.drain()
    page = boss.get(LIST + "?q=انتخابات&status__exact=published").content.decode()
    assert "يوافق بحثك من المنشور مقالان" in page


def test_the_best_match_stands_first(boss: Client, articles: dict[str, Article]) -> None:
    make_article(headline="خبر", body="طقس " + "كلام " * 80 + "حار", status="published")
    sync.drain()
    assert listed(boss, "?q=طقس حار")[0] == articles["other"].pk


def test_words_can_be_excluded(boss: Client, articles: dict[str, Article]) -> None:
    assert set(listed(boss, "?q=انتخابات -سابقة&status__exact=withdrawn")) == set()


def test_an_engine_that_is_down_is_said_and_replaced(boss: Client, articles: dict[str, Article], search_folder: Path) -> None:
    shutil.rmtree(search_folder)
    response = boss.get(LIST + "?q=انتخابات")
    assert "محرك البحث متوقف الآن" in response.content.decode()
    assert {article.pk for article in response.context["cl"].result_list} == {
        articles[name].pk for name in ("published", "draft", "withdrawn")
    }


def test_a_question_too_long_is_explained(boss: Client, articles: dict[str, Article]) -> None:
    response = boss.get(LIST, {"q": "كلمة " * 400})
    assert response.status_code == 200 and "السؤال أطول من" in response.content.decode()


@pytest.mark.parametrize(
    "query", ["?on=2015", "?on=2015-07", "?on=2015-13", "?on=x", "?on=none", "?source=x", "?source=٣", "?q=%00", "?q=((["]
)
def test_no_address_breaks_the_list(boss: Client, articles: dict[str, Article], query: str) -> None:
    assert boss.get(LIST + query).status_code in {200, 302}


def test_the_date_filter_knows_years_and_months(boss: Client, db: None) -> None:
    july = make_article(published_at=dt.datetime(2015, 7, 31, 20, 30, tzinfo=dt.UTC), date_certainty="day", status="published")
    december = make_article(published_at=dt.datetime(2015, 12, 31, 10, tzinfo=dt.UTC), date_certainty="day")
    undated = make_article()
    assert listed(boss, "?on=2015") == [december.pk, july.pk]
    assert listed(boss, "?on=2015-07") == [july.pk]
    assert listed(boss, "?on=2015-12") == [december.pk]
    assert listed(boss, "?on=none") == [undated.pk]


def test_queries_do_not_grow_with_the_list(
    boss: Client, db: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        make_article(source=make_name(f"صحيفة {number}", "outlet"))
    with django_assert_max_num_queries(8):
        boss.get(LIST)


def test_the_list_does_not_load_bodies(boss: Client, article: Article) -> None:
    assert "body" in boss.get(LIST).context["cl"].result_list[0].get_deferred_fields()


def test_outlets_are_not_listed_one_by_one(boss: Client, article: Article) -> None:
    for number in range(60):
        make_name(f"صحيفة {number}", "outlet")
    assert "صحيفة 7" not in boss.get(LIST).content.decode()


def test_a_pattern_matches_other_spellings_only() -> None:
    assert re.fullmatch(spelling_pattern("امراه"), "إمْرأة") and not re.fullmatch(spelling_pattern("امراه"), "امرؤ")
