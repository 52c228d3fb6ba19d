"""What a reader does with results in a real browser: sees why one appeared, and narrows by time."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from .conftest import arrived

Open = Callable[..., Page]
WIDE = {"width": 1280, "height": 900}


def test_reasons_open_below_their_result_and_close_again(open_page: Open) -> None:
    page = open_page("/search?q=مفاوضات السوق", viewport=WIDE)
    link = page.locator(".why-link a").first
    expect(link).to_have_attribute("aria-expanded", "false")
    link.press("Enter")
    reasons = page.locator(".results .explanation")
    expect(reasons).to_contain_text("كما كتبتها")
    expect(link).to_have_attribute("aria-expanded", "true")
    assert "/search?" in page.url
    assert Axe().run(page).response["violations"] == []
    link.press("Enter")
    expect(reasons).to_be_hidden()
    link.press("Enter")
    expect(reasons).to_have_count(1)
    expect(reasons).to_be_visible()


def test_without_javascript_reasons_have_a_page(open_page: Open) -> None:
    page = open_page("/search?q=مفاوضات السوق", java_script_enabled=False)
    page.locator(".why-link a").first.click()
    expect(page.locator("h1")).to_have_text("لماذا ظهرت هذه النتيجة؟")
    page.get_by_role("link", name="نتائج البحث").first.click()
    arrived(page, r"/search\?")


def test_where_reasons_cannot_be_fetched_the_page_is_opened(open_page: Open) -> None:
    page = open_page("/search?q=مفاوضات السوق")
    page.evaluate("() => { window.fetch = () => Promise.reject(new Error('offline')); }")
    page.locator(".why-link a").first.click()
    page.wait_for_url(re.compile("/search/why"))


@pytest.mark.parametrize("width", [390, 1280])
def test_a_bar_narrows_to_its_time(open_page: Open, width: int) -> None:
    page = open_page("/search?q=مدينة", viewport={"width": width, "height": 900}, java_script_enabled=False)
    before = page.locator("main article").count()
    bar = page.locator(".bars a").last
    box = bar.locator(".slot").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 2)
    arrived(page, "from=")
    expect(page.locator(".timeline .trail")).to_contain_text("كل السنوات")
    assert 0 < page.locator("main article").count() < before


def test_the_numbers_are_reached_by_keyboard_and_the_drawing_is_not_in_the_way(open_page: Open) -> None:
    page = open_page("/search?q=مدينة", viewport=WIDE)
    page.locator(".figures summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.figures tbody') !== null")
    page.keyboard.press("Enter")
    expect(page.locator(".timeline .trail")).to_contain_text("كل السنوات")
