"""Reading settings, saved articles, the archive as an app: what the server has to say of them."""

from __future__ import annotations

import json
import re
import struct

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from articles.templatetags.counts import counted
from articles.tests.factories import make_article
from articles.views import device

pytestmark = pytest.mark.django_db
ADDRESSES = ("/settings/", "/saved/", "/offline/", "/manifest.webmanifest", "/sw.js")


@pytest.mark.parametrize("address", ADDRESSES)
def test_they_are_the_same_for_everybody_and_ask_no_database(
    client: Client, address: str, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        response = client.get(address)
    assert response.status_code == 200
    assert "no-cache" in response["Cache-Control"]
    assert not response.cookies
    assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_the_manifest_describes_an_arabic_app(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ARCHIVE_NAME", "خزانة «الأخبار»", raising=False)
    response = client.get("/manifest.webmanifest")
    assert response["Content-Type"].startswith("application/manifest+json")
    app = json.loads(response.content)
    assert (app["name"], app["lang"], app["dir"], app["scope"]) == ("خزانة «الأخبار»", "ar", "rtl", "/")
    assert {(icon["sizes"], icon["purpose"]) for icon in app["icons"]} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }


@pytest.mark.parametrize(("name", "side"), [*((name, side) for name, side, _ in device.ICONS), ("icon-180", 180)])
def test_icons_are_of_the_size_they_are_said_to_be(name: str, side: int) -> None:
    with open(finders.find(f"img/{name}.png"), "rb") as file:  # noqa: PTH123
        header = file.read(24)
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", header[16:24]) == (side, side)


def shell(client: Client) -> dict[str, object]:
    script = client.get("/sw.js").content.decode()
    return json.loads(re.search(r"^const \{.*\} = (\{.*\});$", script, re.MULTILINE)[1])  # type: ignore[index, no-any-return]


def test_the_worker_keeps_every_script_and_style_of_the_site(client: Client) -> None:
    response = client.get("/sw.js")
    assert response["Content-Type"].startswith("text/javascript")
    static = settings.BASE_DIR / "static"
    files = {path.relative_to(static).as_posix() for folder in ("js", "css") for path in (static / folder).iterdir()}
    assert files <= set(device.ASSETS)
    assert all(finders.find(name) for name in device.ASSETS)
    assert len(shell(client)["assets"]) == len(device.ASSETS)  # type: ignore[arg-type]


def test_its_cache_is_a_new_one_when_a_page_in_it_changes(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    before = shell(client)["version"]
    assert shell(client)["version"] == before
    monkeypatch.setattr(settings, "ARCHIVE_NAME", "اسم آخر", raising=False)
    assert shell(client)["version"] != before


def test_settings_come_before_the_style_so_that_nothing_is_painted_without_them(client: Client) -> None:
    page = client.get("/about/").content.decode()
    script = re.search(r'<script src="[^"]*js/settings[^"]*"></script>', page)
    assert script
    assert script.start() < page.index('rel="stylesheet"') < page.index("</head>")


def test_every_paragraph_has_a_link_that_needs_no_script(client: Client) -> None:
    article = make_article("عنوان", "أولى.\nثانية.\nثالثة.")
    page = client.get(article.get_absolute_url()).content.decode()
    assert re.findall(r'<p id="p(\d)" dir="rtl">.*?<a class="pilcrow" href="#p(\d)"', page) == [(n, n) for n in "123"]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (10, "أقل من دقيقة"),
        (180, "دقيقة واحدة"),
        (360, "دقيقتان"),
        (540, "3 دقائق"),
        (180 * 11, "11 دقيقة"),
        (180 * 100, "100 دقيقة"),
    ],
)
def test_reading_time_is_counted_in_arabic(client: Client, words: int, text: str) -> None:
    article = make_article("عنوان", "كلمة " * words)
    assert f"القراءة: {text}</p>" in client.get(article.get_absolute_url()).content.decode()
    assert text in {counted(minutes, "minutes") for minutes in (0, 1, 2, 3, 11, 100)}
