"""Alike articles in the admin: what waits, two texts side by side, decisions one by one and many at once."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from articles.models import Article, Version
from articles.tests.factories import edited, story
from articles.tests.factories import make_article as published

from .conftest import Form, address, read

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/version/"
State = Version.State


def pair(one: str = "وصول الوفد", two: str = "الوفد في القاهرة", **fields: object) -> Version:
    of, article = published(one, "وصل الوفد أمس.", source="الواحة"), published(two, "وصل الوفد اليوم.", source="النخيل")
    return Version.objects.create(**{"article": article, "of": of, "kind": "corrected", "likeness": 0.9, **fields})


def page(of: Version) -> str:
    return f"{LIST}{of.pk}/change/"


def decide(client: Client, of: Version, state: str) -> int:
    return client.post(f"{LIST}{of.pk}/decide/", {"state": state}).status_code


def shown(client: Client, query: str = "") -> list[int]:
    text = client.get(LIST + query).content.decode()
    return [int(number) for number in re.findall(r'name="_selected_action" value="(\d+)"', text)]


def test_the_list_shows_what_waits_newest_first_and_what_is_asked_for(boss: Client) -> None:
    first, second = pair(), pair(kind="part", likeness=0.97)
    rejected = pair(state=State.REJECTED, likeness=0.7)
    assert shown(boss) == [second.pk, first.pk]
    assert shown(boss, "?state=rejected") == [rejected.pk]
    assert shown(boss, "?state=all") == [rejected.pk, second.pk, first.pk]
    assert shown(boss, "?kind__exact=part") == [second.pk]
    assert shown(boss, "?likeness=95") == [second.pk]
    assert shown(boss, "?likeness=85") == [first.pk]
    assert shown(boss, "?likeness=0&state=all") == [rejected.pk]
    assert shown(boss, f"?source={first.of.source_id}") == [second.pk, first.pk]
    assert shown(boss, "?source=999") == []
    assert shown(boss, f"?q={first.article_id}") == shown(boss, f"?q={first.of_id}") == [first.pk]
    assert shown(boss, "?q=الوفد") == []


def test_both_texts_side_by_side_with_what_differs(boss: Client) -> None:
    text = boss.get(page(pair("<b>وصول</b> الوفد", "وصول الوفد"))).content.decode()
    assert '<td class="text" dir="auto">وصل الوفد <del>أمس.</del></td>' in text
    assert '<td class="text" dir="auto">وصل الوفد <ins>اليوم.</ins></td>' in text
    assert "<b>وصول" not in text
    assert "90٪" in text


@pytest.mark.parametrize("state", [State.CONFIRMED, State.REJECTED])
def test_a_decision_leads_to_the_next_pair_and_can_be_taken_back(boss: Client, state: str) -> None:
    older, newer = pair(), pair()
    response = boss.post(f"{LIST}{newer.pk}/decide/", {"state": state})
    assert response["Location"] == page(older)
    newer.refresh_from_db()
    assert (newer.state, newer.decided_by is not None, newer.decided_at is not None) == (state, True, True)
    assert boss.post(f"{LIST}{older.pk}/decide/", {"state": state})["Location"] == LIST
    assert "ألغِ الحكم" in boss.get(page(newer)).content.decode()
    assert boss.post(f"{LIST}{newer.pk}/decide/", {"state": State.SUGGESTED})["Location"] == page(newer)
    newer.refresh_from_db()
    assert (newer.state, newer.decided_by, newer.decided_at) == (State.SUGGESTED, None, None)


def test_later_leads_on_and_decides_nothing(boss: Client) -> None:
    older, newer = pair(), pair()
    text = boss.get(page(newer)).content.decode()
    assert re.search(rf'<a href="{page(older)}"[^>]*>لاحقًا</a>', text)
    assert f'href="{page(newer)}"' in boss.get(page(older)).content.decode(), "after the oldest the newest again"


@pytest.mark.parametrize(
    ("action", "state"), [("confirm", State.CONFIRMED), ("reject", State.REJECTED), ("take_back", State.SUGGESTED)]
)
def test_many_at_once(boss: Client, action: str, state: str) -> None:
    others = {State.CONFIRMED: State.SUGGESTED, State.REJECTED: State.CONFIRMED, State.SUGGESTED: State.REJECTED}
    chosen = [pair(state=others[state]).pk for _ in range(3)]
    left = pair(state=others[state])
    response = boss.post(f"{LIST}?state=all", {"action": action, "_selected_action": chosen}, follow=True)
    assert set(Version.objects.filter(state=state).values_list("pk", flat=True)) == set(chosen)
    assert "3" in str(next(iter(response.context["messages"])))
    left.refresh_from_db()
    assert left.state == others[state]


@pytest.mark.parametrize(("role", "may"), [("كاتب", False), ("محرر", True), ("مدير", True)])
def test_writers_look_and_editors_decide(login: Callable[[str], Client], role: str, may: bool) -> None:
    waiting = pair()
    client = login(role)
    text = client.get(page(waiting)).content.decode()
    assert ('value="confirmed"' in text) is may
    assert ('value="confirm"' in client.get(LIST).content.decode()) is may
    assert decide(client, waiting, State.CONFIRMED) == (302 if may else 403)
    waiting.refresh_from_db()
    assert waiting.state == (State.CONFIRMED if may else State.SUGGESTED)


def test_what_is_no_decision_is_refused(boss: Client) -> None:
    waiting = pair()
    assert decide(boss, waiting, "gone") == 404
    assert boss.get(f"{LIST}{waiting.pk}/decide/").status_code == 405
    assert boss.get(f"{LIST}999/change/").status_code == 404
    assert boss.post(f"{LIST}999/decide/", {"state": "confirmed"}).status_code == 404
    assert boss.get(f"{LIST}add/").status_code == 403
    assert boss.get(f"{LIST}{waiting.pk}/delete/").status_code == 403
    waiting.refresh_from_db()
    assert waiting.state == State.SUGGESTED


def test_the_articles_form_lists_what_it_resembles(boss: Client) -> None:
    known = pair(state=State.CONFIRMED)
    for number in range(8):
        other = published(f"صيغة {number}", "نص")
        Version.objects.create(
            article=other, of=known.of, kind="part", likeness=0.8, state="rejected" if number == 7 else "suggested"
        )
    text = boss.get(address(known.of)).content.decode()
    alike = text.partition('<section class="alike"')[2].partition("</section>")[0]
    assert alike.count("<li>") == 6
    assert f'href="{page(known)}"' in alike
    assert "صيغة 7" not in alike
    assert f"?state=all&amp;q={known.of_id}" in alike
    assert "يشبه مقالات أخرى" not in boss.get(address(published("خبر وحيد"))).content.decode()


def test_saving_an_article_compares_it(boss: Client) -> None:
    one = published("وصول الوفد", story(200))
    boss.post(address(one), {**read(boss.get(address(one))), "headline": "وصول الوفد أمس"})
    form = {**Form(boss.get("/admin/articles/article/add/").content.decode(), "article_form").data, "headline": "خبر"}
    form = {name: value for name, value in form.items() if "__prefix__" not in name}
    boss.post("/admin/articles/article/add/", {**form, "body": edited(story(200), 0.05)})
    two = Article.objects.latest("pk")
    assert Version.objects.filter(article=two, of=one).exists()
    boss.post(address(two), {**read(boss.get(address(two))), "body": story(200, 2)})
    assert not Version.objects.exists()
    earliest = two.history.order_by("history_id").first()
    assert earliest is not None
    version = two.history.order_by("-history_id").values_list("history_id", flat=True)[0]
    boss.post(f"/admin/articles/article/{two.pk}/history/{earliest.history_id}/revert/", {"version": version})
    assert Version.objects.filter(article=two, of=one).exists(), "going back is an edit like any other"
