"""The sample article and the demo, loaded as `bin/serve` loads them."""

import datetime as dt
from collections import Counter

import pytest
from django.conf import settings
from django.core.management import call_command

from articles.models import Article, Name

pytestmark = pytest.mark.django_db
FIXTURES = settings.BASE_DIR / "fixtures"


@pytest.fixture
def sample() -> Article:
    call_command("loaddata", "sample", verbosity=0)
    return Article.objects.get()


def test_the_original_is_the_file_byte_for_byte(sample: Article) -> None:
    assert sample.originals.get().content == (FIXTURES / "sample-article.txt").read_bytes()


def test_the_text_is_the_files(sample: Article) -> None:
    text = (FIXTURES / "sample-article.txt").read_text(encoding="utf-8")
    assert f"{sample.headline}\n{sample.standfirst}\n\n{sample.dateline_text}\n{sample.body}" == text


@pytest.mark.parametrize("mistake", ["الضفقة", "حماس ،", "“ترسل إسرائيل", "غدا م."])
def test_its_mistakes_are_kept(sample: Article, mistake: str) -> None:
    assert mistake in sample.body


def test_its_facts(sample: Article) -> None:
    assert str(sample.source) == "مصدر الإخبارية"
    assert str(sample.dateline_place) == "القدس المحتلة"
    assert sample.published_on == dt.date(2025, 3, 9)
    assert sample.date_certainty == "inferred"
    assert "غدا" in sample.date_note
    named = {kind: {str(m.name) for m in sample.mentions.filter(name__kind=kind)} for kind in ("person", "outlet")}
    assert named["outlet"] == {"صحيفة معاريف"}
    assert named["person"] == {"ستيف ويتكوف", "جال هيرش", "أوفير فالك", "بنيامين نتنياهو", "دونالد ترامب", "حازم قاسم"}


def test_its_roles_stand_in_the_text(sample: Article) -> None:
    roles = [mention.role for mention in sample.mentions.exclude(role="")]
    assert len(roles) == 4
    assert all(role in sample.body for role in roles)


def test_its_mentions_are_where_they_say(sample: Article) -> None:
    for mention in sample.mentions.exclude(start=None):
        assert sample.body[mention.start : mention.end] == mention.text


def test_a_loaded_article_has_its_first_revision(sample: Article) -> None:
    assert sample.history.get().headline == sample.headline


def test_loading_twice_changes_nothing(sample: Article) -> None:
    names = Name.objects.count()
    call_command("loaddata", "sample", verbosity=0)
    assert (Article.objects.count(), Name.objects.count()) == (1, names)


def test_the_demo_has_something_for_every_page() -> None:
    call_command("loaddata", "demo", verbosity=0)
    articles = list(Article.objects.all())
    assert len(articles) >= 40
    assert all("مقال تجريبي" in article.body for article in articles)
    assert len({article.published_on.year for article in articles if article.published_on}) >= 5
    kinds = Counter(Name.objects.values_list("kind", flat=True))
    assert all(kinds[kind] >= 5 for kind in ("person", "place", "organization", "outlet", "topic"))
