"""Readers' pages kept as they were made, until something in the archive changes.

A page is known by its address, the archive's state and day, and the version of everything beside the data that pages are
made of. All of it is in the page's ETag. So who has the page already is answered without making it, and no page outlives
the state that it was made in: the state is read before anything else of a page is, once a request.

Kept in the memory of each worker, as whole answers with their headers, up to MOST_BYTES; those unused for longest go first.
Not kept: what has a query string that names no other page of a list, and what is not whole (`searched`).
"""

from __future__ import annotations

import hashlib
import logging
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from functools import wraps
from typing import Any, NamedTuple, TypeVar
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import django
from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from articles.models import archive_state
from articles.search import SearchUnavailable
from articles.templatetags.site import archive_name

from . import CACHE_CONTROL, View, reader_page

T = TypeVar("T")
logger = logging.getLogger(__name__)
MOST_BYTES = 48_000_000
"""Of a worker's memory: some 1,500 pages of articles."""
_LARGEST = MOST_BYTES // 16
_OURS = '"k'
"""How ETags of kept pages begin, so that no other costs a look at the state."""
_OTHER_CONDITIONS = {"HTTP_IF_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_RANGE"}
_ASKED, _KNOWN = "archive.address", "archive.etag"
"""Where a request's environment has its page's address and ETag."""
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
    headers: list[tuple[str, str]]


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


def searched(ask: Callable[[], T], without: str) -> T | None:
    """What search answers. None where it cannot be used: the page stands `without` that part, and is not kept."""
    try:
        return ask()
    except SearchUnavailable as problem:
        logger.error("%s: %s", without, problem)
        _incomplete.set(True)
        return None


def searched_meanwhile(begin: Callable[[], Callable[[], T]], without: str) -> Callable[[], T | None]:
    """The same of what search begins now, and answers when what is given back is called."""
    answer = searched(begin, without)
    return lambda: searched(answer, without) if answer else None


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
            etag = _etag(request.META, _address(request.META))
            _incomplete.set(False)
            response = view(request, *args, **kwargs)
            if etag and response.status_code == 200 and not _incomplete.get():
                response["ETag"] = response.kept_as = etag  # type: ignore[attr-defined]
            return response

        answer.kept = True  # type: ignore[attr-defined]
        return reader_page(answer)

    return decorate


class KeptPages:
    """The WSGI application: answers with what is kept, before Django makes a request of it, and keeps what passes.

    An answer from here has the headers that Django and its middleware gave the page. What is asked on other conditions
    than an ETag is Django's to answer.
    """

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        asking = environ["REQUEST_METHOD"] in ("GET", "HEAD")
        held = _held(environ) if asking else None
        if held:
            status, headers, body = held
            start_response(status, headers)
            return [body if environ["REQUEST_METHOD"] == "GET" else b""]
        response = self._application(environ, start_response)
        etag = getattr(response, "kept_as", "")
        if etag and asking and isinstance(response, HttpResponse) and _may_be_kept(response):
            pages.keep(_address(environ), Page(etag, response.content, list(response.items())))
        return response


def _held(environ: WSGIEnvironment) -> tuple[str, list[tuple[str, str]], bytes] | None:
    """(status, headers, body) of what can be answered without a look at the page."""
    address, seen = _address(environ), environ.get("HTTP_IF_NONE_MATCH", "")
    if (address not in pages and _OURS not in seen) or (not seen and not _OTHER_CONDITIONS.isdisjoint(environ)):
        return None
    try:
        etag = _etag(environ, address)
    except Error:
        return None  # Django tries again, and says what it says of every page
    finally:
        connection.close_if_unusable_or_obsolete()  # no end of a request does
    if etag and etag in seen:
        return "304 Not Modified", [("ETag", etag), ("Cache-Control", CACHE_CONTROL)], b""
    page = pages.find(address, etag)
    return ("200 OK", page.headers.copy(), page.body) if page else None


def _may_be_kept(response: HttpResponse) -> bool:
    """Whole, the same for everybody, and not so large that it drives out many others."""
    alike = not response.cookies and not response.has_header("Vary")
    return response.status_code == 200 and alike and len(response.content) <= _LARGEST


def _address(environ: WSGIEnvironment) -> str:
    """As it was said, the host too: what is none of ours has no page that was kept. Django changes the path that it finds."""
    told = environ.get
    if known := told(_ASKED):
        return str(known)
    host = told("HTTP_HOST") or f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
    secure = "s" if told("HTTP_X_FORWARDED_PROTO") == "https" else ""  # where a proxy is believed
    path = f"{told('SCRIPT_NAME', '')}{told('PATH_INFO', '')}?{told('QUERY_STRING', '')}"
    address = environ[_ASKED] = f"{environ['wsgi.url_scheme']}{secure}://{host}{path}"
    return address


def _etag(environ: WSGIEnvironment, address: str) -> str:
    """Of the page as it should be now; "" where the archive's state cannot be told. Asks the database once a request."""
    known: str | None = environ.get(_KNOWN)
    if known is None:
        now = archive_state()
        parts = (_VERSION, now, timezone.localdate().isoformat(), address)
        digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
        known = environ[_KNOWN] = f'{_OURS}{digest}"' if now else ""
    return known
