"""What is sent compressed, and what must not be."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from newsroom.compression import SMALLEST, Compressed

TEXT = b"a page " * SMALLEST


def ask(
    body: Any = None, path: str = "/", takes: str = "br, gzip", method: str = "GET", **headers: str
) -> tuple[dict[str, str], bytes]:
    headers = {"Content-Type": "text/html; charset=utf-8", "ETag": '"1"'} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    begun: list[Any] = []

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        start_response("200 OK", list(headers.items()))
        return [TEXT] if body is None else body

    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "HTTP_ACCEPT_ENCODING": takes}
    answer = Compressed(application)(environ, lambda status, fields: begun.extend(fields))
    return dict(begun), b"".join(answer)


def test_a_page_is_compressed_for_those_who_take_it() -> None:
    headers, body = ask()
    assert gzip.decompress(body) == TEXT
    assert headers["Content-Encoding"] == "gzip"
    assert headers["Content-Length"] == str(len(body))
    assert (headers["ETag"], headers["Vary"]) == ('"1-gz"', "Accept-Encoding")


@pytest.mark.parametrize("takes", ["", "br", "gzip;q=0", "gzip; q=0.0, br"])
def test_others_get_it_as_it_is_and_caches_are_told(takes: str) -> None:
    headers, body = ask(takes=takes, Vary="Cookie")
    assert body == TEXT
    assert "Content-Encoding" not in headers
    assert (headers["ETag"], headers["Vary"]) == ('"1"', "Cookie, Accept-Encoding")


@pytest.mark.parametrize(
    "how",
    [
        {"path": "/admin/login/"},
        {"method": "HEAD"},
        {"body": StreamingHttpResponse([TEXT])},
        {"Content_Encoding": "br"},
        {"Content_Type": "font/woff2"},
    ],
)
def test_some_things_are_left_alone(how: dict[str, Any]) -> None:
    headers, body = ask(**how)
    assert body == TEXT
    assert headers.get("Content-Encoding") != "gzip"
    assert "Vary" not in headers


@pytest.mark.parametrize(
    ("held", "told"), [('"1-gz"', '"1-gz"'), ('"0-gz", W/"1-gz"', '"1-gz"'), ('"1"', '"1"'), ('"0-gz", "1"', '"1"')]
)
def test_who_holds_a_page_keeps_it_compressed_or_not(held: str, told: str) -> None:
    begun: list[Any] = []

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        assert '"1"' in environ["HTTP_IF_NONE_MATCH"]
        start_response("304 Not Modified", [("ETag", '"1"'), ("Cache-Control", "no-cache")])
        return [b""]

    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "HTTP_ACCEPT_ENCODING": "gzip", "HTTP_IF_NONE_MATCH": held}
    answer = Compressed(application)(environ, lambda status, headers: begun.extend((status, dict(headers))))
    assert begun == ["304 Not Modified", {"ETag": told, "Cache-Control": "no-cache"}]
    assert b"".join(answer) == b""


def test_what_it_was_made_of_is_closed() -> None:
    closed = []
    response = HttpResponse(TEXT)
    response.close = lambda: closed.append(True)  # type: ignore[method-assign]
    application = Compressed(lambda environ, start: start("200 OK", [("Content-Type", "text/html")]) or response)
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "HTTP_ACCEPT_ENCODING": "gzip"}
    answer = application(environ, lambda status, headers: None)
    assert gzip.decompress(b"".join(answer)) == TEXT
    answer.close()  # type: ignore[attr-defined]
    assert closed == [True]
