"""Why an article was found: every asked word with the written words that matched it, and nothing else."""

from collections.abc import Callable

import pytest

from articles.models import Article
from articles.search import How, Match, Reason, SearchParams, Where, Wish, explain, marker_for
from articles.tests.factories import make_article, make_name

Index = Callable[[], int]


@pytest.fixture
def article(index: Index) -> Article:
    make_name("غال هيرش", "person", "جال هيرش")
    found = make_article(
        "بدء المفاوضات",
        "قال إن مفاوضات مسقط ومفاوضاتهم قبلها لا تعني اي مفاوضة.\nوقف اطلاق النار أولا. وقف إطلاق النار ثانيا. رجال الأمن.",
        standfirst="جولة من المفاوضات",
        people=["غال هيرش"],
        source="الإخبارية",
    )
    make_article("غيره", "لا شيء.")
    index()
    return found


def why(q: str, article: Article, **params: object) -> list[Reason]:
    return list(explain(SearchParams(q=q, **params), article.pk).reasons)  # type: ignore[arg-type]


def forms(reason: Reason) -> dict[str, tuple[How, ...]]:
    return {form.text: form.how for form in reason.forms}


def test_each_written_form_and_how_it_matched(article: Article) -> None:
    [reason] = why("مفاوضات", article)
    assert (reason.text, reason.wish, reason.missing) == ("مفاوضات", Wish.WORD, False)
    assert forms(reason) == {
        "مفاوضات": (How.SAME,),
        "المفاوضات": (How.LEMMA, How.STEM),
        "ومفاوضاتهم": (How.LEMMA, How.STEM),
        "مفاوضة": (How.LEMMA,),
    }


def test_the_lemma_is_named_with_vowels_where_only_one_is_meant(index: Index) -> None:
    article = make_article("خبر", "أسواق المدينة والمفاوض.")
    index()
    lemmas = {reason.text: reason.forms[0].lemma for reason in why("الأسواق سوق مفاوضات", article)}
    assert lemmas == {"الأسواق": "سُوق", "سوق": "سُوق", "مفاوضات": "مُفاوِض"}
    [ambiguous] = why("سوق", make_article_of("بالسوق", index))
    assert ambiguous.forms[0].lemma == "سوق"


def make_article_of(text: str, index: Index) -> Article:
    article = make_article("خبر", text)
    index()
    return article


def test_where_it_stands_and_how_often(article: Article) -> None:
    [reason] = why("المفاوضات", article)
    same = reason.forms[0]
    assert (same.text, dict(same.places)) == ("المفاوضات", {Where.HEADLINE: 1, Where.LEAD: 1})
    assert {form.text: dict(form.places) for form in reason.forms}["مفاوضات"] == {Where.BODY: 1}


@pytest.mark.parametrize(("typed", "written"), [("أي", "اي"), ("مَسقط", "مسقط"), ("مفاوضه", "مفاوضة")])
def test_another_spelling_of_the_word_itself(article: Article, typed: str, written: str) -> None:
    assert forms(why(typed, article)[0])[written] == (How.SPELLING,)


def test_a_word_that_only_looks_alike_is_no_reason(article: Article) -> None:
    [reason] = why("من", article)
    assert forms(reason) == {"من": (How.SAME,)}


def test_function_words_that_were_passed_over_are_no_reasons(article: Article) -> None:
    found = explain(SearchParams(q="ما هي مفاوضات مسقط"), article.pk)
    assert [reason.text for reason in found.reasons] == ["مفاوضات", "مسقط"]
    assert found.passed_over == ("ما", "هي")
    assert explain(SearchParams(q="من"), article.pk).passed_over == ()


def test_what_is_missing_is_said(article: Article) -> None:
    found = why("مفاوضات زقزوق", article)
    assert [(reason.text, reason.missing) for reason in found] == [("مفاوضات", False), ("زقزوق", True)]


def test_words_that_share_a_form_are_each_explained(article: Article) -> None:
    assert [reason.missing for reason in why("مفاوضة المفاوضات", article)] == [False, False]


@pytest.mark.parametrize(("how", "expected"), [(Match.EXACT, {"مفاوضات"}), (Match.FOLDED, {"مفاوضات"})])
def test_only_what_the_chosen_way_of_matching_finds(article: Article, how: Match, expected: set[str]) -> None:
    assert forms(why("مفاوضات", article, match=how)[0]).keys() == expected
    assert why("مفاوضه", article, match=Match.EXACT)[0].missing


def test_a_phrase_with_its_spellings(article: Article) -> None:
    [reason] = why('"وقف إطلاق النار"', article)
    assert reason.wish is Wish.PHRASE
    assert forms(reason) == {"وقف إطلاق النار": (How.SAME,), "وقف اطلاق النار": (How.PHRASE,)}


def test_a_beginning_and_a_word_of_the_headline(article: Article) -> None:
    [prefix, headline] = why("مفاوض* عنوان:مفاوضات", article)
    assert prefix.wish is Wish.PREFIX
    assert forms(prefix) == {"مفاوضات": (How.PREFIX,), "مفاوضة": (How.PREFIX,)}
    assert headline.field == "headline"
    assert forms(headline).keys() == {"المفاوضات"}


def test_a_name_that_was_meant(article: Article) -> None:
    [reason] = why('شخص:"جال هيرش"', article)
    assert (reason.wish, reason.field, forms(reason)) == (Wish.NAME, "person", {"غال هيرش": (How.NAME,)})
    assert why("شخص:زقزوق", article)[0].missing


def test_names_and_aliases_count_as_text(article: Article) -> None:
    [reason] = why("جال", article)
    assert [dict(form.places) for form in reason.forms] == [{Where.LEAD: 1}]


def test_of_alternatives_those_that_are_there(article: Article) -> None:
    assert [reason.text for reason in why("مسقط OR زقزوق", article)] == ["مسقط"]
    assert [reason.missing for reason in why("زقزوق OR نقنوق", article)] == [True, True]
    assert [reason.text for reason in why("(مسقط زقزوق)", article)] == ["مسقط", "زقزوق"]


@pytest.mark.parametrize("how", list(Match))
def test_what_is_explained_is_what_is_marked(article: Article, how: Match) -> None:
    params = SearchParams(q='المفاوضات أمن "وقف إطلاق" مس* قبل', match=how)
    marked = {article.body[start:end] for start, end, _ in marker_for(params).spans(article.body)}
    explained = {
        word
        for reason in explain(params, article.pk).reasons
        for form in reason.forms
        if Where.BODY in form.places
        for word in form.text.split()
    }
    assert explained == marked


def test_whether_it_is_a_result_of_the_whole_search(article: Article) -> None:
    params = SearchParams(q="مفاوضات")
    other = Article.objects.get(headline="غيره")
    assert explain(params, article.pk).found
    assert not explain(params.in_year(1990), article.pk).found
    assert not explain(params, other.pk).found
    assert not explain(SearchParams(q="مفاوضات -مسقط"), article.pk).found


def test_without_words_there_is_nothing_to_explain(article: Article) -> None:
    assert explain(SearchParams().in_year(2024), article.pk).reasons == ()


def test_what_is_not_published_is_not_explained(index: Index) -> None:
    draft = make_article("سري", status="draft")
    with pytest.raises(Article.DoesNotExist):
        explain(SearchParams(q="سري"), draft.pk)


@pytest.mark.parametrize("query", ['"', "(((", "عنوان:", "😀", "\u202e", "كلمة " * 64, "مفاوض* " * 9])
def test_odd_questions_are_explained_too(article: Article, query: str) -> None:
    why(query.strip(), article)
