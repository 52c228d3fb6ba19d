"""Which names of the archive a text may mean."""

import pytest

from articles.extraction import extract
from articles.ingest import candidates, candidates_of, known_names
from articles.models import Mention
from articles.tests.factories import make_article, make_name

pytestmark = pytest.mark.django_db


def test_a_name_is_a_candidate_for_its_spellings() -> None:
    name = make_name("غال هيرش", "person", "جال هيرش")
    assert candidates("person", "غَال هيرش") == candidates("person", "جال هيرش") == [name]


@pytest.mark.parametrize(
    ("kind", "kept", "text"),
    [
        ("person", "بنيامين نتنياهو", "نتنياهو"), ("person", "نتنياهو", "بنيامين نتنياهو"),
        ("organization", "حماس", "حركة حماس"), ("organization", "وزارة الخارجية المصرية", "وزارة الخارجية"),
        ("person", "غال هيرش", "جال هيرش"),
    ],
)  # fmt: skip
def test_parts_and_near_spellings_are_offered(kind: str, kept: str, text: str) -> None:
    name = make_name(kept, kind)
    assert candidates(kind, text) == [name]


@pytest.mark.parametrize(
    ("kind", "kept", "text"),
    [
        ("person", "حماس", "حماس"),  # as an organization
        ("organization", "سليم هيرش", "جال هيرش"),  # another first name, and no person
        ("organization", "حماسة", "حماس"), ("person", "دونالد ترامب", "دونا"), ("organization", "من", "من المكتب"),
    ],
)  # fmt: skip
def test_what_is_not_meant_is_not_offered(kind: str, kept: str, text: str) -> None:
    make_name(kept, "organization" if kind == "person" else "person")
    make_name(f"{kept}ون", kind)
    assert candidates(kind, text) == []


def test_of_several_the_one_that_more_articles_mention_comes_first() -> None:
    rare = make_name("أحمد سالم", qualifier="لاعب")
    usual = make_name("أحمد سالم", qualifier="وزير")
    for _ in range(2):
        Mention.objects.create(article=make_article(), name=usual)
    found = candidates_of([("person", "احمد سالم")])["person", "احمد سالم"]
    assert [(one.name, one.articles, one.spelt) for one in found] == [(usual, 2, True), (rare, 0, True)]


def test_near_names_only_where_they_are_asked_for() -> None:
    spelt, near = make_name("نتنياهو"), make_name("حازم قاسم")
    wanted = [("person", "نتنياهو"), ("person", "قاسم")]
    assert {one: [each.name for each in found] for one, found in candidates_of(wanted, near=False).items()} == {
        wanted[0]: [spelt]
    }
    assert candidates_of(wanted)[wanted[1]][0].name == near


def test_a_merged_name_is_no_candidate() -> None:
    kept = make_name("غال هيرش")
    make_name("جال هيرش", merged_into=kept)
    assert candidates("person", "جال هيرش") == [kept]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("القدس المحتلة", "وصل الوفد للقدس المحتلة أمس."), ("بيروت", "عاد وفد إلى بلدهم وببيروت التقى أحدا."),
        ("عبد الله الثاني", "قال عبدالله الثاني إنه سيسافر."), ("عبدالله الثاني", "قال عبد الله الثاني إنه سيسافر."),
        ("غال هيرش", "قال جال هيرش إنه سيسافر."),
    ],
)  # fmt: skip
def test_the_names_for_one_text_find_in_it_what_all_names_find(name: str, text: str) -> None:
    kept = make_name(
        name, "place" if name in {"القدس المحتلة", "بيروت"} else "person", *(["جال هيرش"] if "هيرش" in name else [])
    )
    make_name("فلان الفلاني")
    for known in (known_names(), known_names(text)):
        found = extract(text, known)
        assert kept.pk in {mention.key for mention in (*found.people, *found.places)}


@pytest.mark.parametrize("text", ["", "؟", "\n"])
def test_a_text_without_words_has_no_names(text: str) -> None:
    make_name("القدس", "place")
    assert not known_names(text)


def test_few_queries_for_many_spellings(django_assert_max_num_queries: object) -> None:
    for number in range(30):
        make_name(f"اسم رقم {number}")
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        assert len(candidates_of([("person", f"اسم رقم {number}") for number in range(30)])) == 30
