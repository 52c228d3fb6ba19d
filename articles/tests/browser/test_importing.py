"""An editor imports a file from the first page to the last failed row, with JavaScript and without."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from articles.models import Article

Open = Callable[..., Page]
LONG = 60_000
"""Milliseconds: a process starts, on a machine that does other things too."""


def table() -> str:
    rows = "".join(f"خبر عن الخزف {n},متن الخبر {n}.,{n}\n" for n in range(1, 600))
    return f"العنوان,النص,رقمه\n{rows},متن بلا عنوان.,600\n"


@pytest.mark.usefixtures("background")
@pytest.mark.parametrize(
    ("width", "scheme", "how"),
    [
        (390, "dark", "audited"),
        (1280, "light", "audited"),
        pytest.param(390, "light", "as it is", marks=pytest.mark.end_to_end),
        (1280, "dark", "without scripts"),
    ],
)
def test_the_whole_way(enter: Open, tmp_path: Path, width: int, scheme: str, how: str) -> None:
    file = tmp_path / "أخبار الخزف.csv"
    file.write_text(table(), encoding="utf-8")
    viewport = {"width": width, "height": 900}
    scripts = how != "without scripts"
    # The auditor sets inline styles itself, which the page's policy would refuse it.
    options = {"java_script_enabled": scripts, "bypass_csp": how == "audited"}
    page = enter("/admin/articles/importrun/", viewport=viewport, color_scheme=scheme, **options)
    page.click("text=استيراد جديد")
    expect(page.locator("#id_files")).to_be_visible()
    look_at(page, how)
    page.set_input_files("#id_files", file)
    page.click("input[type=submit]")

    expect(page.locator("tr[data-outcome=created]")).to_have_count(25)
    expect(page.locator("#id_column-0")).to_have_value("headline")
    look_at(page, how)
    page.select_option("#id_column-2", "external_id")
    page.fill("#id_source", "الواحة")
    page.click("input[name=look]")
    expect(page.locator("#id_column-2")).to_have_value("external_id")
    assert not Article.objects.filter(external_id="1").exists()
    page.click("input[name=start]")

    progress = page.locator("#import-progress")
    if scripts:
        expect(progress.locator("h2")).to_have_text("اكتمل", timeout=LONG)
    else:
        for _ in range(LONG // 500):
            if progress.locator("h2").inner_text() == "اكتمل":
                break
            page.wait_for_timeout(500)
            progress.locator("text=حدّث الصفحة").click()
    expect(progress).to_contain_text("أُضيف: 599")
    expect(progress.locator("button")).to_have_text(["أعد الصفوف المتعذّرة"])
    look_at(page, how)

    progress.locator("a[href*='outcome__exact=failed']").last.click()
    page.click("text=صحّحه")
    expect(page.locator("#id_body")).to_have_value("متن بلا عنوان.")
    look_at(page, how)
    page.fill("#id_headline", "صار له عنوان")
    page.click(".submit-row input")
    expect(page.locator(".messagelist")).to_contain_text("صار له عنوان")
    expect(page.locator("#result_list")).to_contain_text("أُعيد فصار")
    assert Article.objects.get(external_id="600").headline == "صار له عنوان"
    page.goto("/search?q=عناوين")
    expect(page.locator("main article").first).to_contain_text("صار له عنوان")


def look_at(page: Page, how: str) -> None:
    """Nothing hangs over the page's edge, and no one is kept out."""
    if how == "without scripts":
        return
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} pixels too wide"
    if how != "audited":
        return
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    found = Axe().run(page, context="#content", options=options)
    assert not found.response["violations"], found.generate_report()
