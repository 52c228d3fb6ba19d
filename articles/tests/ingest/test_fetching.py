"""Fetching stays within bounds, whatever a server does; and it never reaches into a private network by mistake."""

import gzip
import socket
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from typing import Any

import pytest

from articles.ingest import fetching
from articles.ingest.fetching import FetchError, fetch, is_public
from articles.tests.ingest.serving import Web, answer, web


@pytest.fixture
def site(settings: Any) -> Iterator[Web]:
    settings.FEED_PRIVATE_HOSTS = ["127.0.0.1"]
    with web() as served:
        yield served


def test_content_and_what_to_say_next_time(site: Web) -> None:
    site.answers["/f"] = answer(
        b"<rss/>", ETag='"1"', Last_Modified="Fri, 10 May 2024 12:00:00 GMT", Cache_Control="public, max-age=900"
    )
    found = fetch(f"{site.address}/f")
    assert (found.content, found.etag, found.max_age) == (b"<rss/>", '"1"', 900)
    site.answers["/f"] = answer(status=304)
    again = fetch(f"{site.address}/f", found.etag, found.last_modified)
    assert (again.content, again.etag) == (None, '"1"')
    headers = site.asked[-1][1]
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == ('"1"', "Fri, 10 May 2024 12:00:00 GMT")


def test_packed_content_is_unpacked(site: Web) -> None:
    site.answers["/f"] = answer(gzip.compress(b"<rss/>"), Content_Encoding="gzip")
    assert fetch(f"{site.address}/f").content == b"<rss/>"


def test_redirects_are_followed_and_loops_end(site: Web) -> None:
    site.answers["/a"] = answer(status=301, Location="/b")
    site.answers["/b"] = answer(b"<rss/>")
    assert fetch(f"{site.address}/a").address == f"{site.address}/b"
    site.answers["/b"] = answer(status=302, Location="/a")
    with pytest.raises(FetchError, match="تحوّل"):
        fetch(f"{site.address}/a")


class TestPrivateNetworks:
    @pytest.mark.parametrize(
        "host", ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "10.0.0.1", "169.254.169.254", "2130706433"]
    )
    def test_they_are_refused(self, host: str) -> None:
        with pytest.raises(FetchError, match="داخلية"):
            fetch(f"http://{host}:9/")

    def test_a_redirect_into_one_is_refused(self, site: Web) -> None:
        port = site.address.rpartition(":")[2]
        site.answers["/a"] = answer(status=302, Location=f"http://localhost:{port}/secret")
        site.answers["/secret"] = answer(b"secret")
        with pytest.raises(FetchError, match="داخلية"):
            fetch(f"{site.address}/a")
        assert [path for path, _ in site.asked] == ["/a"]

    def test_a_name_is_looked_up_once_and_that_address_is_used(self, site: Web, monkeypatch: pytest.MonkeyPatch) -> None:
        """A name server that answers differently a moment later changes nothing."""
        found, asked = socket.getaddrinfo, []

        def lookup(host: str, *arguments: Any, **options: Any) -> Any:
            asked.append(host)
            return found("127.0.0.1" if len(asked) == 1 else "192.0.2.1", *arguments, **options)

        monkeypatch.setattr(socket, "getaddrinfo", lookup)
        with pytest.raises(FetchError, match="داخلية"):
            fetch(f"http://feeds.example:{site.address.rpartition(':')[2]}/")
        assert asked == ["feeds.example"]
        assert site.asked == []

    @pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://example.org/", "http://", "http:///x", "gopher://x/"])
    def test_other_schemes_are_refused(self, address: str) -> None:
        with pytest.raises(FetchError):
            fetch(address)

    @pytest.mark.parametrize(
        ("address", "public"),
        [
            ("8.8.8.8", True),
            ("192.168.1.1", False),
            ("100.64.0.1", False),
            ("224.0.0.1", False),
            ("2606:4700::1111", True),
            ("::ffff:127.0.0.1", False),
            ("::ffff:8.8.8.8", True),
            ("2002:7f00:1::", False),
            ("64:ff9b::7f00:1", False),
            ("fe80::1", False),
            ("fd00::1", False),
        ],
    )
    def test_what_is_public(self, address: str, public: bool) -> None:
        assert is_public(ip_address(address)) == public


class TestBounds:
    def test_a_feed_that_never_ends(self, site: Web, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(fetching, "LARGEST", 1_000_000)

        def endless(request: BaseHTTPRequestHandler) -> None:
            request.send_response(200)
            request.end_headers()
            while True:
                request.wfile.write(b"<item/>" * 10_000)

        site.answers["/f"] = endless
        with pytest.raises(FetchError, match="أكبر"):
            fetch(f"{site.address}/f")

    @pytest.mark.parametrize("within", ["headers", "body"])
    def test_a_server_that_drips(self, site: Web, monkeypatch: pytest.MonkeyPatch, within: str) -> None:
        monkeypatch.setattr(fetching, "_SECONDS", 0.6)

        def drip(request: BaseHTTPRequestHandler) -> None:
            if within == "body":
                request.send_response(200)
                request.end_headers()
            for _ in range(100):
                request.wfile.write(b"H")
                request.wfile.flush()
                time.sleep(0.1)

        site.answers["/f"] = drip
        start = time.monotonic()
        with pytest.raises(FetchError):
            fetch(f"{site.address}/f")
        assert time.monotonic() - start < 5

    def test_a_bomb_is_not_unpacked_to_its_end(self, site: Web, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(fetching, "LARGEST", 1_000_000)
        site.answers["/f"] = answer(gzip.compress(b" " * 50_000_000), Content_Encoding="gzip")
        with pytest.raises(FetchError, match="أكبر"):
            fetch(f"{site.address}/f")

    def test_a_connection_that_breaks_off(self, site: Web) -> None:
        site.answers["/f"] = answer(b"<rss>", Content_Length="5000")
        with pytest.raises(FetchError, match=r"انقطع|تعذّر"):
            fetch(f"{site.address}/f")

    @pytest.mark.parametrize("status", [404, 410, 500, 503])
    def test_other_answers(self, site: Web, status: int) -> None:
        site.answers["/f"] = answer(status=status, Retry_After="120")
        with pytest.raises(FetchError, match=str(status)) as caught:
            fetch(f"{site.address}/f")
        assert (caught.value.retry_after, caught.value.gone) == (120, status == 410)

    def test_nobody_there(self, site: Web) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        with pytest.raises(FetchError, match="الاتصال"):
            fetch(f"http://127.0.0.1:{port}/")
