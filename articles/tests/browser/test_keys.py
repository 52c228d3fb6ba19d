"""Reading with a keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article

from .conftest import arrived

Open = Callable[..., Page]


def press(page: Page, key: str, code: str, **more: bool) -> None:
    """A key of a keyboard that has other letters on it."""
    page.evaluate(
        """([key, code, more]) => document.activeElement.dispatchEvent(
               new KeyboardEvent("keydown", { key, code, bubbles: true, cancelable: true, ...more }))""",
        [key, code, more],
    )


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent.trim()"))


def test_through_a_list_and_into_an_article(open_page: Open) -> None:
    page = open_page("/search?q=مفاوضات")
    headlines = page.locator(".results .headline a").all_inner_texts()
    page.keyboard.press("j")
    assert focused(page) == headlines[0]
    page.keyboard.press("n")
    assert focused(page) == headlines[1]
    page.keyboard.press("k")
    page.keyboard.press("p")
    assert focused(page) == headlines[0]
    page.keyboard.press("Enter")
    arrived(page, "result=1")
    expect(page.locator(".arrival")).to_contain_text("النتيجة 1 من")
    page.keyboard.press("j")
    arrived(page, "result=2")
    expect(page.locator(".arrival")).to_contain_text("النتيجة 2 من")
    page.keyboard.press("k")
    expect(page.locator(".arrival")).to_contain_text("النتيجة 1 من")


def test_an_arabic_keyboard_has_the_same_keys(open_page: Open) -> None:
    page = open_page("/search?q=مفاوضات")
    first = page.locator(".results .headline a").first.inner_text()
    press(page, "ت", "KeyJ")
    assert focused(page) == first
    press(page, "ظ", "Slash")
    expect(page.locator("main input[type=search]")).to_be_focused()
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    press(page, "؟", "Slash", shiftKey=True)
    expect(page.get_by_role("dialog", name="اختصارات لوحة المفاتيح")).to_be_visible()


@pytest.mark.parametrize("modifier", ["ctrlKey", "altKey", "metaKey", "isComposing", "repeat"])
def test_keys_with_others_held_are_left_alone(open_page: Open, modifier: str) -> None:
    page = open_page("/search?q=مفاوضات")
    before = focused(page)
    press(page, "j", "KeyJ", **{modifier: True})
    assert focused(page) == before


def test_typing_is_left_alone(open_page: Open) -> None:
    page = open_page("/search?q=مفاوضات")
    box = page.locator("main input[type=search]")
    box.fill("")
    page.keyboard.type("jks/?")
    expect(box).to_have_value("jks/?")
    assert page.locator("dialog").count() == 0


def test_keys_can_be_switched_off(open_page: Open) -> None:
    page = open_page("/settings/")
    page.locator("input[name=shortcuts][value=off]").check()
    page.goto("/search?q=مفاوضات")
    before = focused(page)
    for key in "jnkps/?":
        page.keyboard.press(key)
    assert focused(page) == before
    assert page.locator("dialog").count() == 0


def test_s_saves_what_the_page_shows(open_page: Open) -> None:
    page = open_page("/search?q=مفاوضات")
    page.keyboard.press("s")
    expect(page.locator(".save-search button")).to_have_attribute("aria-pressed", "true")
    page.goto(Article.objects.get(external_id="sample-1").get_absolute_url())
    page.keyboard.press("s")
    expect(page.locator(".save-article button")).to_have_attribute("aria-pressed", "true")


def test_the_list_of_keys_opens_closes_and_gives_the_focus_back(open_page: Open) -> None:
    page = open_page("/")
    page.locator(".headline a").first.focus()
    at = focused(page)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="اختصارات لوحة المفاتيح")
    expect(dialog).to_be_visible()
    page.keyboard.press("j")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert focused(page) == at


def test_skip_links_come_first_and_every_stop_is_seen(open_page: Open) -> None:
    page = open_page(Article.objects.get(external_id="sample-1").get_absolute_url())
    page.keyboard.press("Tab")
    assert focused(page) == "إلى المحتوى"
    page.keyboard.press("Tab")
    assert focused(page) == "إلى آخر الصفحة"
    unseen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        unseen += page.evaluate(
            """() => {
                const at = document.activeElement;
                if (at === document.body) return [];
                const style = getComputedStyle(at);
                const seen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && style.opacity === "1";
                return seen ? [] : [at.outerHTML.slice(0, 80)];
            }"""
        )
    assert unseen == []
