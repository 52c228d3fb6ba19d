"""The paste screen: from a text in a box to an article with the facts that an editor accepted."""

import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from articles.models import Alias, Article, Mention, Name, Original, QueuedDocument, Quote
from articles.tests.factories import make_name

from .conftest import Form

Login = Callable[[str], Client]
PASTE = "/admin/articles/article/paste/"
STORY = (
    "اجتماع في القاهرة\r\n\r\nالقاهرة – رويترز\r\n"
    "قال الوزير سامح شكري إن «الاجتماع كان مفيدا للجميع اليوم».\r\n"
    "ووصل سامح شكري إلى القاهرة ، ثم غادرها."
)


def paste(client: Client, text: str = STORY, **more: str) -> str:
    """The address of the proposal."""
    response = client.post(PASTE, {"text": text, **more})
    assert response.status_code == 302, response.content.decode()[:500]
    return str(response["Location"])


def read(client: Client, address: str) -> dict[str, str]:
    return Form(client.get(address).content.decode(), "review_form").data


def save(client: Client, address: str, **changes: str) -> Article:
    response = client.post(address, {**read(client, address), "_save": "1", **changes})
    assert response.status_code == 302, re.findall(r"errorlist.*?</ul>", response.content.decode(), re.S)
    return Article.objects.get(pk=int(response["Location"].rstrip("/").split("/")[-2]))


def number(data: dict[str, str], found: str) -> str:
    """The prefix of the row of a name."""
    return next(key.removesuffix("-found") for key, value in data.items() if key.endswith("-found") and value == found)


def test_the_sample_article_is_read_in_one_look(boss: Client) -> None:
    text = sample_text()
    data = read(boss, paste(boss, text))
    assert data["headline"] == "مسؤول إسرائيلي لمعاريف: أرسلنا وفدنا لإعطاء فرصة لاستمرار وقف إطلاق النار"
    assert data["standfirst"].startswith("قال مسؤول إسرائيلي إن حماس لا توافق على مخطط ويتكوف")
    assert (data["dateline_text"], data["dateline_place"]) == ("القدس المحتلة – مصدر الإخبارية", "القدس المحتلة")
    assert data["dateline_agency"] == data["source"] == "مصدر الإخبارية"
    assert data["body"].replace("\r\n", "\n") == text.split("الإخبارية\n", 1)[1]
    rows = [key.removesuffix("-found") for key in data if key.endswith("-found")]
    found = {(data[f"{row}-kind"], data[f"{row}-found"]): data[f"{row}-role"] for row in rows}
    assert (
        found.items()
        >= {
            ("person", "حازم قاسم"): "المتحدث باسم حركة حماس في غزة",
            ("person", "دونالد ترامب"): "الرئيس الأميركي",
            ("person", "أوفير فالك"): "المستشار السياسي لنتنياهو",
            ("person", "جال هيرش"): "منسق شؤون الأسرى والمفقودين في مكتب نتنياهو، العميد (احتياط)",
            ("person", "ويتكوف"): "",
            ("person", "نتنياهو"): "",
            ("outlet", "صحيفة معاريف"): "",
            ("organization", "حركة حماس"): "",
            ("place", "القاهرة"): "",
        }.items()
    )
    said = {key: value for key, value in data.items() if re.fullmatch(r"quote-\d+-(speaker|said_by)", key) and value}
    assert list(said.values()) == [
        "المسؤول الإسرائيلي",
        "organization:حركه حماس",
        "organization:حركه حماس",
        "person:حازم قاسم",
    ]


def sample_text() -> str:
    import json

    for entry in json.loads((Path(settings.BASE_DIR) / "fixtures" / "sample.json").read_text(encoding="utf-8")):
        fields = entry["fields"]
        if entry["model"] == "articles.article":
            parts = (fields["headline"], fields["standfirst"] + "\n", fields["dateline_text"], fields["body"])
            return "\n".join(parts)
    raise AssertionError


def test_nothing_becomes_a_fact_that_nobody_accepted(boss: Client) -> None:
    article = save(boss, paste(boss), status="published")
    assert not Mention.objects.confirmed().exists()
    assert not Quote.objects.confirmed().exists()
    assert Mention.objects.suggested().filter(article=article, found="سامح شكري", name=None).count() == 1
    assert Quote.objects.suggested().filter(article=article).count() == 1
    assert not Name.objects.filter(kind="person").exists()
    page = boss.get(article.get_absolute_url()).content.decode()
    assert not re.search(r"/(people|organizations)/\d", page)


def test_accepted_names_and_quotes_stand_where_their_words_are(boss: Client) -> None:
    address = paste(boss)
    data = read(boss, address)
    row = number(data, "سامح شكري")
    article = save(boss, address, **{f"{row}-choice": "new", "quote-0-choice": "accept"})
    mention = Mention.objects.confirmed().get()
    assert (mention.name.name, mention.role, mention.article) == ("سامح شكري", "الوزير", article)
    assert article.body[mention.start : mention.end] == mention.text == "سامح شكري"
    quote = Quote.objects.confirmed().get()
    assert article.body[quote.start : quote.end] == quote.text == "الاجتماع كان مفيدا للجميع اليوم"
    assert quote.speaker == mention
    assert mention.history.count() == article.history.count() == mention.name.history.count() == 1


def test_rejected_names_stay_rejected(boss: Client) -> None:
    address = paste(boss)
    row = number(read(boss, address), "سامح شكري")
    article = save(boss, address, **{f"{row}-choice": "reject", "quote-0-speaker": "", "quote-0-choice": "reject"})
    assert Mention.objects.get(found="سامح شكري").state == Quote.objects.get().state == "rejected"
    page = boss.get(f"/admin/articles/article/{article.pk}/facts/").content.decode()
    assert Form(page, "review_form").data[f"{number(Form(page, 'review_form').data, 'سامح شكري')}-choice"] == "reject"


def test_what_was_pasted_is_kept_byte_for_byte(boss: Client) -> None:
    text = "  عنوان\u202e الخبر\r\n\r\nمتن\u200b الخبر ، فيه «ضفقة».\t\r\n"
    address = paste(boss, text)
    page = boss.get(address).content.decode()
    assert "حُذف محرف يقلب اتجاه النص." in page
    assert "حُذف محرف لا يُرى." in page
    article = save(boss, address)
    assert (article.headline, article.body) == ("عنوان الخبر", "متن الخبر ، فيه «ضفقة».")
    original = Original.objects.get(article=article)
    assert (original.content.decode(), original.format) == (text, "paste")


def test_the_body_may_be_changed_and_the_places_follow(boss: Client) -> None:
    address = paste(boss)
    data = read(boss, address)
    row = number(data, "سامح شكري")
    body = "أعلن أمس:\r\n" + data["body"]
    article = save(boss, address, **{"body": body, f"{row}-choice": "new", "quote-0-choice": "accept"})
    mention, quote = Mention.objects.confirmed().get(), Quote.objects.get()
    assert article.body[mention.start : mention.end] == "سامح شكري"
    assert article.body[quote.start : quote.end] == quote.text


# --- whose name it is -----------------------------------------------------------------------------


def test_a_known_name_is_offered_and_linked(boss: Client) -> None:
    known = make_name("سامح شكري", description="وزير الخارجية")
    address = paste(boss)
    assert "وزير الخارجية" in boss.get(address).content.decode()
    row = number(read(boss, address), "سامح شكري")
    save(boss, address, **{f"{row}-choice": f"known-{known.pk}"})
    assert Mention.objects.confirmed().get().name == known
    assert Name.objects.filter(kind="person").count() == 1


def test_another_spelling_is_remembered(boss: Client) -> None:
    known = make_name("سامح حسن شكري")
    address = paste(boss)
    row = number(read(boss, address), "سامح شكري")
    save(boss, address, **{f"{row}-choice": "other", f"{row}-other": "سامح حَسن شكري", f"{row}-remember": "on"})
    assert Mention.objects.confirmed().get().name == known
    assert Alias.objects.get().text == "سامح شكري"


@pytest.mark.parametrize("typed", ["", "لا أحد بهذا الاسم", "سالم"])
def test_a_known_name_that_is_not_one_is_refused(boss: Client, typed: str) -> None:
    make_name("سالم", qualifier="لاعب")
    make_name("سالم", qualifier="وزير")
    address = paste(boss)
    data = read(boss, address)
    row = number(data, "سامح شكري")
    response = boss.post(address, {**data, f"{row}-choice": "other", f"{row}-other": typed, "_save": "1"})
    assert response.status_code == 422
    assert not Article.objects.exists()


def test_of_two_that_are_spelt_alike_nobody_is_guessed(boss: Client) -> None:
    for qualifier in ("وزير", "لاعب"):
        make_name("سامح شكري", qualifier=qualifier)
    address = paste(boss)
    page = boss.post(address, {**read(boss, address), "do": "accept"}).content.decode()
    data = Form(page, "review_form").data
    row = number(data, "سامح شكري")
    assert data[f"{row}-choice"] == "later"
    assert data["quote-0-choice"] == "later"  # its speaker is not accepted either
    assert "اختر لكل منها" in page


def test_a_new_name_that_exists_needs_a_qualifier(boss: Client) -> None:
    known = make_name("سامح شكري")
    address = paste(boss)
    data = read(boss, address)
    row = number(data, "سامح شكري")
    new = {**data, f"{row}-choice": "new", "_save": "1"}
    assert boss.post(address, new).status_code == 422
    assert boss.post(address, {**new, f"{row}-qualifier": "لاعب"}).status_code == 302
    mention = Mention.objects.confirmed().get()
    assert (str(mention.name), mention.name == known) == ("سامح شكري (لاعب)", False)


def test_kind_and_spelling_can_be_changed(boss: Client) -> None:
    address = paste(boss)
    row = number(read(boss, address), "سامح شكري")
    save(boss, address, **{f"{row}-choice": "new", f"{row}-name": "مركز سامح شكري", f"{row}-as_kind": "organization"})
    name = Mention.objects.confirmed().get().name
    assert (name.kind, name.name) == ("organization", "مركز سامح شكري")


def test_a_quote_is_not_accepted_from_somebody_who_was_not(boss: Client) -> None:
    address = paste(boss)
    data = {**read(boss, address), "quote-0-choice": "accept", "_save": "1"}
    response = boss.post(address, data)
    assert response.status_code == 422
    assert "لم تقبل اسم القائل" in response.content.decode()
    assert '<a href="#quote-0">' in response.content.decode()
    assert boss.post(address, {**data, "quote-0-speaker": "", "quote-0-said_by": "وزير"}).status_code == 302
    assert (Quote.objects.get().speaker, Quote.objects.get().said_by) == (None, "وزير")


# --- all that is left; what was missed --------------------------------------------------------------


@pytest.mark.parametrize(("do", "expected"), [("accept", {"confirmed"}), ("reject", {"rejected"})])
def test_all_that_is_left_at_once(boss: Client, do: str, expected: set[str]) -> None:
    address = paste(boss)
    page = boss.post(address, {**read(boss, address), "do": do})
    assert not Article.objects.exists()  # shown first, saved when the editor saves
    response = boss.post(address, {**Form(page.content.decode(), "review_form").data, "_save": "1"})
    assert response.status_code == 302
    states = {*Mention.objects.values_list("state", flat=True), *Quote.objects.values_list("state", flat=True)}
    assert states == expected


def test_a_name_and_a_quote_that_were_missed(boss: Client) -> None:
    address = paste(boss)
    added = {
        "added-0-kind": "organization", "added-0-words": "الاجتماع", "added-1-kind": "quote",
        "added-1-words": "كان مفيدا", "added-1-more": "مصدر مطلع", "added-count": "2",
    }  # fmt: skip
    page = boss.post(address, {**read(boss, address), **added, "do": "add"}).content.decode()
    data = Form(page, "review_form").data
    assert data[f"{number(data, 'الاجتماع')}-choice"] == "new"
    assert boss.post(address, {**data, "_save": "1"}).status_code == 302
    article = Article.objects.get()
    mention = Mention.objects.confirmed().get()
    assert article.body[mention.start : mention.end] == "الاجتماع"
    assert article.quotes.confirmed().get().said_by == "مصدر مطلع"


@pytest.mark.parametrize(
    ("kind", "words", "said"),
    [
        ("person", "لا أحد هنا", "لم ترد هذه الكلمات"), ("quote", "لم يقله أحد", "لم ترد هذه الكلمات"),
        ("person", "سامح شكري", "هذا الاسم في القائمة"), ("person", "،", "حروف"), ("", "القاهرة", "اختر ما هي"),
    ],
)  # fmt: skip
def test_what_cannot_be_added_is_said(boss: Client, kind: str, words: str, said: str) -> None:
    address = paste(boss)
    data = {**read(boss, address), "added-0-kind": kind, "added-0-words": words, "_save": "1"}
    response = boss.post(address, data)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Article.objects.exists()


# --- bad input ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "الصق نصًا أولًا"), (" \r\n ", "الصق نصًا أولًا"), ("، ... ؟", "ليس في النص كلمات"),
        ("https://example.com/news/1", "هذا رابط لا نص"), ("كلمة " * 50_000, "وأطول ما يُلصق 200,000 حرف"),
    ],
)  # fmt: skip
def test_what_is_no_article_is_refused_and_stays_in_the_box(boss: Client, text: str, said: str) -> None:
    response = boss.post(PASTE, {"text": text})
    page = response.content.decode()
    assert said in page
    assert html.unescape(text.strip()[:200]) in html.unescape(page)
    assert not Original.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "An English headline\n\nLondon – Reuters\nThe minister John Smith said “yes, of course” on Monday.",
        "<h1>عنوان</h1>\n<p onclick=\"alert(1)\">قال <b>سامح شكري</b> إن «كل شيء بخير اليوم»</p><script>alert(1)</script>",
        "عنوان فقط",
        "كريم " * 3000,
        "\u202e\u2066عنوان\u2069\u202c\n\nقال سامح شكري إن \u200f«كل شيء بخير اليوم»\u200e.",
        "عنوان\n\n" + "“" * 500 + "قال" + "”" * 500,
    ],
)  # fmt: skip
def test_strange_texts_are_shown_and_saved(boss: Client, text: str) -> None:
    address = paste(boss, text)
    page = boss.get(address).content.decode()
    assert "<script>alert" not in page
    assert "<p onclick=" not in page
    article = save(boss, address, headline="عنوان", body=read(boss, address)["body"] or "متن")
    for mention in article.mentions.exclude(start=None):
        assert article.body[mention.start : mention.end] == mention.text


def test_ten_thousand_mentions_of_one_name(boss: Client) -> None:
    text = "عنوان الخبر\n\n" + "\n".join(["قال سامح شكري ذلك."] * 10_000)
    address = paste(boss, text)
    page = boss.get(address).content.decode()
    assert page.count('data-for="name-0"') > 9_900  # the reader takes long texts in pieces, and may miss one at a seam
    article = save(boss, address, **{"name-0-choice": "new"})
    mention = article.mentions.get()
    assert article.body[mention.start : mention.end] == "سامح شكري"


def test_a_common_word_is_no_mention_of_whoever_is_called_so(boss: Client) -> None:
    make_name("كريم")
    address = paste(boss, "تهنئة\n\nالقاهرة – رويترز\nوقال البيان إن شهر رمضان كريم على الجميع، وكل عام وأنتم بخير.")
    assert "كريم" not in [value for key, value in read(boss, address).items() if key.endswith("-found")]


def test_the_same_text_again_is_another_article_only_if_one_says_so(boss: Client) -> None:
    first = save(boss, paste(boss))
    response = boss.post(PASTE, {"text": STORY})
    assert response.status_code == 409
    assert f"/admin/articles/article/{first.pk}/change/" in response.content.decode()
    assert save(boss, paste(boss, again="on")).pk != first.pk


def test_a_second_click_makes_no_second_article(boss: Client) -> None:
    address = paste(boss)
    data = {**read(boss, address), "_save": "1"}
    first, second = boss.post(address, data), boss.post(address, data)
    assert first["Location"] == second["Location"] == boss.get(address)["Location"]
    assert Article.objects.count() == 1


def test_a_paste_that_was_not_saved_waits(boss: Client) -> None:
    address = paste(boss)
    assert paste(boss) == address
    assert address in boss.get(PASTE).content.decode()


@pytest.mark.parametrize(("field", "value"), [("headline", ""), ("body", " "), ("headline", "ع" * 1001), ("day", "2025-13-40")])
def test_an_article_that_cannot_be_saved_says_why(boss: Client, field: str, value: str) -> None:
    address = paste(boss)
    response = boss.post(address, {**read(boss, address), field: value, "_save": "1"})
    assert response.status_code == 422
    assert "errorlist" in response.content.decode()
    assert not Article.objects.exists()
    assert not Mention.objects.exists()


def test_source_and_day_are_taken_along(boss: Client) -> None:
    outlet = make_name("وكالة الأنباء", "outlet")
    article = save(boss, paste(boss, source="وكالة الأنبَاء", day="2025-03-10"))
    assert (article.source, str(article.published_on), article.date_certainty) == (outlet, "2025-03-10", "day")
    assert article.dateline_agency.name == "رويترز"  # made, being new


def test_an_article_that_is_published_reaches_the_queue(boss: Client) -> None:
    article = save(boss, paste(boss), status="published")
    assert article.history.get().history_user is not None
    assert QueuedDocument.objects.filter(article_id=article.pk).exists()


# --- what it resembles ----------------------------------------------------------------------------

LONG = " ".join(f"كلمة{number}" for number in range(60))


def test_what_a_text_resembles_is_shown_word_by_word(boss: Client) -> None:
    other = save(boss, paste(boss, f"عنوان أول\n\n{LONG} نهاية"))
    page = boss.get(paste(boss, f"عنوان آخر\n\n{LONG} خاتمة")).content.decode()
    assert f"يشبه المقال {other.pk} بنسبة" in page
    assert f"/admin/articles/article/{other.pk}/change/" in page
    assert "خاتمة</ins>" in page
    assert "في الأرشيف ما يشبه هذا النص" not in boss.get(paste(boss)).content.decode()


def test_the_editor_may_go_on(boss: Client) -> None:
    save(boss, paste(boss, f"عنوان أول\n\n{LONG} نهاية"))
    assert save(boss, paste(boss, f"عنوان آخر\n\n{LONG} خاتمة")).headline == "عنوان آخر"


def test_what_turned_up_meanwhile_stops_the_save_once(boss: Client) -> None:
    address = paste(boss, f"عنوان آخر\n\n{LONG} خاتمة")
    data = {**read(boss, address), "_save": "1"}
    save(boss, paste(boss, f"عنوان أول\n\n{LONG} نهاية"))
    response = boss.post(address, data)
    assert (response.status_code, Article.objects.count()) == (409, 1)
    assert boss.post(address, {**Form(response.content.decode(), "review_form").data, "_save": "1"}).status_code == 302


# --- who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "may"), [("كاتب", False), ("محرر", True)])
def test_who_may_publish_what_was_pasted(login: Login, role: str, may: bool) -> None:
    client = login(role)
    address = paste(client)
    response = client.post(address, {**read(client, address), "status": "published", "_save": "1"})
    assert response.status_code == (302 if may else 422)
    assert Article.objects.filter(status="published").exists() is may
    if not may:
        assert save(client, address, status="review").status == "review"


def test_without_permission_there_is_no_paste(login: Login, boss: Client) -> None:
    from django.contrib.auth.models import User

    address = paste(boss)
    client = Client()
    assert client.get(PASTE)["Location"].startswith("/admin/login/")
    client.force_login(User.objects.create_user("reader", password="a-long-password", is_staff=True))
    for url in (PASTE, address):
        assert client.get(url).status_code == client.post(url, {"text": STORY, "_save": "1"}).status_code == 403


def test_a_forged_post_is_refused(boss: Client) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = boss.cookies
    assert client.post(PASTE, {"text": STORY}).status_code == 403


def test_no_paste_by_this_number(boss: Client) -> None:
    assert boss.get(f"{PASTE}999/").status_code == 404
