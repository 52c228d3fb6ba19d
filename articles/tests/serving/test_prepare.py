"""manage.py prepare and bin/serve: everything once, nothing twice, and plain words where it cannot be."""

import os
import re
import shutil
import socket
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from .conftest import Archive, Server, eventually, free_port, listening

PASSWORD = re.compile(r"password: (\S+)")
COUNT = "from django.contrib.auth import get_user_model as m; print('users', m().objects.count())"
CHECK = (
    "from django.contrib.auth.models import User; print('accepted', User.objects.get(username='editor').check_password({!r}))"
)


def test_all_is_prepared_once(empty: Archive) -> None:
    first = empty.manage("prepare")
    assert first.returncode == 0, first.stderr
    password = PASSWORD.search(first.stdout)
    assert password
    assert "كلمة السر" in first.stdout
    assert (empty.data / "static" / "staticfiles.json").exists()
    assert (empty.data / "index" / "CURRENT").exists()
    second = empty.manage("prepare")
    assert second.returncode == 0, second.stderr
    assert "password" not in second.stdout + second.stderr
    for step in ("Collecting", "Bringing", "Building"):
        assert step in first.stderr
        assert step not in second.stderr
    secret = password[1].encode()
    kept = [path for path in empty.data.rglob("*") if path.is_file() and secret in path.read_bytes()]
    assert not kept, "the password is stored in clear"
    asked = empty.manage("shell", "--command", CHECK.format(password[1]))
    assert "accepted True" in asked.stdout, asked.stderr


@pytest.mark.any_database
def test_what_went_missing_is_made_again(own: Archive) -> None:
    shutil.rmtree(own.data / "index")
    (own.data / "static" / "staticfiles.json").unlink()
    shutil.rmtree(own.data / "lexicon")
    again = own.manage("prepare")
    assert again.returncode == 0, again.stderr
    assert (own.data / "index" / "CURRENT").exists()
    assert (own.data / "static" / "staticfiles.json").exists()
    assert (own.data / "lexicon" / "lexicon.bin").exists()


@pytest.mark.any_database
def test_a_damaged_index_is_built_again(own: Archive) -> None:
    current = own.data / "index" / (own.data / "index" / "CURRENT").read_text().strip()
    for path in current.iterdir():
        path.write_bytes(b"")
    again = own.manage("prepare")
    assert again.returncode == 0, again.stderr
    assert "Building the search index" in again.stderr
    assert "no issues" in own.manage("check").stdout


def test_killed_at_any_moment_the_next_run_completes(empty: Archive) -> None:
    """Killed later and later, until one run is quick enough to finish."""
    for seconds in (0.5, 0.8, 1.2, 1.8, 2.7):
        process = empty.start("manage.py", "prepare")
        try:
            process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
    done = empty.manage("prepare")
    assert done.returncode == 0, done.stderr
    assert "users 1" in empty.manage("shell", "--command", COUNT).stdout
    assert "no issues" in empty.manage("check").stdout


def test_two_at_once_take_turns(fresh: Archive) -> None:
    both = [fresh.start("manage.py", "prepare", DEMO="0") for _ in range(2)]
    said = [process.communicate(timeout=120)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert sum(bool(PASSWORD.search(text)) for text in said) == 1
    assert "users 1" in fresh.manage("shell", "--command", COUNT).stdout


def test_the_demo_can_be_declined(fresh: Archive) -> None:
    assert fresh.manage("prepare", DEMO="0").returncode == 0
    counted = fresh.manage(
        "shell", "--command", "from articles.models import Article; print('articles', Article.objects.count())"
    )
    assert "articles 0" in counted.stdout, counted.stderr


def test_the_demo_does_not_come_back_to_an_archive_that_was_emptied(fresh: Archive) -> None:
    assert fresh.manage("prepare", DEMO="0").returncode == 0
    made = "from articles.models import Article; Article.objects.create(headline='عنوان', body='متن').delete()"
    assert fresh.manage("shell", "--command", made).returncode == 0
    assert "in use" in fresh.manage("load_demo").stderr


@pytest.mark.any_database
def test_a_password_does_not_go_into_the_journal(fresh: Archive) -> None:
    done = fresh.manage("prepare", JOURNAL_STREAM="8:12345", DEMO="0")
    assert done.returncode == 0, done.stderr
    assert not PASSWORD.search(done.stdout + done.stderr)
    assert "ensure_editor" in done.stderr


@pytest.mark.any_database
def test_a_port_in_use_is_said_before_anything_is_done(empty: Archive) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = empty.manage("prepare", "--address", f"127.0.0.1:{other.getsockname()[1]}")
    assert done.returncode == 1
    assert "PORT=" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (empty.data / "static").exists()


@pytest.mark.any_database
@pytest.mark.parametrize("address", ["127.0.0.1:http", "127.0.0.1:99999", "nowhere.invalid:8000"])
def test_an_address_that_cannot_be(empty: Archive, address: str) -> None:
    done = empty.manage("prepare", "--address", address)
    assert done.returncode == 1
    assert "HOST and PORT" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.any_database
def test_a_folder_that_cannot_be_written(empty: Archive) -> None:
    """Tried under a file, where not even root can make a folder."""
    blocked = empty.data / "file"
    blocked.touch()
    done = empty.run("bin/serve", NEWSROOM_DATA=str(blocked / "data"))
    assert done.returncode == 1
    assert "NEWSROOM_DATA" in done.stderr
    assert len(done.stderr.splitlines()) == 2


@pytest.mark.any_database
def test_a_database_that_does_not_answer(fresh: Archive) -> None:
    done = fresh.manage("prepare", DATABASE_URL="postgresql://nobody@127.0.0.1:1/archive")
    assert done.returncode == 1
    assert "The database (postgresql) says" in done.stderr
    assert "Traceback" not in done.stderr


def test_bin_serve_needs_a_python_that_is_new_enough(tmp_path: Path) -> None:
    """Under a PATH whose only Pythons are too old."""
    for name in ("dirname", "cmp", "mkdir", "head", "rm", "bash", "cat"):
        (tmp_path / name).symlink_to(shutil.which(name) or name)
    for name in ("python3", "python3.11"):
        (tmp_path / name).write_text("#!/bin/bash\nexit 1\n")
        (tmp_path / name).chmod(0o755)
    checkout = tmp_path / "checkout"
    (checkout / "bin").mkdir(parents=True)
    for name in ("serve", "venv"):
        shutil.copy(settings.BASE_DIR / "bin" / name, checkout / "bin")
    done = subprocess.run(
        [str(checkout / "bin" / "serve")], env={"PATH": str(tmp_path)}, capture_output=True, text=True, timeout=20, check=False
    )
    assert done.returncode == 1
    assert "Python 3.11" in done.stderr
    assert not (checkout / ".venv").exists()


@pytest.mark.any_database
@pytest.mark.skipif(not (settings.BASE_DIR / ".venv" / "installed-requirements.txt").exists(), reason="bin/test made no .venv")
def test_bin_serve_serves_from_any_folder(empty: Archive, tmp_path: Path) -> None:
    """Called from elsewhere, with a data folder named from there."""
    port = free_port()
    shutil.move(empty.data, tmp_path / "elsewhere")
    command = [str(settings.BASE_DIR / "bin" / "serve")]
    environment = empty.env(NEWSROOM_DATA="elsewhere", PORT=str(port))
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        server = Server(process, port)
        try:
            assert eventually(lambda: process.poll() is not None or listening(port), 60)
            assert server.get("/healthz").status == 200
        finally:
            process.terminate()
            process.communicate(timeout=40)
    assert process.returncode == 0
    assert (tmp_path / "elsewhere" / "index" / "CURRENT").exists()


def test_bin_serve_is_executable() -> None:
    for name in ("bin/serve", "bin/test", "bin/venv", ".ci/run"):
        assert os.access(settings.BASE_DIR / name, os.X_OK), name
