"""«هل تقصد»: what is put right, what is left alone, and that the corrected question is counted as it will be answered."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.search import Match, SearchParams, Selection, search, sync
from articles.search.language import read
from articles.search.query import written
from articles.search.results import Suggestion
from articles.search.spelling import corrected
from articles.tests.factories import make_article, make_name

pytestmark = pytest.mark.django_db
Index = Callable[[], int]

HEADLINES = [
    "المفاوضات حول سد النهضة تستأنف في القاهرة",
    "وزارة الداخلية السعودية تعلن القبض على مطلوبين",
    "انخفاض أسعار النفط وارتفاع الذهب",
    "مهرجان الرياض يستقبل آلاف الزوار",
    "وزير الخارجية يلتقي المسؤولين في الإمارات",
    "الاستقالة المفاجئة لرئيس الاتحاد",
    "النظام الجديد لموظفي المستشفى",
    "مكافحة الإرهاب في صدارة القمة",
    "برشلونة يتقدم في الدوري الإسباني",
    "عبدالعزيز يفتتح معرض الكتاب في الظهران",
    "تطبيق facebook يتوقف ساعات",
    "التحالف يعلن هدنة في اليمن خلال رمضان",
]


@pytest.fixture
def archive(index: Index) -> None:
    """Every word of the headlines in three articles: one could be a slip itself."""
    for number in range(3):
        for headline in HEADLINES:
            make_article(f"{headline} {number}", "متن الخبر.")
    index()


def meant(question: str) -> str | None:
    found = corrected(read(question).question, sync.engine())
    return written(found) if found else None


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("المفاوظات", "المفاوضات"),
        ("وللمفاوظات", "وللمفاوضات"),
        ("القاهرت", "القاهرة"),
        ("القاهؤة", "القاهرة"),
        ("بالقاهرت", "بالقاهرة"),
        ("الداخليية", "الداخلية"),
        ("السعودبة", "السعودية"),
        ("انخقاض", "انخفاض"),
        ("اسغار", "أسعار"),
        ("مهرجن", "مهرجان"),
        ("الخارحية", "الخارجية"),
        ("المسؤلين", "المسؤولين"),
        ("الاصطقالة", "الاستقالة"),
        ("النضام", "النظام"),
        ("المستسفى", "المستشفى"),
        ("الارحاب", "الإرهاب"),
        ("مكافخة", "مكافحة"),
        ("برشلونا", "برشلونة"),
        ("الضهران", "الظهران"),
        ("عبدالعزسز", "عبدالعزيز"),
        ("facbook", "facebook"),
        ("التهالف", "التحالف"),
        ("رمظان", "رمضان"),
        ("الزهب", "الذهب"),
        ("فيالقاهرة", "في القاهرة"),
        ("مهر جان", "مهرجان"),
        ("hgrhivm", "القاهرة"),
        ("hgYlhvhj", "الإمارات"),
        ("بشؤثلاخخن", "facebook"),
    ],
)
def test_a_slip_is_put_right(archive: None, typed: str, right: str | None) -> None:
    assert meant(typed) == right


def test_words_that_the_archive_has_are_left_alone(archive: None) -> None:
    for headline in HEADLINES:
        assert meant(headline) is None
        for word in headline.split():
            assert meant(word) is None


@pytest.mark.parametrize(
    "word", ["ومفاوضاتهم", "بالاستقالة", "مهرجانات", "2018", "في", "مفاوظ*", "", '""', "-المفاوظات", "زقزقزوقة"]
)
def test_forms_numbers_beginnings_and_unknown_words_are_left_alone(archive: None, word: str) -> None:
    assert meant(word) is None


def test_names_are_known_words(archive: None) -> None:
    assert meant("الضهران") == "الظهران"
    make_name("سعد الضهران")
    assert meant("الضهران") is None


def test_the_question_keeps_its_shape(archive: None) -> None:
    asked = '"اسغار النفط" (عنوان:مهرجن OR الذهب) -فضة من:2020'
    assert meant(asked) == '"أسعار النفط" (عنوان:مهرجان OR الذهب) -فضة من:2020'


def test_the_other_words_decide_between_equals(index: Index) -> None:
    for number in range(4):
        make_article(f"الحارس الأمين {number}", "متن.")
        make_article(f"الحارث النعيمي {number}", "متن.")
    index()
    assert meant("الحارص الأمين") == "الحارس الأمين"
    assert meant("الحارص النعيمي") == "الحارث النعيمي"


def test_a_search_offers_what_it_may_have_meant_with_its_count(archive: None) -> None:
    found = search(SearchParams(q="المفاوظات"))
    assert (found.total, found.suggestion) == (0, Suggestion("المفاوضات", 3))
    assert search(SearchParams(q="المفاوضات")).suggestion is None


def test_the_count_is_of_the_narrowed_search(archive: None) -> None:
    topic = make_name("سياسة", "topic")
    assert search(SearchParams(q="المفاوظات", topic=Selection(frozenset({topic.pk})))).suggestion is None
    assert search(SearchParams(q="المفاوظات", match=Match.EXACT)).suggestion == Suggestion("المفاوضات", 3)


def test_an_empty_archive_means_nothing_else(index: Index) -> None:
    index()
    assert meant("المفاوظات hgrhivm") is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(text=st.text(st.sampled_from('ابتقهرةظضء hgrivm\u0640\u064b\u200f😀\0"()-*:|12'), max_size=30) | st.text(max_size=30))
def test_any_text_has_an_answer(archive: None, text: str) -> None:
    meant(text)


def test_a_word_of_hundreds_of_letters_is_no_slip(archive: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def looked(*_: object) -> None:
        raise AssertionError("the slips near it would take a minute to look at")

    for name in ("one_slip_away", "two_slips_away"):
        monkeypatch.setattr(f"articles.search.spelling.{name}", looked)
    assert meant("ب" * 900) is None
