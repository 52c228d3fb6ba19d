"""Function words: what says nothing of a text's subject, and what must not be taken for it."""

import pytest

from articles.arabic import is_function_word, normalize


@pytest.mark.parametrize("word", ["في", "إلى", "والتي", "هل", "كانت", "ومن", "ب", "و", "يا"])
def test_they_hold_a_sentence_together(word: str) -> None:
    assert is_function_word(normalize(word))


@pytest.mark.parametrize("word", ["بعد", "ضد", "قال", "وزير", "غير", "أمن", "بيت", "م", "23"])
def test_these_say_something(word: str) -> None:
    assert not is_function_word(normalize(word))
