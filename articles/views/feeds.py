"""A search to follow and to take along: as a feed (RSS, Atom, JSON Feed) and as a file (CSV, JSON Lines). And all.

Both take the parameters of the page and filter exactly as it does. What cannot be honoured is 400 and says why; where
search cannot be used the answer is 503, never an empty feed or file.

A feed is ordered by date, newest first, unless `sort` says otherwise: ranked by relevance, what is new could stand
below its end and never be seen. Without parameters it is the archive's latest.

The whole archive is a file of JSON Lines in the order of the articles' numbers. Each line has the number (`id`), so that
whoever was cut off asks again with `after=` the last one. What was published or changed meanwhile below that number is
not in it: OAI-PMH tells what changed.

A file has every result in the order of the page, and is sent as it is made. If that fails half-way, the connection is
cut without the end that HTTP/1.1 asks for, so that a client knows that the file is not whole; a proxy must speak
HTTP/1.1 to the archive to pass that on.
"""

from __future__ import annotations

import logging
import re
from array import array
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import content_disposition_header
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from articles import exports, feeds
from articles.search import BadParameters, SearchParams, SearchUnavailable, Sort, rank, standing
from articles.templatetags.site import archive_name

from . import base_of, reader_page
from .errors import RETRY_AFTER
from .following import FEED_SIZE, answered
from .search import LABELS, in_words

logger = logging.getLogger(__name__)
LONGEST_NAME = 80
"""Characters of a file's name: in Arabic two bytes each, of the 255 that file systems allow."""
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f"*/:<>?\\|\u200e\u200f\u202a-\u202e\u2066-\u2069]+')
_PLAIN = "text/plain; charset=utf-8"


@reader_page
def search_feed(request: HttpRequest, kind: str) -> HttpResponse:
    try:
        params = standing(SearchParams.parse(dict(request.GET.lists())).on_page(1))
        newest = params if request.GET.get("sort") else params.sorted_by(Sort.NEWEST)
        articles = list(exports.in_order(rank(newest, FEED_SIZE).ids))
    except BadParameters as problem:
        return _refused(problem)
    except SearchUnavailable as problem:
        return _unavailable(problem)
    made = feeds.feed(
        kind,
        articles,
        title=_title(params),
        about="ما يجده هذا البحث في الأرشيف." if params.asked else "أحدث ما في الأرشيف.",
        base=base_of(request),
        page=request.build_absolute_uri(_address("search", params)),
        address=request.build_absolute_uri(_address(f"search-{kind}", params)),
    )
    return answered(made)


@require_safe
@cache_control(public=True, no_cache=True)
def search_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    try:
        params = standing(SearchParams.parse(dict(request.GET.lists())).on_page(1))
        ids = array("q", rank(params).ids) if request.method != "HEAD" else array("q")
    except BadParameters as problem:
        return _refused(problem)
    except SearchUnavailable as problem:
        return _unavailable(problem)
    format = exports.FORMATS[kind]
    response = StreamingHttpResponse(_lines(kind, ids), content_type=format.content_type)
    name = " ".join(_NOT_IN_NAMES.sub(" ", _title(params)).split())[:LONGEST_NAME].strip()
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.{kind}")
    return response


@require_safe
@gzip_page
@cache_control(public=True, no_cache=True)
def archive_file(request: HttpRequest) -> HttpResponseBase:
    """Compressed where the client takes that."""
    after = request.GET.get("after", "0")
    if not (after.isascii() and after.isdigit() and len(after) < 19):
        return HttpResponse("after: رقم آخر مقال وصلك، بالأرقام وحدها.\n", status=400, content_type=_PLAIN)
    base = base_of(request)
    articles = exports.published_after(int(after)) if request.method != "HEAD" else iter(())
    lines = (exports.public_line(article, base) for article in articles)
    response = StreamingHttpResponse(lines, content_type=exports.FORMATS["jsonl"].content_type)
    response["Content-Disposition"] = content_disposition_header(True, "archive.jsonl")
    return response


def _lines(kind: str, ids: array[int]) -> Iterator[str]:
    format = exports.FORMATS[kind]
    if kind == "csv":
        yield "\ufeff"  # without it Excel takes UTF-8 for the machine's old code page
    yield format.opening
    yield from map(format.line, exports.in_order(ids))


def _title(params: SearchParams) -> str:
    """«أرشيف الأخبار: «مفاوضات»، المصدر: معاريف»; what was asked is kept from turning what stands around it."""
    return f"{archive_name()}: \u2068{in_words(params)}\u2069" if params.asked else archive_name()


def _address(view: str, params: SearchParams) -> str:
    query = params.query_string()
    return f"{reverse(view)}?{query}" if query else reverse(view)


def _refused(problem: BadParameters) -> HttpResponse:
    """400: each parameter that cannot be honoured, and why."""
    lines = (f"{LABELS.get(name, name)}: {why}\n" for name, why in problem.errors.items())
    return HttpResponse("".join(lines), status=400, content_type=_PLAIN)


def _unavailable(problem: SearchUnavailable) -> HttpResponse:
    logger.error("search is unavailable: %s", problem)
    response = HttpResponse("البحث متوقف الآن؛ أعد المحاولة بعد قليل.\n", status=503, content_type=_PLAIN)
    response["Retry-After"] = str(RETRY_AFTER)
    add_never_cache_headers(response)
    return response
