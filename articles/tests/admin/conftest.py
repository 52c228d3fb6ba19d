"""Editors, articles, and forms as a browser would post them."""

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.http import HttpResponse
from django.test import Client

from articles.models import Article, Name


class Form(HTMLParser):
    """The fields of the page's one POST form with more than three fields, and what a browser would send of them."""

    def __init__(self, page: str, form_id: str) -> None:
        super().__init__()
        self.form_id, self.inside, self.data = form_id, False, {}
        self._textarea: str | None = None
        self._select: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form":
            self.inside = found.get("id") == self.form_id
        name = found.get("name")
        if not self.inside:
            return
        if tag == "input" and name and found.get("type") not in {"submit", "checkbox", "button", "radio"}:
            self.data[name] = found.get("value") or ""
        elif tag == "input" and name and found.get("type") == "checkbox" and "checked" in found:
            self.data[name] = "on"
        elif tag == "input" and name and found.get("type") == "radio" and "checked" in found:
            self.data[name] = found.get("value") or ""
        elif tag == "textarea":
            self._textarea, self.data[name] = name, ""
        elif tag == "select":
            self._select = name
            self.data.setdefault(name, "")
        elif tag == "option" and "selected" in found and self._select:
            self.data[self._select] = found.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.data[self._textarea] = self.data[self._textarea].replace("\r\n", "\n").removeprefix("\n").replace("\n", "\r\n")
            self._textarea = None
        elif tag == "select":
            self._select = None
        elif tag == "form":
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.data[self._textarea] += data


def read(response: HttpResponse) -> dict[str, str]:
    """What the article form would post if saved untouched, without its empty rows."""
    data = Form(response.content.decode(), "article_form").data
    return {name: value for name, value in data.items() if "__prefix__" not in name}


def address(article: Article, page: str = "change") -> str:
    return f"/admin/articles/article/{article.pk}/{page}/"


@pytest.fixture
def article(db: None) -> Article:
    return make_article()


def make_article(**fields: Any) -> Article:
    return Article.objects.create(
        **{
            "headline": "المفاوضات في القاهرة",
            "body": "وصل الوفد.\nقال حازم قاسم إن الضفقة قريبة ،",
            "status": "draft",
            **fields,
        }
    )


def make_name(name: str, kind: str = "person", **fields: Any) -> Name:
    return Name.objects.create(name=name, kind=kind, **fields)


@pytest.fixture
def login(db: None) -> Callable[[str], Client]:
    """A browser of someone in this group; «رئيس» is a superuser."""

    def enter(role: str) -> Client:
        number = User.objects.count()
        user = User.objects.create_user(f"user{number}", password="a-long-password", is_staff=True, is_superuser=role == "رئيس")
        if role == "ناشر":
            user.user_permissions.set(Permission.objects.filter(content_type__app_label="articles"))
        elif role != "رئيس":
            user.groups.set([Group.objects.get(name=role)])
        client = Client()
        client.force_login(user)
        return client

    return enter


@pytest.fixture
def boss(login: Callable[[str], Client]) -> Client:
    return login("رئيس")
