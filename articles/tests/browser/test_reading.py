"""What a reader meets in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article

from .conftest import arrived

Open = Callable[..., Page]


@pytest.mark.parametrize("javascript", [True, False])
def test_from_the_front_page_to_a_marked_word(open_page: Open, javascript: bool) -> None:
    page = open_page("/", java_script_enabled=javascript)
    page.locator("main input[type=search]").fill("مفاوضة الوسيط")
    page.locator("main input[type=search]").press("Enter")
    first = page.locator("main article").first
    expect(first).to_contain_text("مسؤول إسرائيلي لمعاريف")
    first.get_by_role("link").first.click()
    arrived(page, "/articles/")
    expect(page.locator("h1")).to_contain_text("مسؤول إسرائيلي لمعاريف")
    assert "المفاوضات" in page.locator("mark").all_inner_texts()
    assert all("الأمن" not in text for text in page.locator("mark").all_inner_texts())


def test_facets_narrow_and_chips_widen_without_javascript(open_page: Open) -> None:
    page = open_page("/search?q=مفاوضات", java_script_enabled=False, viewport={"width": 1280, "height": 900})
    before = page.locator("main article").count()
    page.get_by_role("link", name="الرياضة").first.click()
    arrived(page, "topic=")
    assert 0 < page.locator("main article").count() < before


def test_text_runs_from_the_right_in_the_papers_own_type(open_page: Open) -> None:
    page = open_page(Article.objects.get(external_id="sample-1").get_absolute_url())
    page.evaluate("document.fonts.ready")
    style = page.evaluate(
        """() => {
            const text = getComputedStyle(document.querySelector("#p1"));
            const loaded = [...document.fonts].filter((font) => font.status === "loaded").map((font) => font.family);
            return {direction: text.direction, align: text.textAlign, size: text.fontSize, loaded};
        }"""
    )
    assert (style["direction"], style["align"], style["size"]) == ("rtl", "start", "20px")
    assert len(style["loaded"]) >= 2
