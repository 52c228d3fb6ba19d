"""Every admin page under the strict policy; originals and imports; the way in, and out of it."""

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Article, ImportRow, ImportRun, Original

from .conftest import address, make_article, make_name

BYTES = b'\xff\xfe{"a": "<script>alert(1)</script>"}\r\n'


@pytest.fixture
def run(db: None) -> ImportRun:
    made = ImportRun.objects.create(label="news.jsonl", format="jsonl", fingerprint="f")
    for number, outcome in enumerate(ImportRow.Outcome.values, 1):
        ImportRow.objects.create(run=made, number=number, place=f"news.jsonl:{number}", outcome=outcome, reason="لا عنوان له")
    return made


@pytest.fixture
def original(article: Article) -> Original:
    made = Original.of(BYTES, format="jsonl", origin="news.jsonl:1", article=article)
    made.save()
    return made


def pages(article: Article, run: ImportRun, original: Original) -> list[str]:
    name = make_name("حازم قاسم")
    history = address(article, "history")
    return [
        "/admin/", "/admin/articles/article/guide/",
        "/admin/articles/article/", "/admin/articles/article/?q=خبر", "/admin/articles/article/add/",
        address(article), history, f"{history}{article.history.first().history_id}/", address(article, "delete"),
        "/admin/articles/name/add/?_popup=1", f"/admin/articles/person/{name.pk}/change/", "/admin/articles/person/?q=حازم",
        "/admin/articles/original/", f"/admin/articles/original/{original.pk}/change/", "/admin/articles/importrun/",
        f"/admin/articles/importrun/{run.pk}/change/", "/admin/articles/importrow/?outcome__exact=failed", "/admin/auth/user/",
        "/admin/auth/user/add/", "/admin/auth/group/", "/admin/password_change/",
    ]  # fmt: skip


def test_no_page_needs_what_the_policy_forbids(boss: Client, article: Article, run: ImportRun, original: Original) -> None:
    for url in pages(article, run, original):
        response = boss.get(url)
        assert response.status_code == 200, url
        policy = response.headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy and "unsafe" not in policy
        check(response.content.decode(), url)


def check(page: str, url: str) -> None:
    assert not re.search(r"<[^>]+\sstyle=", page), url
    assert not re.search(r"<[^>]+\son\w+=", page), url
    assert "<style" not in page, url
    for attributes in re.findall(r"<script([^>]*)>", page):
        assert "src=" in attributes or "application/json" in attributes, url


def test_pages_are_arabic_and_right_to_left(boss: Client) -> None:
    page = boss.get("/admin/").content.decode()
    assert '<html lang="ar" dir="rtl">' in page and "غرفة الأخبار" in page


def test_an_original_comes_back_byte_for_byte_as_a_file(boss: Client, original: Original) -> None:
    response = boss.get(f"/admin/articles/original/{original.pk}/download/")
    assert response.content == BYTES
    assert response.headers["Content-Disposition"] == f'attachment; filename="original-{original.pk}.json"'
    assert (response.headers["X-Content-Type-Options"], response.headers["Content-Type"]) == (
        "nosniff",
        "application/octet-stream",
    )


def test_a_damaged_original_is_not_handed_out(boss: Client, original: Original) -> None:
    Original.objects.update(deflated=b"damage")
    response = boss.get(f"/admin/articles/original/{original.pk}/download/", follow=True)
    assert "تلف المحفوظ" in response.content.decode()


def test_an_original_is_not_shown_as_html(boss: Client, original: Original) -> None:
    assert "<script>alert" not in boss.get(f"/admin/articles/original/{original.pk}/change/").content.decode()


def test_originals_are_for_who_may_see_them(client: Client, login: Callable[[str], Client], original: Original) -> None:
    url = f"/admin/articles/original/{original.pk}/download/"
    assert client.get(url).status_code == 302
    someone = login("كاتب")
    assert someone.get(url).status_code == 200
    User.objects.get().groups.clear()
    assert someone.get(url).status_code == 403


def test_failures_are_listed_alone(boss: Client, run: ImportRun) -> None:
    rows = boss.get(f"/admin/articles/importrow/?run__id__exact={run.pk}&outcome__exact=failed").context["cl"].result_list
    assert [row.outcome for row in rows] == ["failed"]


def test_a_run_tells_its_counts(boss: Client, run: ImportRun) -> None:
    page = boss.get(f"/admin/articles/importrun/{run.pk}/change/").content.decode()
    assert "تعذّر: 1" in page and f"run__id__exact={run.pk}&amp;outcome__exact=failed" in page


def test_the_login_page_stands_under_the_policy(client: Client, db: None) -> None:
    response = client.get("/admin/login/")
    assert "Content-Security-Policy" in response.headers
    check(response.content.decode(), "login")


def test_five_wrong_passwords_lock_the_door(client: Client, login: Callable[[str], Client]) -> None:
    login("كاتب")
    for _ in range(settings.AXES_FAILURE_LIMIT):
        response = client.post("/admin/login/", {"username": "user0", "password": "wrong"})
    assert response.status_code in {403, 429}
    assert "أُوقف الدخول مؤقتًا" in response.content.decode()
    check(response.content.decode(), "locked out")
    response = client.post("/admin/login/", {"username": "user0", "password": "a-long-password"})
    assert response.status_code in {403, 429}  # the right one does not open it either


@pytest.mark.parametrize(("status", "linked"), [("published", True), ("draft", False), ("withdrawn", False)])
def test_a_published_article_links_to_its_page(boss: Client, status: str, linked: bool) -> None:
    page = boss.get(address(make_article(status=status))).content.decode()
    assert ('class="viewsitelink"' in page) is linked


def test_whoever_may_log_in_is_led_to_the_guide(login: Callable[[str], Client], client: Client) -> None:
    guide = "/admin/articles/article/guide/"
    assert f'href="{guide}"' in login("كاتب").get("/admin/").content.decode()
    page = login("كاتب").get(guide).content.decode()
    assert all(f'id="{link}"' in page for link in re.findall(r'href="#([a-z]+)"', page))
    assert client.get(guide).status_code == 302
