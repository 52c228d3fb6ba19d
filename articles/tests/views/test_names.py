"""People, places, organizations, sources and topics: index and one page each."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.test import Client

from articles.models import Article, Mention, Name, articles_of_names
from articles.tests.factories import make_article, make_name
from articles.views.browse import NAMES_LISTED

pytestmark = pytest.mark.django_db


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def test_names_are_filed_without_their_article(client: Client) -> None:
    make_article(places=["القاهرة", "ألمانيا", "بغداد", "الكويت", "قطر"])
    html = page(client, "/places/")
    found = sorted(("القاهرة", "ألمانيا", "بغداد", "الكويت", "قطر"), key=html.index)
    assert found == ["ألمانيا", "بغداد", "القاهرة", "قطر", "الكويت"]
    assert 'href="#letter-ق"' in html
    assert "5 أسماء" in html


def test_letters_lead_to_the_page_where_they_begin(client: Client) -> None:
    article = make_article()
    names = [Name(kind="person", name=name) for name in (*(f"باسم {number:03}" for number in range(NAMES_LISTED)), "ياسر")]
    for name in names:
        name.prepare()
    Name.objects.bulk_create(names)
    Mention.objects.bulk_create(Mention(article=article, name=name) for name in Name.objects.all())
    assert 'href="?page=2#letter-ي"' in page(client, "/people/")
    assert "ياسر" in page(client, "/people/?page=2")
    assert client.get("/people/?page=3").status_code == 404


def test_a_name_page_has_its_facts_and_articles(client: Client, index: Callable[[], int]) -> None:
    article = make_article("الخبر الأول", day="2023-05-01")
    speaker = make_name("حازم قاسم", "person", "حازم محمد قاسم", description="متحدث.")
    Mention.objects.create(article=article, name=speaker, role="المتحدث باسم حركة حماس")
    Mention.objects.create(article=make_article("خبر المسودة", status="draft"), name=speaker, role="دور مسودة")
    Mention.objects.create(article=make_article("خبر مقترح"), name=speaker, state=Mention.State.SUGGESTED)
    index()
    html = page(client, speaker.get_absolute_url())
    for text in ("حازم محمد قاسم", "متحدث.", "المتحدث باسم حركة حماس", "الخبر الأول", "مقال واحد من سنة 2023"):
        assert text in html
    assert "مسودة" not in html
    assert "خبر مقترح" not in html
    assert f"/search?person={speaker.pk}" in html


def test_of_many_spellings_some_are_shown(client: Client) -> None:
    make_article(people=["حازم قاسم"])
    name = make_name("حازم قاسم", "person", *(f"صيغة {number:03}" for number in range(31)))
    html = page(client, name.get_absolute_url())
    assert html.count('<li><bdi dir="rtl">صيغة 0') == 30
    assert "وغيرها" in html


def test_the_newest_article_comes_first(client: Client) -> None:
    make_article("الأقدم", day="2020-01-01", topics=["هدنة"])
    make_article("الأحدث", day="2024-01-01", topics=["هدنة"])
    html = page(client, make_name("هدنة", "topic").get_absolute_url())
    assert html.index("الأحدث") < html.index("الأقدم")


def test_a_source_has_what_it_published_and_where_it_is_quoted(client: Client) -> None:
    make_article("نشرته", source="معاريف")
    make_article("نقل عنها", source="الإخبارية", cited=["معاريف"])
    source = make_name("معاريف", "outlet")
    make_article("نشرته ونقلت عن نفسها", source="معاريف", cited=["معاريف"], dateline_agency=source)
    html = page(client, source.get_absolute_url())
    for text in ("نشرته", "نقل عنها", "3 مقالات", f"/search?source={source.pk}"):
        assert text in html


def test_a_place_has_what_was_sent_from_it(client: Client) -> None:
    place = make_name("القدس المحتلة", "place")
    make_article("برقية", dateline_place=place)
    assert "برقية" in page(client, place.get_absolute_url())
    assert "القدس المحتلة" in page(client, "/places/")


@pytest.mark.parametrize("kind", [Name.Kind.OUTLET, Name.Kind.PLACE, Name.Kind.PERSON])
def test_counts_say_what_the_pages_list(kind: Name.Kind) -> None:
    name = make_name("مشترك", kind)
    fields: list[dict[str, object]] = [{}]
    if kind == Name.Kind.OUTLET:
        fields += [{"source": "مشترك"}, {"dateline_agency": name}, {"source": "مشترك", "dateline_agency": name}]
    if kind == Name.Kind.PLACE:
        fields += [{"dateline_place": name}]
    for carried in fields:
        make_article("يحمله", **carried)
        Mention.objects.create(article=make_article("يحمله ويذكره", **carried), name=name, start=0, end=5)
    Mention.objects.create(article=Article.objects.latest("pk"), name=name, start=9, end=12)
    make_article("مسودة", status="draft", source="مشترك" if kind == Name.Kind.OUTLET else None)
    counted = articles_of_names([name.pk])[name.pk]
    assert counted == Article.objects.published().mentioning(name).count() == 2 * len(fields) - 1


def test_any_other_slug_leads_to_the_right_one(client: Client) -> None:
    make_article(people=["حازم قاسم"])
    name = make_name("حازم قاسم")
    for address in (f"/people/{name.pk}/", f"/people/{name.pk}/x/"):
        response = client.get(f"{address}?page=1")
        assert response.status_code == 301
        assert response["Location"] == f"/people/{name.pk}/{quote('حازم-قاسم')}/?page=1"


def test_a_merged_name_leads_to_the_one_that_stands(client: Client) -> None:
    make_article(people=["غال هيرش"])
    standing = make_name("غال هيرش")
    middle = make_name("جال هيرش", merged_into=standing)
    first = make_name("هيرش", merged_into=middle)
    for merged in (middle, first):
        response = client.get(merged.get_absolute_url())
        assert response.status_code == 301
        assert response["Location"] == standing.get_absolute_url()
    assert "جال هيرش" not in page(client, "/people/")


def test_names_merged_in_a_circle_are_not_there(client: Client) -> None:
    one, two = make_name("واحد"), make_name("اثنان")
    Name.objects.filter(pk=one.pk).update(merged_into=two)
    Name.objects.filter(pk=two.pk).update(merged_into=one)
    assert client.get(one.get_absolute_url()).status_code == 404


def test_a_name_is_only_under_its_own_kind(client: Client) -> None:
    make_article(people=["زيد"])
    assert client.get(f"/places/{make_name('زيد').pk}/").status_code == 404


@pytest.mark.parametrize("address", ["/people/", "/places/", "/sources/"])
def test_an_index_costs_few_queries(client: Client, address: str, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for number in range(12):
        make_article(people=[f"شخص {number}"], places=[f"مكان {number}"], source=f"مصدر {number}")
    with django_assert_max_num_queries(6):
        page(client, address)


def test_a_name_page_costs_few_queries(client: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for number in range(12):
        make_article(people=["زيد"], places=[f"مكان {number}"], source=f"مصدر {number}")
    address = make_name("زيد").get_absolute_url()
    with django_assert_max_num_queries(10):
        page(client, address)
