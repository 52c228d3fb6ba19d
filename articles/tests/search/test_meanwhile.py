"""What the engine does beside the caller: the same answers as one after the other, and no failure unsaid."""

import threading
from collections.abc import Callable

import pytest
from django.test import Client

from articles.search import SearchUnavailable, meanwhile, sync
from articles.tests.factories import make_article, make_name

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive(index: Callable[[], int]) -> list[str]:
    """Addresses of pages and answers for which the engine works beside the database."""
    for number in range(4):
        article = make_article(
            f"المرفأ القديم يستقبل سفينة الركاب {number}", people=["زيد", f"عمرو {number}"], topics=["سفن"], source="المنار"
        )
    index()
    name = make_name("زيد").get_absolute_url()
    return ["/", name, article.get_absolute_url(), "/api/v1/articles?q=سفينة&facets=1", "/search/suggest?q=سف"]


def test_a_large_archive_answers_as_a_small_one_does(
    archive: list[str], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = [client.get(address).content for address in archive]
    monkeypatch.setattr(meanwhile, "FEW", 0)
    assert [client.get(address).content for address in archive] == alone


@pytest.mark.parametrize("few", [0, meanwhile.FEW])
def test_what_fails_fails_where_the_result_is_asked_for(
    few: int, index: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise SearchUnavailable("gone")

    index()
    monkeypatch.setattr(meanwhile, "FEW", few)
    result = meanwhile.meanwhile(sync.engine().snapshot(), fail)
    with pytest.raises(SearchUnavailable, match="gone"):
        result()


def test_in_a_large_archive_the_caller_goes_on(index: Callable[[], int], monkeypatch: pytest.MonkeyPatch) -> None:
    index()
    monkeypatch.setattr(meanwhile, "FEW", 0)
    caller_went_on = threading.Event()
    result = meanwhile.meanwhile(sync.engine().snapshot(), lambda: caller_went_on.wait(30))
    caller_went_on.set()
    assert result()
