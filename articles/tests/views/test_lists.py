"""Stories and names in lists are kept as they were made, and never shown after what they show has changed."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from articles.models import Article, Name
from articles.templatetags.lists import counted_name, meta, story
from articles.tests.factories import make_article, make_name

pytestmark = pytest.mark.django_db


def again(article: Article) -> Article:
    return Article.objects.brief().get(pk=article.pk)


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({"headline": "عنوان جديد"}, "عنوان جديد"),
        ({"kicker": "تمهيد جديد"}, "تمهيد جديد"),
        ({"standfirst": "مقدمة جديدة"}, "مقدمة جديدة"),
        ({"standfirst": "", "body": "فقرة أولى جديدة."}, "فقرة أولى جديدة."),
        ({"published_on": dt.date(2001, 2, 3), "date_certainty": "day"}, "3 شباط/فبراير 2001"),
        ({"date_certainty": "inferred"}, "تاريخ مستنتج"),
    ],
)
def test_whatever_a_story_shows_makes_it_another(change: dict[str, Any], shown: str) -> None:
    article = make_article("عنوان", "فقرة أولى.\nثانية.", standfirst="مقدمة", day="2025-03-09")
    before = story(again(article))
    assert shown not in before
    Article.objects.filter(pk=article.pk).update(**change)  # past every signal
    assert shown in story(again(article))


def test_an_outlet_or_a_place_that_is_renamed_is_renamed_in_lists() -> None:
    article = make_article("عنوان", source="صحيفة قديمة")
    Article.objects.filter(pk=article.pk).update(dateline_place=make_name("بلدة قديمة", "place"))
    assert "صحيفة قديمة" in story(again(article))
    Name.objects.filter(name="صحيفة قديمة").update(name="صحيفة جديدة")
    Name.objects.filter(name="بلدة قديمة").update(name="بلدة جديدة")
    for made in (story(again(article)), meta(again(article))):
        assert "صحيفة جديدة" in made
        assert "بلدة جديدة" in made
        assert "قديمة" not in made


def test_the_moment_is_told_where_the_archive_is() -> None:
    article = make_article("عنوان", day="2025-03-09")
    Article.objects.filter(pk=article.pk).update(
        published_at=dt.datetime(2025, 3, 9, 10, 0, tzinfo=dt.UTC), date_certainty="time"
    )
    with timezone.override("Asia/Riyadh"):
        assert "13:00" in story(again(article))
    with timezone.override("UTC"):
        assert "10:00" in story(again(article))


def test_a_story_is_brief_or_opens_an_article() -> None:
    article = again(make_article("عنوان", "الفقرة الأولى.\nالثانية.", kicker="تمهيد", standfirst="مقدمة"))
    assert "<h2" in story(article)
    assert "<h3" in story(article, 3)
    brief = story(article, brief=True)
    assert "عنوان" in brief
    assert "تمهيد" not in brief
    assert "مقدمة" not in brief
    assert "الفقرة الأولى." in story(article, opening=True)
    assert "الفقرة الأولى." not in story(article)


def test_what_looks_like_markup_is_text() -> None:
    article = again(make_article("<b>عنوان</b> & غيره", "<i>متن</i>", source="<صحيفة>"))
    made = story(article)
    assert "&lt;b&gt;عنوان&lt;/b&gt; &amp; غيره" in made
    assert "&lt;i&gt;متن&lt;/i&gt;" in made
    assert "&lt;صحيفة&gt;" in made
    assert "<b>" not in made


def test_a_name_stands_with_how_many_articles_it_has() -> None:
    name = make_name("غزة", "place")
    assert "31,030" in counted_name(name, 31_030)
    assert "31,031" in counted_name(name, 31_031)
    assert f'href="{name.get_absolute_url()}"' in counted_name(name, 1)
