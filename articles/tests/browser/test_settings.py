"""Reading settings in a real browser: kept there and nowhere else, and applied before anything is painted."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from articles import arabic
from articles.models import Article
from articles.views.device import GROUPS

Open = Callable[..., Page]
ROOT = "document.documentElement"


def address() -> str:
    return Article.objects.get(external_id="sample-1").get_absolute_url()


def choose(page: Page, **settings: str) -> None:
    page.evaluate("(settings) => localStorage.setItem('archive.reading', JSON.stringify(settings))", settings)


def background(page: Page) -> str:
    return str(page.evaluate(f"getComputedStyle({ROOT}).backgroundColor"))


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.name)
def test_every_choice_is_known_to_the_script_and_stays(open_page: Open, group: object) -> None:
    page = open_page("/settings/")
    own = group.choices[0][0]  # type: ignore[attr-defined]
    for value, _ in group.choices[1:]:  # type: ignore[attr-defined]
        page.locator(f"input[name={group.name}][value='{value}']").check()  # type: ignore[attr-defined]
        assert page.evaluate(f"{ROOT}.dataset[{group.name!r}]") == value  # type: ignore[attr-defined]
        page.reload()
        expect(page.locator(f"input[name={group.name}]:checked")).to_have_value(value)  # type: ignore[attr-defined]
    page.locator(f"input[name={group.name}][value='{own}']").check()  # type: ignore[attr-defined]
    assert page.evaluate(f"{ROOT}.dataset[{group.name!r}] ?? ''") == ""  # type: ignore[attr-defined]
    assert page.context.cookies() == []


def test_settings_are_applied_before_the_first_paint(open_page: Open) -> None:
    page = open_page("/")
    choose(page, theme="sepia", digits="arab", months="levant")
    page.add_init_script(
        """requestAnimationFrame(function look() {
            if (!document.body) return requestAnimationFrame(look);
            window.first ??= {
                background: getComputedStyle(document.documentElement).backgroundColor, text: document.body.innerText,
            };
        })"""
    )
    page.goto("/archive/2024/11/")
    first = page.evaluate("window.first")
    assert first["background"] == "rgb(245, 236, 217)"
    assert "2024" not in first["text"]
    assert "/نوفمبر" not in first["text"]


def test_chosen_colours_win_over_the_devices_and_reach_the_windows_frame(open_page: Open) -> None:
    page = open_page("/", color_scheme="dark")
    assert background(page) == "rgb(23, 22, 20)"
    choose(page, theme="light")
    page.reload()
    assert background(page) == "rgb(253, 252, 249)"
    assert page.locator("meta[name=theme-color]").first.get_attribute("content") == "#fdfcf9"


def test_a_dialog_on_every_page_changes_that_page(open_page: Open) -> None:
    page = open_page(address())
    page.get_by_role("link", name="الإعدادات", exact=True).press("Enter")
    dialog = page.get_by_role("dialog", name="كيف تُعرض الصفحات")
    expect(dialog).to_be_visible()
    dialog.get_by_label("ورق قديم").check()
    expect(dialog.get_by_role("status")).to_have_text("حُفظ في هذا المتصفح.")
    assert background(page) == "rgb(245, 236, 217)"
    dialog.get_by_role("button", name="أعد الكل إلى أصله").click()
    assert background(page) == "rgb(253, 252, 249)"
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("link", name="الإعدادات", exact=True)).to_be_focused()


def test_digits_and_months_change_in_dates_and_counts_and_never_in_an_article(open_page: Open) -> None:
    page = open_page(address())
    words = ["h1", ".standfirst", ".body", ".citation", ".about-article"]
    before = {part: page.locator(part).first.inner_text() for part in words}
    date = page.locator(".when").inner_text()
    assert any(sign.isdigit() for sign in before[".body"] + before[".citation"])
    choose(page, digits="arab", months="maghreb")
    page.reload()
    assert {part: page.locator(part).first.inner_text() for part in words} == before
    assert page.locator(".when").inner_text() == "٩ مارس ٢٠٢٥ (تاريخ مستنتج)\n٩ رمضان ١٤٤٦"
    page.evaluate("() => { localStorage.removeItem('archive.reading'); dispatchEvent(new Event('reading')); }")
    assert page.locator(".when").inner_text() == date
    page.goto("/search?q=قال")
    marked = page.locator(".summary").all_inner_texts()
    choose(page, digits="arab")
    page.reload()
    assert page.locator(".summary").all_inner_texts() == marked
    assert "٢٠٢" in page.locator(".results .meta").first.inner_text()


def test_the_script_knows_the_months_as_the_archive_does(open_page: Open) -> None:
    page = open_page("/about/")
    for style in ("levant", "gulf", "maghreb", "morocco"):
        choose(page, months=style)
        page.reload()
        for month in range(1, 13):
            page.evaluate("(text) => { document.querySelector('.small').textContent = text; }", arabic.month_name(month))
            expect(page.locator(".small")).to_have_text(arabic.month_name(month, style))  # type: ignore[arg-type]


def test_numbers_with_thousands_and_hours(open_page: Open) -> None:
    page = open_page("/about/")
    choose(page, digits="arab")
    page.reload()
    page.evaluate("() => { document.querySelector('.small').textContent = '31,030 · 14:30 · 7.5، 3,'; }")
    expect(page.locator(".small")).to_have_text("٣١٬٠٣٠ – ١٤:٣٠ – ٧٫٥، ٣,")


def test_hijri_can_be_left_out(open_page: Open) -> None:
    page = open_page("/")
    choose(page, hijri="off")
    page.goto(address())
    assert page.locator(".when").inner_text() == "9 آذار/مارس 2025 (تاريخ مستنتج)"
    page.goto("/archive/2024/11/")
    assert page.locator(".hijri:visible").count() == 0


@pytest.mark.parametrize("damaged", ["", "{", "null", "7", "[1]", '{"theme": "<b>", "size": {}, "digits": null}'])
def test_damaged_storage_is_passed_over(open_page: Open, damaged: str) -> None:
    page = open_page("/")
    page.evaluate("(text) => localStorage.setItem('archive.reading', text)", damaged)
    page.goto("/settings/")
    assert page.evaluate(f"Object.keys({ROOT}.dataset)") == []
    page.get_by_label("داكنة").check()
    assert json.loads(page.evaluate("localStorage.getItem('archive.reading')"))["theme"] == "dark"


def test_a_storage_that_refuses_is_said(open_page: Open) -> None:
    page = open_page("/settings/")
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new DOMException('no', 'QuotaExceededError'); }; }")
    page.get_by_label("داكنة").check()
    expect(page.locator("#settings").get_by_role("status")).to_contain_text("تعذّر الحفظ")


def test_without_javascript_the_page_says_what_needs_it(open_page: Open) -> None:
    page = open_page("/settings/", java_script_enabled=False, color_scheme="dark")
    expect(page.locator("form.search-form")).to_be_visible()
    expect(page.locator("#settings form")).to_be_hidden()
    expect(page.get_by_text("يحتاج إلى جافاسكربت")).to_be_visible()


def test_the_largest_type_fits_the_narrowest_window_and_is_accessible(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, viewport={"width": 320, "height": 900})
    page = context.new_page()
    page.goto("/about/")
    choose(page, size="5", width="wide", digits="arab")
    found = {}
    for where in ("/settings/", "/saved/", address(), "/", "/search?q=مفاوضات", "/archive/2024/11/"):
        page.goto(where)
        found[where] = [f"{one['id']}: {one['nodes'][0]['html'][:80]}" for one in Axe().run(page).response["violations"]]
        if page.evaluate(f"{ROOT}.scrollWidth > {ROOT}.clientWidth"):
            found[where].append("scrolls sideways")
    context.close()
    assert not {where: problems for where, problems in found.items() if problems}
