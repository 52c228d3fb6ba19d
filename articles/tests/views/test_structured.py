"""What pages say of themselves, as an independent reader of JSON-LD, OpenGraph and meta tags finds it."""

from __future__ import annotations

import json
import re
from typing import Any

import extruct
import pytest
from django.test import Client

from articles.tests.factories import make_article, make_name

pytestmark = pytest.mark.django_db
HOSTILE = 'ثغرة </script><script>alert(1)</script> <!-- & "قول"'


def read(client: Client, address: str) -> dict[str, Any]:
    html = client.get(address).content.decode()
    return dict(extruct.extract(html, base_url="http://testserver", syntaxes=["json-ld", "opengraph", "rdfa"], uniform=False))


def graph(client: Client, address: str) -> dict[str, dict[str, Any]]:
    """The things of a page by their type."""
    [block] = read(client, address)["json-ld"]
    assert block["@context"] == "https://schema.org"
    return {thing["@type"]: thing for thing in block["@graph"]}


def metas(client: Client, address: str) -> list[tuple[str, str]]:
    html = client.get(address).content.decode()
    return re.findall(r'<meta name="(citation_[a-z_]+)" content="([^"]*)">', html)


def test_a_news_article(client: Client) -> None:
    article = make_article(
        "قطار المدينة",
        "واحد اثنان ثلاثة.",
        kicker="نقل",
        standfirst="مقدمة.",
        byline="سلمى الراوي",
        dateline_text="الواحة – خاص",
        dateline_place=make_name("الواحة", "place"),
        source="جريدة الواحة",
        source_url="https://alwaha.example/1",
        people=["حازم قاسم"],
        topics=["مدن"],
    )
    found = graph(client, article.get_absolute_url())["NewsArticle"]
    base = "http://testserver"
    assert found["@id"] == f"{base}/articles/{article.pk}/"
    assert found["url"] == base + article.get_absolute_url()
    assert found["headline"] == "قطار المدينة"
    assert found["alternativeHeadline"] == "نقل"
    assert found["description"] == "مقدمة."
    assert found["datePublished"] == "2024-05-10"
    assert found["dateline"] == "الواحة – خاص"
    assert found["locationCreated"]["@type"] == "Place"
    assert found["author"] == {"@type": "Person", "name": "سلمى الراوي"}
    assert (found["publisher"]["@type"], found["publisher"]["name"]) == ("NewsMediaOrganization", "جريدة الواحة")
    assert found["provider"]["name"] == "أرشيف الأخبار"
    assert found["isBasedOn"] == "https://alwaha.example/1"
    assert found["inLanguage"] == "ar"
    assert found["isAccessibleForFree"] is True
    assert found["wordCount"] == 3
    assert found["keywords"] == ["مدن"]
    assert [(name["@type"], name["name"]) for name in found["mentions"]] == [("Person", "حازم قاسم")]
    assert found["image"]["url"] == f"{base}/articles/{article.pk}.png"


def test_a_long_headline_is_short_for_google_and_whole_beside(client: Client) -> None:
    headline = "قطار المدينة " * 20
    found = graph(client, make_article(headline.strip()).get_absolute_url())["NewsArticle"]
    assert len(found["headline"]) == 110
    assert found["headline"].endswith("…")
    assert found["name"] == headline.strip()


@pytest.mark.parametrize(
    ("certainty", "json_ld", "highwire", "graph_time"),
    [
        ("time", "2024-05-10T15:00+03:00", "2024/05/10", "2024-05-10T15:00+03:00"),
        ("day", "2024-05-10", "2024/05/10", "2024-05-10"),
        ("inferred", "2024-05-10", "2024/05/10", "2024-05-10"),
        ("month", "2024-05", "2024/05", None),
        ("year", "2024", "2024", None),
    ],
)
def test_a_date_is_no_more_exact_than_it_is_known(
    client: Client, certainty: str, json_ld: str, highwire: str, graph_time: str | None
) -> None:
    address = make_article(date_certainty=certainty).get_absolute_url()
    assert graph(client, address)["NewsArticle"]["datePublished"] == json_ld
    assert ("citation_publication_date", highwire) in metas(client, address)
    published = re.findall(r'"article:published_time" content="([^"]+)"', client.get(address).content.decode())
    assert published == ([graph_time] if graph_time else [])


def test_what_is_not_known_is_not_said(client: Client) -> None:
    address = make_article(day="").get_absolute_url()
    found = graph(client, address)["NewsArticle"]
    assert not {"datePublished", "author", "mentions", "isBasedOn", "dateline", "keywords"} & found.keys()
    assert [name for name, _ in metas(client, address)] == ["citation_title", "citation_language", "citation_public_url"]
    assert "published_time" not in client.get(address).content.decode()


def test_no_text_leaves_its_data_block(client: Client) -> None:
    article = make_article(HOSTILE, HOSTILE, byline=HOSTILE, source=HOSTILE, dateline_text=HOSTILE, people=[HOSTILE])
    html = client.get(article.get_absolute_url()).content.decode()
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert not set("<>&") & set(block)
    found = {thing["@type"]: thing for thing in json.loads(block)["@graph"]}["NewsArticle"]
    assert found["headline"] == found["author"]["name"] == found["dateline"] == HOSTILE
    assert graph(client, article.get_absolute_url())["NewsArticle"]["headline"] == HOSTILE


def test_other_addresses_than_of_the_web_are_not_linked(client: Client) -> None:
    article = make_article(source_url="javascript:alert(1)")
    assert "isBasedOn" not in graph(client, article.get_absolute_url())["NewsArticle"]


def test_the_way_down_to_an_article(client: Client) -> None:
    article = make_article("قطار", source="الواحة")
    steps = graph(client, article.get_absolute_url())["BreadcrumbList"]["itemListElement"]
    assert [(step["position"], step["name"]) for step in steps] == [
        (1, "أرشيف الأخبار"),
        (2, "المصادر"),
        (3, "الواحة"),
        (4, "قطار"),
    ]
    for step in steps:
        assert client.get(step["item"].removeprefix("http://testserver")).status_code == 200
    without = graph(client, make_article("حافلة").get_absolute_url())["BreadcrumbList"]["itemListElement"]
    assert [step["name"] for step in without] == ["أرشيف الأخبار", "حافلة"]


def test_open_graph_and_the_image_that_is_shared(client: Client) -> None:
    article = make_article("قطار", standfirst="مقدمة.")
    [found] = read(client, article.get_absolute_url())["opengraph"]
    properties = dict(found["properties"])
    assert properties["og:title"] == properties["og:image:alt"] == "قطار"
    assert properties["og:type"] == "article"
    assert properties["og:image"] == f"http://testserver/articles/{article.pk}.png"
    assert (properties["og:image:width"], properties["og:image:height"]) == ("1200", "630")
    assert '<meta name="twitter:card" content="summary_large_image">' in client.get(article.get_absolute_url()).content.decode()


def test_tags_for_reference_managers(client: Client) -> None:
    article = make_article("قطار", byline="سلمى", source="الواحة", topics=["نقل", "مدن"])
    assert metas(client, article.get_absolute_url()) == [
        ("citation_title", "قطار"),
        ("citation_author", "سلمى"),
        ("citation_publication_date", "2024/05/10"),
        ("citation_journal_title", "الواحة"),
        ("citation_language", "ar"),
        ("citation_public_url", f"http://testserver/articles/{article.pk}/"),
        ("citation_keywords", "نقل; مدن"),
    ]


@pytest.mark.parametrize(
    ("kind", "key", "type_"),
    [
        ("person", "people", "Person"),
        ("place", "places", "Place"),
        ("organization", "organizations", "Organization"),
        ("outlet", "cited", "NewsMediaOrganization"),
        ("topic", "topics", "DefinedTerm"),
    ],
)
def test_a_name_on_its_page(client: Client, kind: str, key: str, type_: str) -> None:
    make_article(**{key: ["زيتونة"]})
    name = make_name("زيتونة", kind, "الزيتونة")
    name.description, name.wikidata_id = "تعريف <قصير>", "Q42"
    name.save()
    found = graph(client, name.get_absolute_url())
    assert found[type_]["name"] == "زيتونة"
    assert found[type_]["alternateName"] == ["الزيتونة"]
    assert found[type_]["description"] == "تعريف <قصير>"
    assert found[type_]["sameAs"] == "https://www.wikidata.org/entity/Q42"
    assert len(found["BreadcrumbList"]["itemListElement"]) == 3


def test_the_site_can_be_searched_from_elsewhere(client: Client) -> None:
    make_article()
    found = graph(client, "/")["WebSite"]
    assert found["url"] == "http://testserver/"
    assert found["potentialAction"]["target"]["urlTemplate"] == "http://testserver/search?q={search_term_string}"
