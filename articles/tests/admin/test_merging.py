"""Merging in the admin: who may, what the pages show, what goes wrong in words; undoing; names that may be one."""

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from articles.arabic import fold
from articles.models import Alias, Article, Distinct, Mention, Merge, Name
from articles.names import merge

from .conftest import make_article, make_name, read

Login = Callable[[str], Client]
MERGE = "/admin/articles/person/merge/"


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    cache.clear()


@pytest.fixture
def two(db: None) -> tuple[Name, Name]:
    one, other = make_name("غال هيرش"), make_name("جال هيرش", description="ضابط سابق.")
    Mention.objects.create(article=make_article(headline="خبر أول"), name=one)
    Mention.objects.create(article=make_article(headline="خبر ثان"), name=other)
    Alias.objects.create(name=other, text="العميد هيرش")
    return one, other


def texts(client: Client, address: str, data: dict[str, object] | None = None, post: bool = False) -> str:
    response = client.post(address, data or {}, follow=True) if post else client.get(address, data or {}, follow=True)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def test_from_a_names_page_to_the_merge(boss: Client, two: tuple[Name, Name]) -> None:
    one, other = two
    assert f"/admin/articles/person/{other.pk}/merge/" in texts(boss, f"/admin/articles/person/{other.pk}/change/")
    chosen = texts(boss, f"/admin/articles/person/{other.pk}/merge/")
    assert f"names={other.pk}&amp;into={one.pk}" in chosen  # it looks like the other one
    shown = texts(boss, MERGE, {"names": [other.pk], "into": one.pk})
    for text in ("ينتقل ذكر واحد إلى الباقي", "العميد هيرش", "خبر أول", "خبر ثان", "يأخذ الباقي تعريفه", "صيغة أخرى"):
        assert text in shown
    assert not Merge.objects.exists()  # looking merges nothing
    done = texts(boss, MERGE, {"names": [one.pk, other.pk], "into": one.pk}, post=True)
    assert "دُمج اسم واحد في «غال هيرش»." in done
    assert "وتغيّر مقالان عند القرّاء." in done
    other.refresh_from_db()
    assert other.merged_into == one
    assert Merge.objects.get().merged_by is not None


def test_from_the_list_the_survivor_is_chosen(boss: Client, two: tuple[Name, Name]) -> None:
    one, other = two
    Mention.objects.create(article=make_article(), name=other)
    data = {"action": "merge_selected", "_selected_action": [one.pk, other.pk]}
    shown = texts(boss, "/admin/articles/person/", data, post=True)
    assert re.search(rf'value="{other.pk}" checked', shown)  # the one of more mentions
    assert "ما سيحدث" not in shown


@pytest.mark.parametrize("count", [1, 6])
def test_two_to_five_are_merged_together(boss: Client, db: None, count: int) -> None:
    chosen = [make_name(f"شخص {number}").pk for number in range(count)]
    data = {"action": "merge_selected", "_selected_action": chosen}
    assert "اختر من اسمين إلى خمسة" in texts(boss, "/admin/articles/person/", data, post=True)


@pytest.mark.parametrize(("role", "allowed"), [("كاتب", False), ("محرر", False), ("مدير", True)])
def test_who_may_merge(login: Login, two: tuple[Name, Name], role: str, allowed: bool) -> None:
    one, other = two
    client = login(role)
    data = {"names": [other.pk], "into": one.pk}
    assert (client.get(MERGE, data).status_code == 200) is allowed
    assert (client.post(MERGE, data).status_code == 302) is allowed
    assert Merge.objects.exists() is allowed
    assert (f"/{one.pk}/merge/" in texts(client, f"/admin/articles/person/{one.pk}/change/")) is allowed
    if not allowed:
        done = merge(one.pk, [other.pk])[0][0]
        assert client.post(f"/admin/articles/merge/{done.pk}/undo/").status_code == 403
        assert "undo" not in texts(client, "/admin/articles/merge/")
    assert client.get("/admin/articles/person/doubles/").status_code == (200 if allowed else 403)


@pytest.mark.parametrize("numbers", [[], ["x"], ["0"], ["9" * 40], ["999999", "1000000"]])
def test_nonsense_is_answered_in_words(boss: Client, two: tuple[Name, Name], numbers: list[str]) -> None:
    assert re.search("اختر من اسمين إلى خمسة|لم يعد في الأرشيف", texts(boss, MERGE, {"names": numbers}))
    assert not Merge.objects.exists()


def test_other_kinds_merged_names_and_oneself(boss: Client, two: tuple[Name, Name]) -> None:
    one, other = two
    place = make_name("هيرش", "place")
    assert "من نوع واحد" in texts(boss, MERGE, {"names": [one.pk, place.pk], "into": one.pk}, post=True)
    assert "اختر من اسمين" in texts(boss, MERGE, {"names": [one.pk], "into": one.pk}, post=True)
    merge(one.pk, [other.pk])
    assert "مدموج من قبل في «غال هيرش»" in texts(boss, MERGE, {"names": [other.pk], "into": one.pk}, post=True)
    assert Merge.objects.count() == 1


def test_clashing_articles_are_listed_and_nothing_is_merged(boss: Client, db: None) -> None:
    one, other = make_name("معاريف", "outlet"), make_name("صحيفة معاريف", "outlet")
    for name in (one, other):
        make_article(headline=f"مقال {name}", source=name, external_id="A-7")
    data = {"names": [other.pk], "into": one.pk}
    shown = texts(boss, "/admin/articles/outlet/merge/", data)
    for text in ("لمقال واحد عند كلا المصدرين", "A-7", "مقال معاريف", "مقال صحيفة معاريف"):
        assert text in shown
    assert 'value="ادمج"' not in shown
    assert "لم يُدمج" in texts(boss, "/admin/articles/outlet/merge/", data, post=True) or not Merge.objects.exists()


def test_ten_thousand_spellings_do_not_fill_the_page(boss: Client, two: tuple[Name, Name]) -> None:
    one, other = two
    Alias.objects.bulk_create([Alias(name=other, text=f"صيغة {n}", folded=fold(f"صيغة {n}")) for n in range(10_000)])
    response = boss.get(MERGE, {"names": [other.pk], "into": one.pk})
    assert len(response.content) < 60_000
    assert "9,989 صيغة أخرى" in response.content.decode()
    page = boss.post(MERGE, {"names": [other.pk], "into": one.pk}, follow=True)
    assert len(page.content) < 60_000
    assert "للاسم 10,002 من الصيغ" in page.content.decode()
    data = {"name": "غال هيرش", "qualifier": "", "description": "منسق.", "wikidata_id": ""}
    assert boss.post(f"/admin/articles/person/{one.pk}/change/", data).status_code == 302
    assert one.aliases.count() == 10_002


def test_a_merged_name_is_a_signpost(boss: Client, two: tuple[Name, Name]) -> None:
    one, other = two
    merge(one.pk, [other.pk])
    page = texts(boss, f"/admin/articles/person/{other.pk}/change/")
    assert "دُمج في" in page
    assert f'href="/admin/articles/person/{one.pk}/change/"' in page
    assert 'name="_save"' not in page
    assert boss.post(f"/admin/articles/person/{other.pk}/delete/", {"post": "yes"}).status_code == 403


def test_undo_by_its_button_says_what_is_left(boss: Client, two: tuple[Name, Name]) -> None:
    one, other = two
    done = merge(one.pk, [other.pk])[0][0]
    assert f"/admin/articles/merge/{done.pk}/undo/" in texts(boss, "/admin/articles/merge/")
    assert "ذكر واحد، صيغة واحدة، اسمه صيغةً جديدة" in texts(boss, "/admin/articles/merge/")
    assert "ما أخذه منه «<bdi>غال هيرش</bdi>»: ذكر واحد، صيغة واحدة." in texts(boss, f"/admin/articles/merge/{done.pk}/undo/")
    Mention.objects.get(article__headline="خبر ثان").delete()
    shown = texts(boss, f"/admin/articles/merge/{done.pk}/undo/", post=True)
    assert "عاد «جال هيرش» و«غال هيرش» اسمين." in shown
    assert "لم يعد إلى «جال هيرش»: ذكر واحد: حُذف بعد الدمج." in shown
    assert "من قبل" in texts(boss, f"/admin/articles/merge/{done.pk}/undo/", post=True)
    assert boss.get("/admin/articles/merge/999/undo/").status_code == 404


def test_a_form_opened_before_the_merge_leads_to_the_survivor(boss: Client, two: tuple[Name, Name]) -> None:
    one, other = two
    paper, twin = make_name("معاريف", "outlet"), make_name("صحيفة معاريف", "outlet")
    article = make_article(headline="خبر ثالث", source=twin)
    Mention.objects.create(article=article, name=other)
    address = f"/admin/articles/article/{article.pk}/change/"
    form = read(boss.get(address))
    merge(one.pk, [other.pk])
    merge(paper.pk, [twin.pk])
    assert boss.post(address, {**form, "mentions-0-role": "ضابط"}).status_code == 302
    article.refresh_from_db()
    assert (article.source, article.mentions.get().name) == (paper, one)


def test_an_older_revision_of_an_article_leads_to_the_survivor(boss: Client, db: None) -> None:
    paper, twin = make_name("معاريف", "outlet"), make_name("صحيفة معاريف", "outlet")
    article = make_article(source=twin)
    article.headline = "عنوان ثان"
    article.save()
    merge(paper.pk, [twin.pk])
    first, latest = article.history.order_by("history_id").values_list("history_id", flat=True)
    boss.post(f"/admin/articles/article/{article.pk}/history/{first}/revert/", {"version": latest})
    article.refresh_from_db()
    assert (article.headline, article.source) == ("المفاوضات في القاهرة", paper)


def test_names_that_may_be_one(boss: Client, two: tuple[Name, Name]) -> None:
    one, other = two
    address = "/admin/articles/person/doubles/"
    assert address in texts(boss, "/admin/articles/person/")
    shown = texts(boss, address)
    assert f"names={one.pk}&amp;names={other.pk}" in shown
    assert "لن يُقترحا ثانية" in texts(boss, address, {"distinct": f"{one.pk}-{other.pk}"}, post=True)
    assert "لا أسماء متشابهة" in texts(boss, address)
    assert Distinct.objects.get().said_by is not None
    assert "قيل من قبل إن الاسمين مختلفان" in texts(boss, MERGE, {"names": [other.pk], "into": one.pk})


@pytest.mark.parametrize("value", ["", "1", "1-1", "x-y", "1-2-3", "9" * 30 + "-1"])
def test_nonsense_about_doubles(boss: Client, db: None, value: str) -> None:
    assert "لم يعد الاسمان" in texts(boss, "/admin/articles/person/doubles/", {"distinct": value}, post=True)
    assert boss.get("/admin/articles/name/doubles/").status_code == 404


def test_the_autocompletion_offers_others_of_the_kind(boss: Client, db: None) -> None:
    own = make_name("جال هيرش", "place")
    for kind in ("person", "place"):
        make_name("هيرش", kind)
    query = {"term": "هيرش", "app_label": "articles", "model_name": "merge", "field_name": "survivor"}
    assert f"?kind=place&amp;without={own.pk}" in texts(boss, f"/admin/articles/place/{own.pk}/merge/")
    query |= {"kind": "place", "without": str(own.pk)}
    found = boss.get("/admin/articles/name/autocomplete/", query).json()["results"]
    assert [row["text"] for row in found] == ["هيرش — مكان"]


def test_articles_stay_as_they_were(boss: Client, two: tuple[Name, Name]) -> None:
    one, other = two
    before = list(Article.objects.order_by("pk").values("body", "headline", "version"))
    boss.post(MERGE, {"names": [other.pk], "into": one.pk})
    assert list(Article.objects.order_by("pk").values("body", "headline", "version")) == before
