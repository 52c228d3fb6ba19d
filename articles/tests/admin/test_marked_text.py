"""Marks in a text: nested, crossing, over paragraphs; and nothing of the text becomes markup."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.admin.marked_text import LABELS, Mark, marked


class Read(HTMLParser):
    """The text again, and which mark each of its characters stands in."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.text, self.inside = "", []  # type: str, list[set[str]]
        self.feed(page)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        assert tag != "a" or all(other != "a" for other, _ in self.open)
        if tag == "p" and self.text:
            self.text += "\n"
            self.inside.append(set())
        self.open.append((tag, "label" if found.get("class") == "mark-label" else found.get("data-for") or ""))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if data == "\n" and not self.open:
            return
        if all(entry != "label" for _, entry in self.open):
            self.text += data
            self.inside += [{entry for _, entry in self.open if entry}] * len(data)


def test_a_name_within_a_quote() -> None:
    page = marked("قال «سامح هنا».", [Mark(5, 13, "quote", "quote-0"), Mark(5, 9, "person", "name-0")])
    assert re.search(r'data-for="quote-0">.*<a class="mark person" href="#name-0".*>سامح</a> هنا</span>».', page)


def test_the_text_stays_text() -> None:
    page = marked('<script>alert("x")</script>', [Mark(0, 8, "person", 'x" onclick="y')])
    assert "<script" not in page
    assert 'onclick="y' not in page


def test_only_the_first_of_a_name_is_a_stop_for_the_keyboard() -> None:
    page = marked("أ ب أ", [Mark(0, 1, "person", "name-0"), Mark(4, 5, "person", "name-0")])
    assert page.count('tabindex="-1"') == 1


@pytest.mark.parametrize("mark", [Mark(3, 3, "quote", "q"), Mark(-1, 2, "quote", "q"), Mark(0, 99, "quote", "q")])
def test_marks_outside_the_text_are_left_out(mark: Mark) -> None:
    assert "<span" not in marked("متن الخبر", [mark])


marks = st.builds(
    lambda start, length, kind, number: Mark(start, start + length, kind, f"{kind}-{number}"),
    st.integers(0, 30), st.integers(1, 20), st.sampled_from(sorted(LABELS)), st.integers(0, 3),
)  # fmt: skip


@given(st.text("ابت <&\n", min_size=1, max_size=40).map(lambda text: f"ا{text}ا"), st.lists(marks, max_size=8))
def test_any_marks_in_any_text(text: str, some: list[Mark]) -> None:
    read = Read(marked(text, some))
    assert [line for line in read.text.split("\n") if line] == [line for line in text.split("\n") if line]
    if "\n" not in text:
        for one in some:
            if one.end <= len(text) and one.kind == "quote":
                assert all(one.entry in inside for inside in read.inside[one.start : one.end])
