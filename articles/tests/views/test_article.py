"""An article's page: its address, its text as it stands, what it mentions, and the words of a search marked in it."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.test import Client

from articles.arabic import LexiconError
from articles.models import Article, Mention, Version
from articles.tests.factories import make_article, make_name

pytestmark = pytest.mark.django_db


def page(client: Client, article: Article, query: str = "") -> str:
    response = client.get(article.get_absolute_url() + query)
    assert response.status_code == 200
    return str(response.content.decode())


@pytest.mark.parametrize("slug", ["", "غير-ذلك/", "wrong/"])
def test_any_other_slug_leads_to_the_right_one(client: Client, slug: str) -> None:
    article = make_article("وقف إطلاق النار")
    response = client.get(f"/articles/{article.pk}/{slug}?q=%D9%86%D8%A7%D8%B1&match=exact")
    assert response.status_code == 301
    assert response["Location"] == f"/articles/{article.pk}/{quote('وقف-إطلاق-النار')}/?q=%D9%86%D8%A7%D8%B1&match=exact"


def test_a_headline_without_letters_has_an_address(client: Client) -> None:
    article = make_article("؟!")
    assert article.get_absolute_url().endswith("/-/")
    assert client.get(article.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("status", [Article.Status.DRAFT, Article.Status.REVIEW])
def test_what_is_not_published_is_not_there(client: Client, status: str) -> None:
    assert client.get(make_article(status=status).get_absolute_url()).status_code == 404


def test_an_unknown_number_is_not_there(client: Client) -> None:
    assert client.get("/articles/999/").status_code == 404


def test_the_text_is_shown_as_it_came(client: Client) -> None:
    text = "قالت حركة حماس ، إن «الضفقة» لن تتم “\n\nغدا م."
    html = page(client, make_article(body=text))
    assert '<p id="p1" dir="rtl">قالت حركة حماس ، إن «الضفقة» لن تتم “<a ' in html
    assert '<p id="p2" dir="rtl">غدا م.<a ' in html


def test_a_foreign_paragraph_has_its_own_direction(client: Client) -> None:
    assert '<p id="p1" dir="ltr">Entirely English.<a ' in page(client, make_article(body="Entirely English."))


def test_people_stand_with_their_roles_as_stated(client: Client) -> None:
    article = make_article(people=["حازم قاسم"], cited=["صحيفة معاريف"])
    speaker = make_name("حازم قاسم")
    for role in ("المتحدث باسم حركة حماس في غزة", "قيادي"):
        Mention.objects.create(article=article, name=speaker, role=role)
    html = page(client, article)
    assert html.count(f'href="{speaker.get_absolute_url()}"') == 1
    assert "المتحدث باسم حركة حماس في غزة" in html
    assert "قيادي" in html
    assert "نقلًا عن" in html
    assert make_name("صحيفة معاريف", "outlet").get_absolute_url() in html


def test_an_agency_of_the_dateline_is_cited_also_where_nobody_else_is(client: Client) -> None:
    agency = make_name("وكالة الواحة", "outlet")
    html = page(client, make_article(source="صحيفة معاريف", dateline_agency=agency))
    cited = html.partition("نقلًا عن</h2>")[2].partition("</ul>")[0]
    assert agency.get_absolute_url() in cited


def test_an_outlet_is_not_said_to_cite_itself(client: Client) -> None:
    agency = make_name("وكالة الواحة", "outlet")
    assert "نقلًا عن" not in page(client, make_article(source="وكالة الواحة", dateline_agency=agency))


@pytest.mark.parametrize("state", [Mention.State.SUGGESTED, Mention.State.REJECTED])
def test_what_nobody_confirmed_is_not_shown(client: Client, state: str) -> None:
    article = make_article()
    Mention.objects.create(article=article, name=make_name("زيد المقترح"), role="دور مقترح", state=state)
    html = page(client, article)
    assert "مقترح" not in html


@pytest.mark.parametrize(
    ("address", "linked"),
    [("https://example.org/خبر?a=1", True), ("javascript:alert(1)", False), ("", False)],
)
def test_the_original_is_linked_where_it_is_on_the_web(client: Client, address: str, linked: bool) -> None:
    html = page(client, make_article(source_url=address))
    assert ("المقال عند ناشره" in html) is linked
    assert "javascript:" not in html


def test_a_date_that_was_inferred_says_how(client: Client) -> None:
    article = make_article(date_certainty="inferred", date_note="النص يقول: غدًا.")
    html = page(client, article)
    assert "تاريخ مستنتج" in html
    assert "النص يقول: غدًا." in html


def test_its_neighbours_in_time(client: Client) -> None:
    first = make_article("الأول", day="2024-05-09")
    second, third = make_article("الثاني"), make_article("الثالث")
    make_article("مسودة", status="draft")
    undated = make_article("بلا تاريخ", day="")
    assert 'rel="prev"' not in page(client, first)
    html = page(client, second)
    assert f'rel="prev" href="{first.get_absolute_url()}"' in html
    assert f'rel="next" href="{third.get_absolute_url()}"' in html
    assert 'rel="next"' not in page(client, third)
    assert 'class="beside"' not in page(client, undated)


def test_the_words_of_a_search_are_marked(client: Client) -> None:
    article = make_article("أخبار المفاوضات", "مفاوضة أولى.\nثم للمفاوضات بقية.", standfirst="جولة مفاوضات")
    html = page(client, article, "?q=مفاوضات")
    assert html.count('id="first-match"') == 1
    assert '<mark id="first-match">المفاوضات</mark>' in html
    assert "<mark>للمفاوضات</mark>" in html
    assert 'href="#first-match"' in html
    assert "4 مرات" in html


def test_the_match_decides_what_is_marked(client: Client) -> None:
    html = page(client, make_article("خبر", "للمفاوضات ثم مفاوضات."), "?q=مفاوضات&match=exact")
    assert "للمفاوضات ثم" in html
    assert '<mark id="first-match">مفاوضات</mark>' in html


@pytest.mark.parametrize("query", ["?match=none&q=خبر", "?q=" + "ا" * 2000, "?q=%22", "?q=-", "?utm_source=x"])
def test_an_article_is_shown_whatever_stands_beside_its_address(client: Client, query: str) -> None:
    page(client, make_article(), query)


def test_an_article_is_read_without_the_lexicon_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> None:
        raise LexiconError("no lexicon")

    monkeypatch.setattr("articles.search.results.match", missing)
    assert "متن الخبر." in page(client, make_article(), "?q=خبر")


def test_marks_do_not_let_markup_through(client: Client) -> None:
    html = page(client, make_article("<mark>نار</mark>", "نار <b>نار</b>"), "?q=نار")
    assert "&lt;mark&gt;" in html
    assert "<b>" not in html


@pytest.fixture
def trains(index: Callable[[], int]) -> list[Article]:
    """Thirty results of a search for «قطار», the newest first, and one that is of another source."""
    articles = [make_article(f"قطار {day}", source="الواحة", day=f"2024-05-{day:02}") for day in range(30, 0, -1)]
    make_article("قطار آخر", source="الإخبارية", day="2024-05-17")
    index()
    return articles


def query(number: int, sort: str = "newest") -> str:
    source = make_name("الواحة", "outlet").pk
    return f"?q={quote('قطار')}&source={source}&sort={sort}&result={number}"


def escaped(address: str) -> str:
    return f'href="{address.replace("&", "&amp;")}"'


def test_a_result_knows_its_place_and_its_neighbours(client: Client, trains: list[Article]) -> None:
    html = page(client, trains[16], query(17))
    assert "النتيجة 17 من 30" in html
    assert escaped(f"{trains[15].get_absolute_url()}{query(16)}") in html
    assert escaped(f"{trains[17].get_absolute_url()}{query(18)}") in html
    assert escaped(f"/search{query(0).removesuffix('&result=0')}") in html


def test_back_leads_to_the_page_where_the_result_stands(client: Client, trains: list[Article]) -> None:
    assert escaped(f"/search{query(0).replace('&result=0', '&page=2')}") in page(client, trains[22], query(23))


def test_the_first_result_has_none_before_it_and_the_last_none_after(client: Client, trains: list[Article]) -> None:
    first, last = page(client, trains[0], query(1)), page(client, trains[-1], query(30))
    assert ("النتيجة السابقة" in first, "النتيجة التالية" in first) == (False, True)
    assert ("النتيجة السابقة" in last, "النتيجة التالية" in last) == (True, False)


def test_a_result_that_moved_is_shown_where_it_stands_now(client: Client, trains: list[Article]) -> None:
    html = page(client, trains[16], query(20))
    assert "النتيجة 17 من 30" in html
    assert escaped(f"{trains[17].get_absolute_url()}{query(18)}") in html


def test_a_search_by_filters_alone_has_places_too(client: Client, trains: list[Article]) -> None:
    html = page(client, trains[4], query(5).replace(f"q={quote('قطار')}&", ""))
    assert "النتيجة 5 من 30" in html
    assert "وردت" not in html
    assert "<mark" not in html


@pytest.mark.parametrize("number", ["0", "-1", "x", "٣", "999999999999", "1e3", "9999", "", " 17 "])
def test_a_place_that_is_none_is_passed_over(client: Client, trains: list[Article], number: str) -> None:
    html = page(client, trains[16], f"?q=قطار&sort=newest&result={number}")
    assert "النتيجة" not in html
    assert 'class="arrival"' in html


def test_an_article_that_left_the_results_has_no_place(client: Client, trains: list[Article]) -> None:
    html = page(client, make_article("حافلة"), query(3))
    assert "النتيجة" not in html
    assert "نتائج البحث" in html


def test_a_withdrawn_neighbour_is_not_linked(client: Client, trains: list[Article]) -> None:
    Article.objects.filter(pk=trains[17].pk).update(status=Article.Status.WITHDRAWN)  # the index still has it
    html = page(client, trains[16], query(17))
    assert "النتيجة 17 من 30" in html
    assert "النتيجة التالية" not in html


def test_filters_that_mean_nothing_do_not_hide_the_words(client: Client, trains: list[Article]) -> None:
    html = page(client, trains[0], "?q=قطار&from=newsletter&source=x&result=1")
    assert '<mark id="first-match">قطار</mark>' in html


def test_a_place_without_a_search_is_none(client: Client, trains: list[Article]) -> None:
    assert 'class="arrival"' not in page(client, trains[0], "?result=1")


def test_an_address_with_a_search_is_not_for_search_engines(client: Client, trains: list[Article]) -> None:
    html = page(client, trains[0], query(1))
    assert '<meta name="robots" content="noindex, follow">' in html
    assert f'<link rel="canonical" href="http://testserver{trains[0].get_absolute_url()}">' in html
    assert "noindex" not in page(client, trains[0])


def test_a_result_is_read_while_search_is_down(client: Client, search_folder: object) -> None:
    html = page(client, make_article("قطار"), "?q=قطار&result=1")
    assert "متن الخبر." in html
    assert "النتيجة" not in html


def test_related_articles_are_offered(client: Client, index: Callable[[], int]) -> None:
    for headline in ("وصول القطار السريع إلى وهران", "تأخر القطار السريع في وهران"):
        make_article(headline, f"{headline} بعد رحلة طويلة عبر الهضاب.")
    for number, thing in enumerate(("القمح", "المطر", "اللقاح", "المتحف", "البورصة", "السردين")):
        make_article(f"خبر {number}", f"كلام كثير عن {thing} في هذا اليوم من أيام الخريف.")
    index()
    first, second = Article.objects.filter(headline__contains="وهران").order_by("pk")
    html = page(client, first).partition("مقالات ذات صلة")[2]
    assert second.get_absolute_url() in html.partition("</section>")[0]
    assert first.get_absolute_url() not in html.partition("</section>")[0]


def test_an_article_like_no_other_offers_none(client: Client, index: Callable[[], int]) -> None:
    article = make_article()
    index()
    assert "مقالات ذات صلة" not in page(client, article)


def test_an_article_is_read_while_search_is_down(
    client: Client, search_folder: object, caplog: pytest.LogCaptureFixture
) -> None:
    assert "مقالات ذات صلة" not in page(client, make_article())
    assert "no related articles" in caplog.text


def test_a_result_costs_few_queries(client: Client, trains: list[Article], django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    address = query(17)
    with django_assert_max_num_queries(10):
        page(client, trains[16], address)


def test_a_page_costs_few_queries(client: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    names = [f"شخص رقم {number}" for number in range(30)]
    article = make_article(people=names, places=["غزة"], cited=["معاريف"], topics=["هدنة"], source="الإخبارية")
    with django_assert_max_num_queries(10):
        page(client, article)


def test_a_reader_sees_confirmed_versions_of_the_story(client: Client) -> None:
    one, two, draft, other = (make_article(name) for name in ("وصول الوفد", "الوفد في القاهرة", "مسودة الخبر", "خبر مقترح"))
    Article.objects.filter(pk=draft.pk).update(status="draft")
    for article, state in ((two, "confirmed"), (draft, "confirmed"), (other, "suggested")):
        Version.objects.create(article=article, of=one, kind="corrected", likeness=0.9, state=state)
    for article, there in ((one, two), (two, one)):
        section = page(client, article).partition('id="versions"')[2].partition("</section>")[0]
        assert there.get_absolute_url() in section
        assert "مسودة الخبر" not in section
        assert "خبر مقترح" not in section
    assert "القصة نفسها" not in page(client, other)
