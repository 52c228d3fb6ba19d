"""What becomes of the search index while a real gunicorn serves from it: pages go on, search says that it cannot,
and a rebuild heals it without a restart."""

import json
import os
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .conftest import Archive, Server, health

QUESTION = "%D9%81%D9%8A"  # في
ARTICLE = re.compile(r'href="(/articles/\d+[^"]*)"')


def current(index: Path) -> Path:
    return index / (index / "CURRENT").read_text(encoding="ascii")


def segments(index: Path) -> list[Path]:
    return [path for path in current(index).iterdir() if re.match(r"[0-9a-f]{32}\.", path.name)]


def removed(index: Path) -> None:
    shutil.rmtree(index)


def emptied(index: Path) -> None:
    for path in index.rglob("*"):
        if path.is_file():
            path.unlink()


def cut_short(index: Path) -> None:
    """In place: what was mapped of it is no longer there, and whoever reads it is killed by the kernel."""
    for path in segments(index):
        os.truncate(path, path.stat().st_size // 2)


def overwritten(index: Path) -> None:
    """In place, and as long as it was."""
    for path in segments(index):
        with path.open("r+b") as file:
            file.write(os.urandom(path.stat().st_size))


def pointing_nowhere(index: Path) -> None:
    (index / "CURRENT").write_text("g-1", encoding="ascii")


def pointing_at_nonsense(index: Path) -> None:
    (index / "CURRENT").write_bytes(os.urandom(64))


def of_no_known_analysis(index: Path) -> None:
    (current(index) / "schema.json").write_text("{]", encoding="ascii")


def without_its_list(index: Path) -> None:
    (current(index) / "meta.json").write_text("{]", encoding="ascii")


@pytest.fixture
def healthy(server: Server, prepared: Archive) -> Iterator[Server]:
    yield server
    assert prepared.manage("rebuild_index").returncode == 0


@pytest.mark.any_database
@pytest.mark.parametrize(
    "damage",
    [removed, emptied, cut_short, overwritten, pointing_nowhere, pointing_at_nonsense, of_no_known_analysis, without_its_list],
)
def test_a_damaged_index_is_said_and_healed_while_serving(
    healthy: Server, prepared: Archive, damage: Callable[[Path], None]
) -> None:
    for _ in range(8):  # both workers have it open
        assert healthy.get(f"/search?q={QUESTION}").status == 200
    workers = healthy.workers()
    article = ARTICLE.search(healthy.get("/").text)
    assert article

    damage(prepared.data / "index")
    time.sleep(0.2)
    for _ in range(4):
        page = healthy.get(f"/search?q={QUESTION}")
        assert page.status == 503
        assert int(page.headers["Retry-After"]) > 0
        assert "البحث" in page.text
        assert "Traceback" not in page.text
        answer = healthy.get(f"/api/v1/articles?q={QUESTION}")
        assert answer.status == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert "البحث" in json.loads(answer.body)["detail"]
        assert healthy.get("/healthz").status == 503
        assert "rebuild_index" in str(health(healthy)["search"])
        assert health(healthy)["database"] == "ok"
        assert healthy.get(article[1]).status == 200
        assert healthy.get("/").status == 200

    done = prepared.manage("rebuild_index")
    assert done.returncode == 0, done.stderr
    for _ in range(8):
        assert "<mark>" in healthy.get(f"/search?q={QUESTION}").text
    assert healthy.get("/healthz").status == 200
    assert healthy.workers() == workers, "a worker died or was restarted"


@pytest.mark.any_database
def test_an_index_that_cannot_be_written_keeps_answering_and_keeps_what_is_saved(healthy: Server, prepared: Archive) -> None:
    lock = prepared.data / "index" / "write.lock"
    lock.unlink()
    lock.mkdir()  # not even root can write to it
    saved = "from articles.models import Article; Article.objects.create(headline='يربوع', body='متن', status='published')"
    try:
        assert prepared.manage("shell", "--command", saved).returncode == 0
        assert healthy.get(f"/search?q={QUESTION}").status == 200
        assert health(healthy)["waiting_for_search"] == 1
        done = prepared.manage("sync_index")
        assert done.returncode == 1
        assert "write.lock" in done.stderr
        assert "Traceback" not in done.stderr
    finally:
        lock.rmdir()
    assert prepared.manage("sync_index").stdout.strip() == "synced=1"
    assert health(healthy)["waiting_for_search"] == 0
    assert "<mark>" in healthy.get("/search?q=%D9%8A%D8%B1%D8%A8%D9%88%D8%B9").text


@pytest.mark.any_database
def test_check_index_reads_every_file_and_repairs(healthy: Server, prepared: Archive) -> None:
    path = max(segments(prepared.data / "index"), key=lambda found: found.stat().st_size)
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 3)
        file.write(b"?" * 100)
    found = prepared.manage("check_index")
    assert found.returncode == 1
    assert path.name in found.stderr
    repaired = prepared.manage("check_index", "--repair")
    assert repaired.returncode == 0, repaired.stderr
    assert prepared.manage("check_index").returncode == 0
    assert healthy.get(f"/search?q={QUESTION}").status == 200


def test_a_rebuild_while_readers_search_and_an_editor_saves(healthy: Server, prepared: Archive) -> None:
    """Readers see no error and no fewer articles, and what is saved meanwhile is in the new index."""
    wrong: list[object] = []
    asked = []
    stop = threading.Event()
    address = f"/api/v1/articles?q={QUESTION}&limit=1"
    before = json.loads(healthy.get(address).body)["total"]

    def search() -> None:
        while not stop.is_set():
            answer = healthy.get(address)
            asked.append(answer.status)
            if answer.status != 200 or json.loads(answer.body)["total"] < before:
                wrong.append(answer)

    saves = (
        "import time; from articles.models import Article; "
        "[(Article.objects.create(headline=f'خبر meanwhile{n}', body='متن', status='published'), time.sleep(0.05)) "
        "for n in range(40)]"
    )
    readers = [threading.Thread(target=search) for _ in range(3)]
    for reader in readers:
        reader.start()
    editor = prepared.start("manage.py", "shell", "--command", saves)
    rebuilt = [prepared.manage("rebuild_index").returncode for _ in range(3)]
    said, _ = editor.communicate(timeout=60)
    stop.set()
    for reader in readers:
        reader.join()
    assert rebuilt == [0, 0, 0]
    assert editor.returncode == 0, said
    assert not wrong
    assert len(asked) > 20
    assert prepared.manage("sync_index").returncode == 0
    assert prepared.manage("check_index").stdout.split()[1:] == ["missing=0", "outdated=0", "left_over=0"]
    for number in (0, 20, 39):
        assert json.loads(healthy.get(f"/api/v1/articles?q=meanwhile{number}").body)["total"] == 1
