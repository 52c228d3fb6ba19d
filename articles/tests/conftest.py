"""What every test stands on: a lexicon, a database as in production, and no index but one of its own.

Several processes share out the tests (pytest-xdist): each has a database and a data folder of its own, and keeps to the
order in which pytest-django puts them: what empties the database, and with it what migrations wrote, comes last.

`bin/test` runs all of them on SQLite. Of these it then runs on PostgreSQL what may differ there, which is told by what
a test asks for: the test's database (`db` and what needs it, the mark `django_db`) or one for processes that it starts
(`postgres`); whoever asks for neither cannot reach the server. What needs an archive, but is about its files, processes
or connections, says so (`any_database`). Tests in a browser are about the browser, and the queries
behind its pages are tested without one: of those only the ones marked `end_to_end` run twice.
"""

import math
import os
import shutil
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from haystack import connections

from articles import arabic
from articles.search import directory, sync
from articles.tests import databases
from articles.views import keeping

# Hashed names come from collectstatic, which tests do not run; `serving/` looks at the real ones.
settings.STORAGES = {
    **settings.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
KEPT: Path = settings.DATA_DIR
"""What outlasts a run: the lexicon, downloads."""
_SERVER = os.environ.get("DATABASE_URL", "")
# The real one takes a third of a second for every editor that a test makes; `serving/` holds a password against it.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# No test fails because the machine is busy.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--second-database", action="store_true", help="run only what may differ from one database to another")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("second_database"):
        config.hook.pytest_deselected(items=[item for item in items if not differs_by_database(item)])
        items[:] = filter(differs_by_database, items)


def differs_by_database(item: pytest.Item) -> bool:
    wanted = set(getattr(item, "fixturenames", ()))
    if "browser" in wanted and not item.get_closest_marker("end_to_end"):
        return False
    if item.get_closest_marker("any_database"):
        return False
    return not wanted.isdisjoint({"db", "transactional_db", "postgres"}) or bool(item.get_closest_marker("django_db"))


@pytest.fixture(scope="session", autouse=True)
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> None:
    """In a data folder of this process's own, which shares the lexicon with others: it takes seconds to build."""
    call_command("build_lexicon", stdout=StringIO())
    own = tmp_path_factory.mktemp("data")
    (own / "lexicon").symlink_to(KEPT / "lexicon")
    settings.DATA_DIR = own
    os.environ["NEWSROOM_DATA"] = str(own)
    arabic.configure(own, settings.ARABIC_LEXICON)


@pytest.fixture(scope="session")
def postgres() -> str:
    """The URL of the PostgreSQL server that the tests run on, and an empty text on SQLite (see `databases.new`)."""
    return _SERVER if _SERVER.startswith("postgres") else ""


@pytest.fixture(scope="session", autouse=True)
def _hidden_server() -> None:
    """Processes that a test starts find no server by accident."""
    os.environ.pop("DATABASE_URL", None)


@pytest.fixture(autouse=True)
def no_page_is_kept_yet() -> None:
    """What was kept for another test had another index, other settings."""
    keeping.pages.clear()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, tmp_path_factory: pytest.TempPathFactory) -> None:
    """SQLite in a file instead of memory: write-ahead log and locks are as in production."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "archive.sqlite3")


@pytest.fixture(autouse=True)
def search_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where this test's index would be; there is none, unless the test asks for `index`."""
    folder = tmp_path / "index"
    monkeypatch.setitem(connections.connections_info["default"], "PATH", str(folder))
    connections.reload("default")
    # What a slow machine took long to read of an earlier test's names would be kept for a while.
    monkeypatch.setattr(directory, "_QUICK", math.inf)
    yield folder
    monkeypatch.undo()
    connections.reload("default")


@pytest.fixture
def background(transactional_db: None, search_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Processes that the archive starts find this test's database and index; its uploads are gone afterwards."""
    monkeypatch.setenv("DATABASE_URL", databases.address())
    monkeypatch.setenv("SEARCH_URL", f"tantivy://{search_folder}")
    yield
    shutil.rmtree(settings.DATA_DIR / "imports" / "uploads", ignore_errors=True)


@pytest.fixture
def index(db: None, search_folder: Path) -> Callable[[], int]:
    """An empty index of this test's own; call it to bring it up to date with what the test has saved."""
    sync.rebuild()
    return sync.drain
