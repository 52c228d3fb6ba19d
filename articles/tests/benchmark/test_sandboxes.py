"""Archives that are made to be measured: grown, stripped of their headlines, held against a peer; never a real one."""

import random
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from articles.benchmark import ask_headlines, grow, sandbox
from articles.benchmark.growing import _Vocabulary
from articles.benchmark.known import hide_headlines
from articles.benchmark.peer import _ENGINES, _measure
from articles.models import Article, Mention, Name
from articles.search import SearchParams, search, sync
from articles.tests.factories import make_article

WORDS = ["قطار", "سفينة", "مدينة", "جسر", "ميناء", "مطار", "وزير", "رئيس", "مجلس", "قرار"]
WORDS += ["اجتماع", "زيارة", "حقل", "نفط", "غاز", "ماء", "شجر", "جبل", "بحر", "نهر"]


@pytest.fixture
def in_a_sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "benchmark-sandbox").touch()
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)


def some_news(count: int) -> list[Article]:
    """Each of different words, twenty of them."""
    return [
        make_article(
            f"خبر {WORDS[number % 20]} و{WORDS[(number * 7 + 3) % 20]} المرقم{number}",
            " ".join(f"{word}{number % 3 or ''}" for word in WORDS) + f"\nعن {WORDS[number % 20]} والمرقم{number}.",
            source_url=f"https://example.org/{number}",
        )
        for number in range(count)
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("change", [lambda: grow(10), lambda: ask_headlines(10)])
def test_a_real_archive_is_left_alone(change: Callable[[], object]) -> None:
    make_article("عنوان")
    with pytest.raises(ValueError, match="real archive"):
        change()
    assert list(Article.objects.values_list("headline", flat=True)) == ["عنوان"]


def test_a_folder_that_holds_something_else_is_no_sandbox(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("dear all", encoding="utf-8")
    with pytest.raises(ValueError, match="neither empty"), sandbox(tmp_path):
        pytest.fail("it was taken for a sandbox")
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]


def test_the_vocabulary_grows_by_heaps_law() -> None:
    """A text whose different words are as many as the root of its length goes on so when it is four times as long."""
    words = [f"w{int(place**0.5)}" for place in range(10_000)]
    vocabulary = _Vocabulary(words, times=1)
    chance = random.Random(1)
    added = [word for _ in range(300) for word in vocabulary.fresh(100, chance)]
    assert 95 <= len(set(added)) <= 105
    assert len(added) == 2 * len(set(added)), "each comes back once, on the whole"


@pytest.mark.usefixtures("in_a_sandbox")
class TestGrowing:
    def test_copies_have_words_dates_and_names_of_their_own(self, index: Callable[[], int]) -> None:
        real = {article.body for article in some_news(20)}
        assert grow(120) == 100
        articles = list(Article.objects.published())
        assert len(articles) == 120
        copies = [article for article in articles if article.external_id]
        assert not {article.body for article in copies} & real
        assert len({article.published_on.year for article in copies if article.published_on}) >= 10
        assert all(article.body.count("\n") == 1 for article in copies), "paragraphs stay"
        assert all(article.source_id for article in articles)
        assert Mention.objects.values("article").distinct().count() > 100
        assert set(Name.objects.values_list("kind", flat=True)) == {"outlet", "person", "place", "organization", "topic"}

    def test_what_is_grown_can_be_searched(self, index: Callable[[], int]) -> None:
        some_news(20)
        grow(60)
        sync.rebuild()
        assert sync.compare().agrees
        found = search(SearchParams(q="قطار سفينة"))
        assert found.total > 20
        assert found.facets["topic"]

    def test_an_archive_that_is_large_enough_stays_as_it_is(self, index: Callable[[], int]) -> None:
        some_news(20)
        assert grow(20) == 0

    def test_nothing_grows_from_nothing(self, index: Callable[[], int]) -> None:
        with pytest.raises(ValueError, match="no articles"):
            grow(10)


@pytest.mark.usefixtures("in_a_sandbox")
class TestKnownItems:
    def test_headlines_are_asked_and_are_not_in_the_index(self, index: Callable[[], int]) -> None:
        some_news(40)
        figures = {figure.name: figure.value for figure in ask_headlines(100)}
        assert len(figures) == 20
        assert search(SearchParams(q="عنوان:خبر")).total == 0
        for half in ("tuning", "reporting"):
            assert figures[f"known item, {half}, headline: recall@10"] > 0.5
            assert figures[f"known item, {half}, three words: MRR@10, three fields"] > 0

    def test_a_text_that_stands_there_twice_is_not_asked_for(self, index: Callable[[], int]) -> None:
        for number, body in enumerate(["متن واحد", "مَتن واحد", "متن آخر"]):
            make_article(f"عنوان {number}", body)
        assert [item.headline for item in hide_headlines()] == ["عنوان 2"]

    def test_an_article_stays_in_its_half(self, index: Callable[[], int]) -> None:
        articles = some_news(10)
        marks = {item.headline: item.mark for item in hide_headlines()}
        Article.objects.all().delete()
        for article in articles:
            make_article(article.headline, article.body, source_url=article.source_url)
        assert {item.headline: item.mark for item in hide_headlines()} == marks

    def test_files_are_asked_for(self) -> None:
        with pytest.raises(CommandError, match="--articles"):
            call_command("benchmark", known_item=True)


def test_a_peer_that_is_not_installed_is_named_with_what_installs_it(db: None) -> None:
    if find_spec("whoosh"):
        pytest.skip("the peer is installed")
    from articles.benchmark import measure_peer

    with pytest.raises(LookupError, match="pip install whoosh-reloaded=="):
        measure_peer(10, 10)


def test_the_archive_is_measured_through_haystack_as_its_peer_is(index: Callable[[], int]) -> None:
    speed, p50, p95, mrr, recall = _measure(_ENGINES["the archive"], some_news(30), ["قطار سفينة", "وزير"])
    assert speed > 0
    assert 0 < p50 <= p95
    assert 0 < mrr <= recall <= 1
