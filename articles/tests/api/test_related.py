"""Related articles as other programs see them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from articles.models import Article
from articles.tests.factories import make_article

pytestmark = pytest.mark.django_db
Index = Callable[[], int]


def test_related_articles_without_their_texts(index: Index, client: Client) -> None:
    article = make_article("وصول القطار السريع إلى وهران", "وصل القطار السريع بعد رحلة عبر الهضاب.")
    other = make_article("تأخر القطار السريع في وهران", "تأخر القطار السريع ساعة في الهضاب.", source="الواحة", external_id="7")
    for number, thing in enumerate(("القمح", "المطر", "اللقاح", "المتحف", "البورصة", "السردين")):
        make_article(f"خبر {number}", f"كلام كثير عن {thing} في هذا اليوم من أيام الخريف.")
    index()
    assert client.get(f"/api/v1/articles/{article.pk}/related").json() == {
        "results": [
            {
                "id": other.pk,
                "external_id": "7",
                "url": f"http://testserver{other.get_absolute_url()}",
                "headline": "تأخر القطار السريع في وهران",
                "standfirst": "",
                "source": "الواحة",
                "dateline": "",
                "published_at": "2024-05-10T15:00:00+03:00",
            }
        ]
    }


def test_an_article_like_no_other_has_none(index: Index, client: Client) -> None:
    article = make_article()
    index()
    assert client.get(f"/api/v1/articles/{article.pk}/related").json() == {"results": []}


@pytest.mark.parametrize(
    ("status", "answer"), [(Article.Status.DRAFT, 404), (Article.Status.REVIEW, 404), (Article.Status.WITHDRAWN, 410)]
)
def test_an_unpublished_article_is_404_and_a_withdrawn_one_410(index: Index, client: Client, status: str, answer: int) -> None:
    assert client.get(f"/api/v1/articles/{make_article(status=status).pk}/related").status_code == answer


def test_search_that_is_down_is_503(client: Client, search_folder: object) -> None:
    response = client.get(f"/api/v1/articles/{make_article().pk}/related")
    assert response.status_code == 503
    assert response["Retry-After"]
