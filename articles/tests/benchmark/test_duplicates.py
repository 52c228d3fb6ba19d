"""The archive in which true versions are known is made as it says, and judged as it says."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from articles.benchmark import judge_duplicates, plant
from articles.benchmark.altered import made_of
from articles.ingest import compare_archive
from articles.models import Article, Version
from articles.tests.factories import make_article, story

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_a_sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "benchmark-sandbox").touch()
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)


def some_news(count: int) -> None:
    for number in range(count):
        make_article(f"خبر {number}", story(120, number), source="الواحة")


def figures() -> dict[str, float]:
    return {figure.name.removeprefix("duplicates: "): figure.value for figure in judge_duplicates()}


def compare() -> None:
    for _ in compare_archive():
        pass


@pytest.mark.usefixtures("in_a_sandbox")
def test_a_tenth_of_a_planted_archive_is_altered_copies_and_they_are_found() -> None:
    some_news(30)
    assert plant(100) == 70
    assert Article.objects.count() == 100
    assert plant(100) == 0, "what is large enough stays as it is"
    ids = list(Article.objects.values_list("pk", "external_id"))
    origins = made_of(ids)
    assert len(origins) == 10
    texts = dict(Article.objects.values_list("pk", "body"))
    assert all(texts[copy] != texts[original] for copy, original in origins.items())
    compare()
    found = figures()
    assert found["altered copies"] == 10
    assert found["recall"] >= 0.9
    assert found["precision"] == 1
    assert found["pairs of the files' own"] == 0


@pytest.mark.usefixtures("in_a_sandbox")
def test_the_same_seed_plants_the_same() -> None:
    planted = []
    for _ in range(2):
        Article.objects.all().delete()
        some_news(10)
        plant(40, seed=7)
        planted.append(list(Article.objects.order_by("pk").values_list("headline", "body")))
    assert planted[0] == planted[1]


@pytest.mark.usefixtures("in_a_sandbox")
def test_what_counts_as_found_as_wrong_and_as_neither() -> None:
    some_news(20)
    plant(50)
    altered = made_of(list(Article.objects.values_list("pk", "external_id")))
    others = list(Article.objects.filter(external_id__startswith="other").values_list("pk", flat=True))
    first = list(Article.objects.filter(external_id="").order_by("pk").values_list("pk", flat=True))

    def suggest(one: int, two: int) -> None:
        Version.objects.create(article_id=max(one, two), of_id=min(one, two), kind="corrected", likeness=0.9)

    assert figures()["recall"] == 0
    suggest(first[0], first[1])
    assert (figures()["pairs of the files' own"], figures()["precision"]) == (1, 0)
    suggest(others[0], first[0])
    assert figures()["precision"] == 0
    found = next(iter(altered))
    suggest(found, altered[found])
    assert figures()["precision"] == 0.5
    assert figures()["recall"] == 1 / len(altered)


def test_nothing_is_planted_in_a_real_archive() -> None:
    make_article()
    with pytest.raises(ValueError, match="no sandbox"):
        plant(10)
    with pytest.raises(CommandError, match="no altered copies"):
        call_command("benchmark", judge_duplicates=True)
