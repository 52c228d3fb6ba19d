"""The sieve holds nothing back that matches, and most of what does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.arabic import Sieve, Token, surfaces, terms, tokenize

pytestmark = pytest.mark.usefixtures("lexicon_data")

_STEMS = [
    *("ترامب", "ترمب", "حوثي", "غورباتشوف", "جورباتشوف", "ويتكوف", "زيلينسكي", "زيلنسكي"),
    *("كتب", "قول", "سأل", "رأى", "مشى", "وقف", "فاوض", "استخدم", "دعا", "أمن", "مكتبة"),
    *("قاض", "مسؤول", "شيء", "ضوء", "أرض", "قرى", "ابن", "لاعب", "مباراة", "مدينة", "دول", "أزمة"),
]
_PREFIXES = ["", "و", "ال", "وال", "بال", "لل", "ف", "سي", "ي", "وست", "نست", "أ"]
_SUFFIXES = ["", "ه", "ها", "ات", "ون", "ين", "هم", "تم", "وا", "ة", "ان", "ية", "تهما"]
words = st.builds("{}{}{}".format, st.sampled_from(_PREFIXES), st.sampled_from(_STEMS), st.sampled_from(_SUFFIXES))
any_words = words | st.text(st.characters(codec="utf-8"), min_size=1, max_size=12).map(
    lambda text: (surfaces(text) or ["x"])[0]
)


def share(first: str, second: str) -> bool:
    one, other = terms(first), terms(second)
    return one.norm == other.norm or not set(one.lemmas).isdisjoint(other.lemmas)


def near(asked: str, text: str) -> list[Token]:
    """The words of the stretches that a first look finds."""
    found = Sieve([terms(asked)]).near(text)
    return [Token(word, at + start, at + end) for at, stretch in found for word, start, end in tokenize(stretch)]


@given(any_words, st.lists(any_words, unique=True, max_size=30))
def test_what_shares_a_term_comes_through(asked: str, written: list[str]) -> None:
    through = Sieve([terms(asked)])(written)
    assert set(through) <= set(written)
    assert {word for word in written if share(asked, word)} <= set(through)


@given(any_words, st.text(st.characters(codec="utf-8") | st.sampled_from(" \n،.-0١")) | st.lists(any_words).map(" ".join))
def test_looking_near_misses_no_word_of_a_text(asked: str, text: str) -> None:
    found = near(asked, text)
    assert found == sorted(set(found) & set(tokenize(text)), key=lambda token: token.start)
    assert {token for token in tokenize(text) if share(asked, token.surface)} <= set(found)


@pytest.mark.parametrize(
    ("asked", "text", "found"),
    [
        ("مفاوضات", "رفض:«للمفاوضات»،ومفاوضاتهم", ["للمفاوضات", "ومفاوضاتهم"]),
        ("2500", "نحو 2,500 أو ٢٬٥٠٠ شخص", ["2,500", "٢٬٥٠٠"]),
        ("كتاب", "كـتـاب ثم كِتابٌ", ["كـتـاب", "كِتابٌ"]),
        ("covid", "من COVID-19", ["COVID"]),
    ],
)
def test_near_an_asked_word(asked: str, text: str, found: list[str]) -> None:
    assert set(found) <= {token.surface for token in near(asked, text)}


def test_most_of_a_text_is_not_even_cut_into_words() -> None:
    text = "وقال المتحدث إن أعمال الصيانة في الطريق الساحلي ستنتهي قبل موسم الأمطار " * 20
    assert Sieve([terms("مفاوضات")]).near(text) == []


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ("مفاوضات", "وللمفاوضين"),
        ("استخدم", "يستخدمون"),
        ("كتاب", "كُتُبهم"),
        ("مسؤول", "والمسئولين"),
        ("قرية", "القرى"),
        ("شاطئ", "شواطئنا"),
        ("لاعب", "ﻻﻋﺐ"),
        ("covid", "COVID"),
        ("ترامب", "لترمب"),
        ("الحوثي", "وللحوثيين"),
        ("سامسونج", "سامسونغ"),
    ],
)
def test_forms_come_through(asked: str, word: str) -> None:
    assert Sieve([terms(asked)])([word, "طاولة"]) == [word]


def test_most_other_words_are_held_back() -> None:
    text = "وقال المتحدث إن أعمال الصيانة في الطريق الساحلي ستنتهي قبل موسم الأمطار، وإن الحافلات ستعود إلى مسارها القديم"
    assert len(Sieve([terms("مفاوضات"), terms("النووي")])(surfaces(text))) <= 2


def test_nothing_asked_and_nothing_written() -> None:
    assert Sieve([])(["كلمة"]) == []
    assert Sieve([terms("كلمة")])([]) == []
