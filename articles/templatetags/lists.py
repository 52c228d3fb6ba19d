"""What lists are made of: articles as stories, and names with how many articles they have.

Lists show the same ones again and again, whatever else in the archive changed. So each is kept as it was made, under all
that it shows and nothing else: one word, a date or an outlet's name changed make it another.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from articles.models import Article, Name

from .dates import article_date
from .site import shortened

register = template.Library()
_KEPT = 4000
"""At most some 2 KB each, in every worker."""
_SUMMARY, _OPENING = 220, 420
"""Characters."""


class Link(NamedTuple):
    text: str
    address: str


class Meta(NamedTuple):
    source: Link | None
    place: Link | None
    date: SafeString


class Story(NamedTuple):
    address: str
    headline: str
    kicker: str
    summary: str
    opening: str
    level: int
    """Of its heading."""
    meta: SafeString


class Counted(NamedTuple):
    name: Link
    articles: int


@register.simple_tag
def counted_name(name: Name, articles: int) -> SafeString:
    return _made("includes/counted_name.html", Counted(_link(name), articles))


@register.simple_tag
def meta(article: Article) -> SafeString:
    """The outlet, the place and the date of an article."""
    source, place = article.source, article.dateline_place
    shown = Meta(_link(source) if source else None, _link(place) if place else None, article_date(article))
    return _made("includes/meta.html", shown)


@register.simple_tag
def story(article: Article, level: int = 2, *, brief: bool = False, opening: bool = False) -> SafeString:
    """`brief` leaves kicker and standfirst out; `opening` adds the first paragraph to the standfirst."""
    first = next(iter(article.paragraphs), "")
    shown = Story(
        article.get_absolute_url(),
        article.headline,
        "" if brief else article.kicker,
        "" if brief else shortened(article.standfirst or first, _SUMMARY),
        shortened(first, _OPENING) if opening and article.standfirst else "",
        level,
        meta(article),
    )
    return _made("includes/story.html", shown)


def _link(name: Name) -> Link:
    return Link(str(name), name.get_absolute_url())


def _made(page: str, shown: Meta | Story | Counted) -> SafeString:
    return _render(page, shown) if settings.DEBUG else _kept(page, shown)


def _render(page: str, shown: Meta | Story | Counted) -> SafeString:
    return render_to_string(page, shown._asdict())


_kept = lru_cache(maxsize=_KEPT)(_render)
