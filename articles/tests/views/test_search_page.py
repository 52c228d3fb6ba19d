"""The search page, through the real engine: results, narrowing, refusals, and a way on where nothing is found."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils.html import escape

from articles.arabic import LexiconError
from articles.search import PAGE_SIZE
from articles.tests.factories import make_article, make_name

pytestmark = pytest.mark.django_db
Index = Callable[[], int]


def page(client: Client, query: str) -> str:
    response = client.get(f"/search{query}")
    assert response.status_code == 200
    return str(response.content.decode())


def headlines(html: str) -> list[str]:
    found = re.findall(r'<h2 class="headline"><a [^>]*>(.*?)</a></h2>', html)
    return [re.sub(r"<[^>]+>", "", headline) for headline in found]


def test_before_anything_is_asked_the_page_says_how(client: Client) -> None:
    make_article(topics=["هدنة"])
    html = page(client, "")
    assert "كيف تبحث" in html
    assert "هدنة" in html
    assert "كيف تبحث" in page(client, "?q=+&from=&to=&person=")


def test_results_are_marked_and_keep_the_search(index: Index, client: Client) -> None:
    make_article("أخبار المفاوضات", "جرت مفاوضة في مسقط.", source="الإخبارية")
    index()
    html = page(client, "?q=مفاوضات&match=forms")
    assert "<mark>المفاوضات</mark>" in html
    assert "<mark>مفاوضة</mark>" in html
    assert re.search(r'href="/articles/\d+/[^"]+/\?q=%D9%85[^"&]+&amp;result=1"', html)
    assert "الإخبارية" in html
    assert '<input id="q" name="q" type="search" dir="auto" value="مفاوضات"' in html
    assert "match=exact" in page(client, "?q=المفاوضات&match=exact").split('class="headline"')[1].split(">")[1]


def test_both_counts_are_said(index: Index, client: Client) -> None:
    make_article("كلاهما", "زيتون وكتاب.")
    for number in range(2):
        make_article(f"زيتون {number}", "زيتون فقط.")
    index()
    html = page(client, "?q=زيتون+كتاب")
    assert "<strong>3 مقالات</strong>، منها مقال واحد فيه كل الكلمات" in html
    assert html.index("كلاهما") < html.index("فيما يلي بعض الكلمات لا كلها") < html.index("<mark>زيتون</mark> 0")
    assert "فيما يلي" not in page(client, "?q=زيتون+كتاب&sort=newest")
    assert "<strong>3 مقالات</strong></span></p>" in page(client, "?q=زيتون")


def test_keeping_to_all_of_the_words_and_back(index: Index, client: Client) -> None:
    make_article("كلاهما", "زيتون وكتاب.")
    for number in range(2):
        make_article(f"زيتون {number}", "زيتون فقط.")
    index()
    html = page(client, "?q=زيتون+كتاب&sort=newest")
    [address] = re.findall(r'<a class="keep" href="([^"]+)" rel="nofollow">أبقِ ما فيه كل الكلمات</a>', html)
    kept = client.get(address.replace("&amp;", "&")).content.decode()
    assert headlines(kept) == ["كلاهما"]
    assert "<strong>مقال واحد فيه كل الكلمات</strong>؛ ولا يظهر ما فيه بعضها: مقالان" in kept
    [back] = re.findall(r'<a class="keep" href="([^"]+)" rel="nofollow">أضف ما فيه بعضها</a>', kept)
    assert parse_qs(urlsplit(back.replace("&amp;", "&")).query) == {"q": ["زيتون كتاب"], "sort": ["newest"]}
    assert 'name="words" value="all"' in kept
    assert "كل الكلمات<" in re.findall(r'<div class="chips".*?</div>', kept, re.DOTALL)[0]


@pytest.mark.parametrize("query", ["?q=زيتون", "?q=زيتون&words=all", "?q=زيتون+فقط", "?q=زيتون+زقزوق", "?q=(زيتون+كتاب)"])
def test_where_it_would_change_nothing_it_is_not_offered(index: Index, client: Client, query: str) -> None:
    make_article("زيتون", "زيتون فقط.")
    index()
    assert 'class="keep"' not in page(client, query)


def test_where_nothing_has_all_of_the_words_those_with_some_are_offered(index: Index, client: Client) -> None:
    make_article("زيتون", "زيتون فقط.")
    index()
    html = page(client, "?q=زيتون+زقزوق&words=all")
    advice = html.split('class="no-results"')[1].split("</ul>")[0]
    assert "ما فيه بعض الكلمات" in advice
    assert "مقال واحد" in advice
    assert headlines(client.get(re.findall(r'href="([^"]+)"', advice)[0].replace("&amp;", "&")).content.decode()) == ["زيتون"]


def test_facets_choose_exclude_and_drop(index: Index, client: Client) -> None:
    make_article("من غزة", "خبر واحد.", places=["غزة"])
    make_article("من قطر", "خبر آخر.", places=["قطر"])
    index()
    gaza = make_name("غزة", "place").pk
    html = page(client, "?q=خبر")
    assert escape(f"&place={gaza}") in html
    assert escape(f"&place=-{gaza}") in html
    assert headlines(page(client, f"?q=خبر&place={gaza}")) == ["من غزة"]
    narrowed = page(client, f"?q=خبر&place=-{gaza}")
    assert headlines(narrowed) == ["من قطر"]
    chips = re.findall(r'<div class="chips".*?</div>', narrowed, re.DOTALL)[0]
    assert "ليس" in chips
    assert "المكان: غزة" in chips
    assert parse_qs(urlsplit(re.findall(r'href="([^"]+)"', chips)[0]).query) == {"q": ["خبر"]}


def test_years_and_dates_narrow(index: Index, client: Client) -> None:
    make_article("قديم", "خبر.", day="2011-07-20")
    make_article("جديد", "خبر.", day="2024-01-01")
    index()
    html = page(client, "?q=خبر")
    assert escape("from=2011-01-01&to=2011-12-31") in html
    narrowed = page(client, "?q=خبر&from=2011-01-01&to=2011-12-31")
    assert headlines(narrowed) == ["قديم"]
    assert 'name="from" dir="ltr" value="2011-01-01"' in narrowed
    assert re.search(r'<div class="chips".*?<bdi dir="rtl">2011</bdi>', narrowed, re.DOTALL)
    chips = re.findall(r'<div class="chips".*?</div>', page(client, "?q=خبر&from=2011-01-01&to=2024-03-31"), re.DOTALL)[0]
    assert "من 1 كانون الثاني/يناير 2011" in chips
    assert "إلى 31 آذار/مارس 2024" in chips


def test_forms_keep_what_they_do_not_ask_for(index: Index, client: Client) -> None:
    index()
    html = page(client, "?q=خبر&topic=5&topic=-7&match=folded&sort=oldest&from=2011-01-01")
    main_form, dates_form = re.findall(r"<form.*?</form>", html, re.DOTALL)
    kept = {("topic", "5"), ("topic", "-7"), ("match", "folded"), ("sort", "oldest")}
    for form, expected in ((main_form, kept | {("from", "2011-01-01")}), (dates_form, kept | {("q", "خبر")})):
        assert set(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)) == expected


def test_order_can_be_chosen(index: Index, client: Client) -> None:
    make_article("قديم", "خبر.", day="2011-07-20")
    make_article("جديد", "خبر خبر.", day="2024-01-01")
    index()
    assert headlines(page(client, "?q=خبر&sort=oldest")) == ["قديم", "جديد"]
    assert headlines(page(client, "?q=خبر&sort=newest")) == ["جديد", "قديم"]


def test_results_have_pages(index: Index, client: Client) -> None:
    for number in range(PAGE_SIZE + 1):
        make_article(f"خبر {number}", "متن.")
    index()
    assert len(headlines(page(client, "?q=خبر"))) == PAGE_SIZE
    second = page(client, "?q=خبر&page=2")
    assert len(headlines(second)) == 1
    assert f'start="{PAGE_SIZE + 1}"' in second
    assert 'aria-current="page"' in second
    assert client.get("/search?q=خبر&page=3").status_code == 404


@pytest.mark.parametrize(
    ("query", "label", "rest"),
    [
        ("q=خبر&from=2025-13-40", "بداية المدة", {"q": ["خبر"]}),
        ("q=خبر&sort=sideways", "الترتيب", {"q": ["خبر"]}),
        ("q=خبر&words=foo", "كل الكلمات أو بعضها", {"q": ["خبر"]}),
        ("q=خبر&from=2025-02-01&to=2025-01-01", "نهاية المدة", {"q": ["خبر"], "from": ["2025-02-01"]}),
        ("q=خبر&topic=" + "&topic=".join(map(str, range(51))), "الموضوع", {"q": ["خبر"]}),
        ("q=خبر&source=x", "المصدر", {"q": ["خبر"]}),
        ("q=خبر&page=0", "الصفحة", {"q": ["خبر"]}),
        ("q=" + "ا" * 2000 + "&sort=newest", "كلمات البحث", {"sort": ["newest"]}),
    ],
)
def test_what_cannot_be_honoured_is_refused_by_name(client: Client, query: str, label: str, rest: dict[str, list[str]]) -> None:
    response = client.get(f"/search?{query}")
    html = response.content.decode()
    assert response.status_code == 400
    problems = re.findall(r'<ul class="problems">.*?</ul>', html, re.DOTALL)[0]
    assert label in problems
    assert parse_qs(urlsplit(re.findall(r'href="([^"]+)"', problems)[0].replace("&amp;", "&")).query) == rest


def test_several_problems_are_all_named(client: Client) -> None:
    html = client.get("/search?q=<b>&from=x&sort=y").content.decode()
    assert html.count("ابحث من غيره") == 2
    assert "<b>" not in html


def test_an_engine_that_is_down_is_not_an_empty_result(db: None, client: Client) -> None:
    make_article()
    response = client.get("/search?q=خبر")
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert "no-store" in response["Cache-Control"]
    html = response.content.decode()
    assert "البحث متوقف الآن" in html
    assert "لا نتائج" not in html
    assert 'value="خبر"' in html


def test_a_lexicon_that_is_gone_is_not_an_empty_result(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> None:
        raise LexiconError("no lexicon")

    monkeypatch.setattr("articles.search.results.match", missing)
    assert client.get("/search?q=خبر").status_code == 503


def test_nothing_found_leads_on_to_what_would_be(index: Index, client: Client) -> None:
    make_article("خبر الزيتون", "موسم الزيتون.", day="2020-01-01")
    index()
    html = page(client, "?q=زيتون+زقزوق&from=2024-01-01&match=exact")
    advice = html.split('class="no-results"')[1].split("</div>")[0]
    assert "«زيتون» وحدها" in advice
    assert "مقال واحد" in advice
    assert "«زقزوق» وحدها" not in advice
    assert "/archive/" in advice


def test_hostile_questions_are_escaped(index: Index, client: Client) -> None:
    make_article("<b>خبر</b>", "<script>alert(1)</script> خبر")
    index()
    html = page(client, "?q=خبر <script>alert(2)</script>")
    assert "<script>alert" not in html
    assert "&lt;b&gt;<mark>خبر</mark>&lt;/b&gt;" in html


@pytest.mark.parametrize("query", ['"', "(((", "AND OR NOT", "عنوان:", "-", "*", "\u202eabc", "😀", "كلمة " * 100])
def test_odd_questions_have_an_answer(index: Index, client: Client, query: str) -> None:
    make_article()
    index()
    assert client.get("/search", {"q": query}).status_code == 200


def test_a_search_costs_few_queries(index: Index, client: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for number in range(15):
        make_article(f"خبر {number}", "متن.", people=[f"شخص {number}"], places=["غزة"], source=f"مصدر {number}")
    index()
    place = make_name("غزة", "place").pk
    with django_assert_max_num_queries(5):  # one of them: was the place merged into another?
        page(client, f"?q=خبر&place={place}")


def test_a_mistake_in_the_question_is_named_with_its_repair(index: Index, client: Client) -> None:
    make_article("خبر", "وصل القطار.")
    index()
    html = page(client, "?q=(قطار")
    assert "قوس «(» لم يُغلق." in html
    assert 'href="/search?q=%D9%82%D8%B7%D8%A7%D8%B1"' in html


def test_dates_of_a_repaired_question_keep_their_order(index: Index, client: Client) -> None:
    make_article("خبر", "وصل القطار.")
    index()
    assert 'من:<bdi dir="ltr">2019-03</bdi></bdi></a>' in page(client, "?q=(قطار+من:2019-03-01")


def test_an_unknown_name_is_a_chip_that_says_so(index: Index, client: Client) -> None:
    make_article("خبر")
    index()
    html = page(client, "?q=خبر&person=999999999999999999&topic=-7")
    assert "الشخص: اسم غير معروف" in html
    assert "لا نتائج" in html
    assert headlines(page(client, "?q=خبر&topic=-7")) == ["خبر"]


def test_dropping_all_that_narrows_keeps_the_question(index: Index, client: Client) -> None:
    make_article("خبر")
    index()
    html = page(client, "?q=خبر+متن&match=folded&topic=-7&words=all&from=2011-01-01&page=1")
    [address] = re.findall(r'<a class="clear" href="([^"]+)"', html)
    assert parse_qs(urlsplit(address.replace("&amp;", "&")).query) == {"q": ["خبر متن"], "match": ["folded"]}


def test_advice_offers_the_words_and_not_the_language(index: Index, client: Client) -> None:
    make_article("خبر", "وصل القطار. وقالت شخص من الناس.")
    index()
    html = page(client, "?q=قطار+سفينة+شخص:زقزوق+من:2019")
    assert "«قطار» وحدها" in html
    assert "«شخص» وحدها" not in html
    assert "«من» وحدها" not in html
