"""A text is pasted, decided about and saved: by keyboard alone, and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from articles.models import Article, Mention, Name, Quote

Open = Callable[..., Page]
LIST = "/admin/articles/article/"
STORY = """اجتماع في الخرطوم
القاهرة – وكالة النيل
قال الوزير سامح شكري إن «الاجتماع كان مفيدا للجميع اليوم».
ووصل سامح شكري إلى الخرطوم ، ثم غادرها إلى مركز النيل للبحوث."""


def paste(page: Page) -> None:
    """Brings the story before the editor, with the page's script at work."""
    if not page.url.endswith("/paste/"):
        page.goto("/admin/articles/article/paste/")
    expect(page.locator("#id_text")).to_be_focused()
    page.fill("#id_text", STORY)
    page.get_by_role("button", name="اقرأ النص").click()
    expect(page.locator("details.keys")).to_be_visible()


def saved() -> tuple[Article, Mention, Quote]:
    article = Article.objects.get(headline="اجتماع في الخرطوم")
    mention = article.mentions.confirmed().get(name__name="سامح شكري")
    quote = article.quotes.confirmed().get()
    assert article.body[mention.start : mention.end] == "سامح شكري"
    assert article.body[quote.start : quote.end] == quote.text == "الاجتماع كان مفيدا للجميع اليوم"
    assert quote.speaker == mention
    return article, mention, quote


@pytest.mark.end_to_end
def test_the_whole_way_by_keyboard(enter: Open) -> None:
    page = enter(LIST)
    page.get_by_role("link", name="لصق مقال").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#id_text")).to_be_focused()
    page.keyboard.insert_text(STORY)
    page.get_by_role("button", name="اقرأ النص").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#id_headline")).to_have_value("اجتماع في الخرطوم")
    expect(page.locator("details.keys")).to_be_visible()  # the page's script is at work
    page.locator("#marked-text a.mark").first.focus()
    page.keyboard.press("Enter")  # from the mark to its entry
    entries = page.locator(".entry")
    expect(page.locator(".entry:focus")).to_have_count(1)
    page.keyboard.press("k")
    for _ in range(entries.count()):
        name = page.locator(".entry:focus").locator(".found").text_content()
        page.keyboard.press("a" if name == "سامح شكري" or page.locator(".entry:focus.quote").count() else "r")
    expect(page.locator(".submit-row .left")).to_have_text("لا شيء ينتظر قرارك.")
    page.get_by_role("button", name="احفظ المقال").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("حُفظ المقال «اجتماع في الخرطوم»")
    article, mention, _ = saved()
    assert set(article.mentions.exclude(pk=mention.pk).values_list("state", flat=True)) <= {"rejected"}


def test_the_whole_way_without_javascript(enter: Open) -> None:
    page = enter(LIST, java_script_enabled=False)
    page.get_by_role("link", name="لصق مقال").click()
    expect(page.locator("#id_text")).to_be_focused()
    page.fill("#id_text", STORY)
    page.get_by_role("button", name="اقرأ النص").click()
    page.locator("#marked-text a.mark.person").first.click()
    page.get_by_label("الكلمات كما في النص").first.fill("مركز النيل للبحوث")
    page.get_by_label("ما هو").first.select_option("organization")
    page.get_by_role("button", name="أضف إلى القائمة").click()
    page.get_by_role("button", name="اقبل كل ما بقي").click()
    page.get_by_role("button", name="احفظ المقال").click()
    expect(page.locator(".messagelist")).to_contain_text("حُفظ المقال")
    article, _, _ = saved()
    added = article.mentions.confirmed().get(name__name="مركز النيل للبحوث")
    assert article.body[added.start : added.end] == "مركز النيل للبحوث"


def test_words_selected_in_the_text_become_a_row(enter: Open) -> None:
    page = enter(LIST)
    paste(page)
    page.evaluate("""() => {
        const last = document.querySelector("#marked-text p:last-child");
        const walk = document.createTreeWalker(last, NodeFilter.SHOW_TEXT);
        let node; while ((node = walk.nextNode())) {
            const at = node.data.indexOf("مركز");
            if (at >= 0) { getSelection().setBaseAndExtent(node, at, node, at + 4); return; }
        }
    }""")
    page.locator(".marker").get_by_role("button", name="منظمة").click()
    expect(page.get_by_label("الكلمات كما في النص").first).to_have_value("مركز")
    expect(page.get_by_label("ما هو").first).to_have_value("organization")


def test_a_known_name_is_completed_and_chosen(enter: Open) -> None:
    known = Name.objects.create(kind="person", name="سامح حسن شكري")
    page = enter(LIST)
    paste(page)
    entry = page.locator(".entry", has=page.locator(".found", has_text="سامح شكري"))
    entry.get_by_label("هو الاسم المعروف").check()
    entry.get_by_label("الاسم المعروف: سامح شكري").press_sequentially("سامح حسن")
    expect(entry.locator("datalist option")).to_have_attribute("value", "سامح حسن شكري")
    entry.get_by_label("الاسم المعروف: سامح شكري").fill("سامح حسن شكري")
    entry.get_by_label("تذكّر هذا الإملاء").check()
    page.get_by_role("button", name="احفظ المقال").click()
    expect(page.locator(".messagelist")).to_contain_text("حُفظ المقال")
    assert known.aliases.get().text == "سامح شكري"
    assert Mention.objects.confirmed().get(article__headline="اجتماع في الخرطوم").name == known


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")])
def test_nobody_is_shut_out(enter: Open, width: int, scheme: str) -> None:
    page = enter(LIST, viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page.goto("/admin/articles/article/paste/")
    expect(page.locator("#id_text")).to_be_focused()
    assert not wrong(page)
    paste(page)
    assert not wrong(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def wrong(page: Page) -> list[str]:
    """What axe finds in what is ours; the admin's own header and sidebar are Django's."""
    found = Axe().run(page, context="#content").response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]
