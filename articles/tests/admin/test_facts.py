"""The review of a saved article: what is found joined with what is stored, and two editors at one article."""

from collections.abc import Callable

import pytest
from django.test import Client

from articles.models import Article, Mention, Quote
from articles.tests.factories import make_name

from .conftest import Form, make_article

Login = Callable[[str], Client]
BODY = "قال الوزير سامح شكري إن «الاجتماع كان مفيدا للجميع اليوم».\nووصل سامح شكري إلى القاهرة ، ثم غادرها."


def address(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/facts/"


def read(client: Client, article: Article) -> dict[str, str]:
    response = client.get(address(article))
    assert response.status_code == 200
    return Form(response.content.decode(), "review_form").data


def number(data: dict[str, str], found: str) -> str:
    return next(key.removesuffix("-found") for key, value in data.items() if key.endswith("-found") and value == found)


@pytest.fixture
def story(db: None) -> Article:
    return make_article(headline="اجتماع في القاهرة", body=BODY)


def decide(client: Client, article: Article, **changes: str) -> dict[str, str]:
    data = {**read(client, article), "_save": "1", **changes}
    response = client.post(address(article), data)
    assert response.status_code == 302, response.content.decode()
    return read(client, article)


def test_a_name_found_in_a_saved_article_is_confirmed_at_its_place(boss: Client, story: Article) -> None:
    row = number(read(boss, story), "سامح شكري")
    decide(boss, story, **{f"{row}-choice": "new", "quote-0-choice": "accept"})
    mention, quote = Mention.objects.confirmed().get(), Quote.objects.confirmed().get()
    assert BODY[mention.start : mention.end] == "سامح شكري"
    assert (BODY[quote.start : quote.end], quote.speaker) == (quote.text, mention)
    story.refresh_from_db()
    assert (story.body, story.version) == (BODY, 2)
    assert story.history.first().history_change_reason == "مراجعة الحقائق"


def test_looking_changes_nothing(boss: Client, story: Article) -> None:
    read(boss, story)
    assert not Mention.objects.exists()


def test_what_was_decided_is_shown_as_decided_and_can_be_taken_back(boss: Client, story: Article) -> None:
    row = number(read(boss, story), "سامح شكري")
    data = decide(boss, story, **{f"{row}-choice": "new"})
    row = number(data, "سامح شكري")
    mention = Mention.objects.confirmed().get()
    assert data[f"{row}-choice"] == f"known-{mention.name_id}"
    decide(boss, story, **{f"{row}-choice": "reject"})
    mention.refresh_from_db()
    assert mention.state == "rejected"
    assert mention.history.count() == 2


def test_saving_twice_changes_nothing_more(boss: Client, story: Article) -> None:
    row = number(read(boss, story), "سامح شكري")
    decide(boss, story, **{f"{row}-choice": "new", "quote-0-choice": "accept"})
    before = list(Mention.objects.values()), list(Quote.objects.values()), Mention.history.count()
    decide(boss, story)
    assert (list(Mention.objects.values()), list(Quote.objects.values()), Mention.history.count()) == before


def test_what_an_import_suggested_is_the_same_name(boss: Client, story: Article) -> None:
    start = BODY.index("سامح شكري")
    suggested = Mention.objects.create(
        article=story, kind="person", found="سامح شكري", text="سامح شكري", start=start, end=start + 9, state="suggested"
    )
    data = read(boss, story)
    assert list(data.values()).count("سامح شكري") == 2  # its found form, and the name that it would get
    decide(boss, story, **{f"{number(data, 'سامح شكري')}-choice": "new"})
    assert Mention.objects.confirmed().get() == suggested


def test_a_mention_from_the_form_is_the_name_that_is_found(boss: Client, story: Article) -> None:
    name = make_name("سامح شكري")
    mention = Mention.objects.create(article=story, name=name, role="وزير الخارجية")
    data = read(boss, story)
    row = number(data, "سامح شكري")
    assert (data[f"{row}-choice"], data[f"{row}-role"]) == (f"known-{name.pk}", "وزير الخارجية")
    decide(boss, story)
    mention.refresh_from_db()
    assert (mention.state, mention.role, Mention.objects.filter(name=name).count()) == ("confirmed", "وزير الخارجية", 1)


def test_a_name_that_became_known_in_another_form_is_still_the_one_that_was_decided(boss: Client, story: Article) -> None:
    row = number(read(boss, story), "سامح شكري")
    decide(boss, story, **{f"{row}-choice": "reject"})
    make_name("سامح حسن شكري", "person", "سامح شكري")
    data = read(boss, story)
    assert data[f"{number(data, 'سامح شكري')}-choice"] == "reject"
    assert "سامح حسن شكري" not in [value for key, value in data.items() if key.endswith("-found")]


def test_topics_are_left_alone(boss: Client, story: Article) -> None:
    topic = Mention.objects.create(article=story, name=make_name("دبلوماسية", "topic"))
    decide(boss, story)
    topic.refresh_from_db()
    assert (topic.state, topic.found, topic.history.count()) == ("confirmed", "", 1)


def test_what_is_wrong_elsewhere_does_not_stand_in_the_way(boss: Client, story: Article) -> None:
    Article.objects.filter(pk=story.pk).update(source_url="not an address")
    decide(boss, story)


def test_two_editors_meet(boss: Client, login: Login, story: Article) -> None:
    data = read(boss, story)
    row = number(data, "سامح شكري")
    decide(login("محرر"), story, **{f"{row}-choice": "reject"})
    response = boss.post(address(story), {**data, f"{row}-choice": "new", "_save": "1"})
    assert response.status_code == 409
    assert not Mention.objects.confirmed().exists()
    again = Form(response.content.decode(), "review_form").data
    assert again[f"{row}-choice"] == "new"  # one's own choice is still there
    assert boss.post(address(story), {**again, "_save": "1"}).status_code == 302
    assert Mention.objects.confirmed().get().name.name == "سامح شكري"


def test_the_form_of_the_article_counts_what_waits(boss: Client, story: Article) -> None:
    Mention.objects.create(article=story, kind="person", found="سامح شكري", state="suggested")
    Quote.objects.create(article=story, text="قول", state="suggested")
    assert "الحقائق المقترحة (2)" in boss.get(f"/admin/articles/article/{story.pk}/change/").content.decode()


# --- fields in the body -----------------------------------------------------------------------------


@pytest.fixture
def imported(db: None) -> Article:
    make_name("القاهرة", "place")
    return make_article(headline="اجتماع في القاهرة", body=f"القاهرة – رويترز\n{BODY}")


def test_a_dateline_in_the_body_is_offered_and_left_there(boss: Client, imported: Article) -> None:
    data = decide(boss, imported)
    assert data["part-dateline-value"] == "القاهرة – رويترز"
    imported.refresh_from_db()
    assert (imported.dateline_text, imported.body.split("\n")[0]) == ("", "القاهرة – رويترز")


def test_a_dateline_is_taken_as_value(boss: Client, imported: Article) -> None:
    decide(boss, imported, **{"part-dateline-do": "take"})
    imported.refresh_from_db()
    assert (imported.dateline_text, imported.dateline_place.name) == ("القاهرة – رويترز", "القاهرة")
    assert imported.body.startswith("القاهرة – رويترز\n")


def test_a_dateline_is_taken_out_of_the_body_and_the_places_follow(boss: Client, imported: Article) -> None:
    row = number(read(boss, imported), "سامح شكري")
    decide(boss, imported, **{"part-dateline-do": "move", f"{row}-choice": "new", "quote-0-choice": "accept"})
    imported.refresh_from_db()
    assert (imported.dateline_text, imported.body) == ("القاهرة – رويترز", BODY)
    mention, quote = Mention.objects.confirmed().get(), Quote.objects.confirmed().get()
    assert BODY[mention.start : mention.end] == "سامح شكري"
    assert BODY[quote.start : quote.end] == quote.text


# --- the queue --------------------------------------------------------------------------------------


def test_the_list_shows_what_waits_and_the_page_leads_on(boss: Client, story: Article) -> None:
    make_article(headline="لا شيء فيه")
    other = make_article(headline="ينتظر أيضا")
    for article in (story, other):
        Mention.objects.create(article=article, kind="person", found="سامح شكري", state="suggested")
    page = boss.get("/admin/articles/article/?facts=waiting").content.decode()
    assert "ينتظر أيضا" in page
    assert "لا شيء فيه" not in page
    for article, following in ((other, address(story)), (story, "/admin/articles/article/")):
        data = read(boss, article)
        rejected = {key: "reject" for key in data if key.endswith("-choice")}
        assert boss.post(address(article), {**data, **rejected, "_next": "1"})["Location"] == following


# --- who may ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "status", "may"), [("كاتب", "draft", True), ("كاتب", "published", False), ("محرر", "published", True)]
)
def test_who_may_decide(login: Login, story: Article, role: str, status: str, may: bool) -> None:
    Article.objects.filter(pk=story.pk).update(status=status)
    client = login(role)
    assert client.get(address(story)).status_code == (200 if may else 403)
    assert client.post(address(story), {"base_version": "1", "_save": "1"}).status_code == (302 if may else 403)


def test_no_article_by_this_number(boss: Client) -> None:
    assert boss.get("/admin/articles/article/999/facts/").status_code == 404


def test_another_articles_rows_are_not_decided_here(boss: Client, story: Article) -> None:
    """What is posted names rows by what they say, never by their number in the database."""
    other = Mention.objects.create(article=make_article(), kind="person", found="فلان", state="suggested")
    data = {**read(boss, story), "name-0-stored": str(other.pk), "name-0-choice": "reject", "_save": "1"}
    boss.post(address(story), data)
    other.refresh_from_db()
    assert other.state == "suggested"


@pytest.mark.parametrize("junk", ["x", "-1", "99999999999", "٣"])
def test_counts_that_are_none(boss: Client, story: Article, junk: str) -> None:
    data = {"base_version": "1", "name-count": junk, "quote-count": junk, "added-count": junk, "_save": "1"}
    assert boss.post(address(story), data).status_code == 302
    assert not Mention.objects.confirmed().exists()


@pytest.mark.parametrize(
    "field", ["name-0-choice", "name-0-kind", "name-0-at", "quote-0-choice", "quote-0-speaker", "name-0-as_kind"]
)
@pytest.mark.parametrize("value", ["<script>", "a\0b"])
def test_values_that_are_no_choice_are_refused(boss: Client, story: Article, field: str, value: str) -> None:
    response = boss.post(address(story), {**read(boss, story), field: value, "_save": "1"})
    assert response.status_code == 422
    assert not Mention.objects.exists()
