"""What a search promises its reader, through the real engine."""

from collections.abc import Callable
from typing import Any

import pytest

from articles.models import Article, Mention
from articles.search import Keep, Match, SearchParams, SearchUnavailable, Selection, Sort, rank, search
from articles.tests.factories import make_article, make_name

Index = Callable[[], int]


def headlines(**params: object) -> list[str]:
    return [result.article.headline for result in search(SearchParams(**params)).results]  # type: ignore[arg-type]


@pytest.mark.parametrize("query", ["مفاوضات", "المفاوضات", "مفاوضة", "وللمفاوضات", "مُفاوَضات", "مـفاوضات"])
def test_a_word_finds_its_forms(index: Index, query: str) -> None:
    make_article("جولة أولى", "جرت ومفاوضاتهم في مسقط.")
    make_article("جولة ثانية", "استعدادا للمفاوضات المقبلة.")
    make_article("خبر آخر", "الطقس معتدل اليوم.")
    index()
    assert set(headlines(q=query)) == {"جولة أولى", "جولة ثانية"}


@pytest.mark.parametrize(("query", "text"), [("من", "رجال الأمن العام"), ("علم", "عالم واسع"), ("سلام", "سلاح قديم")])
def test_a_word_does_not_find_what_only_looks_like_it(index: Index, query: str, text: str) -> None:
    make_article("خبر", text)
    index()
    assert headlines(q=query) == []


def test_articles_with_every_word_come_first(index: Index) -> None:
    make_article("تكرار", "زيتون زيتون زيتون زيتون زيتون زيتون.")
    make_article("كلاهما", f"موسم الزيتون في الجبل. {'كلام كثير عن غير ذلك ' * 40} معرض الكتاب.")
    index()
    found = search(SearchParams(q="زيتون كتاب"))
    assert [result.article.headline for result in found.results] == ["كلاهما", "تكرار"]
    assert (found.total, found.total_all_words) == (2, 1)


@pytest.mark.parametrize("size", [1, 2, 3, 7])
@pytest.mark.parametrize("params", [{}, {"words": Keep.ALL}, {"sort": Sort.NEWEST}])
def test_a_page_is_a_piece_of_the_whole_ranking(index: Index, size: int, params: dict[str, Any]) -> None:
    both = ["زيتون الجبل", "كتاب عن الزيتون", "زيتون وكتاب وزيتون"]
    for number, text in enumerate([*both, "زيتون زيتون", "كتاب", "كتاب الكتاب", "معرض"]):
        make_article(f"خبر {number}", f"{text} في المدينة {'كلام ' * number}.", published_on=f"2025-03-0{number + 1}")
    index()
    asked = SearchParams(q="زيتون كتاب", **params)
    whole = rank(asked)
    pages = [search(asked, offset=at, limit=size) for at in range(0, len(whole.ids) + size, size)]
    assert [result.article.pk for page in pages for result in page.results] == whole.ids
    assert {(page.total, page.total_all_words) for page in pages} == {(whole.total, whole.total_all_words)}
    assert rank(asked, size) == whole._replace(ids=whole.ids[:size])


def test_the_headline_weighs_most(index: Index) -> None:
    make_article("خبر طويل", "كلام عن المهرجان في المدينة وأهلها وضيوفها.")
    make_article("المهرجان", "كلام عن المدينة وأهلها وضيوفها وأيامها.")
    index()
    assert headlines(q="مهرجان") == ["المهرجان", "خبر طويل"]


@pytest.mark.parametrize("mark", ['"وقف إطلاق النار"', "«وقف اطلاق النار»", "“وقف إطلاق النار”"])
def test_a_phrase_is_found_as_written(index: Index, mark: str) -> None:
    make_article("نعم", "اتفق الجانبان على وقف إطلاق النار.")
    make_article("لا", "إطلاق النار لم يتوقف، ووقف الناس بعيدا عن النار.")
    index()
    assert headlines(q=mark) == ["نعم"]


def test_a_phrase_does_not_run_from_headline_into_body(index: Index) -> None:
    make_article("آخر العنوان", "أول المتن هنا.")
    index()
    assert headlines(q='"العنوان أول"') == []


def test_unwanted_words_and_alternatives(index: Index) -> None:
    make_article("قطار", "قطار جديد إلى الجبل.")
    make_article("حافلة", "حافلة جديدة إلى الساحل.")
    make_article("سفينة", "سفينة جديدة إلى الجزيرة.")
    index()
    assert set(headlines(q="جديد -قطار")) == {"حافلة", "سفينة"}
    assert set(headlines(q="قطار OR سفينة")) == {"قطار", "سفينة"}


def test_spelling_can_be_asked_for(index: Index) -> None:
    make_article("فعل", "ذهبَ الرجل.")
    make_article("اسم", "ذهب خالص.")
    make_article("جمع", "بالذهب.")
    index()
    assert set(headlines(q="ذهب")) == {"فعل", "اسم", "جمع"}
    assert set(headlines(q="ذهب", match=Match.FOLDED)) == {"فعل", "اسم"}
    assert headlines(q="ذهب", match=Match.EXACT) == ["اسم"]


def test_names_roles_and_aliases_are_found(index: Index) -> None:
    make_name("غال هيرش", "person", "جال هيرش")
    article = make_article("خبر", "نص بلا أسماء.", people=["غال هيرش"])
    article.mentions.update(role="منسق الشؤون")
    index()
    assert headlines(q="جال هيرش") == headlines(q="منسق") == ["خبر"]


@pytest.mark.parametrize("status", ["draft", "review", "withdrawn"])
def test_only_published_articles_are_found(index: Index, status: str) -> None:
    make_article("سري", "كلام سري.", status=status)
    index()
    assert headlines(q="سري") == []
    assert search(SearchParams()).total == 0


def test_an_article_withdrawn_a_moment_ago_is_not_shown(index: Index) -> None:
    article = make_article("سري", "كلام سري.")
    index()
    Article.objects.filter(pk=article.pk).update(status="withdrawn")
    assert headlines(q="سري") == []


def test_suggested_and_rejected_mentions_are_no_facets(index: Index) -> None:
    article = make_article()
    for name, state in (("قائم", "confirmed"), ("مقترح", "suggested"), ("مرفوض", "rejected")):
        Mention.objects.create(article=article, name=make_name(name), state=state)
    index()
    assert [value.label for value in search(SearchParams()).facets["person"]] == ["قائم"]


@pytest.fixture
def three(index: Index) -> dict[str, int]:
    make_article("أ", "خبر", source="الأول", people=["سعاد"], topics=["طقس"], day="2023-01-10")
    make_article("ب", "خبر", source="الثاني", people=["سعاد", "نبيل"], topics=["طقس"], day="2024-01-10")
    make_article("ج", "خبر", source="الثاني", places=["مسقط"], day="2025-01-10")
    index()
    facets = search(SearchParams()).facets
    return {value.label: value.value for values in facets.values() for value in values}


def test_filters(three: dict[str, int]) -> None:
    def only(*names: str) -> Selection:
        return Selection(frozenset(three[name] for name in names))

    assert set(headlines(source=only("الثاني"))) == {"ب", "ج"}
    assert set(headlines(source=only("الأول", "الثاني"))) == {"أ", "ب", "ج"}
    assert headlines(source=only("الثاني"), person=only("سعاد")) == ["ب"]
    assert headlines(person=Selection(exclude=frozenset({three["سعاد"]}))) == ["ج"]
    assert headlines(q="خبر", place=only("مسقط")) == ["ج"]
    params = SearchParams.parse({"from": ["2023-06-01"], "to": ["2024-12-31"]})
    assert [result.article.headline for result in search(params).results] == ["ب"]


def test_a_facet_counts_within_the_other_filters_only(three: dict[str, int]) -> None:
    found = search(SearchParams(source=Selection(frozenset({three["الأول"]}))))
    assert {value.label: value.count for value in found.facets["source"]} == {"الأول": 1, "الثاني": 2}
    assert {value.label: value.count for value in found.facets["person"]} == {"سعاد": 1}


def test_a_chosen_value_stays_in_sight_at_zero(three: dict[str, int]) -> None:
    found = search(SearchParams(q="لاوجودلها", source=Selection(frozenset({three["الأول"]}))))
    assert [(value.label, value.count, value.included) for value in found.facets["source"]] == [("الأول", 0, True)]


def test_years_are_counted_newest_first(three: dict[str, int]) -> None:
    assert [(value.value, value.count) for value in search(SearchParams()).facets["year"]] == [(2025, 1), (2024, 1), (2023, 1)]


def test_sorting(three: dict[str, int]) -> None:
    assert headlines(q="خبر", sort=Sort.NEWEST) == ["ج", "ب", "أ"]
    assert headlines(q="خبر", sort=Sort.OLDEST) == ["أ", "ب", "ج"]


def test_without_words_the_newest_come_first_and_the_undated_last(three: dict[str, int], index: Index) -> None:
    make_article("بلا تاريخ", "خبر", day="")
    index()
    assert headlines() == ["ج", "ب", "أ", "بلا تاريخ"]
    assert headlines(sort=Sort.OLDEST) == ["أ", "ب", "ج", "بلا تاريخ"]


def test_unknown_facet_ids_find_nothing(three: dict[str, int]) -> None:
    assert headlines(person=Selection(frozenset({10**15}))) == []


@pytest.mark.parametrize("query", ['"', "(((", "-", "*", "😀", "\u202e", "::", "OR", "[a TO", "ا" * 900, "كلمة " * 180])
def test_no_question_is_an_error(three: dict[str, int], query: str) -> None:
    search(SearchParams(q=query))


def test_marks_alone_find_nothing(three: dict[str, int]) -> None:
    assert search(SearchParams(q="؟!")).total == 0


def test_exports_get_every_result_in_order(three: dict[str, int]) -> None:
    params = SearchParams(q="خبر", sort=Sort.NEWEST)
    assert [Article.objects.get(pk=pk).headline for pk in rank(params).ids] == ["ج", "ب", "أ"]
    assert (len(rank(params, 2).ids), rank(params, 2).total) == (2, 3)


def test_no_index_is_never_no_results(db: None) -> None:
    with pytest.raises(SearchUnavailable):
        search(SearchParams(q="خبر"))


def test_a_group_is_one_wish(index: Index) -> None:
    make_article("قطار الجبل", "وصل قطار الجبل.")
    make_article("قطار البحر", "وصل قطار البحر.")
    make_article("سفينة", "وصلت سفينة البحر.")
    index()
    assert set(headlines(q="(قطار بحر) OR سفينة")) == {"قطار البحر", "سفينة"}
    assert headlines(q="قطار -(قطار بحر)") == ["قطار الجبل"]


def test_words_of_the_headline_only(index: Index) -> None:
    make_article("قطار", "متن بلا ذلك.")
    make_article("خبر", "وصل القطار.")
    index()
    assert headlines(q="عنوان:قطارات") == ["قطار"]
    assert headlines(q='title:"قطار"') == ["قطار"]


def test_names_by_any_of_their_words_and_aliases(three: dict[str, int], index: Index) -> None:
    make_name("نبيل", "person", "أبو سعيد")
    assert set(headlines(q="شخص:سعاد")) == {"أ", "ب"}
    assert headlines(q='شخص:"ابو سعيد"') == ["ب"]
    assert headlines(q="خبر مصدر:الاول") == ["أ"]
    assert headlines(q="topic:طقس -person:نبيل") == ["أ"]


def test_a_name_that_nobody_bears_is_said(three: dict[str, int]) -> None:
    found = search(SearchParams(q="خبر شخص:زقزوق"))
    assert found.total == 0
    assert [problem.kind for problem in found.problems] == ["unknown_name"]


def test_days_within_the_question(three: dict[str, int]) -> None:
    assert set(headlines(q="خبر من:2024")) == {"ب", "ج"}
    assert headlines(q='خبر من:"كانون الثاني 2024" إلى:2024-06') == ["ب"]
    assert headlines(q="إلى:2023") == ["أ"]


def test_a_word_by_its_beginning(index: Index) -> None:
    make_article("أول", "قال المفاوضون.")
    make_article("ثان", "مفاوضاتهم طويلة.")
    make_article("ثالث", "الطقس معتدل.")
    index()
    assert headlines(q="مفاوض*") == ["ثان"]
    found = search(SearchParams(q="مفاوض* طويلة"))
    assert found.results[0].snippet == "<mark>مفاوضاتهم</mark> <mark>طويلة</mark>."


def test_a_mistake_is_said_and_repaired(three: dict[str, int]) -> None:
    found = search(SearchParams(q='"خبر'))
    assert (found.total, found.repaired) == (3, '"خبر"')
    assert [problem.kind for problem in found.problems] == ["unclosed_quote"]
