"""What is suggested for what is typed: names, phrases, headlines; and never what readers cannot see."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Article
from articles.search import suggestions
from articles.search.directory import directory
from articles.tests.factories import make_article, make_name

pytestmark = pytest.mark.django_db
Index = Callable[[], int]


def suggested(text: str, *kinds: str) -> list[str]:
    return [one.text for one in suggestions(text) if not kinds or one.kind in kinds]


@pytest.fixture
def archive(index: Index) -> None:
    for number in range(3):
        make_article(f"مفاوضات وقف إطلاق النار تبدأ في القاهرة {number}", "متن.", places=["القاهرة"], people=["ستيفن كوري"])
    make_article("المفاوضات النووية في مسقط", "متن.", places=["مسقط"], people=["حازم قاسم"], organizations=["جامعة القاهرة"])
    make_article("للمفاوضات النووية بقية", "متن.", topics=["المفاوضات النووية"], source="صحيفة القبس")
    make_name("غال هيرش", "person", "جال هيرش")
    make_article("خبر آخر", "متن.", people=["غال هيرش"])
    index()


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("كو", "ستيفن كوري"),  # two letters of the surname
        ("ستيفن كو", "ستيفن كوري"),
        ("قاهر", "القاهرة"),
        ("القاهره", "القاهرة"),
        ("والقاهر", "القاهرة"),
        ("بالقَاهِر", "القاهرة"),
        ("للقاهر", "القاهرة"),
        ("وحازم", "حازم قاسم"),
        ("جال", "غال هيرش"),  # by its other name
        ("المفاوضات النوو", "المفاوضات النووية"),
        ("القبس", "صحيفة القبس"),
        ("hgrhiv", "القاهرة"),
        ("حازم ا", ""),
    ],
)
def test_a_name_is_found_by_any_beginning_of_its_words(archive: None, typed: str, name: str) -> None:
    found = suggested(typed, "person", "place", "organization", "outlet", "topic")
    assert name in found if name else found == ["حازم قاسم"]


def test_earlier_words_are_whole(archive: None) -> None:
    assert suggested("ست كوري") == []
    assert suggested("كوري ست") == ["ستيفن كوري"]


def test_names_come_by_their_articles_and_lead_to_their_pages(archive: None) -> None:
    first, second = suggestions("قاهر")[:2]
    assert (first.kind, first.label, first.text, first.count) == ("place", "مكان", "القاهرة", 3)
    assert (second.kind, second.text, second.count) == ("organization", "جامعة القاهرة", 1)
    assert first.url == make_name("القاهرة", "place").get_absolute_url()


def test_a_word_goes_on_as_headlines_do(archive: None) -> None:
    found = suggestions("مفاوض")
    phrases = [one for one in found if one.kind == "phrase"]
    assert [phrase.text for phrase in phrases] == ["مفاوضات وقف إطلاق النار"]
    assert phrases[0].url.startswith("/search?q=%D9%85%D9%81%D8%A7%D9%88%D8%B6%D8%A7%D8%AA+")
    assert {"المفاوضات النووية في مسقط", "للمفاوضات النووية بقية"} <= set(suggested("مفاوض", "headline"))


@pytest.mark.parametrize("typed", ["مف", "مفا", "مفاو", "الم", "المف", "لل", "وق"])
def test_a_headline_is_found_by_the_first_letters_of_a_word(archive: None, typed: str) -> None:
    assert any("مفاوضات" in text for text in suggested(typed, "headline"))


@pytest.mark.parametrize("typed", ["فا", "او", "اوض", "رة"])
def test_a_headline_is_not_found_by_letters_within_a_word(archive: None, typed: str) -> None:
    assert suggested(typed, "headline") == []


def test_nothing_is_suggested_twice(archive: None) -> None:
    for typed in ("مفاوضات", "المفاوضات النوو", "القا", "في"):
        texts = [(one.kind, one.text) for one in suggestions(typed)]
        assert len(texts) == len(set(texts)) <= 9
    assert suggested("المفاوضات النوو").count("المفاوضات النووية") == 1


def test_what_readers_cannot_see_is_not_suggested(index: Index) -> None:
    for status in (Article.Status.DRAFT, Article.Status.REVIEW, Article.Status.WITHDRAWN):
        make_article(f"مستور {status}", "متن.", status=status, people=["فلان المستور"], source="جريدة المستور")
    make_name("المستور بلا مقال")
    old, new = make_name("مستور قديم"), make_name("اسم جديد")
    make_article("خبر", "متن.", people=["مستور قديم"])
    old.mentions.update(name=new)
    old.merged_into = new
    old.save()
    index()
    assert suggested("مستور") == []


def test_what_is_withdrawn_is_suggested_no_more(index: Index) -> None:
    article = make_article("زلزال في البحر", "متن.", topics=["الزلازل"])
    index()
    assert suggested("زل") == ["الزلازل", "زلزال في البحر"]
    article.status = Article.Status.WITHDRAWN
    article.save()
    index()
    assert suggested("زل") == []


def test_an_outlet_that_is_only_quoted_is_suggested(index: Index) -> None:
    make_article("خبر", "متن.", cited=["وكالة الواحة"])
    index()
    assert suggested("الواح") == ["وكالة الواحة"]


def test_without_an_index_there_are_names(archive: None, search_folder: Path) -> None:
    shutil.rmtree(search_folder)
    assert suggested("كوري") == ["ستيفن كوري"]
    assert suggested("مفاوضات وقف") == []


@pytest.mark.parametrize(
    "text", ["", " ", "ق", "😀", "\u202e\u202c", "\0", "\0\0ق", "ق" * 10_000, "شخص:كوري", "(كوري", "كور*", "-كوري"]
)
def test_what_is_no_beginning_has_no_suggestions(archive: None, text: str) -> None:
    assert suggestions(text) == []


def test_a_name_that_changed_is_found_by_its_new_name(archive: None) -> None:
    name = make_name("ستيفن كوري")
    assert suggested("كوري") == ["ستيفن كوري"]
    name.name = "ستيفن كيري"
    name.save()
    assert suggested("كوري") == []
    assert suggested("كيري") == ["ستيفن كيري"]


def test_where_nothing_changed_the_directory_asks_for_the_state_and_no_more(
    archive: None, django_assert_num_queries: Callable[..., Any]
) -> None:
    before = directory()
    with django_assert_num_queries(1):
        assert directory() is before
    make_article("خبر", "متن.")  # no name changed
    assert directory().text is before.text
    make_name("اسم جديد")
    assert directory().knows("جديد")


def test_the_directory_tells_words_of_names(archive: None) -> None:
    found = directory()
    assert found.knows("كوري")
    assert found.knows("القاهره")
    assert not found.knows("كور")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(text=st.text(max_size=40) | st.text(st.sampled_from('القاهرةمفوضت hgriv\u0640\u064b\u200f😀\0"-()12'), max_size=20))
def test_any_text_has_an_answer(archive: None, text: str) -> None:
    assert len(suggestions(text)) <= 9


def test_a_name_goes_with_its_only_article(index: Index) -> None:
    """At once, although the index counts documents that were taken out until it merges what it has."""
    article = make_article("خبر", people=["ميسون الحلواتي"])
    make_article("خبر آخر", people=["ميسون الراوي"])
    index()
    article.status = article.Status.WITHDRAWN
    article.save()
    index()
    assert [found.text for found in suggestions("ميسون")] == ["ميسون الراوي"]
