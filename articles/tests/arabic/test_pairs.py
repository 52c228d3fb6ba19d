"""Which words find each other, and which must not: the look of Arabic deceives both ways."""

from collections import Counter
from collections.abc import Callable

import pytest

from articles.arabic import asked_terms, terms

from .pairs import DIFFERENT, SAME, pairs

pytestmark = pytest.mark.usefixtures("lexicon_data")


def finds(asked: str, written: str) -> bool:
    """Whether a search for one word finds the other."""
    sought, found = asked_terms(asked), terms(written)
    return sought.norm == found.norm or not set(sought.lemmas).isdisjoint(found.lemmas)


def either_way(first: str, second: str) -> bool:
    return finds(first, second) or finds(second, first)


def both_ways(first: str, second: str) -> bool:
    return finds(first, second) and finds(second, first)


def scored(kinds: dict[str, str], meet: Callable[[str, str], bool]) -> tuple[float, list[str], list[str]]:
    """The share of pairs that meet, printed by kind; those that meet and those that do not."""
    total, by_kind = Counter[str](), Counter[str]()
    met, apart = [], []
    for kind, one, other in pairs(kinds):
        total[kind] += 1
        by_kind[kind] += (does := meet(one, other))
        (met if does else apart).append(f"{one} {other}")
    print(*(f"{kind}: {by_kind[kind]} of {total[kind]}" for kind in kinds), f"all: {len(met)} of {total.total()}", sep="\n")
    return len(met) / total.total(), met, apart


def test_the_lists_are_long_and_without_repetitions() -> None:
    for kinds in (SAME, DIFFERENT):
        listed = [frozenset(pair) for _, *pair in pairs(kinds)]
        assert len(set(listed)) == len(listed) >= 150


def test_forms_of_one_word_find_each_other() -> None:
    share, _, missed = scored(SAME, both_ways)
    assert share >= 0.97, missed


def test_look_alikes_do_not_find_each_other() -> None:
    share, wrongly, _ = scored(DIFFERENT, either_way)
    assert share <= 0.05, wrongly


@pytest.mark.parametrize(
    ("asked", "written"),
    [("مفاوضات", "ومفاوضاتهم"), ("ويتكوف", "لويتكوف"), ("ترامب", "ترمب"), ("الحوثي", "للحوثيين"), ("فريق", "الفرق")],
)
def test_these_find_each_other(asked: str, written: str) -> None:
    assert both_ways(asked, written)


@pytest.mark.parametrize(
    ("one", "other"),
    [("من", "الأمن"), ("ميسي", "موسى"), ("ماكرون", "ماكر"), ("كرسي", "رسي"), ("غير", "غيرة"), ("مونتالفو", "مونتفو")],
)
def test_these_do_not(one: str, other: str) -> None:
    assert not either_way(one, other)
