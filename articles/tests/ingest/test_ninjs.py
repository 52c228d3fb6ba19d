"""Items of news agencies in IPTC ninjs, old and new, good and bad."""

import json
from pathlib import Path
from typing import Any

import pytest

from articles.models import Article, ImportRow
from articles.tests.ingest.test_import_articles import import_

pytestmark = pytest.mark.usefixtures("index")

OLD = {
    "uri": "urn:newsml:waha.example:20250309:1",
    "type": "text",
    "versioncreated": "2025-03-09T10:00:00+03:00",
    "pubstatus": "usable",
    "headline": "خبر من وكالة",
    "description_text": "مقدّمة الخبر",
    "body_xhtml": "<p>فقرة أولى &amp; أخيرة</p><p>فقرة ثانية</p>",
    "byline": "سلمى النجار",
    "located": "دمشق",
    "language": "ar",
    "person": [{"name": "سعاد علي", "rel": "about"}],
    "place": [{"name": "دمشق"}],
    "subject": [{"name": "اقتصاد"}],
    "infosource": [{"name": "وكالة الواحة"}],
}
NEW = {
    "uri": "https://waha.example/2",
    "type": "text",
    "contentCreated": "2025-03-10T10:00:00Z",
    "headlines": [{"role": "main", "value": "خبر جديد"}, {"role": "kicker", "value": "تمهيد"}],
    "bodies": [{"contenttype": "text/plain", "value": "متن\\nثان".replace("\\n", "\n")}],
    "people": [{"name": "كريم حسن"}],
}


def imported(tmp_path: Path, *items: Any, name: str = "a.json") -> str:
    path = tmp_path / name
    path.write_text(json.dumps(items if len(items) > 1 else items[0], ensure_ascii=False), encoding="utf-8")
    return import_(path)[1]


def named(article: Article, kind: str) -> set[str]:
    return set(article.mentions.filter(name__kind=kind).values_list("name__name", flat=True))


def test_an_item_of_the_first_version(tmp_path: Path) -> None:
    assert imported(tmp_path, OLD).startswith("created=1")
    article = Article.objects.get()
    assert (article.headline, article.standfirst) == ("خبر من وكالة", "مقدّمة الخبر")
    assert article.body == "فقرة أولى & أخيرة\nفقرة ثانية"
    assert (str(article.source), article.byline, article.dateline_text) == ("وكالة الواحة", "سلمى النجار", "دمشق")
    assert article.external_id == OLD["uri"]
    assert str(article.published_on) == "2025-03-09"
    assert named(article, "person") == {"سعاد علي"}
    assert named(article, "topic") == {"اقتصاد"}


def test_an_item_of_a_later_version(tmp_path: Path) -> None:
    assert imported(tmp_path, NEW).startswith("created=1")
    article = Article.objects.get()
    assert (article.headline, article.kicker, article.body) == ("خبر جديد", "تمهيد", "متن\nثان")
    assert article.source_url == "https://waha.example/2"
    assert named(article, "person") == {"كريم حسن"}


def test_a_list_of_items_is_read_again_without_repeating(tmp_path: Path) -> None:
    assert imported(tmp_path, OLD, NEW).startswith("created=2")
    assert imported(tmp_path, OLD, NEW, name="b.json").startswith("created=0 updated=0 unchanged=2")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"type": "picture"}, "ليس نصًا"),
        ({"type": "poem"}, "type"),
        ({"versioncreated": "أمس"}, "versioncreated"),
        ({"headline": 7}, "headline"),
        ({"person": [{"name": 7}]}, "person"),
        ({"body_xhtml": ""}, "body"),
    ],
)
def test_what_the_standard_refuses_is_a_failed_row_with_its_place(tmp_path: Path, change: Any, reason: str) -> None:
    changed = {**OLD, **change} if reason != "body" else {**OLD, "body_xhtml": "", "description_text": ""}
    assert imported(tmp_path, changed, NEW) == "created=1 updated=0 unchanged=0 duplicates=0 failed=1"
    assert reason in ImportRow.objects.get(outcome="failed").reason


def test_what_is_withheld_or_taken_back_is_not_published(tmp_path: Path) -> None:
    imported(tmp_path, {**OLD, "pubstatus": "canceled"}, {**NEW, "pubstatus": "withheld"})
    assert dict(Article.objects.values_list("headline", "status")) == {"خبر من وكالة": "withdrawn", "خبر جديد": "draft"}


def test_an_embargo_holds_an_article_back(tmp_path: Path) -> None:
    imported(tmp_path, {**NEW, "embargoed": "2999-01-01T00:00:00Z"})
    assert Article.objects.get().status == "draft"
