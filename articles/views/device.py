"""What a reader's own device keeps: reading settings, saved articles, the archive as an app, and what it shows offline.

The archive knows none of it: these pages are the same for everybody, and their scripts fill them from the browser's
storage. `templates/sw.js` says for how long, and when, a saved copy of an article is shown.
"""

from __future__ import annotations

import hashlib
import json
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import mark_safe

from articles.templatetags.site import archive_name

from . import reader_page

PAPER = "#fdfcf9"
PAGES = {"offline": "offline.html", "saved": "saved.html", "settings": "settings.html"}
"""Pages that can be opened without a connection: address name -> template. None of them asks the database."""
SCRIPTS = (
    "cite",
    "copies",
    "panel",
    "passage",
    "reader",
    "save",
    "saved",
    "saved-articles",
    "settings",
    "shelf",
    "suggest",
    "why",
)
ASSETS = (
    *(f"css/{name}.css" for name in ("archive", "device", "pages", "search", "timeline")),
    *(f"js/{name}.js" for name in SCRIPTS),
    *(f"fonts/noto-{name}-arabic.woff2" for name in ("naskh", "sans")),
    "img/mark.svg",
)
ICONS = (("icon-192", 192, "any"), ("icon-512", 512, "any"), ("icon-maskable-512", 512, "maskable"))
"""Files under static/img, made by bin/make-icons: name, pixels a side, and whether a system may cut them to its own shape."""


class Group(NamedTuple):
    """A reading setting: the first of its choices is how pages come. The values are those of static/js/settings.js."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...]
    note: str = ""


GROUPS = (
    Group("theme", "الألوان", (("system", "كالجهاز"), ("light", "فاتحة"), ("dark", "داكنة"), ("sepia", "ورق قديم"))),
    Group("size", "حجم الخط", (("2", "معتاد"), ("1", "صغير"), ("3", "كبير"), ("4", "أكبر"), ("5", "الأكبر"))),
    Group("width", "عرض السطر", (("medium", "متوسط"), ("narrow", "ضيق"), ("wide", "واسع"))),
    Group(
        "digits",
        "الأرقام",
        (("latn", "123"), ("arab", "١٢٣")),
        "في التواريخ والأعداد وسائر الصفحة، أما نص المقال فلا يتغيّر فيه شيء.",
    ),
    Group(
        "months",
        "أسماء الشهور",
        (
            ("both", "آذار/مارس، تموز/يوليو"),
            ("levant", "آذار، تموز (الشام والعراق)"),
            ("gulf", "مارس، يوليو (مصر والخليج)"),
            ("maghreb", "مارس، جويلية (الجزائر وتونس)"),
            ("morocco", "مارس، يوليوز (المغرب)"),
        ),
    ),
    Group("hijri", "التاريخ الهجري", (("on", "يظهر"), ("off", "لا يظهر"))),
    Group("shortcuts", "اختصارات لوحة المفاتيح", (("on", "تعمل"), ("off", "متوقفة"))),
)


@reader_page
def settings_page(request: HttpRequest) -> HttpResponse:
    return render(request, PAGES["settings"], {"groups": GROUPS, "canonical": request.path})


@reader_page
def saved_page(request: HttpRequest) -> HttpResponse:
    return render(request, PAGES["saved"])


@reader_page
def offline_page(request: HttpRequest) -> HttpResponse:
    return render(request, PAGES["offline"])


@reader_page
def manifest(request: HttpRequest) -> HttpResponse:
    """The archive as an app (https://www.w3.org/TR/appmanifest/)."""
    name = archive_name()
    shortcuts = (("البحث", reverse("search")), ("المقالات المحفوظة", reverse("saved")))
    body = {
        "name": name,
        "short_name": name,
        "lang": "ar",
        "dir": "rtl",
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "categories": ["news", "education"],
        "icons": [
            {"src": static(f"img/{file}.png"), "sizes": f"{side}x{side}", "type": "image/png", "purpose": purpose}
            for file, side, purpose in ICONS
        ],
        "shortcuts": [{"name": label, "url": address} for label, address in shortcuts],
    }
    return HttpResponse(json.dumps(body, ensure_ascii=False), content_type="application/manifest+json; charset=utf-8")


@reader_page
def worker(request: HttpRequest) -> HttpResponse:
    """The script that answers without a connection. Its cache is named for what is in it: other files, another cache."""
    assets = [static(name) for name in ASSETS]
    texts = [loader.render_to_string(template, {"groups": GROUPS}) for template in PAGES.values()]
    shell = {
        "version": hashlib.sha256("\n".join([*assets, *texts]).encode()).hexdigest()[:12],
        "pages": [reverse(name) for name in PAGES],
        "assets": assets,
        "offline": reverse("offline"),
        "fixed": settings.STATIC_URL,
    }
    context = {"shell": mark_safe(json.dumps(shell, ensure_ascii=True))}  # noqa: S308  (of our own making, no reader's word)
    return render(request, "sw.js", context, content_type="text/javascript; charset=utf-8")
