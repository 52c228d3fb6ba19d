"""Links to paragraphs and to passages in them."""

from __future__ import annotations

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from articles.models import Article

from .conftest import arrived

Open = Callable[..., Page]
SELECT = """(text) => {
    const node = document.querySelector("#p2").firstChild;
    const at = node.data.indexOf(text);
    getSelection().setBaseAndExtent(node, at, node, at + text.length);
}"""


def sample() -> Article:
    return Article.objects.get(external_id="sample-1")


def copied(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def opened(open_page: Open) -> Page:
    page = open_page(sample().get_absolute_url(), permissions=["clipboard-read", "clipboard-write"])
    page.evaluate("delete Navigator.prototype.share")  # a desktop without it: the address is copied
    return page


def test_a_paragraph_has_a_link_without_javascript(open_page: Open) -> None:
    page = open_page(sample().get_absolute_url(), java_script_enabled=False)
    page.get_by_role("link", name="الفقرة 3", exact=True).click()
    arrived(page, "#p3$")


def test_its_link_and_its_citation_are_copied(open_page: Open) -> None:
    article = sample()
    page = opened(open_page)
    link = page.get_by_role("link", name="الفقرة 2", exact=True)
    link.focus()
    assert page.evaluate("getComputedStyle(document.activeElement).opacity") == "1"
    page.keyboard.press("Enter")
    menu = page.get_by_role("group", name="الفقرة 2")
    expect(menu.get_by_role("button")).to_have_count(2)
    expect(menu.get_by_role("button").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(menu.get_by_role("status")).to_have_text("نُسخ.")
    assert copied(page).endswith(f"/articles/{article.pk}/#p2")
    menu.get_by_role("button", name="انسخ الفقرة مع الاستشهاد").click()
    page.wait_for_function("navigator.clipboard.readText().then((text) => text.includes('«'))")
    quoted, citation = copied(page).split("\n")
    assert quoted == f"«{article.paragraphs[1]}»"
    assert f"/articles/{article.pk}/#p2" in citation
    assert citation.endswith("(الفقرة 2)")
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(link).to_be_focused()


def test_a_selected_passage_is_shared_as_a_text_fragment(open_page: Open) -> None:
    page = opened(open_page)
    words = " ".join(sample().paragraphs[1].split()[2:5])
    page.evaluate(SELECT, words)
    page.locator("#p2").hover()
    page.get_by_role("link", name="الفقرة 2", exact=True).click()
    page.get_by_role("button", name="انسخ رابط المقطع المحدد").click()
    expect(page.locator(".passage [role=status]")).to_have_text("نُسخ.")
    address = copied(page)
    assert "#p2:~:text=" in address
    assert page.evaluate("(address) => decodeURIComponent(address.split(':~:text=')[1])", address) == words


def test_fragments_of_long_and_of_hyphenated_passages(open_page: Open) -> None:
    page = open_page("/about/")
    fragment = "(text) => import('/static/js/passage.js').then(({ fragment }) => fragment(text))"
    assert page.evaluate(fragment, " a-b, c  d ") == ":~:text=a%2Db%2C%20c%20d"
    assert page.evaluate(fragment, "word " * 100) == ":~:text=" + ",".join(["%20".join(["word"] * 5)] * 2)
    assert page.evaluate(fragment, "one two\n\nthree") == ":~:text=one%20two,three"


def test_an_open_menu_is_accessible_and_fits_its_window(open_page: Open) -> None:
    for width in (390, 1280):
        page = open_page(sample().get_absolute_url(), viewport={"width": width, "height": 900})
        page.locator("#p1").hover()
        page.locator("#p1 .pilcrow").click()
        expect(page.locator(".passage")).to_be_visible()
        violations = Axe().run(page).response["violations"]
        assert not [f"{one['id']}: {one['nodes'][0]['html'][:80]}" for one in violations]
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        box = page.locator(".passage").bounding_box()
        assert box
        assert box["x"] >= 0 and box["x"] + box["width"] <= width


def test_the_text_that_is_copied_has_no_signs_in_it(open_page: Open) -> None:
    page = open_page(sample().get_absolute_url())
    assert [page.locator(f"#p{number}").inner_text() for number in (1, 2)] == sample().paragraphs[:2]
