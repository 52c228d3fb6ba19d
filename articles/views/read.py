"""Reading: the front page, an article, and what this archive is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from articles import exports
from articles.formats import citations, structured
from articles.models import Article, Name, articles_by_year, published_total, versions_of
from articles.search import related_to
from articles.templatetags.dates import known
from articles.templatetags.site import archive_name

from . import base_of, moved, twins
from .arrival import Marks, arrival, search_behind
from .browse import PLURALS, most_mentioned
from .following import feed_links
from .keeping import kept_page, searched_meanwhile
from .lately import followed, on_this_day
from .quotes import quoted_paragraphs
from .versions import past_of

SECONDARY, LATEST = 4, 12
"""Articles beside the leading one, and below them, on the front page."""
VERSIONS = 8
"""Versions of its story that an article names."""
WORDS_A_MINUTE = 180
"""Arabic read in silence: 138 words a minute aloud (Trauzettel-Klosinski & Dietz 2012, doi:10.1167/iovs.11-8284, by people
of 18 to 35), times 238/183, by which silent reading is faster in English (Brysbaert 2019, doi:10.1016/j.jml.2019.104047)."""
WAYS_IN = {Name.Kind.TOPIC: 16, Name.Kind.PLACE: 12, Name.Kind.PERSON: 12}


@kept_page()
def home(request: HttpRequest) -> HttpResponse:
    numbers = Article.objects.published().newest(1 + SECONDARY + LATEST)
    newest = Article.objects.brief().in_order(numbers)
    names_followed = followed(newest[0].published_on if newest else None, PLURALS)
    by_year = articles_by_year()
    listed = _years(by_year)
    context = {
        "lead": newest[0] if newest else None,
        "secondary": newest[1 : 1 + SECONDARY],
        "latest": newest[1 + SECONDARY :],
        "years": listed,
        "total": sum(by_year.values()),
        "remembered": on_this_day(timezone.localdate(), [year for year, _, _ in listed]),
        "ways": most_mentioned(WAYS_IN),
        **names_followed(),
        "described": structured.script(structured.web_site(base_of(request))),
        "feeds": feed_links(),
        "canonical": request.path,
    }
    return render(request, "home.html", context)


@kept_page()
def article(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    article = exports.ready(Article.objects.all()).public(pk)
    address = article.get_absolute_url()
    if slug != (article.slug or "-"):
        return moved(request, address)
    base = base_of(request)
    params = search_behind(request)
    mark = Marks(params)
    mentioned = _mentioned(article)
    names = [name for of_kind in mentioned.values() for name in of_kind]
    related = searched_meanwhile(lambda: related_to(article, names), "no related articles")
    versions = list(versions_of(article).brief().newest_first()[:VERSIONS])
    context = {
        "article": article,
        "kicker": mark(article.kicker),
        "headline": mark(article.headline),
        "standfirst": mark(article.standfirst),
        "paragraphs": [mark(paragraph) for paragraph in article.paragraphs],
        "marks": mark.count,
        "minutes": round(article.word_count / WORDS_A_MINUTE),
        "params": params,
        "arrival": arrival(request, params, article),
        "mentioned": mentioned,
        "places": _with(article.dateline_place, mentioned.get(Name.Kind.PLACE, {})),
        "cited": _with(_agency(article), mentioned.get(Name.Kind.OUTLET, {})),
        "versions": versions,
        **past_of(article),
        "quoted": quoted_paragraphs(article),
        "twins": twins.links(article),
        "citation": citations.plain(article, structured.short_address(article, base), archive_name()),
        "described": structured.script(structured.news_article(article, base), _trail(article, base)),
        "citation_tags": structured.citation_tags(article, base),
        "published": published if len(published := known(article)[0]) >= len("2025-03-09") else "",
        "share_image": structured.image_address(article, base),
        "earlier": _neighbour(article, later=False),
        "later": _neighbour(article, later=True),
        "canonical": address,
    }
    context["related"] = [other for other in related() or () if other not in versions]
    return render(request, "article.html", context)


@kept_page()
def about(request: HttpRequest) -> HttpResponse:
    context = {"total": published_total(), "feeds": feed_links(), "canonical": request.path}
    return render(request, "about.html", context)


def _years(counted: Mapping[int | None, int]) -> list[tuple[int, int, int]]:
    """(year, articles, that count in hundredths of the fullest year's), newest first."""
    dated = {year: count for year, count in counted.items() if year is not None}
    most = max(dated.values(), default=1)
    return [(year, count, max(1, round(100 * count / most))) for year, count in sorted(dated.items(), reverse=True)]


def _mentioned(article: Article) -> dict[str, dict[Name, list[str]]]:
    """Kind -> each confirmed name in the order of the text, with its roles as stated."""
    found: dict[str, dict[Name, list[str]]] = {}
    for mention in article.confirmed_mentions:  # type: ignore[attr-defined]
        roles = found.setdefault(mention.name.kind, {}).setdefault(mention.name, [])
        if mention.role and mention.role not in roles:
            roles.append(mention.role)
    return found


def _with(of_dateline: Name | None, of_text: Collection[Name]) -> list[Name]:
    """Each name once; that of the dateline comes first where the text does not say it."""
    return [*of_text] if of_dateline is None or of_dateline in of_text else [of_dateline, *of_text]


def _agency(article: Article) -> Name | None:
    """That of the dateline, unless it is the outlet itself, which does not cite itself."""
    return article.dateline_agency if article.dateline_agency != article.source else None


def _trail(article: Article, base: str) -> dict[str, Any]:
    """From the front page through the outlet, where it is known."""
    steps = [(article.headline, article.get_absolute_url())]
    if article.source:
        outlets = (PLURALS[Name.Kind.OUTLET], reverse("names", kwargs={"kind": Name.Kind.OUTLET}))
        steps[:0] = [outlets, (article.source.name, article.source.get_absolute_url())]
    return structured.breadcrumbs(base, *steps)


def _neighbour(article: Article, *, later: bool) -> Article | None:
    """The next or previous one in time; articles without a date have none."""
    if article.published_at is None:
        return None
    side: dict[str, Any] = {"published_at__gte" if later else "published_at__lte": article.published_at}
    same = {"published_at": article.published_at, "pk__lte" if later else "pk__gte": article.pk}
    order = ("published_at", "pk") if later else ("-published_at", "-pk")
    return Article.objects.published().only("headline").filter(**side).exclude(**same).order_by(*order).first()
