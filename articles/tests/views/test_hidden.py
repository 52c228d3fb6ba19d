"""Drafts, articles in review and withdrawn ones are at no address that anybody may ask, page or twin, feed or list."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from articles.models import Article, Correction, Name, Quote, Version
from articles.tests.factories import make_article, sitemap_of

pytestmark = pytest.mark.django_db
UNSEEN = (Article.Status.DRAFT, Article.Status.REVIEW, Article.Status.WITHDRAWN)
HIDDEN = "مستور"
VISIBLE = "ظاهر"
KINDS = ("people", "places", "organizations", "sources", "topics")
ENDINGS = ("json", "txt", "bib", "ris", "csl.json", "ninjs.json", "png")
WITHOUT_ARTICLES = {
    "favicon",
    "health",
    "robots",
    "opensearch",
    "api-root",
    "settings",
    "saved",
    "offline",
    "manifest",
    "worker",
}
"""Routes that say nothing of any article."""


def public_routes(patterns: list[URLPattern | URLResolver]) -> set[str]:
    names = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.app_name not in ("admin",):
                names |= public_routes(pattern.url_patterns)
        elif pattern.name:
            names.add(pattern.name)
    return names


@pytest.fixture
def numbers(index: Callable[[], int]) -> dict[str, list[int]]:
    """Numbers of hidden articles and of the names that only they mention; search found them all until they were hidden."""
    visible = make_article(f"خبر {VISIBLE}", f"متن {VISIBLE}.", people=[VISIBLE], source=f"جريدة {VISIBLE}")
    told_of(visible, VISIBLE)
    hidden = []
    for status in UNSEEN:
        names = {key: [f"{HIDDEN} {key}"] for key in ("people", "places", "organizations", "topics", "cited")}
        names["people"].append(VISIBLE)  # so that the visible person was in their company
        hidden.append(
            make_article(
                f"خبر {HIDDEN} {status}",
                f"متن {HIDDEN}.",
                kicker=HIDDEN,
                standfirst=HIDDEN,
                byline=HIDDEN,
                dateline_text=HIDDEN,
                date_note=HIDDEN,
                source=f"جريدة {HIDDEN}",
                source_url=f"https://example.org/{HIDDEN}",
                published_at=timezone.now(),
                **names,
            )
        )
        told_of(hidden[-1], f"{HIDDEN} هنا")
        Version.objects.create(article=hidden[-1], of=visible, kind="same", likeness=1, state="confirmed")
    index()
    for article, status in zip(hidden, UNSEEN, strict=True):
        article.status = status
        article.save()
    index()
    names = Name.objects.filter(name__contains=HIDDEN).values_list("pk", flat=True)
    return {"articles": [article.pk for article in hidden], "names": list(names)}


def told_of(article: Article, words: str) -> None:
    """A confirmed quote of a confirmed speaker, and a correction."""
    Quote.objects.create(
        article=article, text=f"قول {words}", speaker=article.mentions.filter(name__kind="person").order_by("pk").first()
    )
    Correction.objects.create(article=article, revision=article.pk, reason=f"سبب {words}", made_at=timezone.now())


def addresses(numbers: dict[str, list[int]]) -> list[str]:
    """One at least of every public route that shows articles."""
    today = timezone.localdate()
    q = "?q=%D8%AE%D8%A8%D8%B1+%D9%85%D8%B3%D8%AA%D9%88%D8%B1"
    found = ["/", "/about/", "/archive/", f"/archive/{today.year}/", f"/archive/{today:%Y/%m/}", f"/archive/{today:%Y/%m/%d/}"]
    found += ["/search", f"/search{q}", f"/search.csv{q}", f"/search.jsonl{q}", f"/feeds/search.rss{q}"]
    found += [
        f"/feeds/search.atom{q}",
        f"/feeds/search.json{q}",
        "/feeds/latest.rss",
        "/feeds/latest.atom",
        "/feeds/latest.json",
    ]
    found += ["/search/suggest?q=%D9%85%D8%B3%D8%AA", "/search/completions?q=%D9%85%D8%B3%D8%AA"]
    found += [
        "/sitemap.xml",
        "/sitemap-pages.xml",
        *map(sitemap_of, (Article.objects.last(), Name.objects.last())),
        "/sitemap-news.xml",
    ]
    found += ["/archive.jsonl", "/oai?verb=ListRecords&metadataPrefix=oai_dc", "/oai?verb=ListSets"]
    found += [
        "/oai?verb=ListIdentifiers&metadataPrefix=oai_dc",
        f"/api/v1/articles{q}&facets=1",
        "/api/v1/",
        "/api/v1/openapi.json",
    ]
    found += [name.get_absolute_url() for name in Name.objects.filter(name__contains=VISIBLE)]
    found += ["/quotes/", "/corrections/", *(f"/quotes/?speaker={number}" for number in numbers["names"])]
    visible = Article.objects.get(status=Article.Status.PUBLISHED).pk
    for number in numbers["articles"]:
        found += [f"/articles/{number}/versions/", f"/articles/{number}/versions/?on={today}"]
        found += [f"/articles/{number}/versions/{pk}/" for pk in (1, 2, 3)] + [f"/articles/{number}/versions/1/2/"]
        found += [f"/articles/{number}/compare/{visible}/", f"/articles/{visible}/compare/{number}/"]
        found += [f"/articles/{number}/", f"/articles/{number}/x/", f"/search/why{q}&article={number}"]
        found += [f"/articles/{number}.{ending}" for ending in ENDINGS]
        found += [f"/api/v1/articles/{number}", f"/api/v1/articles/{number}/related", f"/api/v1/articles/{number}/why{q}"]
        found += [f"/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:testserver:article/{number}"]
    for kind in KINDS:
        found.append(f"/{kind}/")
        for number in numbers["names"]:
            found += [f"/{kind}/{number}/", f"/{kind}/{number}/x/"]
            found += [f"/feeds/{kind}/{number}.{ending}" for ending in ("rss", "atom", "json")]
    return found


def said(client: Client, address: str) -> str:
    """What an address answers, JSON's escapes undone; of a question that repeats itself only what is found counts."""
    response = client.get(address)
    text = response.getvalue().decode("utf-8", "replace")
    if response["Content-Type"].startswith(("application/json", "application/x-suggestions")):
        text = text.encode().decode("unicode_escape", "replace") if "\\u" in text else text
    return text


def test_nothing_hidden_is_said_anywhere(client: Client, numbers: dict[str, list[int]]) -> None:
    shown = []
    for address in addresses(numbers):
        text = said(client, address)
        # The question itself stands on pages of search and in what it links to.
        for asked in ("خبر مستور", "خبر+مستور", "%D8%AE%D8%A8%D8%B1+%D9%85%D8%B3%D8%AA%D9%88%D8%B1"):
            text = text.replace(asked, "")
        if f"{HIDDEN} " in text or f"متن {HIDDEN}" in text or f"جريدة {HIDDEN}" in text or f">{HIDDEN}" in text:
            shown.append(address)
    assert not shown


def test_what_is_public_is_said(client: Client, numbers: dict[str, list[int]]) -> None:
    """So that the test above cannot pass because nothing is there at all."""
    for address in (
        "/",
        "/feeds/latest.rss",
        "/quotes/",
        "/corrections/",
        "/archive.jsonl",
        sitemap_of(Name.objects.last()),
        "/api/v1/articles?q=%D8%AE%D8%A8%D8%B1",
    ):
        assert VISIBLE in said(client, address) or "%D8%B8%D8%A7%D9%87%D8%B1" in said(client, address), address


def test_every_public_route_is_among_them(numbers: dict[str, list[int]]) -> None:
    """A new address has to be added above."""
    asked = set()
    for address in addresses(numbers):
        match = get_resolver().resolve(address.partition("?")[0])
        asked.add(match.url_name)
    assert public_routes(get_resolver().url_patterns) - asked == WITHOUT_ARTICLES
