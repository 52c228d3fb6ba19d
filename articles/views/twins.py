"""An article for programs, beside its page: data, plain text, citations, and the image that stands for it elsewhere.

Each has the address of the article with an ending of its own, is there for whoever may see the page (404 and 410 are
the page's), and is sent again only when the article changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date, quote_etag
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles import exports
from articles.formats import cards, citations, plain_text
from articles.formats.structured import short_address
from articles.models import Article
from articles.templatetags.dates import INFERRED, UNDATED, known
from articles.templatetags.site import archive_name

from . import base_of, cited
from .keeping import kept_page


class Twin(NamedTuple):
    body: Callable[[HttpRequest, Article], str]
    content_type: str
    label: str
    saved: bool = False
    """Whether people keep it as a file rather than look at it."""


def _json(request: HttpRequest, article: Article) -> str:
    return json.dumps(exports.public_record(article, base_of(request)), ensure_ascii=False, indent=1) + "\n"


def _text(request: HttpRequest, article: Article) -> str:
    return plain_text.plain_text(article, short_address(article, base_of(request)), archive_name())


def _citation(format: citations.Format) -> Twin:
    def body(request: HttpRequest, article: Article) -> str:
        return format.written(article, short_address(article, base_of(request)), archive_name())

    return Twin(body, format.content_type, format.label, saved=True)


TWINS = {
    "txt": Twin(_text, plain_text.CONTENT_TYPE, "نص"),
    "json": Twin(_json, "application/json; charset=utf-8", "JSON"),
    "ninjs.json": Twin(
        lambda _, article: exports.FORMATS["ninjs"].line(article), "application/json; charset=utf-8", "IPTC ninjs"
    ),
    **{ending: _citation(format) for ending, format in citations.FORMATS.items()},
}
"""By the ending of its address."""


class Link(NamedTuple):
    address: str
    content_type: str
    label: str
    saved: bool


def links(article: Article) -> list[Link]:
    """To every twin, for the page of the article."""
    return [
        Link(
            reverse("twin", kwargs={"pk": article.pk, "ending": ending}),
            found.content_type.partition(";")[0],
            found.label,
            found.saved,
        )
        for ending, found in TWINS.items()
    ]


@kept_page()
def twin(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    article = exports.ready(Article.objects.all()).public(pk)
    found = TWINS[ending]
    response = HttpResponse(found.body(request, article), content_type=found.content_type)
    response["Last-Modified"] = http_date(article.updated_at.timestamp())
    response["Content-Disposition"] = content_disposition_header(found.saved, f"{article.slug or article.pk}.{ending}")
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@cache_control(public=True, no_cache=True)
@cited
def image(request: HttpRequest, pk: int) -> HttpResponse:
    """Drawn only for those who do not have it yet: the ETag is made of what stands on it."""
    article = Article.objects.for_display().public(pk)
    card = cards.Card(article.headline, _footing(article), archive_name())
    digest = hashlib.sha256(repr((cards.EDITION, card)).encode()).hexdigest()[:32]
    etag = quote_etag(digest)
    held = get_conditional_response(request, etag=etag)
    response = held or HttpResponse(cards.png(card), content_type="image/png")
    response["ETag"] = etag
    return response


def _footing(article: Article) -> str:
    date = known(article)[1] or UNDATED
    if article.date_certainty == Article.Certainty.INFERRED:
        date = f"{date} ({INFERRED})"
    return f"{article.source.name} · {date}" if article.source else date
