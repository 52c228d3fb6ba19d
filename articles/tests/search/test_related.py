"""Related articles: about the same matter, and never the same text again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from articles.arabic import LexiconError
from articles.models import Article, Name
from articles.search import SearchUnavailable, related_to
from articles.tests.factories import make_article, make_name

Index = Callable[[], int]
BRIDGE = (
    "افتتح محافظ المدينة جسر النخيل المعلّق بعد ثلاث سنوات من البناء.\n"
    "ويربط الجسر ضفتي الوادي، ويعبره المشاة والدراجات مجانا، وقال المهندسون إن أعمدته من الفولاذ."
)
OTHERS = (
    "تعادل الفريقان بهدف لكل منهما على أرض الملعب الكبير في العاصمة أمام جمهور غفير من الشبان.",
    "ارتفعت أسعار القمح في الأسواق بعد موسم جاف من مواسم السهول في الشمال، وشكا منها الخبازون.",
    "عرض الرسامون لوحاتهم الزيتية في قاعة البلدية طوال أسبوع من أسابيع الخريف وبيع كثير منها.",
    "نجح الأطباء في تجربة لقاح للحصبة على متطوعين من طلاب المستشفى الجامعي بعد عام من العمل.",
    "هطلت أمطار غزيرة على القرى في الجبل وقطعت السيول طريقا من طرق المزارعين إلى حقولهم.",
    "أعلن البنك خفض الفائدة ربع نقطة بعد اجتماع من اجتماعاته، وهبط سعر الصرف في التعاملات.",
    "فازت الرواية الأولى لكاتبة شابة من الريف بجائزة الأدب في حفل حضره النقاد والناشرون.",
    "دربت المدرسة المعلمين على برامج الحاسوب في دورة من دوراتها، وفي نهايتها امتحان عملي.",
    "عاد صيادون من رحلة في عرض البحر وقد امتلأت شباكهم من السردين بعد ليال بلا رزق.",
    "أقلعت الطائرة متأخرة ساعتين من المطار بسبب ضباب كثيف في أجواء المدرج قبل الفجر.",
)


@pytest.fixture
def bridge(index: Index) -> Iterator[Article]:
    """An article among others about other things."""
    article = make_article("افتتاح جسر النخيل المعلق", BRIDGE)
    for number, body in enumerate(OTHERS):
        make_article(f"خبر {number}", body)
    index()
    return article


def headlines(article: Article, *names: Name) -> list[str]:
    return [found.headline for found in related_to(article, names)()]


def test_an_article_about_the_same_matter_is_found(bridge: Article, index: Index) -> None:
    make_article("زحام على الجسر الجديد", "عبر آلاف المشاة جسر النخيل المعلّق في أول أيامه، وأُغلق الوادي أمام الدراجات.")
    index()
    assert headlines(bridge) == ["زحام على الجسر الجديد"]


def test_what_is_like_no_other_has_none(bridge: Article) -> None:
    assert headlines(bridge) == []


@pytest.mark.parametrize(
    ("headline", "body"),
    [
        ("افتتاح جسر النخيل المعلق", BRIDGE),
        ("جسر جديد فوق الوادي", BRIDGE),
        ("عن وكالة أخرى", f"{BRIDGE} وشكر المحافظ العمال."),
        ("خبر قصير", BRIDGE.split("\n", maxsplit=1)[0]),
        ("إفتتاح جسر النخيل المُعلّق", "شهد الوادي اليوم عبور أول المشاة فوق أعمدة الفولاذ، وصفق المهندسون."),
    ],
    ids=["the same", "another headline", "a sentence more", "its beginning", "the same headline in another spelling"],
)
def test_a_copy_is_not_related(bridge: Article, index: Index, headline: str, body: str) -> None:
    make_article(headline, body)
    index()
    assert headlines(bridge) == []


def test_of_copies_of_one_another_one_is_shown(bridge: Article, index: Index) -> None:
    text = "عبر آلاف المشاة جسر النخيل المعلّق في أول أيامه، وأُغلق الوادي أمام الدراجات حتى المساء."
    make_article("زحام على الجسر", text)
    make_article("زحام كبير فوق الوادي", text)
    index()
    assert len(related_to(bridge)()) == 1


@pytest.mark.parametrize("status", [Article.Status.DRAFT, Article.Status.REVIEW, Article.Status.WITHDRAWN])
def test_what_is_not_published_is_not_related(bridge: Article, index: Index, status: str) -> None:
    text = "عبر آلاف المشاة جسر النخيل المعلّق في أول أيامه، وأُغلق الوادي أمام الدراجات."
    other = make_article("زحام على الجسر", text)
    index()
    Article.objects.filter(pk=other.pk).update(status=status)  # the index still has it
    assert headlines(bridge) == []


def test_names_in_common_bring_articles_nearer(bridge: Article, index: Index) -> None:
    text = "تحدث المهندسون عن أعمدة الفولاذ وعن المشاة على ضفتي الوادي {}."
    make_article("حديث أول", text.format("كل صباح"))
    make_article("حديث ثان", text.format("في المساء أيضا"), people=["سلمى الراوي"])
    index()
    name = make_name("سلمى الراوي")
    assert headlines(bridge, name)[0] == "حديث ثان"
    assert headlines(bridge)[0] == "حديث أول"


def test_no_more_are_shown_than_asked_for(bridge: Article, index: Index) -> None:
    for number, place in enumerate(("الشمال", "الجنوب", "الشرق", "الغرب", "الوسط")):
        make_article(f"جسر النخيل {number}", f"زار وفد من {place} جسر النخيل المعلق فوق الوادي ومعه {'ضيوف ' * number} كثر.")
    index()
    assert len(related_to(bridge, limit=3)()) == 3


def test_an_article_of_a_word_or_two_breaks_nothing(bridge: Article, index: Index) -> None:
    article = make_article("؟!", "12 34.")
    index()
    assert related_to(article)() == []


def test_it_says_when_search_cannot_be_used(db: None, search_folder: object) -> None:
    with pytest.raises(SearchUnavailable):
        related_to(make_article())()


def test_it_says_when_words_cannot_be_analysed(bridge: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> None:
        raise LexiconError("no lexicon")

    monkeypatch.setattr("articles.search.related.term_strings", missing)
    with pytest.raises(SearchUnavailable):
        related_to(bridge)()


def test_it_costs_one_query(bridge: Article, index: Index, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    make_article("زحام على الجسر", "عبر آلاف المشاة جسر النخيل المعلّق فوق الوادي.", source="الواحة", places=["غزة"])
    index()
    article = Article.objects.for_display().get(pk=bridge.pk)
    with django_assert_num_queries(1):
        [found] = related_to(article)()
        assert found.source
        assert found.source.name == "الواحة"
