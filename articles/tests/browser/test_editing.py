"""What an editor meets in a real browser: the admin under the strict Content Security Policy."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

Open = Callable[..., Page]


@pytest.mark.end_to_end
def test_an_article_is_written_published_and_found(enter: Open) -> None:
    page = enter("/admin/articles/article/add/")
    page.fill("#id_headline", "افتتاح معرض الخزف")
    page.fill("#id_body", "افتتحت المدينة معرضا للخزف ، وحضره الخزّافون.")
    page.select_option("#id_status", "published")
    page.click("input[name=_save]")
    expect(page.locator(".messagelist")).to_contain_text("افتتاح معرض الخزف")
    page.goto("/search?q=خزافين")
    expect(page.locator("main article").first).to_contain_text("افتتاح معرض الخزف")
