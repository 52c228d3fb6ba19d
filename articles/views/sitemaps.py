"""Sitemaps: an index, a sitemap for each stretch of articles and of names, one of the pages between, one of the news."""

from __future__ import annotations

from itertools import chain

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.gzip import gzip_page

from articles import sitemaps
from articles.models import Name, articles_by_year
from articles.sitemaps import Address
from articles.templatetags.site import archive_name

from . import base_of, reader_page
from .browse import in_sight
from .keeping import kept_page


@kept_page()
def index(request: HttpRequest) -> HttpResponse:
    parts = [Address(reverse("sitemap-pages"))]
    parts += [
        Address(reverse("sitemap-articles", kwargs={"shard": shard}), changed_at)
        for shard, changed_at in sitemaps.article_shards()
    ]
    parts += [Address(reverse("sitemap-names", kwargs={"shard": shard})) for shard in sitemaps.name_shards()]
    return HttpResponse(sitemaps.index(parts, base_of(request)), content_type=sitemaps.CONTENT_TYPE)


@kept_page()
def pages(request: HttpRequest) -> HttpResponse:
    """What leads to the articles: front page, indexes, years."""
    paths = [reverse(view) for view in ("home", "archive", "quotes", "corrections", "about")]
    paths += [reverse("names", kwargs={"kind": kind}) for kind in Name.Kind]
    paths += [reverse("archive-year", kwargs={"year": year}) for year in sorted(filter(None, articles_by_year()), reverse=True)]
    body = "".join(sitemaps.sitemap(map(Address, paths), base_of(request)))
    return HttpResponse(body, content_type=sitemaps.CONTENT_TYPE)


@gzip_page
@kept_page()
def articles(request: HttpRequest, shard: int) -> HttpResponseBase:
    """As a stream: it can have 25 MB. Who has it already is answered by its ETag, as of any page."""
    addresses = sitemaps.articles_in(shard)
    first = next(addresses, None)
    if first is None:
        raise Http404("no published article has such a number")
    written = sitemaps.sitemap(chain([first], addresses), base_of(request))
    return StreamingHttpResponse(written, content_type=sitemaps.CONTENT_TYPE)


@kept_page()
def names(request: HttpRequest, shard: int) -> HttpResponse:
    if not Name.objects.standing().filter(**sitemaps.numbered(shard)).exists():
        raise Http404("no name has such a number")
    found = chain.from_iterable(in_sight(kind).filter(**sitemaps.numbered(shard)).order_by("pk") for kind in Name.Kind)
    body = "".join(sitemaps.sitemap((Address(name.get_absolute_url()) for name in found), base_of(request)))
    return HttpResponse(body, content_type=sitemaps.CONTENT_TYPE)


@reader_page
def news(request: HttpRequest) -> HttpResponse:
    body = sitemaps.news_sitemap(sitemaps.latest_news(), archive_name(), base_of(request))
    return HttpResponse(body, content_type=sitemaps.CONTENT_TYPE)
