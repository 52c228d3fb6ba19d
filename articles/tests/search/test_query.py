import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search.query import Either, Question, Word, Words, parse


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("", Question()),
        ("وقف النار", Question((Word("وقف"), Word("النار")))),
        ('"وقف إطلاق النار"', Question((Words("وقف إطلاق النار"),))),
        ("«وقف إطلاق»", Question((Words("وقف إطلاق"),))),
        ("”وقف إطلاق“", Question((Words("وقف إطلاق"),))),
        ('هدنة "وقف إطلاق', Question((Word("هدنة"), Words("وقف إطلاق")))),
        ("هدنة -حرب", Question((Word("هدنة"),), (Word("حرب"),))),
        ('هدنة -"حرب أهلية"', Question((Word("هدنة"),), (Words("حرب أهلية"),))),
        ("هدنة OR سلام", Question((Either((Word("هدنة"), Word("سلام"))),))),
        ("هدنة OR سلام OR صلح", Question((Either((Word("هدنة"), Word("سلام"), Word("صلح"))),))),
        ("OR هدنة", Question((Word("هدنة"),))),
        ("هدنة OR", Question((Word("هدنة"),))),
        ('""', Question()),
    ],
)
def test_reading(text: str, question: Question) -> None:
    assert parse(text) == question


@given(st.text(max_size=200))
def test_every_text_has_a_reading(text: str) -> None:
    parse(text)
