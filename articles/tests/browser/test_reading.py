"""What a reader meets in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from articles.models import Article, Correction, Name, Quote, Version

from .conftest import arrived

Open = Callable[..., Page]
WIDTHS = (390, 1280)
SCHEMES = ("light", "dark")


def addresses() -> dict[str, str]:
    article = Article.objects.get(external_id="sample-1")
    person = Name.objects.get(kind="person", name="حازم قاسم")
    past = told_again(article)
    return {
        "home": "/",
        "article": article.get_absolute_url(),
        "search": "/search?q=مفاوضات السوق",
        "a day of results": "/search?q=مدينة&from=2024-11-04&to=2024-11-04",
        "all of the words": "/search?q=مفاوضات السوق&words=all",
        "why": f"/search/why?q=مفاوضات زقزوقة&article={article.pk}",
        "nothing found": "/search?q=زقزوقة",
        "refused": "/search?sort=up",
        "archive": "/archive/2024/11/",
        "years": "/archive/",
        "a year": "/archive/2024/",
        "people": "/people/",
        **past,
        "person": person.get_absolute_url(),
        "not found": "/articles/999999/x/",
    }


def told_again(article: Article) -> dict[str, str]:
    """The article corrected, quoted and told by another outlet; and the pages that say so."""
    base = f"/articles/{article.pk}"
    if not Correction.objects.exists():
        article.body = f"{article.body}\nفقرة أضيفت."
        article._change_reason = "تصحيح"  # type: ignore[attr-defined]
        article.save()
        other = Article.objects.exclude(pk=article.pk).latest("pk")
        Version.objects.create(article=other, of=article, kind="reworded", likeness=0.8, state="confirmed")
        speaker = article.mentions.get(name__name="حازم قاسم", role__contains="المتحدث")
        Quote.objects.create(article=article, text="قول من كلمات", speaker=speaker)
    other = Version.objects.get().article
    numbers = article.history.order_by("history_id").values_list("history_id", flat=True)
    return {
        "quotes": "/quotes/",
        "corrections": "/corrections/",
        "versions": f"{base}/versions/",
        "a version": f"{base}/versions/{numbers[0]}/",
        "a difference": f"{base}/versions/{numbers[0]}/{numbers[1]}/",
        "two outlets": f"{base}/compare/{other.pk}/",
    }


@pytest.mark.parametrize(("width", "scheme"), list(product(WIDTHS, SCHEMES)))
def test_pages_are_accessible_and_fit_their_window(browser: object, site: str, width: int, scheme: str) -> None:
    context = browser.new_context(base_url=site, viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[attr-defined]
    page = context.new_page()
    found = {}
    for name, address in addresses().items():
        page.goto(address)
        violations = Axe().run(page).response["violations"]
        found[name] = [f"{violation['id']}: {violation['nodes'][0]['html'][:80]}" for violation in violations]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found[name].append("scrolls sideways")
    context.close()
    assert not {name: problems for name, problems in found.items() if problems}


def test_pages_say_nothing_on_the_console(open_page: Open) -> None:
    for address in list(addresses().values())[:3]:
        open_page(address)


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


def test_readers_get_no_cookie(open_page: Open) -> None:
    page = open_page("/")
    for address in addresses().values():
        if "sort=up" not in address and "999999" not in address:
            page.goto(address)
    assert page.context.cookies() == []


def test_text_runs_from_the_right_in_the_papers_own_type(open_page: Open) -> None:
    page = open_page(addresses()["article"])
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
