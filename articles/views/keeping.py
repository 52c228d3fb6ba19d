"""Readers' pages kept as they were made, until something in the archive changes.

A page is known by its address, the archive's state and day, and the version of everything beside the data that pages are
made of. All of it is in the page's ETag. So who has the page already is answered without making it, and no page outlives
the state that it was made in: the state is read before anything else of a page is, once a request.

Kept in the memory of each worker, as whole answers with their headers, up to MOST_BYTES; those unused for longest go first.
Not kept: what has a query string that names no other page of a list, and what is not whole (`incomplete`).
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, NamedTuple

import django
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import parse_http_date_safe

from articles.models import archive_state
from articles.templatetags.site import archive_name

from . import CACHE_CONTROL, View, reader_page

MOST_BYTES = 48_000_000
"""Of a worker's memory: some 1,500 pages of articles."""
_LARGEST = MOST_BYTES // 16
_OURS = '"k'
"""How ETags of kept pages begin, so that no other costs a look at the state."""
_CONDITIONS = {"HTTP_IF_NONE_MATCH", "HTTP_IF_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE"}
_MADE_OF = {"articles": ("*.py", "*.svg"), "newsroom": ("*.py",), "templates": ("*",), "static": ("*",)}


def _version() -> str:
    """Of code, templates, static files and settings. Read when the code is: what is on disk later may be newer."""
    chosen = (django.__version__, archive_name(), settings.TIME_ZONE, settings.LANGUAGE_CODE, settings.STATIC_URL)
    digest = hashlib.sha256(repr(chosen).encode())
    for folder, patterns in _MADE_OF.items():
        found = {path for pattern in patterns for path in (settings.BASE_DIR / folder).rglob(pattern) if path.is_file()}
        for path in sorted(found):
            if not {"tests", "__pycache__"} & set(path.parts):
                digest.update(f"{path.relative_to(settings.BASE_DIR)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


_VERSION = _version()


class Page(NamedTuple):
    etag: str
    body: bytes
    headers: dict[str, str]


class Pages:
    """Address -> the page as it was last made. Safe to share among threads."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._mutex = threading.Lock()
        self.bytes = 0

    def __contains__(self, address: str) -> bool:
        return address in self._pages

    def find(self, address: str, etag: str) -> Page | None:
        with self._mutex:
            page = self._pages.get(address)
            if page is None or page.etag != etag:
                return None
            self._pages.move_to_end(address)
            return page

    def keep(self, address: str, page: Page) -> None:
        with self._mutex:
            self._drop(address)
            self._pages[address] = page
            self.bytes += _size(address, page)
            while self.bytes > self._most:
                self._drop(next(iter(self._pages)))

    def clear(self) -> None:
        with self._mutex:
            self._pages.clear()
            self.bytes = 0

    def _drop(self, address: str) -> None:
        page = self._pages.pop(address, None)
        if page:
            self.bytes -= _size(address, page)


def _size(address: str, page: Page) -> int:
    return len(address) + len(page.body) + 1500  # headers, and what Python takes for them


pages = Pages()
_incomplete: ContextVar[bool] = ContextVar("incomplete", default=False)


def incomplete() -> None:
    """Says that the page being made lacks something that the next may have; it is then not kept."""
    _incomplete.set(True)


def kept_page(*numbers: str) -> Callable[[View], View]:
    """A reader_page that is made once for each state of the archive.

    `numbers` are the parameters by which an address may name another page of a list; with any other it is made each time.
    """
    named = "|".join(map(re.escape, numbers))
    known = re.compile(rf"((?:{named})=[1-9]\d{{0,17}})?" if numbers else "")

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if settings.DEBUG or not known.fullmatch(request.META.get("QUERY_STRING", "")):
                return view(request, *args, **kwargs)
            etag = _etag(request, _address(request))
            _incomplete.set(False)
            response = view(request, *args, **kwargs)
            if etag and response.status_code == 200 and not _incomplete.get():
                response["ETag"] = response.kept_as = etag  # type: ignore[attr-defined]
            return response

        answer.kept = True  # type: ignore[attr-defined]
        return reader_page(answer)

    return decorate


class KeptPages:
    """Middleware: answers with what is kept, and keeps what passes. Stands before whatever gives all pages their headers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        held = _held(request) if request.method in ("GET", "HEAD") else None
        if held:
            return held
        response = self._get_response(request)
        etag = getattr(response, "kept_as", "")
        if etag and isinstance(response, HttpResponse) and _may_be_kept(response):
            pages.keep(_address(request), Page(etag, response.content, dict(response.items())))
        return response


def _held(request: HttpRequest) -> HttpResponseBase | None:
    """What can be answered without a look at the page."""
    address, seen = _address(request), request.META.get("HTTP_IF_NONE_MATCH", "")
    if address not in pages and _OURS not in seen:
        return None
    etag = _etag(request, address)
    if etag and etag in seen:
        return HttpResponseNotModified(headers={"ETag": etag, "Cache-Control": CACHE_CONTROL})
    page = pages.find(address, etag)
    if page is None:
        return None
    response = HttpResponse(page.body, headers=page.headers)
    if _CONDITIONS.isdisjoint(request.META):
        return response
    changed = parse_http_date_safe(page.headers.get("Last-Modified", ""))
    return get_conditional_response(request, etag=etag, last_modified=changed, response=response)


def _may_be_kept(response: HttpResponse) -> bool:
    """Whole, the same for everybody, and not so large that it drives out many others."""
    alike = not response.cookies and not response.has_header("Vary")
    return response.status_code == 200 and alike and len(response.content) <= _LARGEST


def _address(request: HttpRequest) -> str:
    """With the host as it was said: what is none of ours has no page that was kept."""
    told = request.META
    host = told.get("HTTP_HOST") or f"{told['SERVER_NAME']}:{told['SERVER_PORT']}"
    return f"{request.scheme}://{host}{request.path}?{told.get('QUERY_STRING', '')}"


def _etag(request: HttpRequest, address: str) -> str:
    """Of the page as it should be now; "" where the archive's state cannot be told. Asks the database once a request."""
    known: str | None = getattr(request, "kept_etag", None)
    if known is None:
        now = archive_state()
        parts = (_VERSION, now, timezone.localdate().isoformat(), address)
        digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
        known = f'{_OURS}{digest}"' if now else ""
        request.kept_etag = known  # type: ignore[attr-defined]
    return known
