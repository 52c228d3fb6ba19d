"""Word differences: exact, escaped, and quick on long texts."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.admin.search import ARTICLES
from articles.arabic import changes, side_by_side
from articles.differences import marked
from articles.models.anchors import carried

TEXTS = st.text(alphabet="اب <&\n\u064b،", max_size=60)


@given(TEXTS, TEXTS)
def test_the_pieces_give_both_texts_back(old: str, new: str) -> None:
    found = list(changes(old, new))
    assert "".join(text for kind, text in found if kind != "inserted") == old
    assert "".join(text for kind, text in found if kind != "deleted") == new


@given(TEXTS, TEXTS)
def test_nothing_but_our_tags_is_html(old: str, new: str) -> None:
    bare = marked(old, new)
    for tag in ("<ins>", "</ins>", "<del>", "</del>"):
        bare = bare.replace(tag, "")
    assert "<" not in bare


@given(TEXTS, TEXTS, st.integers(0, 59), st.integers(1, 20))
def test_a_carried_anchor_points_at_the_same_words(old: str, new: str, start: int, length: int) -> None:
    span = (start, min(start + length, len(old)))
    if span[0] < span[1] and (found := carried(old, new)(span)):
        assert new[found[0] : found[1]] == old[span[0] : span[1]]


def test_a_changed_word_and_a_changed_line_end_show() -> None:
    assert marked("قال الرئيس", "قال الوزير") == "قال <del>الرئيس</del><ins>الوزير</ins>"
    assert "↵" in marked("سطر واحد", "سطر\nواحد")


def test_a_long_article_rewritten_takes_no_time() -> None:
    old = " ".join(f"كلمة{number % 900} في" for number in range(10_000))
    started = time.process_time()
    list(changes(old, old.replace("كلمة5", "لفظ")))
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "لا مقال"),
        (1, "مقال واحد"),
        (2, "مقالان"),
        (3, "3 مقالات"),
        (10, "10 مقالات"),
        (11, "11 مقالًا"),
        (99, "99 مقالًا"),
        (100, "100 مقال"),
        (103, "103 مقالات"),
    ],
)
def test_six_plural_forms(number: int, words: str) -> None:
    assert ARTICLES(number) == words


@given(TEXTS, TEXTS)
def test_side_by_side_are_both_texts_without_their_line_ends(old: str, new: str) -> None:
    rows = side_by_side(old, new)
    for text, side in ((old, [row.before for row in rows]), (new, [row.after for row in rows])):
        shown = "".join(piece for paragraph in side for _, piece in paragraph)
        assert "".join(shown.split()) == "".join(text.split())
        assert "\n" not in shown
    assert {kind for row in rows for kind, _ in row.before} <= {"same", "deleted"}
    assert {kind for row in rows for kind, _ in row.after} <= {"same", "inserted"}


def test_side_by_side_a_new_paragraph_stands_beside_none() -> None:
    rows = side_by_side("وصل الوفد.\nغادر أمس.", "وصل الوفد.\nنام.\nغادر اليوم.")
    assert rows[0] == ([("same", "وصل الوفد.")], [("same", "وصل الوفد.")])
    assert [bool(row.before) for row in rows].count(False) == 1
    assert sum(bool(row.after) for row in rows) == 3
