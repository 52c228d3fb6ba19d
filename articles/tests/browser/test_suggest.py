"""Suggestions in a real browser: by keyboard and mouse, told to screen readers, and never in the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Route, expect

from articles.models import Article, Name

Open = Callable[..., Page]


def box(page: Page) -> Locator:
    return page.locator("input[type=search]").first


def listed(page: Page) -> Locator:
    return page.get_by_role("option")


def type_in(page: Page, text: str) -> Locator:
    """At one stroke: between two, a slow machine would show what is suggested for half of the text."""
    box(page).focus()
    page.keyboard.insert_text(text)
    expect(page.get_by_role("listbox")).to_be_visible()
    return box(page)


def active(page: Page) -> str:
    """What the focused box says is the active option; empty where none is."""
    number = box(page).get_attribute("aria-activedescendant")
    return page.locator(f"#{number}").inner_text() if number else ""


def test_arrows_walk_through_the_suggestions_and_enter_goes_there(open_page: Open) -> None:
    page = open_page("/")
    typed = type_in(page, "حازم")
    expect(typed).to_have_attribute("aria-expanded", "true")
    assert active(page) == ""
    typed.press("ArrowDown")
    assert "حازم قاسم" in active(page)
    expect(listed(page).first).to_have_attribute("aria-selected", "true")
    typed.press("ArrowUp")
    assert active(page) == ""
    typed.press("ArrowUp")
    assert active(page) == listed(page).last.inner_text()
    typed.press("Home")
    expect(typed).to_have_value("حازم")
    typed.press("Enter")
    expect(page.locator("h1")).to_contain_text("حازم قاسم")
    assert page.url.endswith(Name.objects.get(kind="person", name="حازم قاسم").get_absolute_url())


def test_enter_searches_for_what_was_typed_while_no_suggestion_is_active(open_page: Open) -> None:
    page = open_page("/")
    type_in(page, "حازم").press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q="))
    expect(box(page)).to_have_value("حازم")


def test_escape_closes_and_keeps_the_words(open_page: Open) -> None:
    page = open_page("/")
    typed = type_in(page, "حازم")
    typed.press("ArrowDown")
    typed.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(typed).to_have_value("حازم")
    expect(typed).to_have_attribute("aria-expanded", "false")
    assert active(page) == ""
    typed.press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()


def test_tab_goes_on_and_closes(open_page: Open) -> None:
    page = open_page("/")
    type_in(page, "حازم").press("Tab")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.get_by_role("button", name="ابحث").first).to_be_focused()


def test_a_click_goes_there(open_page: Open) -> None:
    page = open_page("/archive/")
    type_in(page, "حازم")
    listed(page).filter(has_text="حازم قاسم").first.click()
    expect(page.locator("h1")).to_contain_text("حازم قاسم")


def test_a_phrase_is_searched_for_within_what_narrows_the_search(open_page: Open, site: str) -> None:
    for number in range(2):
        Article.objects.create(
            headline=f"قوس قزح فوق المدينة {number}", body="متن.", status="published", external_id=f"rainbow-{number}"
        )
    topic = Name.objects.filter(kind="topic").first()
    assert topic
    page = open_page(f"/search?topic={topic.pk}")
    type_in(page, "قوس قز")
    phrase = listed(page).filter(has_text="قوس قزح فوق المدينة").first
    expect(phrase).to_have_text("قوس قزح فوق المدينة")
    phrase.click()
    expect(box(page)).to_have_value("قوس قزح فوق المدينة")
    assert f"topic={topic.pk}" in page.url


def test_what_was_typed_stands_out(open_page: Open) -> None:
    page = open_page("/")
    type_in(page, "حاز")
    assert listed(page).first.locator("b").all_inner_texts() == ["حاز"]


def test_the_number_of_suggestions_is_told(open_page: Open) -> None:
    page = open_page("/")
    type_in(page, "مفاوضات")
    said = page.locator("main form [role=status]")
    number = listed(page).count()
    expect(said).to_have_text({1: "اقتراح واحد", 2: "اقتراحان"}.get(number, f"{number} اقتراحات"))
    box(page).press("Escape")
    expect(said).to_have_text("")


def test_groups_are_named(open_page: Open) -> None:
    page = open_page("/")
    type_in(page, "حازم")
    expect(page.get_by_role("group", name="أسماء")).to_be_visible()


def test_an_answer_that_fails_or_comes_late_is_no_answer(open_page: Open) -> None:
    page = open_page("/")
    late: list[Route] = []

    def answer(route: Route) -> None:
        if "%D8%AD%D8%A7%D8%B2%D9%85" in route.request.url:  # «حازم»
            route.continue_()
        else:
            late.append(route)

    page.route("**/search/suggest*", answer)
    with page.expect_request("**/search/suggest*"):
        box(page).press_sequentially("حا")
    type_in(page, "زم")
    assert late
    assert all("حازم" in text for text in listed(page).locator("bdi").all_inner_texts())
    page.unroute("**/search/suggest*")


def test_without_javascript_the_box_searches(open_page: Open) -> None:
    page = open_page("/", java_script_enabled=False)
    assert box(page).get_attribute("role") is None
    box(page).fill("حازم")
    box(page).press("Enter")
    expect(page.locator("main article").first).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), list(product((390, 1280), ("light", "dark"))))
def test_the_open_list_is_accessible_and_fits(browser: Browser, site: str, width: int, scheme: str) -> None:
    context = browser.new_context(base_url=site, viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    problems = []
    for address in ("/", "/archive/"):
        page.goto(address)
        type_in(page, "ال").press("ArrowDown")
        problems += [violation["id"] for violation in Axe().run(page).response["violations"]]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            problems.append(f"{address} scrolls sideways")
        place = page.get_by_role("listbox").bounding_box()
        assert place
        if place["x"] < 0 or place["x"] + place["width"] > width:
            problems.append(f"{address} the list is cut off")
    context.close()
    assert not problems
