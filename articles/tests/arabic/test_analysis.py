"""The three kinds of term, the cache in front of them, and what they depend on."""

import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import arabic
from articles.arabic import Terms, analysis
from articles.arabic.stems import LONGEST_WORD, stem

TEXT = st.one_of(st.text(), st.text(st.sampled_from("ابتةىأإؤئءوالمنسيـًّ٠1،. a\0\u200c")))


@given(TEXT)
def test_terms_are_never_empty_and_hold_no_whitespace(text: str) -> None:
    for _, terms in arabic.analyze(text):
        assert terms.lemmas
        for term in (terms.norm, terms.stem, *terms.lemmas):
            assert term and term.split() == [term]


@given(TEXT)
def test_norms_keep_one_position_a_token(text: str) -> None:
    tokens = [terms for _, terms in arabic.analyze(text)]
    strings = arabic.text_terms(text)
    assert [word.norm for word in strings] == [t.norm for t in tokens]
    assert [lemma for word in strings for lemma in word.lemmas.split()] == [lemma for t in tokens for lemma in t.lemmas]


@given(TEXT)
def test_words_of_one_norm_have_one_usual_spelling(text: str) -> None:
    usual: dict[str, str] = {}
    for token, terms in arabic.analyze(text):
        if terms.variant:
            assert token.surface.startswith(terms.variant)
        else:
            assert usual.setdefault(terms.norm, token.surface) == token.surface


@pytest.mark.parametrize("word", ["كتاب", "المدينة", "أكد", "إلى", "القدس", "2015", "على"])
def test_what_is_written_as_usual_is_no_variant(word: str) -> None:
    assert arabic.terms(word).variant == ""


@pytest.mark.parametrize("word", ["كِتاب", "المدينه", "اكد", "الى", "القـدس", "٢٠١٥", "COVID"])
def test_what_is_written_otherwise_is_a_variant(word: str) -> None:
    assert arabic.terms(word).variant == word


@pytest.mark.parametrize("word", ["", "ـ", "ًٌ", "،", " "])
def test_a_word_without_letters_has_no_terms(word: str) -> None:
    assert arabic.terms(word) == Terms("", "", ())


def test_terms_of_known_and_unknown_words() -> None:
    assert arabic.terms("وللمفاوضات") == Terms("وللمفاوضات", "مفاوض", ("مفاوضه", "مفاوض"))
    assert arabic.terms("لتويتر") == Terms("لتويتر", "تويتر", ("~لتتر", "~تويتر"))
    assert arabic.terms("Witkoff") == Terms("witkoff", "witkoff", ("witkoff",), "Witkoff")
    assert arabic.terms("٢٬٥٠٠") == Terms("2500", "2500", ("2500",), "٢٬٥٠٠")


def test_exact_spelling_goes_before_tolerant() -> None:
    assert "ال" in arabic.terms("الى").lemmas  # as written it may be many words
    assert arabic.terms("إلى").lemmas == ("الي",)


def test_long_words_are_analysed_by_their_beginning_and_not_kept() -> None:
    word = "ب" * 5_000_000
    began = time.process_time()
    found = arabic.terms(word)
    assert time.process_time() - began < 1
    assert len(found.norm) == 256 and len(found.stem) <= LONGEST_WORD and max(map(len, found.lemmas)) <= LONGEST_WORD + 1
    assert word not in analysis._known


def test_text_without_spaces_does_not_cost_more_than_its_length() -> None:
    began = time.process_time()
    for length in range(1_000, 3_000):
        arabic.terms("ابجدسالم" * length)
    assert time.process_time() - began < 2


@pytest.mark.parametrize("norm", ["والله", "وال", "ال", "و", "لل", "بالبيت", "كتاب"])
def test_a_stem_keeps_something(norm: str) -> None:
    assert stem(norm)
    assert stem(stem(norm))


def test_the_cache_is_bounded_and_keeps_what_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "CACHED_TYPES", 50)
    known = analysis._KnownWords()
    for number in range(1_000):
        known["كتاب"], known[str(number)]
    assert len(known) + len(known._older) <= 100
    assert "كتاب" in known or "كتاب" in known._older
    known.forget()
    assert not known and not known._older


def test_threads_agree() -> None:
    words = [f"{prefix}{word}{suffix}" for prefix in ("", "وال", "بال") for word in ("كتاب", "مدرس", "رئيس", "تويتر")
             for suffix in ("", "ات", "هم", "ين")]  # fmt: skip
    expected = [arabic.terms(word) for word in words]
    analysis._known.forget()
    results: list[list[Terms]] = []
    threads = [threading.Thread(target=lambda: results.append([arabic.terms(word) for word in words])) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 8


def test_readings_tell_more_than_lemmas() -> None:
    found = arabic.readings("وبالحُكومةِ")
    assert {(reading.lemma, reading.pos) for reading in found} == {("حُكُومَة", "noun")}
    assert found[0].clitics == ("wa_conj", "bi_prep", "Al_det")
    assert arabic.readings("تويتر") == []


def test_without_a_lexicon_the_lemma_is_the_stem(lexicon_data: Path) -> None:
    with_lexicon = arabic.fingerprint()
    arabic.configure(lexicon_data, "none")
    assert arabic.terms("رؤساء").lemmas == (arabic.terms("رؤساء").stem,)
    assert arabic.readings("رؤساء") == []
    assert arabic.lexicon_status() == {"mode": "none", "lemmas": 0, "path": None}
    assert arabic.fingerprint() != with_lexicon
    arabic.configure(lexicon_data)
    assert arabic.fingerprint() == with_lexicon
    assert "رئيس" in arabic.terms("رؤساء").lemmas


def test_the_status_of_a_lexicon_in_use(lexicon_data: Path) -> None:
    status = arabic.lexicon_status()
    assert status["mode"] == "built-in" and status["lemmas"] > 30_000
    assert Path(status["path"]).is_file()
    assert "problem" not in status


def test_a_missing_lexicon_says_what_to_do(tmp_path: Path) -> None:
    arabic.configure(tmp_path)
    with pytest.raises(arabic.LexiconMissing, match="build_lexicon"):
        arabic.terms("كتاب")
    with pytest.raises(arabic.LexiconMissing):
        arabic.fingerprint()
    assert "build_lexicon" in arabic.lexicon_status()["problem"]


def test_folding_and_tokens_need_no_lexicon(tmp_path: Path) -> None:
    arabic.configure(tmp_path)
    assert arabic.fold("القاهرة، غدًا") == "القاهره غدا"
    assert len(list(arabic.tokenize("القاهرة، غدًا"))) == 2
