"""Two editors at one article: nobody overwrites anybody, and nobody's text is lost."""

import html
import threading
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from articles.models import Article, Mention

from .conftest import address, make_article, make_name, read


@pytest.fixture
def two(login: Callable[[str], Client]) -> tuple[Client, Client]:
    return login("محرر"), login("محرر")


def test_the_second_save_is_refused_and_both_versions_are_shown(two: tuple[Client, Client], article: Article) -> None:
    first, second = two
    mine, yours = read(first.get(address(article))), read(second.get(address(article)))
    assert first.post(address(article), {**mine, "headline": "المفاوضات في الدوحة"}).status_code == 302
    response = second.post(address(article), {**yours, "headline": "المحادثات في القاهرة"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "<del>المفاوضات</del><ins>المحادثات</ins>" in page and "الدوحة" in page
    assert read(response)["headline"] == "المحادثات في القاهرة"
    article.refresh_from_db()
    assert article.headline == "المفاوضات في الدوحة"


def test_what_only_the_other_changed_is_taken_over(two: tuple[Client, Client], article: Article) -> None:
    first, second = two
    mine, yours = read(first.get(address(article))), read(second.get(address(article)))
    first.post(
        address(article),
        {**mine, "kicker": "من الأول", "published_at_0": "2025-03-09", "published_at_1": "10:00", "date_certainty": "time"},
    )
    response = second.post(address(article), {**yours, "body": "متن الثاني\r\nبسطرين"})
    merged = read(response)
    assert (merged["kicker"], merged["body"], merged["published_at_0"]) == ("من الأول", "متن الثاني\r\nبسطرين", "2025-03-09")
    assert second.post(address(article), merged).status_code == 302
    article.refresh_from_db()
    assert (article.kicker, article.body, article.date_certainty) == ("من الأول", "متن الثاني\nبسطرين", "time")


def test_a_third_save_meanwhile_is_a_new_conflict(two: tuple[Client, Client], article: Article) -> None:
    first, second = two
    yours = read(second.get(address(article)))
    for kicker in ("أول", "ثانٍ"):
        first.post(address(article), {**read(first.get(address(article))), "kicker": kicker})
        response = second.post(address(article), {**yours, "headline": "عنواني"})
        assert response.status_code == 409
        yours = read(response)
        assert (yours["headline"], yours["kicker"]) == ("عنواني", kicker)


def test_mentions_of_both_sides_are_kept(two: tuple[Client, Client], article: Article) -> None:
    one, other, third = make_name("حازم قاسم"), make_name("دونالد ترامب"), make_name("ستيف ويتكوف")
    kept = Mention.objects.create(article=article, name=one, role="متحدث")
    gone = Mention.objects.create(article=article, name=other, role="رئيس")
    first, second = two
    mine, yours = read(first.get(address(article))), read(second.get(address(article)))
    first.post(address(article), {**mine, "mentions-1-DELETE": "on", "mentions-0-text": "قاسم", **row(2, third, "مبعوث")})
    changed = {**yours, "mentions-0-role": "المتحدث باسم الحركة", "mentions-1-role": "الرئيس السابق"}
    response = second.post(address(article), changed)
    assert response.status_code == 409
    assert second.post(address(article), read(response)).status_code == 302
    found = {(mention.name_id, mention.role, mention.text) for mention in article.mentions.all()}
    assert found == {(one.pk, "المتحدث باسم الحركة", "قاسم"), (third.pk, "مبعوث", ""), (other.pk, "الرئيس السابق", "")}
    assert article.mentions.filter(pk=kept.pk).exists() and not article.mentions.filter(pk=gone.pk).exists()


def row(number: int, name: object, role: str) -> dict[str, str]:
    prefix = f"mentions-{number}-"
    return {
        f"{prefix}name": str(name.pk), f"{prefix}role": role, f"{prefix}text": "", f"{prefix}state": "confirmed",
        f"{prefix}id": "", "mentions-TOTAL_FORMS": str(number + 1),
    }  # fmt: skip


def test_an_article_deleted_meanwhile_can_be_saved_as_a_new_one(two: tuple[Client, Client], article: Article) -> None:
    Mention.objects.create(article=article, name=make_name("حازم قاسم"), role="متحدث")
    yours = read(two[1].get(address(article)))
    article.delete()
    response = two[1].post(address(article), {**yours, "body": "نصي الذي تعبت فيه"})
    assert response.status_code == 409 and "نصي الذي تعبت فيه" in response.content.decode()
    assert 'action="/admin/articles/article/add/"' in response.content.decode()
    assert two[1].post("/admin/articles/article/add/", read(response)).status_code == 302
    new = Article.objects.get()
    assert (new.body, new.mentions.get().role) == ("نصي الذي تعبت فيه", "متحدث")


def test_a_writer_whose_draft_was_published_meanwhile_keeps_the_text(login: Callable[[str], Client], article: Article) -> None:
    writer = login("كاتب")
    mine = read(writer.get(address(article)))
    article.status = "published"
    article.save()
    response = writer.post(address(article), {**mine, "body": "نص الكاتب"})
    assert response.status_code == 409
    assert "نص الكاتب</textarea>" in response.content.decode()
    article.refresh_from_db()
    assert "الضفقة" in article.body


def test_hostile_text_is_escaped_in_the_comparison(two: tuple[Client, Client], article: Article) -> None:
    first, second = two
    mine, yours = read(first.get(address(article))), read(second.get(address(article)))
    first.post(address(article), {**mine, "headline": "<script>alert(1)</script>"})
    page = second.post(address(article), {**yours, "headline": "<img src=x onerror=alert(2)>"}).content.decode()
    assert "<script>alert" not in page and "<img src=x" not in page
    assert "alert(1)" in html.unescape(page)


def test_a_form_without_a_version_is_refused(boss: Client, article: Article) -> None:
    data = read(boss.get(address(article)))
    assert boss.post(address(article), {**data, "base_version": "", "headline": "عنوان"}).status_code == 409


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_the_same_moment_one_wins(login: Callable[[str], Client]) -> None:
    article = make_article()
    clients = [login("ناشر"), login("ناشر")]
    forms = [{**read(client.get(address(article))), "headline": f"عنوان {number}"} for number, client in enumerate(clients)]
    answers: list[int] = []
    start = threading.Barrier(2)

    def save(client: Client, data: dict[str, str]) -> None:
        start.wait()
        answers.append(client.post(address(article), data).status_code)
        connection.close()

    threads = [threading.Thread(target=save, args=pair) for pair in zip(clients, forms, strict=True)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(answers) == [302, 409]
    article.refresh_from_db()
    assert article.version == 2
