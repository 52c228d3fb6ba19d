"""An article through time, and beside another outlet's text: what was published and no more."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article, Version
from articles.tests.factories import make_article
from articles.tests.models.test_corrections import edit

pytestmark = pytest.mark.django_db


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return str(response.content.decode())


def revisions(article: Article) -> list[int]:
    return list(article.history.order_by("history_id").values_list("history_id", flat=True))


def moved_to(article: Article, *days: str) -> None:
    """Sets the days of its revisions, oldest first."""
    for number, day in zip(revisions(article), days, strict=True):
        article.history.filter(history_id=number).update(history_date=dt.datetime.fromisoformat(f"{day}T09:00:00+00:00"))


def test_published_versions_are_listed_with_their_reasons(client: Client) -> None:
    article = edit(make_article("خبر أول", "قال أمس."), "تصحيح اليوم", body="قال اليوم.")
    edit(article, None, headline="خبر ثان")
    html = page(client, f"/articles/{article.pk}/versions/")
    assert "3 نسخ" in html
    assert "تصحيح اليوم" in html
    assert "تغيّر: المتن" in html
    assert "تغيّر: العنوان" in html
    assert '<meta name="robots" content="noindex, follow">' in html
    assert f'<link rel="canonical" href="http://testserver{Article.objects.get(pk=article.pk).get_absolute_url()}">' in html


def test_an_unchanged_article_says_so(client: Client) -> None:
    assert "لم يتغيّر منذ نُشر" in page(client, f"/articles/{make_article().pk}/versions/")


def test_drafts_are_at_no_address(client: Client) -> None:
    draft = make_article("مسودة سرية", "نص سري.", status="draft")
    edit(draft, "سبب سري", body="نص سري آخر.")
    edit(draft, "نُشر", status="published", headline="منشور", body="نص عام.")
    edit(draft, "أُعيد", status="review", body="نص سري ثالث.")
    edit(draft, "نُشر", status="published", body="نص عام ثان.")
    numbers = revisions(draft)
    base = f"/articles/{draft.pk}/versions/"
    assert "سري" not in page(client, base)
    assert "نسختان" in page(client, base)
    for number in (numbers[0], numbers[1], numbers[3]):
        assert client.get(f"{base}{number}/").status_code == 404
        assert client.get(f"{base}{number}/{numbers[4]}/").status_code == 404
    assert "نص عام." in page(client, f"{base}{numbers[2]}/")
    assert "سري" not in page(client, f"{base}{numbers[2]}/{numbers[4]}/")


def test_the_difference_is_word_by_word(client: Client) -> None:
    article = edit(make_article(body="قال الوزير أمس."), None, body="قال الوزير اليوم.")
    old, new = revisions(article)
    html = page(client, f"/articles/{article.pk}/versions/{old}/{new}/")
    assert "قال الوزير <del>أمس.</del><ins>اليوم.</ins>" in html
    assert client.get(f"/articles/{article.pk}/versions/{new}/{old}/").status_code == 404
    assert client.get(f"/articles/{article.pk}/versions/{old}/{old}/").status_code == 404


def test_long_unchanged_stretches_are_counted(client: Client) -> None:
    lines = [f"فقرة رقم {number}." for number in range(20)]
    article = make_article(body="\n".join(lines))
    article = edit(article, None, body="\n".join([*lines[:10], "فقرة أخرى.", *lines[11:]]))
    html = page(client, "/articles/{}/versions/{}/{}/".format(article.pk, *revisions(article)))
    assert "9 فقرات بلا تغيير" in html
    assert "8 فقرات بلا تغيير" in html
    assert "فقرة رقم 9." in html
    assert "فقرة رقم 8." not in html


def test_what_is_compared_is_escaped(client: Client) -> None:
    article = edit(make_article("<b>خبر</b>", "<i>متن</i>"), "<u>سبب</u>", body="<script>متن</script>")
    old, new = revisions(article)
    for address in ("", f"{old}/", f"{old}/{new}/"):
        assert not re.search("<(b|i|u|script)>", page(client, f"/articles/{article.pk}/versions/{address}"))


def test_a_form_leads_to_the_difference_either_way_round(client: Client) -> None:
    article = edit(make_article(), None, body="آخر")
    old, new = revisions(article)
    for first, second in ((old, new), (new, old)):
        response = client.get(f"/articles/{article.pk}/versions/?from={first}&to={second}")
        assert response["Location"] == f"/articles/{article.pk}/versions/{old}/{new}/"
    assert client.get(f"/articles/{article.pk}/versions/?from={old}&to=x")["Location"] == f"/articles/{article.pk}/versions/"


def test_the_state_of_a_day(client: Client) -> None:
    article = edit(make_article(body="الأول."), None, body="الثاني.")
    edit(article, None, status="withdrawn")
    edit(article, None, status="published", body="الثالث.")
    moved_to(article, "2024-01-05", "2024-02-05", "2024-03-05", "2024-04-05")
    base = f"/articles/{article.pk}/versions/?on="
    for day, text in (("2024-01-05", "الأول."), ("2024-02-04", "الأول."), ("2024-02-05", "الثاني."), ("2024-05-01", "الثالث.")):
        assert f">{text}</p>" in page(client, base + day)
    for day in ("2024-01-04", "2024-03-20", "0001-01-01"):
        html = page(client, base + day)
        assert "لم يكن المقال منشورًا" in html
        assert 'class="body"' not in html


@pytest.mark.parametrize("day", ["x", "2024-13-01", "20240105", "2024-1-5", "2024-W01-5", "<b>"])
def test_what_is_no_day_is_refused_in_words(client: Client, day: str) -> None:
    html = page(client, f"/articles/{make_article().pk}/versions/?on={day}", 400)
    assert "ليس تاريخًا" in html
    assert "<b>" not in html


@pytest.mark.parametrize("day", [(timezone.localdate() + dt.timedelta(days=2)).isoformat(), "9999-12-30", "9999-12-31"])
def test_nobody_knows_what_an_article_will_say(client: Client, day: str) -> None:
    html = page(client, f"/articles/{make_article().pk}/versions/?on={day}", 400)
    assert "لم يأتِ بعد" in html
    assert 'class="body"' not in html


@pytest.mark.parametrize("status", ["draft", "review", "withdrawn"])
def test_what_is_not_published_has_no_past(client: Client, status: str) -> None:
    article = edit(make_article(), "سبب لا يُقرأ", body="متن لا يُقرأ")
    edit(article, None, status=status)
    for address in ("versions/", f"versions/{revisions(article)[0]}/", f"versions/?on={timezone.localdate()}"):
        assert client.get(f"/articles/{article.pk}/{address}").status_code in (404, 410)
    assert "لا يُقرأ" not in page(client, "/corrections/")


def test_an_article_says_what_was_corrected(client: Client) -> None:
    article = edit(make_article(), "تصحيح اسم الوزير", body="آخر")
    html = page(client, article.get_absolute_url())
    assert "صُحّح في" in html
    assert "تصحيح اسم الوزير" in html
    assert f"/articles/{article.pk}/versions/" in html
    assert "صُحّح في" not in page(client, make_article("سليم").get_absolute_url())


def test_corrections_are_listed_newest_first(client: Client) -> None:
    assert 'class="empty"' in page(client, "/corrections/")
    edit(make_article("الأول"), "تصحيح سابق", body="آخر")
    edit(make_article("الثاني"), "تصحيح لاحق", body="آخر")
    html = page(client, "/corrections/")
    assert html.index("تصحيح لاحق") < html.index("تصحيح سابق")


def test_versions_is_no_articles_slug(client: Client) -> None:
    article = make_article("Versions")
    assert client.get(article.get_absolute_url()).status_code == 200
    assert 'id="p1"' in page(client, article.get_absolute_url())


# --- beside another outlet's ----------------------------------------------------------------------


def story(state: str = "confirmed", **fields: object) -> tuple[Article, Article]:
    one = make_article("وصول الوفد", "وصل الوفد أمس.\nوعاد.", source="معاريف")
    other = make_article("الوفد يصل", "وصل الوفد اليوم.\nوعاد.", source="الإخبارية", **fields)
    Version.objects.create(article=other, of=one, kind="reworded", likeness=0.9, state=state)
    return one, other


def test_two_texts_stand_beside_each_other(client: Client) -> None:
    one, other = story()
    html = page(client, f"/articles/{one.pk}/compare/{other.pk}/")
    assert "<del>أمس.</del>" in html
    assert "<ins>اليوم.</ins>" in html
    assert "فقرة واحدة متطابقة من 2" in html
    assert f"/articles/{one.pk}/compare/{other.pk}/" in page(client, one.get_absolute_url())
    assert f"/articles/{other.pk}/compare/{one.pk}/" in page(client, other.get_absolute_url())


@pytest.mark.parametrize(("state", "fields"), [("suggested", {}), ("rejected", {}), ("confirmed", {"status": "draft"})])
def test_only_confirmed_and_published_texts_are_compared(client: Client, state: str, fields: dict[str, object]) -> None:
    one, other = story(state, **fields)
    assert client.get(f"/articles/{one.pk}/compare/{other.pk}/").status_code == 404
    assert client.get(f"/articles/{other.pk}/compare/{one.pk}/").status_code in (404, 410)
    assert client.get(f"/articles/{one.pk}/compare/{one.pk}/").status_code == 404
