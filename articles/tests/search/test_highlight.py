import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search.highlight import marked, snippet
from articles.search.language import read
from articles.search.marking import Marker
from articles.search.matching import match
from articles.search.params import Match


def marker(query: str, how: Match = Match.FORMS) -> Marker:
    return Marker(match(read(query).question, how))


def marks(query: str, text: str, how: Match = Match.FORMS) -> list[str]:
    return re.findall("<mark>(.*?)</mark>", marked(text, marker(query, how)))


@pytest.mark.parametrize(
    ("query", "text", "words"),
    [
        ("مفاوضات", "قال: للمفاوضات شروط، ومفاوضاتهم طويلة.", ["للمفاوضات", "ومفاوضاتهم"]),
        ("من", "رجال الأمن خرجوا من المدينة", ["من"]),
        ("الأمن", "من الأمن إلى الامن", ["الأمن", "الامن"]),
        ("كتاب", "الكُتُب والكتاب والمكتبة", ["الكُتُب", "الكتاب"]),
        ("نتنياهو", "والمستشار السياسي لنتنياهو ، وقال", ["لنتنياهو"]),
        ('"وقف إطلاق"', "وقف النار ثم وقف اطلاق النار", ["وقف", "اطلاق"]),
        ("غائب", "نص لا صلة له", []),
    ],
)
def test_whole_written_words_that_match_are_marked(query: str, text: str, words: list[str]) -> None:
    found = marks(query, text)
    if query == "كتاب":  # «والكتاب» is written with its conjunction
        words = ["الكُتُب", "والكتاب"]
    assert found == words


def test_the_match_decides_what_is_marked() -> None:
    text = "ذهبَ ذهب بالذهب"
    assert marks("ذهب", text) == ["ذهبَ", "ذهب", "بالذهب"]
    assert marks("ذهب", text, Match.FOLDED) == ["ذهبَ", "ذهب"]
    assert marks("ذهب", text, Match.EXACT) == ["ذهب"]


def test_text_is_escaped() -> None:
    assert marked('<script> & "خبر"', marker("خبر")) == "&lt;script&gt; &amp; &quot;<mark>خبر</mark>&quot;"


@given(st.text(max_size=300), st.sampled_from(["خبر", "وقف النار", '"a b"', ""]))
def test_marking_changes_no_word(text: str, query: str) -> None:
    assert unescape(re.sub("</?mark>", "", marked(text, marker(query)))) == unescape(marked(text, marker("")))


@given(st.lists(st.sampled_from(["خبر", "كلمة", "للأخبار", "جدًا", "<b>", "\n"]), min_size=1, max_size=400).map(" ".join))
def test_snippets_are_short_and_cut_between_words(text: str) -> None:
    passage = unescape(re.sub("</?mark>", "", snippet(text, marker("خبر"), length=80)))
    words = passage.replace("…", "").split()
    assert len(passage) <= 80 + 4
    assert set(words) <= set(text.split())


def test_the_snippet_shows_the_passage_with_most_of_the_words() -> None:
    text = "قطار بعيد. " + "حشو لا معنى له. " * 60 + "وصل القطار السريع إلى المحطة. " + "حشو آخر. " * 60
    passage = snippet(text, marker("القطار السريع"), length=100)
    assert "<mark>القطار</mark> <mark>السريع</mark>" in passage
    assert passage.startswith("… ")
    assert passage.endswith(" …")


def test_a_text_without_a_match_gives_its_beginning() -> None:
    assert snippet("أول الكلام. " + "ثم كلام. " * 100, marker("غائب"), length=40).startswith("أول الكلام.")


def test_one_word_longer_than_a_snippet_is_cut() -> None:
    assert len(snippet("ا" * 5000, marker("ا"), length=100)) < 200
