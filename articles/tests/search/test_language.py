"""The query language: what is typed, what it means, and what is said of mistakes."""

import datetime as dt

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from articles.search.language import MOST_WORDS, Kind, dates, read
from articles.search.query import Both, Either, Question, Within, Word, Words, written

ONE, TWO, THREE = Word("هدنة"), Word("سلام"), Word("صلح")


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("", Question()),
        ("وقف النار", Question((Word("وقف"), Word("النار")))),
        ('"وقف إطلاق النار"', Question((Words("وقف إطلاق النار"),))),
        ("«وقف  إطلاق»", Question((Words("وقف إطلاق"),))),
        ("”وقف إطلاق“", Question((Words("وقف إطلاق"),))),
        ("هدنة -سلام", Question((ONE,), (TWO,))),
        ('هدنة -"حرب أهلية"', Question((ONE,), (Words("حرب أهلية"),))),
        ("هدنة OR سلام", Question((Either((ONE, TWO)),))),
        ("هدنة | سلام|صلح", Question((Either((ONE, TWO, THREE)),))),
        ("(هدنة سلام) OR صلح", Question((Either((Both((ONE, TWO)), THREE)),))),
        ("هدنة (سلام OR صلح)", Question((ONE, Either((TWO, THREE))))),
        ("-(هدنة سلام)", Question((), (Both((ONE, TWO)),))),
        ("مفاوض*", Question((Word("مفاوض", prefix=True),))),
        ("عنوان:هدنة", Question((Within("headline", ONE),))),
        ("title: هدنة", Question((Within("headline", ONE),))),
        ('شخص:"حازم قاسم"', Question((Within("person", Words("حازم قاسم")),))),
        ("المصدر:معاريف", Question((Within("source", Word("معاريف")),))),
        ("من:2024 إلى:2025-03", Question(since=dt.date(2024, 1, 1), until=dt.date(2025, 3, 31))),
        ('منذ:"آذار ٢٠٢٤"', Question(since=dt.date(2024, 3, 1))),
        ("قال: هدنة", Question((Word("قال"), ONE))),
        ("رجال من الأمن", Question((Word("رجال"), Word("من"), Word("الأمن")))),
        ("http://example.org", Question((Word("http"), Word("//example.org")))),
        ("غير-رسمي", Question((Word("غير-رسمي"),))),
        ("؟ ! …", Question()),
    ],
)
def test_what_is_typed_and_meant(text: str, question: Question) -> None:
    reading = read(text)
    assert reading.question == question
    assert reading.problems == ()


@pytest.mark.parametrize(
    ("text", "kind", "repaired"),
    [
        ('هدنة "وقف إطلاق', Kind.UNCLOSED_QUOTE, 'هدنة "وقف إطلاق"'),
        ("(هدنة سلام", Kind.UNCLOSED_BRACKET, "(هدنة سلام)"),
        ("هدنة) سلام", Kind.UNOPENED_BRACKET, "هدنة سلام"),
        ("OR هدنة", Kind.LONE_OPERATOR, "هدنة"),
        ("هدنة OR", Kind.LONE_OPERATOR, "هدنة"),
        ("هدنة OR OR سلام", Kind.LONE_OPERATOR, "(هدنة OR سلام)"),
        ("- هدنة", Kind.LONE_OPERATOR, "هدنة"),
        ("هدنة *", Kind.LONE_OPERATOR, "هدنة"),
        ("(هدنة -سلام)", Kind.LONE_OPERATOR, "هدنة"),
        ("هدنة عنوان:", Kind.EMPTY_FIELD, "هدنة"),
        ("عنوان:؟ هدنة", Kind.EMPTY_FIELD, "هدنة"),
        ("هدنة من:2025-13-40", Kind.BAD_DATE, "هدنة"),
        ("هدنة من:أمس", Kind.BAD_DATE, "هدنة"),
        ("من:2025 إلى:2024", Kind.BACKWARD_DATES, "من:2024 إلى:2025"),
        ("م*", Kind.SHORT_PREFIX, "م"),
    ],
)
def test_a_mistake_is_named_and_repaired(text: str, kind: Kind, repaired: str) -> None:
    reading = read(text)
    assert kind in {problem.kind for problem in reading.problems}
    assert all(problem.message for problem in reading.problems)
    assert written(reading.question) == repaired
    assert read(repaired).problems == ()


@pytest.mark.parametrize(
    ("typed", "shortest"),
    [
        ("من:2019-01-01", "من:2019"),
        ("من:2019-03-01", "من:2019-03"),
        ("من:2019-03-02", "من:2019-03-02"),
        ("إلى:2019-12-31", "إلى:2019"),
        ("إلى:2024-02-29", "إلى:2024-02"),
        ("إلى:2024-02-28", "إلى:2024-02-28"),
        ("من:0001 إلى:9999", "من:0001 إلى:9999"),
    ],
)
def test_dates_are_written_no_longer_than_they_need_be(typed: str, shortest: str) -> None:
    assert written(read(typed).question) == shortest
    assert read(shortest).question == read(typed).question


def test_long_questions_are_cut_and_said_to_be() -> None:
    reading = read("كلمة " * 500)
    assert len(reading.question.wanted) == MOST_WORDS
    assert {problem.kind for problem in reading.problems} == {Kind.TOO_MANY_WORDS}


def test_deep_brackets_do_not_exhaust_anything() -> None:
    assert Kind.TOO_DEEP in {problem.kind for problem in read("(" * 3000 + "هدنة" + ")" * 3000).problems}


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025", "2025-01-01", "2025-12-31"),
        ("2024-2", "2024-02-01", "2024-02-29"),
        ("2025/03/09", "2025-03-09", "2025-03-09"),
        ("آذار 2025", "2025-03-01", "2025-03-31"),
        ("9 مارس 2025", "2025-03-09", "2025-03-09"),
        ("تشرين الثاني 2025", "2025-11-01", "2025-11-30"),
        ("جانفي-2025", "2025-01-01", "2025-01-31"),
        ("غشت ٢٠٢٥", "2025-08-01", "2025-08-31"),
        ("2025 أيلول", "2025-09-01", "2025-09-30"),
    ],
)
def test_days_months_and_years(text: str, first: str, last: str) -> None:
    assert dates(text) == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize("text", ["", "25", "2025-13", "2025-02-30", "0000", "99999", "مارس", "2025-03-09-01", "x"])
def test_what_is_no_date(text: str) -> None:
    assert dates(text) is None


pieces = st.lists(
    st.sampled_from(['"', "«", "»", "(", ")", "-", "OR", "|", "*", "عنوان:", "من:", "هدنة", "2024", " ", "  ", "مفاوض*"])
    | st.text(max_size=5),
    max_size=30,
).map("".join)


@settings(max_examples=300, phases=(Phase.explicit, Phase.generate))
@given(pieces)
def test_every_text_has_a_reading_and_its_repair_has_no_mistakes(text: str) -> None:
    reading = read(text)
    repaired = written(reading.question)
    again = read(repaired)
    assert again.problems == ()
    assert written(again.question) == repaired
