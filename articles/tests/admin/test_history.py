"""Revisions: what changed, in words; and the way back."""

from collections.abc import Callable

import pytest
from django.test import Client

from articles.models import Article, Mention, QueuedExtraction

from .conftest import address, make_article, make_name, read


def revision(article: Article, page: str = "") -> str:
    first = article.history.order_by("history_id").first()
    return f"/admin/articles/article/{article.pk}/history/{first.history_id}/{page}"


def revise(article: Article, **fields: str) -> None:
    for name, value in fields.items():
        setattr(article, name, value)
    article._change_reason = "تصحيح"
    article.save()


def latest(article: Article) -> str:
    return str(article.history.order_by("-history_id").first().history_id)


def test_the_list_says_who_and_why_and_which_fields(boss: Client, article: Article) -> None:
    boss.post(address(article), {**read(boss.get(address(article))), "headline": "غيره", "reason": "طلب المصدر"})
    page = boss.get(address(article, "history")).content.decode()
    assert all(text in page for text in ("نسختان", "طلب المصدر", "user0", "<td>العنوان</td>"))


def test_a_revision_shows_words_taken_out_and_put_in(boss: Client, article: Article) -> None:
    revise(article, body=article.body.replace("الضفقة", "الصفقة"))
    page = boss.get(f"/admin/articles/article/{article.pk}/history/{latest(article)}/").content.decode()
    assert "<del>الضفقة</del><ins>الصفقة</ins>" in page


def test_hostile_text_is_escaped_in_a_revision(boss: Client, article: Article) -> None:
    revise(article, headline='<script>alert("x")</script>', kicker="<b>")
    page = boss.get(f"/admin/articles/article/{article.pk}/history/{latest(article)}/").content.decode()
    assert "<script>alert" not in page and "<b>" not in page
    assert "&lt;script&gt;alert" in page


def test_mentions_show_in_the_revision_that_changed_them(boss: Client, article: Article) -> None:
    rows = {
        "mentions-TOTAL_FORMS": "1",
        "mentions-0-name": str(make_name("حازم قاسم").pk),
        "mentions-0-role": "متحدث",
        "mentions-0-state": "confirmed",
    }
    boss.post(address(article), {**read(boss.get(address(article))), **rows})
    page = boss.get(f"/admin/articles/article/{article.pk}/history/{latest(article)}/").content.decode()
    assert "أُضيف ذكر" in page and "<ins>حازم قاسم، متحدث" in page


def test_going_back_is_a_new_revision(boss: Client, article: Article) -> None:
    revise(article, headline="غيره", status="published")
    assert boss.post(revision(article, "revert/"), {"version": latest(article)}).status_code == 302
    article.refresh_from_db()
    assert (article.headline, article.status, article.version) == ("المفاوضات في القاهرة", "published", 3)
    assert article.history.count() == 3 and article.history.first().history_change_reason.startswith("استعادة نسخة")


def test_going_back_carries_anchors(boss: Client, article: Article) -> None:
    revise(article, body="مقدمة. " + article.body)
    start = article.body.index("حازم")
    Mention.objects.create(article=article, name=make_name("حازم قاسم"), start=start, end=start + 4)
    boss.post(revision(article, "revert/"), {"version": latest(article)})
    article.refresh_from_db()
    assert article.mentions.get().start == article.body.index("حازم")


@pytest.mark.parametrize(("field", "read_again"), [("body", True), ("headline", True), ("byline", False)])
def test_words_that_come_back_are_looked_through_for_names(
    boss: Client, article: Article, field: str, read_again: bool
) -> None:
    revise(article, **{field: "سلمى النجار"})
    assert not QueuedExtraction.objects.exists()
    boss.post(revision(article, "revert/"), {"version": latest(article)})
    assert QueuedExtraction.objects.filter(article=article).exists() == read_again


def test_going_back_after_someone_elses_save_is_refused(boss: Client, article: Article) -> None:
    seen = latest(article)
    revise(article, headline="غيره")
    boss.post(revision(article, "revert/"), {"version": seen})
    article.refresh_from_db()
    assert article.headline == "غيره"


def test_going_back_to_what_is_no_longer_valid_is_refused(boss: Client, article: Article) -> None:
    revise(article, external_id="7")
    revise(article, external_id="8")
    make_article(external_id="7")
    middle = article.history.order_by("history_id")[1].history_id
    page = boss.post(
        f"/admin/articles/article/{article.pk}/history/{middle}/revert/", {"version": latest(article)}, follow=True
    )
    article.refresh_from_db()
    assert article.external_id == "8" and "لا تصلح هذه النسخة للحفظ الآن" in page.content.decode()


def test_going_back_takes_a_post_and_the_right_to_edit(boss: Client, login: Callable[[str], Client], article: Article) -> None:
    revise(article, headline="غيره", status="published")
    assert boss.get(revision(article, "revert/")).status_code == 405
    assert login("كاتب").post(revision(article, "revert/"), {"version": latest(article)}).status_code == 403
    assert login("كاتب").get(revision(article)).status_code == 200


def test_a_name_has_its_history_too(boss: Client) -> None:
    name = make_name("غال هيرش")
    name.description = "منسق"
    name.save()
    page = boss.get(f"/admin/articles/person/{name.pk}/history/").content.decode()
    assert "<td>تعريف</td>" in page
