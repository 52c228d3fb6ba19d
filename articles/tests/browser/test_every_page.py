"""What holds for every kind of page in a real browser: axe finds nothing, nothing scrolls sideways, the console is silent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route

from .pages import addresses, furnish, troubles

PHONE, DESK = 390, 1280
ZOOMED = 320
"""CSS pixels of a window 1280 wide at 400 % (WCAG 2.2, 1.4.10)."""
EVERYTHING: dict[str, Any] = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
LAYOUT: dict[str, Any] = {
    "resultTypes": ["violations"],
    "runOnly": ["color-contrast", "target-size", "scrollable-region-focusable"],
}
COLOURS: dict[str, Any] = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}
"""What can be otherwise on a wide screen; and in other colours."""
EXPECTED = (
    "a status of 400 (Bad Request)",
    "a status of 404 (Not Found)",
    "a status of 410 (Gone)",
    "Service Worker registration blocked by Playwright",
)
"""What Chromium says itself of a page that is answered so, and of the worker, which would answer in the archive's place."""


@pytest.fixture
def furnished(site: str) -> str:
    furnish()
    return site


def test_every_page_is_accessible_fits_and_says_nothing_on_the_console(browser: Browser, furnished: str, index: Any) -> None:
    index()
    context = browser.new_context(base_url=furnished, service_workers="block", reduced_motion="reduce")
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    found: dict[str, list[str]] = {}
    for kind, address in addresses().items():
        page.goto(address)
        found[kind] = problems(page)
    for kind, html in troubles().items():
        page.route(f"**/{kind}", answered(html))
        page.goto(f"/{kind}")
        found[kind] = problems(page)
    cookies = context.cookies()
    context.close()
    assert {kind: what for kind, what in found.items() if what} == {}
    assert [line for line in said if not line.endswith(EXPECTED)] == []
    assert cookies == []


def answered(html: str) -> Callable[[Route], None]:
    return lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8")


def problems(page: Page) -> list[str]:
    found: list[str] = []
    page.set_viewport_size({"width": ZOOMED, "height": 900})
    page.emulate_media(color_scheme="light")
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append(f"scrolls sideways at {ZOOMED}")
    page.evaluate(Axe().axe_script)
    for width, rules in ((PHONE, EVERYTHING), (DESK, LAYOUT)):
        page.set_viewport_size({"width": width, "height": 900})
        found += violations(page, f"{width} light", rules)
    page.emulate_media(color_scheme="dark")
    found += violations(page, "dark", COLOURS)
    page.evaluate("document.documentElement.dataset.theme = 'sepia'")
    found += violations(page, "sepia", COLOURS)
    return found


def violations(page: Page, when: str, options: dict[str, Any]) -> list[str]:
    response = page.evaluate("(options) => axe.run(options)", options)
    return [f"{when}: {one['id']}: {node['html'][:80]}" for one in response["violations"] for node in one["nodes"][:2]]
