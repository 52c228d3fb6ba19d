"""What pages say of themselves to machines: JSON-LD (schema.org), OpenGraph and the citation_* tags that Zotero reads.

Nothing is said here that the page does not say to its readers. A date is as exact as it is known, and absent where it
is not. `base` is the archive's address without a slash at its end.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from articles.formats.citations import original, topics
from articles.models import Article, Name
from articles.templatetags.dates import known
from articles.templatetags.site import archive_name

HEADLINE = 110
"""Characters that Google shows of a headline (Article structured data)."""
DESCRIPTION = 200
_TYPES = {
    Name.Kind.PERSON: "Person",
    Name.Kind.PLACE: "Place",
    Name.Kind.ORGANIZATION: "Organization",
    Name.Kind.OUTLET: "NewsMediaOrganization",
    Name.Kind.TOPIC: "DefinedTerm",
}
_ESCAPED = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}
"""So that no text can end the script element that it stands in, or begin a comment."""


def script(*things: dict[str, Any]) -> SafeString:
    """A data block: no browser executes it, so the Content Security Policy has nothing to say about it."""
    graph = {"@context": "https://schema.org", "@graph": [_filled(thing) for thing in things]}
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPED)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308  (escaped)


def news_article(article: Article, base: str) -> dict[str, Any]:
    """An article that came through `exports.ready`."""
    outlet = _named(article.source, base) if article.source else {}
    mentions = list(dict.fromkeys(mention.name for mention in article.confirmed_mentions))  # type: ignore[attr-defined]
    return {
        "@type": "NewsArticle",
        "@id": short_address(article, base),
        "url": base + article.get_absolute_url(),
        "mainEntityOfPage": base + article.get_absolute_url(),
        "headline": Truncator(article.headline).chars(HEADLINE),
        "name": article.headline if len(article.headline) > HEADLINE else "",
        "alternativeHeadline": article.kicker,
        "description": description(article),
        "image": {"@type": "ImageObject", "url": image_address(article, base), "width": 1200, "height": 630},
        "datePublished": known(article)[0],
        "dateModified": article.updated_at.isoformat(timespec="seconds"),
        "dateline": article.dateline_text,
        "locationCreated": _named(article.dateline_place, base) if article.dateline_place else {},
        "author": {"@type": "Person", "name": article.byline} if article.byline else outlet,
        "publisher": outlet or _archive(base),
        "provider": _archive(base),
        "isBasedOn": original(article),
        "inLanguage": article.language,
        "isAccessibleForFree": True,
        "wordCount": article.word_count,
        "keywords": topics(article),
        "mentions": [_named(name, base) for name in mentions if name.kind != Name.Kind.TOPIC],
    }


def named(name: Name, aliases: Iterable[str], base: str) -> dict[str, Any]:
    """A person, place, organization, outlet or topic, on the page of its own."""
    return {
        **_named(name, base),
        "@id": base + reverse("name-short", kwargs={"kind": name.kind, "pk": name.pk}),
        "alternateName": list(aliases),
        "description": name.description,
        "disambiguatingDescription": name.qualifier,
    }


def breadcrumbs(base: str, *steps: tuple[str, str]) -> dict[str, Any]:
    """Steps down from the front page: (what it is called, its path); the last is the page itself."""
    items = [(archive_name(), reverse("home")), *steps]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": label, "item": base + path}
            for position, (label, path) in enumerate(items, start=1)
        ],
    }


def web_site(base: str) -> dict[str, Any]:
    return {
        "@type": "WebSite",
        "@id": f"{base}{reverse('home')}#site",
        "url": base + reverse("home"),
        "name": archive_name(),
        "inLanguage": "ar",
        "publisher": _archive(base),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{base}{reverse('search')}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }


def citation_tags(article: Article, base: str) -> Iterator[tuple[str, str]]:
    """Names and contents of <meta>, as Highwire Press invented them and reference managers read them."""
    yield "citation_title", article.headline
    if article.byline:
        yield "citation_author", article.byline
    date = known(article)[0]
    if date:
        yield "citation_publication_date", date[:10].replace("-", "/")
    if article.source:
        yield "citation_journal_title", article.source.name
    yield "citation_language", article.language
    yield "citation_public_url", short_address(article, base)
    if found := topics(article):
        yield "citation_keywords", "; ".join(found)


def description(article: Article) -> str:
    return Truncator(article.standfirst or article.paragraphs[0]).chars(DESCRIPTION)


def short_address(article: Article, base: str) -> str:
    """The address to cite: it stays when the headline is edited."""
    return base + reverse("article-short", kwargs={"pk": article.pk})


def image_address(article: Article, base: str) -> str:
    return base + reverse("article-image", kwargs={"pk": article.pk})


def _archive(base: str) -> dict[str, Any]:
    home = base + reverse("home")
    return {"@type": "Organization", "@id": f"{home}#archive", "name": archive_name(), "url": home}


def _named(name: Name, base: str) -> dict[str, Any]:
    same = f"https://www.wikidata.org/entity/{name.wikidata_id}" if name.wikidata_id else ""
    found = {"@type": _TYPES[Name.Kind(name.kind)], "name": name.name, "url": base + name.get_absolute_url(), "sameAs": same}
    return {key: value for key, value in found.items() if value}


def _filled(thing: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in thing.items() if value not in ("", None, [], {})}
