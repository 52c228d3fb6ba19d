"""A real Chromium against the real site with the demo in it."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from haystack import connections
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

expect.set_options(timeout=20_000)  # milliseconds: the machine may do other things too
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium here")
    # Playwright runs an event loop in this thread, which makes Django refuse the database; nothing here awaits.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=quiet)
        yield chromium
        chromium.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def _loaded_before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("loaded")


@pytest.fixture
def load(transactional_db: None, index: Callable[[], int], search_folder: Path, _loaded_before: Path) -> Callable[..., None]:
    """Brings fixtures into database and index. That takes seconds, so on SQLite it is done once, and copied from then on."""

    def load_(*fixtures: str) -> None:
        kept = _loaded_before / "-".join(fixtures)
        if kept.exists():
            return take(kept)
        call_command("loaddata", *fixtures, verbosity=0)
        index()
        return keep(kept) if connection.vendor == "sqlite" else None

    def keep(folder: Path) -> None:
        shutil.copytree(search_folder, folder / "index")
        with closing(sqlite3.connect(folder / "database")) as copy:
            connection.connection.backup(copy)

    def take(folder: Path) -> None:
        shutil.rmtree(search_folder)
        shutil.copytree(folder / "index", search_folder)
        connections.reload("default")
        with closing(sqlite3.connect(folder / "database")) as copy:
            copy.backup(connection.connection)
        ContentType.objects.clear_cache()  # their numbers are other ones now

    return load_


@pytest.fixture
def site(load: Callable[..., None], live_server: LiveServer) -> str:
    """The address of a site with the demo."""
    load("sample", "demo")
    return str(live_server.url)


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Opens an address in a context of its own; at the end nothing may have been said on any console."""
    said: list[str] = []
    contexts = []

    def open_(address: str, **options: object) -> Page:
        context = browser.new_context(base_url=site, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(f"{page.url}: {message.type}: {message.text}"))
        page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
        page.goto(address)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not said, said


@pytest.fixture
def enter(open_page: Callable[..., Page]) -> Callable[..., Page]:
    """Opens an address of the admin's, as an editor who may do everything."""

    def enter_(address: str, **options: object) -> Page:
        User.objects.create_superuser("editor", password="a long password")
        page = open_page(f"/admin/login/?next={address}", **options)
        page.fill("#id_username", "editor")
        page.fill("#id_password", "a long password")
        page.click("input[type=submit]")
        expect(page.locator("#user-tools")).to_be_visible()
        return page

    return enter_


def arrived(page: Page, url: str) -> None:
    """Waits until a page of such an address (a regular expression) is there, and its scripts have run."""
    expect(page).to_have_url(re.compile(url))
    page.wait_for_load_state()
