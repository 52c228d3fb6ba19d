"""The twins of an article: each with its type, its name as a file, its validators, and what the page's address answers."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from urllib.parse import unquote

import jsonschema
import pytest
from django.core.management import call_command
from django.test import Client

from articles.models import Article, Name
from articles.tests.factories import make_article

pytestmark = pytest.mark.django_db
TYPES = {
    "json": "application/json; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "csl.json": "application/vnd.citationstyles.csl+json; charset=utf-8",
    "ninjs.json": "application/json; charset=utf-8",
    "png": "image/png",
}
SAVED = {"bib", "ris", "csl.json"}
each_twin = pytest.mark.parametrize("ending", TYPES)


@each_twin
def test_each_has_its_type(client: Client, ending: str) -> None:
    response = client.get(f"/articles/{make_article().pk}.{ending}")
    assert response.status_code == 200
    assert response["Content-Type"] == TYPES[ending]
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("ending", sorted(TYPES.keys() - {"png"}))
def test_each_has_a_name_as_a_file(client: Client, ending: str) -> None:
    response = client.get(f"/articles/{make_article('وقف إطلاق النار').pk}.{ending}")
    how, _, name = response["Content-Disposition"].partition(";")
    assert how == ("attachment" if ending in SAVED else "inline")
    assert unquote(name).endswith(f"وقف-إطلاق-النار.{ending}")


@each_twin
def test_what_did_not_change_is_not_sent_again(client: Client, ending: str) -> None:
    article = make_article()
    address = f"/articles/{article.pk}.{ending}"
    first = client.get(address)
    assert "public" in first["Cache-Control"]
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    article.headline = "عنوان آخر"
    article.save()
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_a_renamed_source_changes_the_twins_too(client: Client) -> None:
    article = make_article(source="الواحة")
    first = client.get(f"/articles/{article.pk}.json")
    outlet = Name.objects.get(name="الواحة")
    outlet.name = "الواحة الجديدة"
    outlet.save()
    again = client.get(f"/articles/{article.pk}.json", headers={"if-none-match": first["ETag"]})
    assert again.json()["source"] == "الواحة الجديدة"
    assert again["Last-Modified"] >= first["Last-Modified"]


@each_twin
@pytest.mark.parametrize(("status", "answer"), [("draft", 404), ("review", 404), ("withdrawn", 410)])
def test_what_is_not_public_has_none(client: Client, ending: str, status: str, answer: int) -> None:
    article = make_article("عنوان مستور", "متن مستور.", status=status)
    response = client.get(f"/articles/{article.pk}.{ending}")
    assert response.status_code == answer
    assert "مستور" not in response.content.decode()


@each_twin
@pytest.mark.parametrize("number", ["0", "999999", "9" * 30])
def test_unknown_numbers_have_none(client: Client, ending: str, number: str) -> None:
    assert client.get(f"/articles/{number}.{ending}").status_code == 404


@pytest.mark.parametrize("ending", ["xml", "json.bib", "", "JSON", "csl", "ninjs"])
def test_other_endings_are_not_there(client: Client, ending: str) -> None:
    assert client.get(f"/articles/{make_article().pk}.{ending}").status_code == 404


@each_twin
def test_they_only_answer_readers(client: Client, ending: str) -> None:
    address = f"/articles/{make_article().pk}.{ending}"
    assert client.post(address).status_code == 405
    assert client.head(address).status_code == 200


def test_the_page_links_to_each(client: Client) -> None:
    article = make_article(byline="سلمى الراوي", source="الواحة")
    html = client.get(article.get_absolute_url()).content.decode()
    for ending in TYPES.keys() - {"png"}:
        kind = TYPES[ending].partition(";")[0]
        assert f'<link rel="alternate" type="{kind}"' in html
        assert html.count(f'href="/articles/{article.pk}.{ending}"') == 2, "one for programs, one for people"
    assert f'content="http://testserver/articles/{article.pk}.png"' in html


def test_the_page_says_how_to_cite_it_without_any_script(client: Client) -> None:
    article = make_article("قطار <b>", byline="سلمى الراوي", source="الواحة")
    html = client.get(article.get_absolute_url()).content.decode()
    assert "كيف تستشهد بهذا المقال" in html
    assert (
        '<p class="citation" id="citation">\u2068سلمى الراوي\u2069. «\u2068قطار &lt;b&gt;\u2069». \u2068الواحة\u2069، '
        f"10 أيار/مايو 2024. \u2068أرشيف الأخبار\u2069. \u2068http://testserver/articles/{article.pk}/\u2069</p>"
    ) in html


def test_json_is_the_record_of_the_api(client: Client) -> None:
    article = make_article(people=["سلمى الراوي"], topics=["نقل"], source="الواحة")
    assert client.get(f"/articles/{article.pk}.json").json() == client.get(f"/api/v1/articles/{article.pk}").json()


def test_what_json_says_can_be_imported(client: Client, tmp_path_factory: pytest.TempPathFactory) -> None:
    article = make_article("قطار", "فقرة.\nأخرى.", source="الواحة", external_id="7", people=["سلمى"])
    path = tmp_path_factory.mktemp("import") / "one.jsonl"
    path.write_text(json.dumps(client.get(f"/articles/{article.pk}.json").json()), encoding="utf-8")
    out = io.StringIO()
    call_command("import_articles", str(path), "--format", "jsonl", stdout=out, verbosity=0)
    assert out.getvalue().splitlines()[-1] == "created=0 updated=0 unchanged=1 duplicates=0 failed=0"


def test_ninjs_is_one_item(client: Client, ninjs_schema: dict[str, object]) -> None:
    item = client.get(f"/articles/{make_article('قطار', source='الواحة').pk}.ninjs.json").json()
    jsonschema.validate(item, ninjs_schema)
    assert item["headlines"][0]["value"] == "قطار"


@pytest.fixture
def ninjs_schema() -> dict[str, object]:
    """What ninjs 2.1 requires of an item as this archive writes it."""
    texts = {"type": "array", "items": {"type": "object", "required": ["value"], "additionalProperties": {"type": "string"}}}
    return {
        "type": "object",
        "required": ["uri", "standard", "headlines", "bodies"],
        "properties": {
            "uri": {"type": "string", "minLength": 1},
            "pubstatus": {"enum": ["usable", "withheld", "canceled"]},
            "headlines": texts,
            "bodies": texts,
        },
    }


def test_plain_text_isolates_what_it_inserts(client: Client) -> None:
    article = make_article(
        "NVIDIA تعلن أرباحها",
        "فقرة أولى.\nفقرة ثانية.",
        kicker="أعمال",
        standfirst="مقدمة.",
        byline="Salma",
        source="CNN",
        source_url="https://example.org/1",
        dateline_text="دبي – CNN",
    )
    text = client.get(f"/articles/{article.pk}.txt").content.decode()
    assert text == (
        "أعمال\nNVIDIA تعلن أرباحها\n\nمقدمة.\n\n"
        "المصدر: \u2068CNN\u2069\nالكاتب: \u2068Salma\u2069\n"
        "التاريخ: \u206810 أيار/مايو 2024\u2069 · \u20682 ذي القعدة 1445\u2069\n"
        "الأصل: \u2068https://example.org/1\u2069\n\n"
        "دبي – CNN\n\nفقرة أولى.\n\nفقرة ثانية.\n\n"
        f"—\n\u2068أرشيف الأخبار\u2069: \u2068http://testserver/articles/{article.pk}/\u2069\n"
    )


def test_an_image_is_drawn_only_for_those_who_lack_it(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"/articles/{make_article(source='الواحة').pk}.png"
    etag = client.get(address)["ETag"]
    monkeypatch.setattr("articles.formats.cards.png", lambda card: pytest.fail("drawn again"))
    assert client.get(address, headers={"if-none-match": etag}).status_code == 304


# --- an address that somebody cited -----------------------------------------------------------------


def test_a_withdrawn_article_says_so_and_nothing_of_itself(client: Client) -> None:
    article = make_article("خبر محرج", "متن محرج.", people=["محرج"])
    address = article.get_absolute_url()
    assert client.get(address).status_code == 200
    article.status = Article.Status.WITHDRAWN
    article.save()
    for asked in (address, f"/articles/{article.pk}/", f"/articles/{article.pk}/another/", f"/articles/{article.pk}.json"):
        response = client.get(asked)
        assert response.status_code == 410
        assert "سُحب هذا المقال" in response.content.decode()
        assert "محرج" not in response.content.decode()
        assert 'content="noindex"' in response.content.decode()


@pytest.mark.parametrize(("status", "answer"), [("published", 410), ("draft", 404)])
def test_a_deleted_article_was_there_if_it_was_public(client: Client, status: str, answer: int) -> None:
    article = make_article(status=status)
    number = article.pk
    article.delete()
    assert client.get(f"/articles/{number}/").status_code == answer
    assert client.get(f"/articles/{number}.bib").status_code == answer


def test_what_came_back_is_there_again(client: Client, index: Callable[[], int]) -> None:
    article = make_article()
    for status, answer in ((Article.Status.WITHDRAWN, 410), (Article.Status.PUBLISHED, 200)):
        article.status = status
        article.save()
        assert client.get(article.get_absolute_url()).status_code == answer


def test_the_name_of_a_file_is_no_path(client: Client) -> None:
    name = unquote(client.get(f"/articles/{make_article('a/b: ../c').pk}.bib")["Content-Disposition"])
    assert name == 'attachment; filename="a-b-c.bib"'
