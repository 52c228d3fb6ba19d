"""Readers' pages go compressed to whoever takes gzip: a page is a fifth of itself on the way."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

SMALLEST = 500
"""Bytes from which on it pays."""
KEPT = 128
"""Compressed pages that a worker keeps, for pages that are asked for again and again."""
_TEXT = re.compile(r"text/|json|xml")
_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")
_MARK = '-gz"'
"""How the ETag of a compressed page ends."""
_packed = lru_cache(maxsize=KEPT)(lambda text: gzip.compress(text, 6, mtime=0))


class Compressed:
    """The outermost WSGI application, so that it compresses what any other answers.

    Left as they are: streams, which compress themselves, static files, and the admin, where a reader's words beside a secret
    of the page would give it away by their length (https://breachattack.com/).
    """

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        begun: list[Any] = []
        held = environ.get("HTTP_IF_NONE_MATCH", "")
        if _MARK in held:  # the application knows its pages by their own ETags
            environ["HTTP_IF_NONE_MATCH"] = held.replace(_MARK, '"')
        body = self._application(environ, lambda status, headers, exc_info=None: begun.extend((status, headers)))
        status, headers = begun
        if status.startswith("304"):
            start_response(status, [(name, _as_held(value, held) if name == "ETag" else value) for name, value in headers])
            return body
        if not _may_be(environ, dict(headers), body):
            start_response(status, headers)
            return body
        whole = b"".join(body)
        changed = {"Vary": ", ".join(filter(None, [dict(headers).get("Vary"), "Accept-Encoding"]))}
        if len(whole) >= SMALLEST and _GZIP.search(environ.get("HTTP_ACCEPT_ENCODING", "")):
            whole = _packed(whole)
            changed |= {"Content-Encoding": "gzip", "Content-Length": str(len(whole))}
            if etag := dict(headers).get("ETag"):
                changed["ETag"] = _marked(etag)
        start_response(status, [*((name, value) for name, value in headers if name not in changed), *changed.items()])
        return _Closing(whole, body)


def _marked(etag: str) -> str:
    """Of the compressed page: other bytes, and the same ones each time."""
    return etag.removesuffix('"') + _MARK


def _as_held(etag: str, held: str) -> str:
    return _marked(etag) if _marked(etag) in held else etag


def _may_be(environ: WSGIEnvironment, headers: dict[str, str], body: Any) -> bool:
    whole = isinstance(body, list) or not getattr(body, "streaming", True)
    ours = environ["REQUEST_METHOD"] == "GET" and not environ.get("PATH_INFO", "").startswith("/admin/")
    return bool(whole and ours and "Content-Encoding" not in headers and _TEXT.search(headers.get("Content-Type", "")))


class _Closing:
    """A body in one piece; closing it closes the one that it was made of, by which Django ends a request."""

    def __init__(self, whole: bytes, body: Any) -> None:
        self._whole, self._body = whole, body

    def __iter__(self) -> Iterator[bytes]:
        yield self._whole

    def close(self) -> None:
        if hasattr(self._body, "close"):
            self._body.close()
