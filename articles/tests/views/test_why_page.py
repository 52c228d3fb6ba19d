"""The page that says why a result appeared."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from articles.models import Article
from articles.tests.factories import make_article

pytestmark = pytest.mark.django_db
Index = Callable[[], int]


@pytest.fixture
def article(index: Index) -> Article:
    found = make_article("بدء <b>المفاوضات</b>", "مفاوضات مفاوضات ومفاوضاتهم.")
    index()
    return found


def page(client: Client, **parameters: object) -> str:
    response = client.get("/search/why", parameters)
    assert response.status_code == 200
    return str(response.content.decode())


def plain(html: str) -> str:
    explanation = html.split('class="explanation"')[1].split("</dl>", maxsplit=1)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", explanation).split())


def test_every_result_leads_to_its_reasons(article: Article, client: Client) -> None:
    html = client.get("/search", {"q": "مفاوضات", "match": "forms", "page": 1}).content.decode()
    [address] = re.findall(r'<p class="why-link"><a href="([^"]+)"', html)
    answer = client.get(address.replace("&amp;", "&"))
    assert "لماذا ظهرت هذه النتيجة؟" in answer.content.decode()
    assert "why-link" not in client.get("/search", {"from": "2024-01-01"}).content.decode()


def test_the_reasons_in_words(article: Article, client: Client) -> None:
    said = plain(page(client, q="مفاوضات زقزوق", article=article.pk))
    assert "فيه بعض ما سألت عنه لا كله." in said
    assert "مفاوضات كما كتبتها المتن مرتين" in said
    assert "المفاوضات الجذع نفسه والمفردة نفسها: مفاوضة العنوان" in said
    assert "زقزوق لا ترد في هذا المقال" in said


def test_function_words_are_said_to_be_passed_over(article: Article, client: Client) -> None:
    html = page(client, q="هل المفاوضات", article=article.pk)
    assert 'لا يُبحث عن أدوات السؤال والربط وحدها: «<bdi dir="rtl">هل</bdi>»' in html
    assert "لا يُبحث عن أدوات" not in page(client, q="المفاوضات", article=article.pk)


def test_the_way_back_to_the_results_and_on_to_the_article(article: Article, client: Client) -> None:
    html = page(client, q="مفاوضات", sort="newest", article=article.pk)
    assert re.search(r'href="/search\?q=[^"]+sort=newest"', html)
    assert re.search(rf'href="{article.get_absolute_url()}\?q=', html)


def test_an_article_that_is_no_result_is_said_to_be_none(article: Article, client: Client) -> None:
    said = plain(page(client, q="زقزوق", article=article.pk))
    assert "هذا المقال ليس من نتائج هذا البحث. ليس فيه شيء مما سألت عنه." in said
    assert "ليس من نتائج" not in page(client, q="مفاوضات", article=article.pk)


def test_what_is_inserted_is_escaped(article: Article, client: Client) -> None:
    html = page(client, q="<script>alert(1)</script>", article=article.pk)
    assert "<script>alert" not in html
    assert "&lt;b&gt;" in html


@pytest.mark.parametrize("number", ["", "x", "-1", "٣", "9" * 18, "9" * 30])
def test_no_such_article_is_404(article: Article, client: Client, number: str) -> None:
    assert client.get("/search/why", {"q": "مفاوضات", "article": number}).status_code == 404


def test_an_unpublished_article_is_404(article: Article, client: Client) -> None:
    draft = make_article("المفاوضات", status="draft")
    assert client.get("/search/why", {"q": "مفاوضات", "article": draft.pk}).status_code == 404


def test_bad_parameters_are_refused_and_a_search_that_is_down_says_so(db: None, client: Client) -> None:
    article = make_article("خبر")
    assert client.get("/search/why", {"q": "خبر", "words": "foo", "article": article.pk}).status_code == 400
    assert client.get("/search/why", {"q": "خبر", "article": article.pk}).status_code == 503
