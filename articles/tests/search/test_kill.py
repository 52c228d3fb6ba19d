"""kill -9 while an archive is written to: nothing saved is lost, and no reader sees an error or a wrong answer.

KILLS and KILL_SEED repeat or lengthen a run: KILLS=500 KILL_SEED=7 bin/test articles/tests/search/test_kill.py
"""

import json
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from articles.tests.serving.conftest import Archive, empty_archive

KILLS = int(os.environ.get("KILLS") or 50)
SEED = int(os.environ.get("KILL_SEED") or secrets.randbelow(10**6))


@pytest.fixture
def archive(tmp_path: Path, postgres: str) -> Iterator[Archive]:
    with empty_archive(tmp_path / "data", postgres) as archive:
        done = archive.manage("prepare", DEMO="0")
        assert done.returncode == 0, done.stderr
        yield archive


def test_writers_killed_at_random_moments(archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    module = "articles.tests.search.killing"
    with archive.start("-m", module, str(notes), str(SEED), str(KILLS), DJANGO_SETTINGS_MODULE="newsroom.settings") as run:
        said, _ = run.communicate(timeout=60 + 3 * KILLS)
    found = json.loads(said.strip().splitlines()[-1])
    with capsys.disabled():
        print(f"[seed {SEED}: {found['kills']} kills {found['killed']}, {found['saved']} saves, {found['asked']}]", end=" ")
    assert run.returncode == 0, said
    assert found["kills"] == KILLS
    assert found["killed"].keys() >= {"saving", "syncing", "rebuilding"}
    assert min(found["asked"].values()) > KILLS, "readers hardly read"
    assert found["wrong"] == [], said
    assert found["lost"] == [], said
    assert found["readers_failed"] == 0, said

    assert archive.manage("sync_index").returncode == 0
    checked = archive.manage("check_index")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert archive.manage("rebuild_index").returncode == 0
    left = {path.name.partition("-")[0] for path in (archive.data / "index").iterdir()}
    assert left == {"CURRENT", "g", "rebuild.lock", "write.lock"}, "drafts of killed writers were left behind"
    assert len(list((archive.data / "index").glob("g-*"))) == 1
