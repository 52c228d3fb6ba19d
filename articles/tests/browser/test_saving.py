"""Saved searches in a real browser: kept there, and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import product

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from articles.tests.factories import make_article

from .conftest import arrived

Open = Callable[..., Page]
KEY = "archive.saved-searches"


def stored(page: Page) -> list[dict[str, object]]:
    return json.loads(page.evaluate(f"localStorage.getItem({KEY!r})") or "[]")  # type: ignore[no-any-return]


def store(page: Page, value: object) -> None:
    text = value if isinstance(value, str) else json.dumps(value)
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, text])


def saved(name: str, query: str, total: int = 0) -> dict[str, object]:
    return {"name": name, "query": query, "total": total, "saved": "2025-03-10T12:00:00.000Z"}


def test_a_search_is_saved_found_again_and_dropped(open_page: Open) -> None:
    page = open_page("/search?q=مفاوضات&sort=newest&page=1")
    button = page.get_by_role("button", name="حفظ هذا البحث")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("حُفظ في هذا المتصفح.")).to_be_visible()
    page.get_by_role("link", name="عمليات البحث المحفوظة").click()
    page.get_by_role("link", name="«مفاوضات»").click()
    arrived(page, "sort=newest")
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    assert stored(page) == []
    page.goto("/search")
    expect(page.locator("#saved-searches")).to_be_hidden()
    assert page.context.cookies() == []


def test_what_is_new_since_is_counted_until_it_is_seen(open_page: Open, index: Callable[[], int]) -> None:
    page = open_page("/search?q=زرافة")
    page.get_by_role("button", name="حفظ هذا البحث").click()
    for number in range(3):
        make_article(f"زرافة {number}")
    index()
    page.goto("/search")
    expect(page.locator(".saved-searches .news")).to_have_text("3 مقالات جديدة")
    page.get_by_role("link", name="«زرافة»").click()
    # Seen is what the page's script has seen: it runs some time after the click.
    expect(page.get_by_role("button", name="حفظ هذا البحث")).to_have_attribute("aria-pressed", "true")
    page.goto("/search")
    page.wait_for_load_state("networkidle")
    expect(page.locator(".saved-searches .news")).to_be_empty()


def test_a_saved_search_is_renamed_removed_and_restored(open_page: Open) -> None:
    page = open_page("/search")
    store(page, [saved("أول", "q=قطار"), saved("<b>ثان</b>", "q=مطر"), saved("ثالث", "q=نهر")])
    page.reload()
    rows = page.locator(".saved-searches li")
    expect(rows).to_have_count(3)
    expect(rows.nth(1).get_by_role("link")).to_have_text("<b>ثان</b>")
    expect(rows.nth(1).locator("time")).to_have_text("10 آذار/مارس 2025")

    rows.nth(1).get_by_role("button", name="غيّر الاسم").click()
    page.keyboard.press("Escape")
    expect(rows.nth(1).get_by_role("textbox")).to_be_hidden()
    rows.nth(1).get_by_role("button", name="غيّر الاسم").click()
    expect(rows.nth(1).get_by_role("textbox")).to_be_focused()
    page.keyboard.type("  مطر الخريف ")
    page.keyboard.press("Enter")
    expect(rows.nth(1).get_by_role("link")).to_have_text("مطر الخريف")
    expect(rows.nth(1).get_by_role("button", name="غيّر الاسم")).to_be_focused()

    rows.nth(1).get_by_role("button", name="احذف").click()
    expect(rows).to_have_count(2)
    expect(page.get_by_role("button", name="تراجع")).to_be_focused()
    page.keyboard.press("Enter")
    expect(rows).to_have_count(3)
    expect(rows.nth(1).get_by_role("link")).to_be_focused()
    assert [one["name"] for one in stored(page)] == ["أول", "مطر الخريف", "ثالث"]


def test_damaged_storage_is_passed_over(open_page: Open) -> None:
    page = open_page("/search")
    for damaged in ("", "{", "null", "7", '{"a": 1}', '[null, 1, "x", {"query": 5}, {"query": "q=a"}]'):
        store(page, damaged)
        page.goto("/search")
        expect(page.locator("#saved-searches")).to_be_hidden()
        page.goto("/search?q=مفاوضات")
        page.get_by_role("button", name="حفظ هذا البحث").click()
        assert [one["query"] for one in stored(page)] == ["q=%D9%85%D9%81%D8%A7%D9%88%D8%B6%D8%A7%D8%AA"]


def test_a_full_storage_is_said(open_page: Open) -> None:
    page = open_page("/search?q=مفاوضات")
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; }")
    button = page.get_by_role("button", name="حفظ هذا البحث")
    button.click()
    expect(page.get_by_text("تعذّر الحفظ")).to_be_visible()
    expect(button).to_have_attribute("aria-pressed", "false")


def test_without_storage_nothing_is_offered(open_page: Open) -> None:
    page = open_page("about:blank")
    refused = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
    page.add_init_script(refused)
    for address in ("/search?q=مفاوضات", "/search"):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        expect(page.locator(".save-search, #saved-searches").first).to_be_hidden()


def test_without_javascript_nothing_is_offered(open_page: Open) -> None:
    page = open_page("/search?q=مفاوضات", java_script_enabled=False)
    expect(page.locator(".save-search")).to_be_hidden()
    expect(page.get_by_role("link", name="RSS")).to_be_visible()


def test_the_list_is_accessible_and_fits_its_window(open_page: Open) -> None:
    for width, scheme in product((390, 1280), ("light", "dark")):
        page = open_page("/search", viewport={"width": width, "height": 900}, color_scheme=scheme)
        store(page, [saved("بحث طويل الاسم جدا " * 8, "q=قطار", -3), saved("قصير", "q=مطر")])
        page.reload()
        page.get_by_role("button", name="غيّر الاسم: قصير").click()
        violations = Axe().run(page).response["violations"]
        assert not [f"{violation['id']}: {violation['nodes'][0]['html'][:80]}" for violation in violations]
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
