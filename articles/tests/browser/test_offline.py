"""Reading without a connection: the server of these tests is really stopped, and started again."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from articles.models import Article
from articles.tests.factories import make_article

DAY = 24 * 60 * 60
NOTE = "هذه نسخة محفوظة"


class Severable(ThreadedWSGIServer):
    """Knows its connections, which a browser keeps open; and may come back to its address."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self.connections: list[socket.socket] = []
        super().__init__(*args, **options | {"allow_reuse_address": True})

    def process_request(self, request: Any, client_address: Any) -> None:
        self.connections.append(request)
        super().process_request(request, client_address)


class Server:
    """An archive that can be switched off and on."""

    def __init__(self) -> None:
        self._place = "127.0.0.1"
        self.start()

    def start(self) -> None:
        self._server: LiveServer | None = LiveServer(self._place)
        self.url = self._server.url
        self._place = self.url.removeprefix("http://")

    def stop(self) -> None:
        if self._server:
            self._server.stop()
            for connection in self._server.thread.httpd.connections:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        self._server = None


@pytest.fixture
def server(load: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    load("sample")
    monkeypatch.setattr(LiveServerThread, "server_class", Severable)
    server = Server()
    yield server
    server.stop()


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """A page that the worker answers for."""
    context = browser.new_context(base_url=server.url)
    page = context.new_page()
    page.goto("/about/")
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    yield page
    context.close()


def sample() -> Article:
    return Article.objects.get(external_id="sample-1")


def save(page: Page, article: Article) -> None:
    page.goto(article.get_absolute_url())
    page.get_by_role("button", name="حفظ للقراءة دون اتصال").click()
    expect(page.locator(".save-article [role=status]")).to_have_text("حُفظ في هذا المتصفح.")


def age(page: Page, seconds: int) -> None:
    """Makes the copies look as if they had been compared with the archive so long ago."""
    page.evaluate(
        """async (seconds) => {
            const copies = await caches.open("archive-copies-1");
            for (const request of await copies.keys()) {
                const copy = await copies.match(request, { ignoreVary: true });
                const headers = new Headers(copy.headers);
                headers.set("X-Archive-Checked", String(Date.now() - seconds * 1000));
                await copies.put(request, new Response(await copy.blob(), { headers }));
            }
        }""",
        seconds,
    )


def copies(page: Page) -> int:
    return int(page.evaluate("caches.open('archive-copies-1').then((copies) => copies.keys()).then((keys) => keys.length)"))


def until(page: Page, condition: str) -> None:
    """Waits for a promise of something true; Playwright's own waiting takes any promise for true."""
    page.evaluate(
        f"""async () => {{
            for (const end = Date.now() + 5000; Date.now() < end; await new Promise((wait) => setTimeout(wait, 50)))
                if (await ({condition})()) return;
            throw new Error("waited in vain");
        }}"""
    )


def until_copies(page: Page, number: int) -> None:
    until(page, f"async () => (await (await caches.open('archive-copies-1')).keys()).length === {number}")


def withdraw(article: Article) -> None:
    article.status = Article.Status.WITHDRAWN
    article.save()


def test_a_saved_article_is_read_with_the_server_stopped(page: Page, server: Server) -> None:
    article = sample()
    save(page, article)
    server.stop()
    page.goto("/saved/")
    page.get_by_role("link", name=article.headline).click()
    expect(page.locator("h1")).to_have_text(article.headline)
    expect(page.locator(".body")).to_contain_text(article.paragraphs[-1])
    expect(page.get_by_text(NOTE)).to_be_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.body')).fontSize") == "20px"
    page.goto(f"{article.get_absolute_url()}?q=غزة&match=forms")
    expect(page.locator("h1")).to_have_text(article.headline)


@pytest.mark.parametrize("slug", ["", "عنوان-قديم/"])
def test_a_saved_article_is_read_by_any_of_its_addresses(page: Page, server: Server, slug: str) -> None:
    article = sample()
    save(page, article)
    server.stop()
    page.goto(f"/articles/{article.pk}/{slug}")
    expect(page.locator("h1")).to_have_text(article.headline)
    page.goto(f"/articles/{article.pk}/versions/")
    expect(page.locator("h1")).to_have_text("لا اتصال بالأرشيف الآن")


def test_what_was_not_saved_gives_a_page_that_says_so_and_leads_on(page: Page, server: Server) -> None:
    server.stop()
    page.goto(sample().get_absolute_url())
    expect(page.locator("h1")).to_have_text("لا اتصال بالأرشيف الآن")
    page.get_by_role("link", name="المقالات المحفوظة").first.click()
    expect(page.locator("h1")).to_have_text("المحفوظات")
    page.goto("/settings/")
    expect(page.locator("#settings form")).to_be_visible()
    page.goto("/")
    server.start()
    page.get_by_role("link", name="أعد المحاولة").click()
    expect(page.locator("h1")).to_have_text("أرشيف الأخبار")


def test_the_archives_answer_comes_before_the_copy(page: Page) -> None:
    article = sample()
    save(page, article)
    address = article.get_absolute_url()
    Article.objects.filter(pk=article.pk).update(standfirst="مقدمة جديدة")
    page.goto(address)
    expect(page.locator(".standfirst")).to_have_text("مقدمة جديدة")
    expect(page.get_by_text(NOTE)).to_have_count(0)


def test_the_copy_follows_what_was_read(page: Page, server: Server) -> None:
    article = sample()
    save(page, article)
    Article.objects.filter(pk=article.pk).update(standfirst="مقدمة جديدة")
    page.goto(article.get_absolute_url())
    until(
        page,
        """() => caches.match(location.pathname, { ignoreVary: true }).then((copy) => copy.text())
               .then((text) => text.includes("مقدمة جديدة"))""",
    )
    server.stop()
    page.reload()
    expect(page.locator(".standfirst")).to_have_text("مقدمة جديدة")


def test_a_withdrawn_article_is_gone_at_once_for_who_opens_it(page: Page, server: Server) -> None:
    article = sample()
    save(page, article)
    withdraw(article)
    page.goto(article.get_absolute_url())
    expect(page.locator("h1")).to_have_text("سُحب هذا المقال")
    until_copies(page, 0)
    server.stop()
    page.goto(article.get_absolute_url())
    expect(page.locator("h1")).to_have_text("لا اتصال بالأرشيف الآن")


def test_a_withdrawn_article_is_gone_for_who_opens_it_by_its_short_address(page: Page) -> None:
    article = sample()
    save(page, article)
    withdraw(article)
    page.goto(f"/articles/{article.pk}/")
    expect(page.locator("h1")).to_have_text("سُحب هذا المقال")
    until_copies(page, 0)


@pytest.mark.parametrize(("compared", "left"), [(DAY - 600, 1), (DAY + 600, 0)])
def test_any_page_compares_copies_of_more_than_a_day(page: Page, compared: int, left: int) -> None:
    article = sample()
    save(page, article)
    age(page, compared)
    withdraw(article)
    page.goto("/about/")
    if left:
        page.wait_for_timeout(500)
        assert copies(page) == 1
    else:
        until_copies(page, 0)


@pytest.mark.parametrize(("compared", "shown"), [(DAY + 600, True), (89 * DAY, True), (91 * DAY, False)])
def test_without_a_connection_a_copy_is_read_for_90_days(page: Page, server: Server, compared: int, shown: bool) -> None:
    article = sample()
    save(page, article)
    age(page, compared)
    server.stop()
    page.goto(article.get_absolute_url())
    expect(page.locator("h1")).to_have_text(article.headline if shown else "لا اتصال بالأرشيف الآن")
    page.goto("/saved/")
    expect(page.locator(".saved-articles .state")).to_have_text(
        "" if shown else "لم تُقارن نسخته بالأرشيف منذ مدة طويلة؛ تُعرض حين تتصل."
    )


def test_an_archive_that_is_ill_gives_way_to_copies_of_the_last_day_only(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    article = sample()
    save(page, article)

    def broken(*_: object) -> None:
        raise RuntimeError("ill")

    monkeypatch.setattr("articles.views.read._mentioned", broken)
    page.goto(article.get_absolute_url())
    expect(page.locator("h1")).to_have_text(article.headline)
    age(page, DAY + 600)
    page.goto(article.get_absolute_url())
    expect(page.locator("h1")).not_to_have_text(article.headline)
    assert copies(page) == 1


def test_the_list_says_what_was_withdrawn_and_forgets_it(page: Page) -> None:
    gone = make_article("خبر سيُسحب")
    save(page, sample())
    save(page, gone)
    age(page, DAY + 600)
    withdraw(gone)
    page.goto("/saved/")
    expect(page.locator(".saved-articles .said [role=status]")).to_have_text("سُحب من الأرشيف مقال كنت حفظته، فحُذفت نسخته.")
    expect(page.locator(".saved-articles li")).to_have_count(1)
    until_copies(page, 1)


def test_removal_can_be_undone_and_then_takes_the_copy_along(page: Page) -> None:
    article = sample()
    save(page, article)
    page.goto("/saved/")
    rows = page.locator(".saved-articles li")
    page.get_by_role("button", name=f"احذف: {article.headline}").click()
    expect(rows).to_have_count(0)
    expect(page.get_by_role("button", name="تراجع")).to_be_focused()
    page.keyboard.press("Enter")
    expect(rows.get_by_role("link")).to_be_focused()
    page.get_by_role("button", name=f"احذف: {article.headline}").click()
    page.goto("/about/")
    until_copies(page, 0)
    page.goto("/saved/")
    expect(page.get_by_text("لم تحفظ مقالًا بعد")).to_be_visible()


def test_the_button_drops_what_it_saved(page: Page) -> None:
    save(page, sample())
    button = page.get_by_role("button", name="حفظ للقراءة دون اتصال")
    expect(button).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    until_copies(page, 0)
    assert json.loads(page.evaluate("localStorage.getItem('archive.saved-articles')")) == []


def test_a_full_storage_is_said_and_leaves_no_copy(page: Page) -> None:
    page.goto(sample().get_absolute_url())
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; }")
    page.get_by_role("button", name="حفظ للقراءة دون اتصال").click()
    expect(page.get_by_text("تعذّر الحفظ")).to_be_visible()
    until_copies(page, 0)


def test_damaged_lists_are_passed_over(page: Page) -> None:
    for damaged in ("", "{", "null", '[null, 1, {"address": "https://evil.example/", "headline": "x", "saved": "2025-03-09"}]'):
        page.evaluate("(text) => localStorage.setItem('archive.saved-articles', text)", damaged)
        page.goto("/saved/")
        expect(page.get_by_text("لم تحفظ مقالًا بعد")).to_be_visible()


def test_caches_of_other_versions_are_deleted(page: Page) -> None:
    page.evaluate("caches.open('archive-shell-before').then((cache) => cache.put('/x', new Response('x')))")
    page.evaluate("caches.open('of-another')")
    page.evaluate(
        """async () => {
            for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
            await navigator.serviceWorker.register("/sw.js?again");
        }"""
    )
    until(page, "() => caches.keys().then((names) => !names.includes('archive-shell-before'))")
    names = page.evaluate("caches.keys()")
    assert "of-another" in names
    assert len([name for name in names if name.startswith("archive-shell-")]) == 1


def test_the_admin_is_never_kept(page: Page, server: Server) -> None:
    page.goto("/admin/login/")
    server.stop()
    with pytest.raises(Exception, match=r"ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET"):
        page.goto("/admin/login/")


def test_without_javascript_there_is_no_button_and_the_list_says_why(browser: Browser, server: Server) -> None:
    context = browser.new_context(base_url=server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(sample().get_absolute_url())
    expect(page.locator(".save-article")).to_be_hidden()
    page.goto("/saved/")
    expect(page.get_by_text("يحتاج ذلك إلى جافاسكربت")).to_be_visible()
    context.close()
