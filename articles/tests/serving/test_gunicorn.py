"""gunicorn with the archive's settings: what it answers, how its workers come and go, what a start refuses."""

import gzip
import os
import re
import shutil
import signal
import socket
import threading
import time
from pathlib import Path

import pytest

from .conftest import Archive, Server, eventually, free_port, health, serving

BUDGETS = {"HTML": 12, "CSS": 6, "JavaScript": 8, "fonts": 75, "icons": 2}
"""Kilobytes of a page and of what it is shown with, compressed."""
LINE = re.compile(r"^(\w+):\s+(\d+) kB$", re.MULTILINE)


def stylesheet(server: Server) -> str:
    found = re.search(r'href="(/static/[^"]+\.css)"', server.get("/").text)
    assert found, "the home page has no stylesheet"
    return found[1]


def connections(server: Server, count: int, sent: bytes) -> list[socket.socket]:
    opened = [socket.create_connection(("127.0.0.1", server.port), timeout=30) for _ in range(count)]
    for connection in opened:
        connection.sendall(sent)
    return opened


def test_home_answers_without_a_cookie(server: Server) -> None:
    home = server.get("/")
    assert home.status == 200
    assert home.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "Set-Cookie" not in home.headers
    assert 'dir="rtl"' in home.text


def test_it_says_that_it_is_well(server: Server) -> None:
    assert health(server)["status"] == "ok"


@pytest.mark.any_database
def test_every_page_carries_the_security_headers(server: Server) -> None:
    for path in ("/", "/nowhere", "/admin/login/"):
        headers = server.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


@pytest.mark.any_database
@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_static_files_are_hashed_compressed_and_kept(server: Server, encoding: str) -> None:
    path = stylesheet(server)
    assert re.search(r"\.[0-9a-f]{12}\.css$", path), "the name does not carry a hash of the content"
    packed = server.get(path, Accept_Encoding=encoding)
    assert packed.status == 200
    assert packed.headers["Content-Encoding"] == encoding
    assert "immutable" in packed.headers["Cache-Control"]
    plain = server.get(path, Accept_Encoding="identity")
    assert "Content-Encoding" not in plain.headers
    assert len(packed.body) < len(plain.body)


@pytest.mark.any_database
def test_an_articles_page_stays_light(server: Server) -> None:
    """As a browser gets it that has nothing yet, in kilobytes."""
    address = server.get("/articles/1/").headers["Location"]
    page = server.get(address, Accept_Encoding="gzip")
    text = gzip.decompress(page.body).decode()
    files = {
        "CSS": re.findall(r'<link rel="stylesheet" href="([^"]+)"', text),
        "JavaScript": re.findall(r'<script [^>]*src="([^"]+)"', text),
        "fonts": re.findall(r'<link rel="preload" href="([^"]+)" as="font"', text),
        "icons": re.findall(r'<link rel="(?:icon|manifest)" href="([^"]+)"', text),
    }
    weights = {"HTML": len(page.body)}
    for kind, paths in files.items():
        assert paths, kind
        weights[kind] = sum(len(server.get(path, Accept_Encoding="gzip").body) for path in paths)
    assert {kind: weight for kind, weight in weights.items() if weight > 1000 * BUDGETS[kind]} == {}
    assert sum(weights.values()) <= 100_000, weights


def test_the_workers_share_what_was_loaded(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    """A worker's own memory; shown, and held only against a limit that a lexicon of its own would pass."""
    server.get("/")
    for pid in server.workers():
        sizes = {name: int(size) for name, size in LINE.findall(Path(f"/proc/{pid}/smaps_rollup").read_text())}
        private = (sizes["Private_Clean"] + sizes["Private_Dirty"]) / 1024
        with capsys.disabled():
            print(f"[worker {pid}: {private:.0f} MB of its own, {sizes['Rss'] / 1024:.0f} MB with what is shared]", end=" ")
        assert private < 150


def test_a_reload_loses_no_request(server: Server) -> None:
    before = server.workers()
    wrong: list[object] = []
    answered = []
    stop = threading.Event()

    def visit() -> None:
        while not stop.is_set():
            try:
                status = server.get("/robots.txt").status
            except OSError as error:
                wrong.append(error)
            else:
                answered.append(status)

    visitors = [threading.Thread(target=visit) for _ in range(3)]
    for visitor in visitors:
        visitor.start()
    server.signal(signal.SIGHUP)
    replaced = eventually(lambda: len(server.workers()) == 2 and not server.workers() & before)
    stop.set()
    for visitor in visitors:
        visitor.join()
    assert replaced
    assert not wrong
    assert answered
    assert set(answered) == {200}


@pytest.mark.any_database
def test_a_request_under_way_outlives_the_end(prepared: Archive) -> None:
    """SIGTERM while half of a form is here: the rest is awaited and answered."""
    with serving(prepared, WEB_CONCURRENCY="1") as ending:
        eventually(ending.workers)
        head = b"POST /admin/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n"
        head += b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
        (form,) = connections(ending, 1, head + b"user=")
        time.sleep(0.5)  # the worker is reading by now
        ending.signal(signal.SIGTERM)
        time.sleep(0.5)
        form.sendall(b"12345")
        assert form.recv(12) == b"HTTP/1.1 403"  # refused for want of a token, but answered
        form.close()
        assert eventually(lambda: ending.process.poll() == 0)


def test_a_worker_that_dies_is_replaced(server: Server) -> None:
    victim = min(server.workers())
    os.kill(victim, signal.SIGKILL)
    assert eventually(lambda: len(server.workers()) == 2 and victim not in server.workers())
    assert server.get("/healthz").status == 200


@pytest.mark.any_database
def test_idle_connections_hold_nobody_up(server: Server) -> None:
    """More of them than there are threads, kept alive after a first request as browsers do."""
    idle = connections(server, 20, b"GET /robots.txt HTTP/1.1\r\nHost: localhost\r\n\r\n")
    try:
        assert all(connection.recv(15) == b"HTTP/1.1 200 OK" for connection in idle)
        assert server.get("/robots.txt").status == 200
    finally:
        for connection in idle:
            connection.close()


@pytest.mark.any_database
def test_clients_that_fall_silent_are_let_go(prepared: Archive) -> None:
    """More half-sent requests than there are threads, and still one that is answered."""
    with serving(prepared, WEB_CONCURRENCY="1", CLIENT_TIMEOUT="1") as alone:
        silent = connections(alone, 6, b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Half: ")
        try:
            assert alone.get("/robots.txt").status == 200
        finally:
            for connection in silent:
                connection.close()


def test_what_is_saved_is_found_by_every_worker(server: Server, prepared: Archive) -> None:
    """The index is opened after the fork: an index opened before never sees what comes later."""
    code = (
        "from articles.models import Article; "
        "Article.objects.create(headline='زرافة في المكتبة', body='متن قصير', status='published')"
    )
    for _ in range(4):
        server.get("/search?q=%D8%B2%D8%B1%D8%A7%D9%81%D8%A9")
    done = prepared.manage("shell", "--command", code)
    assert done.returncode == 0, done.stderr
    for _ in range(8):
        assert "في المكتبة" in server.get("/search?q=%D8%B2%D8%B1%D8%A7%D9%81%D8%A9").text


@pytest.mark.any_database
def test_hosts_of_its_own_are_served_by_https_only(prepared: Archive) -> None:
    with serving(prepared, ALLOWED_HOSTS="archive.example", SECRET_KEY="k9" * 30) as public:
        plain = public.get("/", Host="archive.example")
        assert plain.status == 301
        assert plain.headers["Location"] == "https://archive.example/"
        behind = public.get("/", Host="archive.example", X_Forwarded_Proto="https")
        assert behind.status == 200
        assert int(behind.headers["Strict-Transport-Security"].split("=")[1].split(";")[0]) >= 31_536_000
        assert public.get("/", Host="elsewhere.example", X_Forwarded_Proto="https").status == 400


@pytest.mark.any_database
@pytest.mark.parametrize("damage", ["missing", "damaged"])
def test_it_does_not_start_without_its_lexicon(prepared: Archive, tmp_path: Path, damage: str) -> None:
    data = tmp_path / "data"
    (data / "lexicon").mkdir(parents=True)
    if damage == "damaged":
        whole = (prepared.data / "lexicon" / "lexicon.bin").read_bytes()
        (data / "lexicon" / "lexicon.bin").write_bytes(whole[: len(whole) // 2])
    command = ("-m", "gunicorn", "--config", "newsroom/gunicorn.conf.py")
    process = prepared.start(*command, NEWSROOM_DATA=str(data), PORT=str(free_port()))
    said, _ = process.communicate(timeout=60)
    assert process.returncode not in {0, None}
    assert "build_lexicon" in said
    assert "Traceback" not in said
    shutil.rmtree(data)
