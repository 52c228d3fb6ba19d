"""What every test stands on: a lexicon, a database as in production, and no index but one of its own."""

import os
import shutil
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from haystack import connections

from articles.search import sync
from articles.views import keeping

# Hashed names come from collectstatic, which tests do not run; `serving/` looks at the real ones.
settings.STORAGES = {
    **settings.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session", autouse=True)
def lexicon() -> None:
    call_command("build_lexicon", stdout=StringIO())


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
    yield folder
    monkeypatch.undo()
    connections.reload("default")


@pytest.fixture
def background(transactional_db: None, search_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Processes that the archive starts find this test's database and index; its uploads are gone afterwards."""
    name = connection.settings_dict["NAME"]
    address = f"sqlite:///{name}"
    if connection.vendor == "postgresql":
        address = os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{name}"
    monkeypatch.setenv("DATABASE_URL", address)
    monkeypatch.setenv("SEARCH_URL", f"tantivy://{search_folder}")
    yield
    shutil.rmtree(settings.DATA_DIR / "imports" / "uploads", ignore_errors=True)


@pytest.fixture
def index(db: None, search_folder: Path) -> Callable[[], int]:
    """An empty index of this test's own; call it to bring it up to date with what the test has saved."""
    sync.rebuild()
    return sync.drain
