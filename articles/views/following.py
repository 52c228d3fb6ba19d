"""What to follow with a feed reader: the archive's latest, and what is published of a source, person, place or topic.

Unlike the feed of a search these come from the database alone, so they are there while search is not. Newest first by
date of publication; what has no date comes last. What the page of a name answers, its feeds answer too: 404 where no
published article is under it, a redirect where it was merged into another.
"""

from __future__ import annotations

from io import BytesIO
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import SyndicationFeed
from django.utils.http import http_date

from articles import exports, feeds
from articles.formats.citations import isolated
from articles.models import Article, Name, shelf
from articles.templatetags.site import archive_name

from . import base_of, moved
from .keeping import kept_page

FEED_SIZE = 50
_LABELS = {"rss": "RSS", "atom": "Atom", "json": "JSON"}


class Link(NamedTuple):
    address: str
    content_type: str
    title: str
    label: str


def feed_links(name: Name | None = None) -> list[Link]:
    """The feeds of a name, or of the whole archive."""
    return [
        Link(_address(kind, name), feeds.FORMATS[kind].content_type.partition(";")[0], _title(name), label)
        for kind, label in _LABELS.items()
    ]


@kept_page()
def latest_feed(request: HttpRequest, kind: str) -> HttpResponse:
    newest = Article.objects.published().newest(FEED_SIZE)
    return _feed(request, kind, newest, None, "أحدث ما في الأرشيف.", reverse("home"))


@kept_page()
def name_feed(request: HttpRequest, of: Name.Kind, pk: int, kind: str) -> HttpResponse:
    name = get_object_or_404(Name.objects.select_related("merged_into"), kind=of, pk=pk)
    if name.merged_into:
        return moved(request, _address(kind, name.merged_into))
    newest = shelf(pk, 0, FEED_SIZE)
    if not newest:
        raise Http404("no published article is under this name")
    about = name.description or f"أحدث ما في الأرشيف عن {isolated(str(name))}."
    if of == Name.Kind.OUTLET and not name.description:
        about = f"أحدث ما في الأرشيف من {isolated(str(name))}."
    return _feed(request, kind, newest, name, about, name.get_absolute_url())


def answered(made: SyndicationFeed) -> HttpResponse:
    body = BytesIO()
    made.write(body, "utf-8")
    response = HttpResponse(body.getvalue(), content_type=made.content_type)
    if made.items:
        response["Last-Modified"] = http_date(made.latest_post_date().timestamp())
    return response


def _feed(request: HttpRequest, kind: str, newest: list[int], name: Name | None, about: str, page: str) -> HttpResponse:
    base = base_of(request)
    made = feeds.feed(
        kind,
        exports.in_order(newest),
        title=_title(name),
        about=about,
        base=base,
        page=base + page,
        address=base + _address(kind, name),
    )
    return answered(made)


def _title(name: Name | None) -> str:
    return f"{archive_name()}: {isolated(str(name))}" if name else archive_name()


def _address(kind: str, name: Name | None) -> str:
    if name is None:
        return reverse(f"latest-{kind}")
    return reverse(f"name-{kind}", kwargs={"of": name.kind, "pk": name.pk})
