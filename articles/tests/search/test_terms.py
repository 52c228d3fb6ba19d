"""What the texts of an index become."""

from hypothesis import given
from hypothesis import strategies as st

from articles.arabic import surfaces, terms
from articles.search.terms import PART, UNUSUAL, Analysed, Texts, analysed, beginnings

WORDS = st.sampled_from(["أمن", "امن", "الأمن", "الامن", "كِتاب", "كتاب", "مدينة", "مدينه", "COVID", "covid", "2015", "٢٠١٥"])
TEXTS = st.lists(WORDS | st.just(PART), max_size=12).map(" ".join)


def of_zone(text: str) -> Analysed:
    return analysed(Texts({"text": text}, {}))


def written(word: str, document: dict[str, str]) -> bool:
    """Whether a zone has a word just as it is written, told by its terms."""
    variants = document.get("text_variant", "").split()
    term = terms(word)
    if term.variant:
        return term.variant in variants
    return term.norm in document.get("text_norm", "").split() and UNUSUAL + term.norm not in variants


@given(TEXTS, WORDS)
def test_a_zone_tells_how_its_words_are_written(text: str, word: str) -> None:
    document = of_zone(text)
    assert written(word, document) == (word in surfaces(text))


def test_a_word_begins_with_its_article_and_without() -> None:
    assert set(beginnings("والقاهرةُ في أمان")) == {"وا", "وال", "قا", "قاه", "في", "ام", "اما"}


def test_usual_spellings_take_no_room() -> None:
    document = of_zone("القاهرة مدينة كبيرة والحركة في شوارعها كثيرة")
    assert document["text_variant"] == ""


def test_no_phrase_runs_from_one_part_into_the_next() -> None:
    assert of_zone(f"وقف{PART}{PART}النار")["text_norm"] == "وقف ¶ النار"
