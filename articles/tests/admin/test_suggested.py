"""Suggestions of a name: each with its sentence, confirmed or rejected; and looking for it from its page."""

from collections.abc import Callable

import pytest
from django.test import Client

from articles.admin.suggested import sentence
from articles.models import Mention, Name

from .conftest import make_article, make_name

Login = Callable[[str], Client]


@pytest.fixture
def name(db: None) -> Name:
    return make_name("حازم قاسم")


def suggest(name: Name, **fields: object) -> Mention:
    body = "وصل الوفد أمس. وقال حازم قاسم إن الضفقة قريبة. وعاد الوفد."
    article = make_article(**{"headline": "خبر الوفد", "body": body, **fields})
    start = article.body.index("حازم")
    state = Mention.State.SUGGESTED
    return Mention.objects.create(article=article, name=name, text="حازم قاسم", start=start, end=start + 9, state=state)


def page(name: Name) -> str:
    return f"/admin/articles/person/{name.pk}/suggested/"


def test_each_has_its_sentence_with_the_name_marked(boss: Client, name: Name) -> None:
    suggest(name)
    html = boss.get(page(name)).content.decode()
    assert "وقال <mark>حازم قاسم</mark> إن الضفقة قريبة.</blockquote>" in html
    assert "مقال واحد ينتظر قرارك." in html
    assert f"manage.py extract_names --for {name.pk}" in html
    assert page(name) in boss.get(f"/admin/articles/person/{name.pk}/change/").content.decode()


@pytest.mark.parametrize(("button", "state"), [("confirm", "confirmed"), ("reject", "rejected")])
def test_one_by_its_own_button(boss: Client, name: Name, button: str, state: str) -> None:
    one, other = suggest(name), suggest(name)
    assert boss.post(page(name), {button: one.pk, "shown": [one.pk, other.pk]}).status_code == 302
    assert dict(Mention.objects.values_list("pk", "state")) == {one.pk: state, other.pk: "suggested"}
    assert one.history.first().history_type == "~"


def test_all_on_the_page_and_no_others(boss: Client, name: Name) -> None:
    shown = [suggest(name) for _ in range(3)]
    later = suggest(name)
    boss.post(page(name), {"confirm": "all", "shown": [one.pk for one in shown]})
    assert list(Mention.objects.suggested()) == [later]


def test_who_may_decide_about_what_readers_see(login: Login, name: Name) -> None:
    draft, published = suggest(name), suggest(name, status="published")
    writer = login("كاتب")
    html = writer.get(page(name)).content.decode()
    assert f'name="confirm" value="{draft.pk}"' in html
    assert f'name="confirm" value="{published.pk}"' not in html
    writer.post(page(name), {"confirm": "all", "shown": [draft.pk, published.pk]})
    writer.post(page(name), {"confirm": published.pk})
    assert list(Mention.objects.confirmed()) == [draft]
    login("محرر").post(page(name), {"confirm": published.pk})
    assert Mention.objects.confirmed().count() == 2


@pytest.mark.parametrize("value", ["", "x", "0", "9" * 40, "-1"])
def test_nonsense_decides_nothing(boss: Client, name: Name, value: str) -> None:
    suggest(name)
    html = boss.post(page(name), {"confirm": value}, follow=True).content.decode()
    assert "لم يبق في هذه المقالات ما يُقرَّر" in html
    assert Mention.objects.suggested().count() == 1


def test_suggestions_of_another_name_are_not_touched(boss: Client, name: Name) -> None:
    other = suggest(make_name("نعيم قاسم"))
    boss.post(page(name), {"reject": other.pk})
    assert Mention.objects.suggested().count() == 1


def test_looking_from_the_page(boss: Client, name: Name) -> None:
    for status in ("draft", "published"):
        make_article(headline=f"خبر {status}", body="قال حازم قاسم كلمة.", status=status)
    make_article(headline="غيره", body="وصل القطار.")
    html = boss.post(f"/admin/articles/person/{name.pk}/seek/", follow=True).content.decode()
    assert "نُظر في 3 مقالات، واقتُرح اثنان." in html
    assert "محرك البحث لا يجيب الآن" in html  # this test has no index
    assert "مقالان ينتظران قرارك." in html
    assert "بُحث في الأرشيف كله" in html
    assert boss.get(f"/admin/articles/person/{name.pk}/seek/").status_code == 405


def test_what_is_not_finished_says_how_to_go_on(boss: Client, name: Name, monkeypatch: pytest.MonkeyPatch) -> None:
    make_article(body="قال حازم قاسم كلمة.")
    monkeypatch.setattr("articles.admin.suggested.PATIENCE", -1.0)
    html = boss.post(f"/admin/articles/person/{name.pk}/seek/", follow=True).content.decode()
    assert "بقي مقال واحد" in html
    assert f"extract_names --for {name.pk}" in html
    assert "يتابع من حيث وقف" in html


def test_topics_and_strangers(boss: Client, client: Client, name: Name) -> None:
    topic = make_name("هدنة", "topic")
    html = boss.post(f"/admin/articles/topic/{topic.pk}/seek/", follow=True).content.decode()
    assert "الموضوعات لا تُذكر" in html
    assert client.get(page(name)).status_code == 302
    assert boss.get("/admin/articles/person/999/suggested/").status_code == 404


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("حازم قاسم", "<mark>حازم قاسم</mark>"),
        ("أولى.\nثم حازم قاسم <b>قال</b>.\nثالثة.", "ثم <mark>حازم قاسم</mark> &lt;b&gt;قال&lt;/b&gt;."),
        ("كلمة " * 100 + "حازم قاسم" + " كلمة" * 100, "… "),
    ],
)
def test_sentences(name: Name, body: str, expected: str) -> None:
    found = sentence(suggest(name, body=body))
    assert expected in found
    assert len(found) < 420


def test_words_that_moved_or_went_are_still_shown(name: Name) -> None:
    mention = suggest(name)
    mention.article.body = "جملة جديدة. وقال حازم قاسم كلمة."
    assert "<mark>حازم قاسم</mark>" in sentence(mention)
    mention.article.body = "لا شيء."
    assert sentence(mention) == "حازم قاسم"
