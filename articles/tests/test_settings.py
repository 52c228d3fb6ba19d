"""The settings, each case in a process of its own: what is refused, what is made, what the databases are told."""

import json
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings

GOOD_SECRET = "k9" * 30


def run(data: Path, code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs Python code with the settings, and with no variable but these."""
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env={
            "PATH": os.environ["PATH"],
            "NEWSROOM_DATA": str(data),
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            "PYTHONIOENCODING": "utf-8",
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def value(data: Path, expression: str, **environment: str) -> object:
    code = f"import json; from django.conf import settings; print(json.dumps({expression}))"
    done = run(data, code, **environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


REFUSED = {
    "another database": ({"DATABASE_URL": "mysql://root@localhost/archive"}, "DATABASE_URL"),
    "no database's address": ({"DATABASE_URL": "archive.sqlite3"}, "DATABASE_URL"),
    "public without a secret": ({"ALLOWED_HOSTS": "archive.example"}, "SECRET_KEY"),
    "another search engine": ({"SEARCH_URL": "solr://localhost"}, "SEARCH_URL"),
    "another cache": ({"CACHE_URL": "carrier-pigeon://loft"}, "CACHE_URL"),
    "no time zone": ({"TIME_ZONE": "Mars/Olympus"}, "TIME_ZONE"),
    "a path for a time zone": ({"TIME_ZONE": "../../etc/passwd"}, "TIME_ZONE"),
    "no number of requests": ({"API_REQUESTS_PER_MINUTE": "-5"}, "API_REQUESTS_PER_MINUTE"),
    "neither true nor false": ({"DEBUG": "perhaps"}, "DEBUG"),
}


@pytest.mark.parametrize(("environment", "named"), REFUSED.values(), ids=REFUSED.keys())
def test_a_wrong_setting_is_refused_by_name(tmp_path: Path, environment: dict[str, str], named: str) -> None:
    done = run(tmp_path, "from django.conf import settings; settings.DEBUG", **environment)
    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("django.core.exceptions.ImproperlyConfigured")
    assert named in last


def test_the_secret_key_is_made_once_for_this_user_only(tmp_path: Path) -> None:
    first = value(tmp_path, "settings.SECRET_KEY")
    assert first == value(tmp_path, "settings.SECRET_KEY")
    assert isinstance(first, str)
    assert len(first) >= 50
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_processes_that_start_together_get_the_same_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(6) as pool:
        keys = set(pool.map(lambda _: value(tmp_path, "settings.SECRET_KEY"), range(6)))
    assert len(keys) == 1


def test_a_given_secret_key_is_written_nowhere(tmp_path: Path) -> None:
    assert value(tmp_path, "settings.SECRET_KEY", SECRET_KEY=GOOD_SECRET) == GOOD_SECRET
    assert list(tmp_path.iterdir()) == []


def test_sqlite_waits_for_other_writers_and_logs_ahead(tmp_path: Path) -> None:
    code = """
import django, json
django.setup()
from django.db import connection, transaction
def pragma(name):
    with connection.cursor() as cursor:
        return cursor.execute(f"PRAGMA {name}").fetchone()[0]
found = {name: pragma(name) for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")}
import sqlite3
with transaction.atomic():
    other = sqlite3.connect(connection.settings_dict["NAME"], timeout=0)
    try:
        other.execute("BEGIN IMMEDIATE")
        found["locked at BEGIN"] = False
    except sqlite3.OperationalError:
        found["locked at BEGIN"] = True
print(json.dumps(found))
"""
    done = run(tmp_path, code)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "journal_mode": "wal",
        "synchronous": 1,
        "busy_timeout": 20_000,
        "foreign_keys": 1,
        "locked at BEGIN": True,
    }


def test_postgresql_keeps_a_pool_of_connections(tmp_path: Path) -> None:
    url = "postgresql://archive:p%40ss@db.example:5433/news"
    database = value(tmp_path, "settings.DATABASES['default']", DATABASE_URL=url)
    assert isinstance(database, dict)
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example", 5433, "news")
    assert (database["USER"], database["PASSWORD"]) == ("archive", "p@ss")
    pool = database["OPTIONS"]["pool"]
    assert pool["max_size"] >= 4  # gunicorn's threads
    assert 0 < pool["timeout"] <= 30
    assert not database.get("CONN_MAX_AGE")  # Django refuses both at once


def test_hosts_of_their_own_insist_on_https(tmp_path: Path) -> None:
    names = ["SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "DEBUG"]
    expression = f"{{name: getattr(settings, name) for name in {names}}}"
    public = value(tmp_path, expression, ALLOWED_HOSTS="archive.example, www.archive.example", SECRET_KEY=GOOD_SECRET)
    assert public == {name: name != "DEBUG" for name in names}
    assert value(tmp_path, expression) == dict.fromkeys(names, False)


def test_without_hosts_only_this_machine_is_served(tmp_path: Path) -> None:
    hosts = value(tmp_path, "settings.ALLOWED_HOSTS")
    assert isinstance(hosts, list)
    assert "*" not in hosts
    assert {"localhost", "127.0.0.1"} <= set(hosts)
