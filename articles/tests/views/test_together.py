"""What a name's page says beside its articles: when, as what, what it said, and in whose company."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from articles.models import Article, Mention, Quote
from articles.tests.factories import make_article, make_name
from articles.views import together

pytestmark = pytest.mark.django_db
Index = Callable[[], int]


def page(client: Client, who: str = "زيد", kind: str = "person") -> str:
    response = client.get(make_name(who, kind).get_absolute_url())
    assert response.status_code == 200
    return str(response.content.decode())


def company(html: str) -> dict[str, int]:
    """Name -> its number in «في المقالات نفسها»."""
    part = html.partition('id="together"')[2].partition('id="its-articles"')[0]
    return {name: int(count) for name, count in re.findall(r'<bdi dir="rtl">(.*?)</bdi></a> <span class="count">(\d+)', part)}


def test_who_is_written_of_together_is_counted(client: Client, index: Index) -> None:
    make_article(people=["زيد", "عمرو"], places=["غزة"], topics=["هدنة"], source="معاريف")
    make_article(people=["زيد", "عمرو", "بكر"], source="معاريف")
    make_article(people=["عمرو", "خالد"])
    index()
    assert company(page(client)) == {"عمرو": 2, "بكر": 1, "غزة": 1, "هدنة": 1, "معاريف": 2}
    assert company(page(client, "معاريف", "outlet")) == {"زيد": 2, "عمرو": 2, "بكر": 1, "غزة": 1, "هدنة": 1}


def test_merged_names_count_for_the_one_that_stands(client: Client, index: Index) -> None:
    make_article(people=["زيد", "جال هيرش"])
    index()
    make_name("جال هيرش").__class__.objects.filter(name="جال هيرش").update(merged_into=make_name("غال هيرش"))
    assert company(page(client)) == {"غال هيرش": 1}
    make_article(people=["زيد", "غال هيرش"])
    index()
    assert company(page(client)) == {"غال هيرش": 2}


def test_of_a_name_in_many_articles_the_latest_company_is_counted(
    client: Client, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "COUNTED", 2)
    make_article(people=["زيد", "عمرو"], day="2010-01-05")
    make_article(people=["زيد", "بكر"], day="2020-03-01")
    make_article(people=["زيد", "بكر"], day="2020-03-20")
    index()
    html = page(client)
    assert company(html) == {"بكر": 2}
    assert "في ما نُشر منذ 1 آذار/مارس 2020." in html
    assert "3 مقالات بين 2010 و2020" in html


@pytest.mark.parametrize("status", ["draft", "review", "withdrawn"])
def test_hidden_articles_make_no_company(client: Client, index: Index, status: str) -> None:
    make_article(people=["زيد", "عمرو"])
    hidden = make_article(people=["زيد", "مستور"])
    hidden.mentions.filter(name__name="زيد").update(role="دور مستور")
    index()
    hidden.status = status
    hidden.save()
    index()
    html = page(client)
    assert company(html) == {"عمرو": 1}
    assert "مستور" not in html


def test_a_page_stands_without_search(client: Client) -> None:
    make_article(people=["زيد", "عمرو"])
    html = page(client)
    assert "مقال واحد" in html
    assert 'id="together"' not in html


def test_time_is_drawn_and_leads_to_the_search(client: Client, index: Index) -> None:
    for day in ("2010-01-01", "2020-01-01", "2020-02-01"):
        make_article(people=["زيد"], day=day)
    index()
    html = page(client)
    who = make_name("زيد").pk
    assert "3 مقالات بين 2010 و2020" in html
    assert "المقالات في كل سنة" in html
    assert f"/search?person={who}&amp;from=2020-01-01&amp;to=2020-12-31" in html
    assert 'class="by-year"' not in html  # each year has a row of its own in the table


def test_years_are_listed_where_months_are_drawn(client: Client, index: Index) -> None:
    for day in ("2019-01-01", "2020-01-01", "2020-06-01"):
        make_article(people=["زيد"], day=day)
    index()
    html = page(client)
    assert "المقالات في كل شهر" in html
    years = html.partition('class="by-year"')[2].partition("</nav>")[0]
    assert re.findall(r">(\d{4})</a> <span class=\"count\">(\d)", years) == [("2020", "2"), ("2019", "1")]


def stated(role: str, day: str, who: str = "زيد", **fields: object) -> Article:
    article = make_article(day=day, **fields)
    Mention.objects.create(article=article, name=make_name(who), role=role)
    return article


def test_roles_have_their_first_and_last_day_and_number(client: Client) -> None:
    stated("وزير الداخلية", "2012-03-01")
    stated("وزير الداخلية", "2014-04-02")
    stated("رئيس الوزراء", "2020-05-03")
    html = page(client)
    assert "من 1 آذار/مارس 2012 إلى 2 نيسان/أبريل 2014 · مقالان" in html
    assert "3 أيار/مايو 2020 · مقال واحد" in html
    assert html.index("رئيس الوزراء") < html.index("وزير الداخلية")


def test_a_vague_date_is_no_day_of_a_role(client: Client) -> None:
    stated("وزير", "2012-01-01", date_certainty="year")
    html = page(client)
    assert '<span class="span">مقال واحد</span>' in html


@pytest.mark.parametrize("state", ["suggested", "rejected"])
def test_unconfirmed_roles_are_not_stated(client: Client, state: str) -> None:
    make_article(people=["زيد"])
    stated("دور مقترح", "2012-01-01").mentions.update(state=state)
    assert "دور مقترح" not in page(client)


def test_some_quotes_are_shown_and_the_rest_is_led_to(client: Client) -> None:
    for number in range(together.QUOTES_SHOWN + 1):
        article = stated("", "2012-01-01")
        Quote.objects.create(article=article, text=f"القول رقم {number}.", speaker=article.mentions.get())
    html = page(client)
    assert "القول رقم 4." in html
    assert "القول رقم 0." not in html
    assert f"/quotes/?speaker={make_name('زيد').pk}" in html


def test_what_is_read_of_many_mentions_is_said(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "RECENT", 2)
    stated("الدور الأول", "2012-01-01")
    assert "من أحدث" not in page(client)
    stated("الدور الثاني", "2013-01-01")
    stated("الدور الثالث", "2014-01-01")
    html = page(client)
    assert "الصفات هنا من أحدث موضعين ورد فيها الاسم" in html
    assert "الدور الأول" not in html


def test_wikidata_is_led_to_where_its_number_is_one(client: Client) -> None:
    make_article(people=["زيد", "عمرو"])
    make_name("زيد").__class__.objects.filter(name="زيد").update(wikidata_id="Q42")
    make_name("زيد").__class__.objects.filter(name="عمرو").update(wikidata_id="javascript:1")
    assert 'href="https://www.wikidata.org/wiki/Q42"' in page(client)
    assert "wikidata.org/wiki" not in page(client, "عمرو")
