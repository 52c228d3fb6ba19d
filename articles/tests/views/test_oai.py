"""OAI-PMH: what a harvester gets by following the protocol, and what the protocol says to whoever does not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree
from pytest_django.live_server_helper import LiveServer
from sickle import Sickle

from articles import oai
from articles.models import Article
from articles.tests.factories import make_article, make_name
from articles.tests.plans import on_sqlite, plan

pytestmark = pytest.mark.django_db
OAI = "{http://www.openarchives.org/OAI/2.0/}"
DC = "{http://purl.org/dc/elements/1.1/}"
FORMAT = {"metadataPrefix": "oai_dc"}
DAY = dt.datetime(2025, 3, 9, 12, tzinfo=dt.UTC)


def ask(client: Client, **arguments: Any) -> etree._Element:
    response = client.get(f"/oai?{urlencode(arguments, doseq=True)}")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    root = etree.fromstring(response.content)
    assert root.tag == f"{OAI}OAI-PMH"
    assert [child.tag for child in root[:2]] == [f"{OAI}responseDate", f"{OAI}request"]
    assert len(root) == 3
    return root


def error(client: Client, **arguments: Any) -> str:
    return str(ask(client, **arguments).find(f"{OAI}error").get("code"))


def numbers(root: etree._Element) -> list[int]:
    return [int(found.text.rpartition("/")[2]) for found in root.iter(f"{OAI}identifier")]


def token(root: etree._Element) -> str | None:
    return root.findtext(f".//{OAI}resumptionToken")


def changed(article: Article, at: dt.datetime) -> Article:
    Article.objects.filter(pk=article.pk).update(updated_at=at)
    return article


def harvest(client: Client, verb: str = "ListIdentifiers", **arguments: str) -> Iterator[etree._Element]:
    """Each part of a list."""
    part = ask(client, verb=verb, **FORMAT, **arguments)
    yield part
    while following := token(part):
        part = ask(client, verb=verb, resumptionToken=following)
        yield part


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oai, "PAGE", 3)


# --- as a client harvests ---------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_client_harvests_the_archive(live_server: LiveServer, small_pages: None, method: str) -> None:
    articles = [make_article(f"خبر {number}", source="الواحة", topics=["نقل"]) for number in range(7)]
    make_article("مستور", status=Article.Status.DRAFT)
    articles[2].status = Article.Status.WITHDRAWN
    articles[2].save()
    sickle = Sickle(f"{live_server.url}/oai", http_method=method)
    assert sickle.Identify().repositoryName == "أرشيف الأخبار"
    assert [found.metadataPrefix for found in sickle.ListMetadataFormats()] == ["oai_dc"]
    assert [found.setName for found in sickle.ListSets()] == ["الواحة"]
    records = list(sickle.ListRecords(metadataPrefix="oai_dc"))
    assert len(records) == 7
    assert [record.header.identifier for record in records if record.deleted] == [f"oai:localhost:article/{articles[2].pk}"]
    standing = [record.metadata for record in records if not record.deleted]
    assert [found["title"] for found in standing] == [[a.headline] for a in articles if a != articles[2]]
    assert {found["publisher"][0] for found in standing} == {"الواحة"}
    identifiers = [header.identifier for header in sickle.ListIdentifiers(metadataPrefix="oai_dc")]
    assert identifiers == [record.header.identifier for record in records]
    one = sickle.GetRecord(identifier=identifiers[0], metadataPrefix="oai_dc")
    assert one.metadata == records[0].metadata


# --- the archive itself -----------------------------------------------------------------------------


def test_it_identifies_itself(client: Client) -> None:
    changed(make_article(), DAY)
    make_article()
    found = ask(client, verb="Identify").find(f"{OAI}Identify")
    assert [child.tag.removeprefix(OAI) for child in found] == [
        "repositoryName",
        "baseURL",
        "protocolVersion",
        "adminEmail",
        "earliestDatestamp",
        "deletedRecord",
        "granularity",
        "compression",
    ]
    assert found.findtext(f"{OAI}baseURL") == "http://testserver/oai"
    assert found.findtext(f"{OAI}earliestDatestamp") == "2025-03-09T12:00:00Z"
    assert found.findtext(f"{OAI}deletedRecord") == "transient"
    assert "@" in found.findtext(f"{OAI}adminEmail")


def test_sets_are_the_outlets_of_public_articles(client: Client, small_pages: None) -> None:
    for name in ("أ", "ب", "ج", "د"):
        make_article(source=name)
    make_article(source="مستورة", status=Article.Status.DRAFT)
    make_article(cited=["مذكورة"])
    first = ask(client, verb="ListSets")
    second = ask(client, verb="ListSets", resumptionToken=token(first))
    names = [found.text for part in (first, second) for found in part.iter(f"{OAI}setName")]
    assert names == ["أ", "ب", "ج", "د"]
    assert token(second) == ""


def test_an_archive_without_outlets_has_no_sets(client: Client) -> None:
    assert error(client, verb="ListSets") == "noSetHierarchy"


# --- records ----------------------------------------------------------------------------------------


def statements(client: Client, article: Article) -> dict[str, list[str]]:
    root = ask(client, verb="GetRecord", identifier=f"oai:testserver:article/{article.pk}", **FORMAT)
    [dublin_core] = root.iter("{http://www.openarchives.org/OAI/2.0/oai_dc/}dc")
    found: dict[str, list[str]] = {}
    for element in dublin_core:
        found.setdefault(element.tag.removeprefix(DC), []).append(element.text)
    return found


def test_a_record_in_dublin_core(client: Client) -> None:
    article = make_article(
        "قطار <b>",
        standfirst="مقدمة.",
        byline="سلمى",
        source="الواحة",
        source_url="https://alwaha.example/1",
        dateline_place=make_name("دبي", "place"),
        people=["حازم"],
        places=["غزة"],
        topics=["نقل"],
    )
    assert statements(client, article) == {
        "title": ["قطار <b>"],
        "creator": ["سلمى"],
        "subject": ["حازم", "نقل"],
        "description": ["مقدمة."],
        "publisher": ["الواحة"],
        "date": ["2024-05-10"],
        "type": ["Text"],
        "format": ["text/html"],
        "identifier": [f"http://testserver/articles/{article.pk}/"],
        "source": ["https://alwaha.example/1"],
        "language": ["ar"],
        "coverage": ["دبي", "غزة"],
    }


@pytest.mark.parametrize(("certainty", "date"), [("time", "2024-05-10"), ("month", "2024-05"), ("year", "2024")])
def test_a_date_is_no_more_exact_than_it_is_known(client: Client, certainty: str, date: str) -> None:
    assert statements(client, make_article(date_certainty=certainty))["date"] == [date]


def test_what_has_no_date_has_none(client: Client) -> None:
    assert "date" not in statements(client, make_article(day=""))


def test_characters_that_xml_cannot_hold_are_left_out(client: Client) -> None:
    assert statements(client, make_article("قطار\x01 \x0bسريع\ufffe"))["title"] == ["قطار سريع"]


def test_a_withdrawn_record_is_deleted_and_says_nothing(client: Client) -> None:
    article = make_article("مستور", source="الواحة")
    before = ask(client, verb="GetRecord", identifier=f"oai:testserver:article/{article.pk}", **FORMAT)
    article.status = Article.Status.WITHDRAWN
    article.save()
    for root in (
        ask(client, verb="GetRecord", identifier=f"oai:testserver:article/{article.pk}", **FORMAT),
        ask(client, verb="ListRecords", **FORMAT),
    ):
        assert root.find(f".//{OAI}header").get("status") == "deleted"
        assert root.find(f".//{OAI}metadata") is None
        assert "مستور" not in etree.tostring(root, encoding="unicode")
        assert root.findtext(f".//{OAI}datestamp") >= before.findtext(f".//{OAI}datestamp")


# --- lists in parts ---------------------------------------------------------------------------------


def test_parts_make_the_whole(client: Client, small_pages: None) -> None:
    """Also where many changed in the same moment."""
    articles = [changed(make_article(f"خبر {number}"), DAY + dt.timedelta(seconds=number // 4)) for number in range(10)]
    parts = list(harvest(client))
    assert [numbers(part) for part in parts] == [[a.pk for a in articles[at : at + 3]] for at in (0, 3, 6, 9)]
    assert [part.find(f".//{OAI}resumptionToken").get("cursor") for part in parts] == ["0", "3", "6", "9"]
    assert token(parts[-1]) == ""


def test_a_list_in_one_part_has_no_token(client: Client, small_pages: None) -> None:
    for number in range(3):
        make_article(f"خبر {number}")
    [part] = harvest(client)
    assert part.find(f".//{OAI}resumptionToken") is None


def test_what_changes_during_a_harvest_comes_again(client: Client, small_pages: None) -> None:
    articles = [changed(make_article(f"خبر {number}"), DAY + dt.timedelta(seconds=number)) for number in range(5)]
    parts = harvest(client)
    assert numbers(next(parts)) == [article.pk for article in articles[:3]]
    articles[0].save()
    assert [number for part in parts for number in numbers(part)] == [articles[3].pk, articles[4].pk, articles[0].pk]


def test_a_token_keeps_what_was_asked(client: Client, small_pages: None) -> None:
    for number in range(5):
        changed(make_article(f"لها {number}", source="الواحة"), DAY)
        changed(make_article(f"لغيرها {number}", source="غيرها"), DAY)
    changed(make_article("لها بعد ذلك", source="الواحة"), DAY + dt.timedelta(days=2))
    outlet = make_name("الواحة", "outlet").pk
    parts = harvest(client, set=f"source-{outlet}", until="2025-03-09")
    found = [number for part in parts for number in numbers(part)]
    assert found == list(Article.objects.filter(headline__regex="^لها [0-9]$").order_by("pk").values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("2025-03-09", "", [2, 3, 4]),
        ("", "2025-03-09", [1, 2, 3]),
        ("", "9999-12-31", [1, 2, 3, 4]),
        ("2025-03-09T12:00:01Z", "9999-12-31T23:59:59Z", [3, 4]),
        ("2025-03-09", "2025-03-09", [2, 3]),
        ("2025-03-09T12:00:01Z", "", [3, 4]),
        ("", "2025-03-09T12:00:00Z", [1, 2]),
        ("2025-03-09T12:00:00Z", "2025-03-09T12:00:00Z", [2]),
    ],
)
def test_from_and_until_hold_both_ends(client: Client, since: str, until: str, expected: list[int]) -> None:
    moments = (
        DAY - dt.timedelta(days=1),
        DAY + dt.timedelta(milliseconds=600),
        DAY + dt.timedelta(seconds=1),
        DAY.replace(day=10),
    )
    articles = [changed(make_article(f"خبر {number}"), moment) for number, moment in enumerate(moments)]
    arguments = {name: value for name, value in (("from", since), ("until", until)) if value}
    assert numbers(ask(client, verb="ListIdentifiers", **FORMAT, **arguments)) == [articles[at - 1].pk for at in expected]


# --- what the protocol calls errors -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({}, "badVerb"),
        ({"verb": "Harvest"}, "badVerb"),
        ({"verb": ["Identify", "Identify"]}, "badVerb"),
        ({"verb": "Identify", "set": "a"}, "badArgument"),
        ({"verb": "ListRecords"}, "badArgument"),
        ({"verb": "GetRecord", "metadataPrefix": "oai_dc"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": ["oai_dc", "oai_dc"]}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "yesterday"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2025-02-30"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2025-03-09T12:00Z"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "٢٠٢٥-٠٣-٠٩"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2025-03-10", "until": "2025-03-09"}, "badArgument"),
        (
            {"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2025-03-09", "until": "2025-03-10T00:00:00Z"},
            "badArgument",
        ),
        ({"verb": "ListRecords", "metadataPrefix": "marc21"}, "cannotDisseminateFormat"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "until": "1999-01-01"}, "noRecordsMatch"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "nobody"}, "noRecordsMatch"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "source-999999"}, "noRecordsMatch"),
        ({"verb": "ListRecords", "resumptionToken": "made-up"}, "badResumptionToken"),
        ({"verb": "ListSets", "resumptionToken": "made:up:token"}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": "a", "metadataPrefix": "oai_dc"}, "badArgument"),
        ({"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "oai:testserver:article/999999"}, "idDoesNotExist"),
        ({"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "oai:elsewhere:article/1"}, "idDoesNotExist"),
        ({"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "1"}, "idDoesNotExist"),
        ({"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "oai:testserver:article/٣"}, "idDoesNotExist"),
        ({"verb": "ListMetadataFormats", "identifier": "oai:testserver:article/0"}, "idDoesNotExist"),
        ({"verb": "Identify\x01\ud7ff"}, "badVerb"),
    ],
)
def test_what_cannot_be_answered_has_the_protocols_code(client: Client, arguments: dict[str, Any], code: str) -> None:
    make_article()
    assert error(client, **arguments) == code


def test_a_format_that_is_not_there_is_told_from_a_record_that_is_not(client: Client) -> None:
    identifier = f"oai:testserver:article/{make_article().pk}"
    assert error(client, verb="GetRecord", metadataPrefix="marc21", identifier=identifier) == "cannotDisseminateFormat"


def test_what_was_asked_is_repeated_unless_it_could_not_be_understood(client: Client) -> None:
    understood = ask(client, verb="ListRecords", metadataPrefix="marc21").find(f"{OAI}request")
    assert dict(understood.attrib) == {"verb": "ListRecords", "metadataPrefix": "marc21"}
    misunderstood = ask(client, verb="ListRecords", other="x").find(f"{OAI}request")
    assert (dict(misunderstood.attrib), misunderstood.text) == ({}, "http://testserver/oai")


@pytest.mark.parametrize("status", [Article.Status.DRAFT, Article.Status.REVIEW])
def test_what_was_never_public_does_not_exist(client: Client, status: str) -> None:
    article = make_article("مستور", status=status)
    assert error(client, verb="GetRecord", identifier=f"oai:testserver:article/{article.pk}", **FORMAT) == "idDoesNotExist"
    assert error(client, verb="ListRecords", **FORMAT) == "noRecordsMatch"


def test_tokens_expire(client: Client, small_pages: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        make_article(f"خبر {number}")
    first = ask(client, verb="ListIdentifiers", **FORMAT)
    expires = dt.datetime.fromisoformat(first.find(f".//{OAI}resumptionToken").get("expirationDate"))
    assert expires > timezone.now()
    monkeypatch.setattr(oai, "TOKEN_LASTS", -1)
    assert error(client, verb="ListIdentifiers", resumptionToken=token(first)) == "badResumptionToken"


def test_a_token_of_another_list_is_refused(client: Client, small_pages: None) -> None:
    for name in ("أ", "ب", "ج", "د"):
        make_article(source=name)
    sets = token(ask(client, verb="ListSets"))
    records = token(ask(client, verb="ListRecords", **FORMAT))
    assert error(client, verb="ListRecords", resumptionToken=sets) == "badResumptionToken"
    assert error(client, verb="ListSets", resumptionToken=records) == "badResumptionToken"


def test_a_token_that_was_changed_is_refused(client: Client, small_pages: None) -> None:
    for number in range(4):
        make_article(f"خبر {number}")
    given = token(ask(client, verb="ListIdentifiers", **FORMAT))
    assert error(client, verb="ListIdentifiers", resumptionToken=f"A{given[1:]}") == "badResumptionToken"


def test_other_methods_are_refused(client: Client) -> None:
    assert client.put("/oai").status_code == 405
    assert client.post("/oai", {"verb": "Identify"}).status_code == 200
    assert client.head("/oai?verb=Identify").status_code == 200


@on_sqlite
@pytest.mark.parametrize(("outlet", "index"), [(0, "article_by_change"), (5, "article_by_source_change")])
def test_a_part_of_a_list_is_read_from_the_index_and_not_sorted(outlet: int, index: str) -> None:
    """Otherwise each part would cost as much as the whole archive."""
    harvest = oai.Harvest(outlet=outlet, after=DAY.isoformat(), pk=7)
    with CaptureQueriesContext(connection) as queries, pytest.raises(oai.OaiError):
        oai._listed(harvest, Article.objects.exposed())
    [query] = [query["sql"] for query in queries]
    assert f"INDEX {index} " in plan(query)
    assert "TEMP B-TREE" not in plan(query)
