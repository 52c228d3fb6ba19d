"""Names that may be one: which pairs are proposed, in which order, and which never."""

from collections.abc import Callable
from typing import Any

import pytest

from articles.arabic import fold
from articles.models import Mention, Name
from articles.names import declare_distinct, doubles, likely_doubles, merge
from articles.names.doubles import joined, skeleton
from articles.tests.factories import make_article, make_name

pytestmark = pytest.mark.django_db


def proposed(kind: str = "person") -> list[set[str]]:
    names = dict(Name.objects.values_list("pk", "name"))
    return [{names[pair.first], names[pair.second]} for pair in likely_doubles(kind)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("بنيامين نتنياهو", "بنيامين نتانياهو"), ("أميركا", "أمريكا"), ("عبد الله صالح", "عبدالله صالح"),
        ("الدوحة", "دوحة"), ("غال هيرش", "جال هيرش"), ("فلاديمير بوتين", "فلاديمير بوتن"), ("طهران", "تهران"),
        ("هيئة تحرير الشام", "هيئة التحرير الشام"), ("زيلينسكي", "زيلنسكي"),
    ],
)  # fmt: skip
def test_spellings_of_one_name_are_proposed(one: str, other: str) -> None:
    make_name(one)
    make_name(other)
    assert proposed() == [{one, other}]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("علي", "ولي"), ("سعيد", "أسعد"), ("حازم قاسم", "حازم قاسمي نجم"), ("مصر", "مصراتة"), ("عمر", "عامر"),
        ("محمد علي", "محمود علي حسن"), ("محمد علي", "محمود علي"), ("حسن نصر", "حسين نصر"),
    ],
)  # fmt: skip
def test_other_names_are_not(one: str, other: str) -> None:
    make_name(one)
    make_name(other)
    assert proposed() == []


def test_an_alias_counts_as_a_spelling() -> None:
    make_name("غال هيرش", "person", "العميد هيرش")
    make_name("العميد هيرش")
    assert proposed() == [{"غال هيرش", "العميد هيرش"}]


def test_a_shorter_form_is_proposed_where_an_article_has_both() -> None:
    make_article(people=["حازم قاسم", "قاسم"])
    make_article(people=["نعيم قاسم"])
    assert proposed() == [{"حازم قاسم", "قاسم"}]


def test_a_shorter_form_may_write_abd_apart() -> None:
    make_article(people=["سلمان بن عبدالعزيز", "سلمان بن عبد العزيز آل سعود"])
    assert proposed() == [{"سلمان بن عبدالعزيز", "سلمان بن عبد العزيز آل سعود"}]


def test_a_rejected_mention_is_not_in_common() -> None:
    make_article(people=["حازم قاسم", "قاسم"])
    Mention.objects.filter(name__name="قاسم").update(state="rejected")
    assert proposed() == []


def test_kinds_are_not_mixed() -> None:
    make_name("القاهرة", "place")
    make_name("القاهره الجديده", "place")
    make_name("القاهرة", "outlet")
    assert proposed("place") == []


def test_the_likeliest_come_first() -> None:
    for name in ("بنيامين نتنياهو", "بنيامين نتانياهو", "عبد الله صالح", "عبدالله صالح"):
        make_name(name)
    make_article(people=["حازم قاسم", "قاسم"])
    found = [pair.likeness for pair in likely_doubles("person")]
    assert len(found) == 3
    assert found == sorted(found, reverse=True)
    assert proposed()[0] == {"عبد الله صالح", "عبدالله صالح"}


def test_not_the_same_is_remembered_also_after_a_merge() -> None:
    one, other = make_name("أميركا", "place"), make_name("أمريكا", "place")
    declare_distinct(other.pk, one.pk)
    declare_distinct(one.pk, other.pk)
    assert proposed("place") == []
    third = make_name("امريكه", "place")
    declare_distinct(third.pk, one.pk)
    merge(third.pk, [other.pk])
    assert proposed("place") == []


def test_a_merged_name_is_not_proposed() -> None:
    one, other = make_name("أميركا", "place"), make_name("أمريكا", "place")
    merge(one.pk, [other.pk])
    assert proposed("place") == []


def test_those_of_one_name_alone() -> None:
    one = make_name("أميركا", "place")
    for name in ("أمريكا", "الدوحة", "دوحة"):
        make_name(name, "place")
    assert [{pair.first, pair.second} for pair in likely_doubles("place", only=one.pk)] == [{one.pk, one.pk + 1}]


def test_keys() -> None:
    assert joined(fold("عبد الله")) == joined(fold("عبدالله"))
    assert skeleton(fold("نتنياهو")) == skeleton(fold("نتانياهو"))
    assert skeleton(fold("بوش")) != skeleton(fold("بلير"))


def test_it_does_not_take_the_square_of_the_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many names share all that they could be told apart by."""
    held = {"spelling": 0, "articles": 0}

    def counting(what: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any) -> Any:
            held[what] += 1
            return function(*args)

        return run

    monkeypatch.setattr(doubles, "_compared", counting("spelling", doubles._compared))
    monkeypatch.setattr(doubles, "_in_common", counting("articles", doubles._in_common))
    texts = [f"محمد بتج{'ا' * (number % 40)}{'و' * (number // 40)}" for number in range(1000)]
    Name.objects.bulk_create([Name(kind="person", name=text, folded=fold(text)) for text in texts])
    make_name("محمد")
    likely_doubles("person")
    assert 0 < held["spelling"] <= 1000
    assert held["articles"] == 0
