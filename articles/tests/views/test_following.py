"""Feeds of the archive and of each name, as feedparser reads them."""

from __future__ import annotations

import json
from typing import Any

import feedparser
import pytest
from django.test import Client

from articles.models import Article, Mention
from articles.tests.factories import make_article, make_name

pytestmark = pytest.mark.django_db
KINDS = ("rss", "atom", "json")
TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}
each_kind = pytest.mark.parametrize("kind", KINDS)


def feed(client: Client, address: str) -> tuple[str, list[str]]:
    """(title, titles of entries); XML must be well-formed and JSON as JSON Feed 1.1 requires."""
    response = client.get(address)
    assert response.status_code == 200
    if address.endswith("json"):
        found: dict[str, Any] = json.loads(response.content)
        assert found["version"] == "https://jsonfeed.org/version/1.1"
        assert all(isinstance(item["id"], str) and "content_text" in item for item in found["items"])
        return found["title"], [item["title"] for item in found["items"]]
    parsed = feedparser.parse(response.content, response_headers={"content-type": response["Content-Type"]})
    assert not parsed.bozo, parsed.get("bozo_exception")
    assert parsed.version == {"rss": "rss20", "atom": "atom10"}[address.rpartition(".")[2]]
    assert all(entry.id and entry.link for entry in parsed.entries)
    return parsed.feed.title, [entry.title for entry in parsed.entries]


@each_kind
def test_the_archives_latest_without_search(client: Client, kind: str) -> None:
    """There is no index in this test: the feed needs none."""
    make_article("قديم", day="2023-01-01")
    make_article("بلا تاريخ", day="")
    make_article("جديد", day="2025-01-01")
    for status in (Article.Status.DRAFT, Article.Status.REVIEW, Article.Status.WITHDRAWN):
        make_article("مستور", day="2026-01-01", status=status)
    assert feed(client, f"/feeds/latest.{kind}") == ("أرشيف الأخبار", ["جديد", "قديم", "بلا تاريخ"])


@each_kind
def test_an_empty_archive_has_an_empty_feed(client: Client, kind: str) -> None:
    assert feed(client, f"/feeds/latest.{kind}") == ("أرشيف الأخبار", [])


@each_kind
def test_it_ends_after_fifty(client: Client, kind: str) -> None:
    for number in range(52):
        make_article(f"قطار {number}")
    assert len(feed(client, f"/feeds/latest.{kind}")[1]) == 50


@each_kind
def test_the_feed_of_a_source(client: Client, kind: str) -> None:
    make_article("لها", source="الواحة")
    make_article("لغيرها", source="الإخبارية")
    outlet = make_name("الواحة", "outlet")
    assert feed(client, f"/feeds/sources/{outlet.pk}.{kind}") == ("أرشيف الأخبار: \u2068الواحة\u2069", ["لها"])


@pytest.mark.parametrize(("plural", "key"), [("people", "people"), ("places", "places"), ("topics", "topics")])
def test_the_feed_of_a_name_has_what_mentions_it(client: Client, plural: str, key: str) -> None:
    article = make_article("يذكره", **{key: ["زيتون"]})
    name = article.mentions.get().name
    Mention.objects.create(article=make_article("اقتراح"), name=name, state=Mention.State.SUGGESTED)
    make_article("مستور", status=Article.Status.DRAFT, **{key: ["زيتون"]})
    assert feed(client, f"/feeds/{plural}/{name.pk}.rss")[1] == ["يذكره"]


@each_kind
def test_a_name_that_nobody_may_see_has_no_feed(client: Client, kind: str) -> None:
    make_article(status=Article.Status.DRAFT, people=["مستور"])
    assert client.get(f"/feeds/people/{make_name('مستور').pk}.{kind}").status_code == 404
    assert client.get(f"/feeds/people/999999.{kind}").status_code == 404
    assert client.get(f"/feeds/dogs/1.{kind}").status_code == 404


def test_a_name_of_another_kind_is_not_there(client: Client) -> None:
    make_article(people=["زيد"])
    assert client.get(f"/feeds/places/{make_name('زيد').pk}.rss").status_code == 404


@each_kind
def test_a_merged_name_leads_on(client: Client, kind: str) -> None:
    make_article(people=["زيد"])
    standing, merged = make_name("زيد"), make_name("زيد القديم")
    merged.merged_into = standing
    merged.save()
    response = client.get(f"/feeds/people/{merged.pk}.{kind}")
    assert (response.status_code, response["Location"]) == (301, f"/feeds/people/{standing.pk}.{kind}")


@each_kind
def test_it_is_sent_again_only_when_it_changed(client: Client, kind: str) -> None:
    make_article("أول", people=["زيد"])
    for address in (f"/feeds/latest.{kind}", f"/feeds/people/{make_name('زيد').pk}.{kind}"):
        first = client.get(address)
        assert first["Content-Type"].startswith(TYPES[kind])
        assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
        assert client.get(address, headers={"if-modified-since": first["Last-Modified"]}).status_code == 304
        make_article("آخر", people=["زيد"])
        assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_pages_say_where_their_feeds_are(client: Client) -> None:
    make_article(people=["زيد"])
    person = make_name("زيد")
    for page, feeds in (("/", "/feeds/latest"), (person.get_absolute_url(), f"/feeds/people/{person.pk}")):
        html = client.get(page).content.decode()
        for kind in KINDS:
            assert f'<link rel="alternate" type="{TYPES[kind]}"' in html
            assert f'href="{feeds}.{kind}"' in html


def test_hostile_text_breaks_no_feed(client: Client) -> None:
    hostile = '<b>قطار</b> & ]]> "قول" \x01\x0b\ufffe آخر'
    make_article(hostile, hostile, people=[hostile])
    number = Mention.objects.get().name_id
    for kind in KINDS:
        assert feed(client, f"/feeds/people/{number}.{kind}")[1] == ['<b>قطار</b> & ]]> "قول"  آخر']
