"""Fetches a feed from the web, within bounds: what it is, how long it takes, and whom it may reach.

Only http and https; the address is checked when the connection is made, each time, redirects too, so that no name can
lead into the archive's own network (FEED_PRIVATE_HOSTS names the hosts that may). At most 20 MB unpacked, 60 seconds in
all, five redirects. Whatever goes wrong raises FetchError with a reason in Arabic.
"""

from __future__ import annotations

import datetime as dt
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any
from urllib.parse import urljoin, urlsplit

import certifi
from django.conf import settings
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, LocationParseError
from urllib3.util import parse_url

LARGEST = 20 * 1024 * 1024
_SECONDS = 60.0
_SILENCE = 15.0
"""Seconds without a byte."""
_MOST_REDIRECTS = 5
_PIECE = 1 << 16
_AGENT = "ArabicNewsArchive/1.0 (feed reader)"
_ACCEPT = "application/rss+xml, application/atom+xml, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1"
_REDIRECTS = {301, 302, 303, 307, 308}
_MAX_AGE = re.compile(r"max-age\s*=\s*(\d{1,9})", re.IGNORECASE)


class FetchError(Exception):
    """Why an address could not be fetched, in Arabic."""

    def __init__(self, reason: str, retry_after: float = 0, *, gone: bool = False) -> None:
        super().__init__(reason)
        self.retry_after = retry_after
        """Seconds that the server asks to be left alone; 0 where it does not."""
        self.gone = gone
        """Whether it says that there will never be anything again."""


@dataclass(frozen=True, slots=True)
class Fetched:
    address: str
    """Where it was found, after redirects."""
    content: bytes | None
    """None where nothing changed since the last time."""
    etag: str
    last_modified: str
    max_age: int
    """Seconds that the server wants it kept; 0 where it does not say."""


def is_address(text: str) -> bool:
    return text.lower().startswith(("http://", "https://"))


def fetch(address: str, etag: str = "", last_modified: str = "") -> Fetched:
    """`etag` and `last_modified`: what came with the last answer. Raises FetchError."""
    deadline = time.monotonic() + _SECONDS
    headers = {"User-Agent": _AGENT, "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"}
    if etag:
        headers["If-None-Match"] = etag
    if last_modified:
        headers["If-Modified-Since"] = last_modified
    for _ in range(_MOST_REDIRECTS + 1):
        try:
            with _asked(address, headers, deadline) as response:
                if response.status in _REDIRECTS and (target := response.headers.get("Location")):
                    address = urljoin(address, target)
                    continue
                return _answer(address, response, deadline, etag, last_modified)
        except (HTTPError, HTTPException, OSError, ValueError) as error:
            late = time.monotonic() >= deadline
            raise FetchError(f"لم تُجب في {_SECONDS:.0f} ثانية." if late else f"تعذّر الاتصال: {error}") from error
    raise FetchError(f"تحوّل أكثر من {_MOST_REDIRECTS} مرات.")


@contextmanager
def _asked(address: str, headers: dict[str, str], deadline: float) -> Iterator[Any]:
    """The response, its body still to be read."""
    try:
        found = parse_url(address)
    except LocationParseError as error:
        raise FetchError(f"عنوان لا يُقرأ: {address[:200]}") from error
    if found.scheme not in {"http", "https"} or not found.host:
        raise FetchError(f"لا يُجلب إلا من http وhttps: {address[:200]}")
    left = max(0.1, deadline - time.monotonic())
    timeout = min(_SILENCE, left)
    host = found.host.strip("[]")
    connection: HTTPConnection = (
        _PublicHTTPS(host, found.port or 443, timeout=timeout, cert_reqs="CERT_REQUIRED", ca_certs=certifi.where())
        if found.scheme == "https"
        else _PublicHTTP(host, found.port or 80, timeout=timeout)
    )
    # A server that sends a byte now and then is never silent, and never done.
    watch = threading.Timer(left, _hang_up, [connection])
    watch.daemon = True
    watch.start()
    try:
        connection.request("GET", found.request_uri, headers=headers, preload_content=False)
        yield connection.getresponse()
    finally:
        watch.cancel()
        connection.close()


def _hang_up(connection: HTTPConnection) -> None:
    if connection.sock:
        try:
            connection.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it is closed already


def _answer(address: str, response: Any, deadline: float, etag: str, last_modified: str) -> Fetched:
    headers = response.headers
    found = _MAX_AGE.search(headers.get("Cache-Control", ""))
    max_age = int(found[1]) if found else 0
    if response.status == 304:
        return Fetched(address, None, headers.get("ETag", etag), headers.get("Last-Modified", last_modified), max_age)
    if response.status != 200:
        wait = _seconds(headers.get("Retry-After", ""))
        raise FetchError(f"أجاب الخادم بالرمز {response.status}.", wait, gone=response.status == 410)
    return Fetched(address, _body(response, deadline), headers.get("ETag", ""), headers.get("Last-Modified", ""), max_age)


def _body(response: Any, deadline: float) -> bytes:
    body = bytearray()
    while piece := response.read1(_PIECE, decode_content=True):
        body += piece
        if len(body) > LARGEST:
            raise FetchError(f"أكبر من {LARGEST // 1024 // 1024} ميغابايت.")
        if time.monotonic() >= deadline:
            raise FetchError(f"لم تنته في {_SECONDS:.0f} ثانية.")
    missing = response.length_remaining
    if missing:
        raise FetchError(f"انقطع الاتصال قبل أن تكتمل (بقي {missing} بايت).")
    return bytes(body)


def _seconds(retry_after: str) -> float:
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after[:9])
    try:
        return max(0.0, (parsedate_to_datetime(retry_after) - dt.datetime.now(dt.UTC)).total_seconds())
    except (ValueError, TypeError):
        return 0.0


# --- whom a connection may reach ------------------------------------------------------------------


class _PublicHTTP(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _connect(self)


class _PublicHTTPS(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _connect(self)


def _connect(connection: HTTPConnection) -> socket.socket:
    """To an address that was looked at, and no other: a name may stand for another one a moment later."""
    host = connection.host
    found = socket.getaddrinfo(host, connection.port, type=socket.SOCK_STREAM)
    if host not in settings.FEED_PRIVATE_HOSTS:
        for *_, place in found:
            if not is_public(ip_address(str(place[0]).partition("%")[0])):
                raise FetchError(f"{host} عنوان في شبكة داخلية ({place[0]})؛ لا يُجلب منه.")
    problem: OSError | None = None
    for family, kind, protocol, _, place in found:
        sock = socket.socket(family, kind, protocol)
        try:
            sock.settimeout(_SILENCE)
            sock.connect(place)
            return sock
        except OSError as error:
            sock.close()
            problem = error
    raise problem or OSError(f"{host}: no address")


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Of an address of version 6 that stands for one of version 4, both count."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if address.sixtofour and not is_public(address.sixtofour):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def host_of(address: str) -> str:
    return urlsplit(address).hostname or ""
