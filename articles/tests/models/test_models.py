import pytest

from articles.models import Article, Name, Original, Person, Place
from articles.models.originals import OriginalDamaged
from articles.tests.factories import make_article, make_name

pytestmark = pytest.mark.django_db


def test_the_text_is_kept_as_it_came() -> None:
    body = "لبحث تطورات الضفقة ، و“قول لا يُغلق.\nغدا م."
    assert Article.objects.get(pk=make_article("عنوان  بمسافتين", body).pk).body == body


def test_every_save_is_a_revision_and_a_version() -> None:
    article = make_article("أول")
    article.headline = "ثان"
    article.save()
    assert [revision.headline for revision in article.history.order_by("history_id")] == ["أول", "ثان"]
    article.refresh_from_db()
    assert article.version == 2


def test_the_address_has_an_arabic_slug() -> None:
    article = make_article("قمّة «المناخ» في 2025!")
    assert (
        article.get_absolute_url()
        == f"/articles/{article.pk}/%D9%82%D9%85%D8%A9-%D8%A7%D9%84%D9%85%D9%86%D8%A7%D8%AE-%D9%81%D9%8A-2025/"
    )
    assert make_article("؟!").get_absolute_url().endswith("/-/")


def test_proxies_see_their_own_kind() -> None:
    person = Person.objects.create(name="سعاد")
    Place.objects.create(name="مسقط")
    assert list(Person.objects.all()) == [Name.objects.get(pk=person.pk)]
    assert person.kind == "person"


@pytest.mark.parametrize("spelling", ["احمد علي", "أَحْمَد عليّ", "أحــمد على", "ابو يوسف"])
def test_a_name_is_found_in_any_spelling(spelling: str) -> None:
    name = make_name("أحمد علي", "person", "أبو يوسف")
    assert list(Name.objects.spelled(spelling)) == [name]


def test_a_merged_name_is_not_found() -> None:
    old, new = make_name("القديم"), make_name("الجديد")
    old.merged_into = new
    old.save()
    assert list(Name.objects.spelled("القديم")) == []
    assert list(Name.objects.standing()) == [new]


@pytest.mark.parametrize("typed", ["هيرش", "جا هير", "غال"])
def test_a_name_is_completed_from_its_words_and_aliases(typed: str) -> None:
    name = make_name("غال هيرش", "person", "جال هيرش")
    make_name("سعاد")
    assert list(Name.objects.matching(typed)) == [name]


def test_articles_mentioning_a_name() -> None:
    outlet = make_name("الواحة", "outlet")
    published, cited = make_article(source="الواحة"), make_article(cited=["الواحة"])
    make_article(source="المرسى")
    assert set(Article.objects.mentioning(outlet)) == {published, cited}


def test_the_newest_come_first_and_the_undated_last() -> None:
    undated, old, new = make_article(day=""), make_article(day="2020-01-01"), make_article(day="2024-01-01")
    assert list(Article.objects.newest_first()) == [new, old, undated]


def test_the_day_is_the_archives_own() -> None:
    article = make_article()
    article.published_at = article.published_at.replace(hour=22)  # type: ignore[union-attr]
    article.save()
    assert article.published_on.isoformat() == "2024-05-11"  # type: ignore[union-attr]  # 01:00 in Riyadh


def test_an_original_gives_its_bytes_back() -> None:
    content = bytes(range(256)) * 50
    Original.of(content, format="binary").save()
    assert Original.objects.get().content == content


def test_a_damaged_original_says_so() -> None:
    Original.of(b"text", format="text").save()
    original = Original.objects.get()
    original.deflated = Original.of(b"other", format="text").deflated
    with pytest.raises(OriginalDamaged):
        _ = original.content
    original.deflated = b"no zlib"
    with pytest.raises(OriginalDamaged):
        _ = original.content
