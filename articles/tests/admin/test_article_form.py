"""Text goes in as typed; what the database would refuse is refused in words first."""

import json

import pytest
from django.test import Client

from articles.models import Article, Mention, Quote

from .conftest import address, make_article, make_name, read

ADD = "/admin/articles/article/add/"


def add(client: Client, **fields: str) -> int:
    return client.post(ADD, {**read(client.get(ADD)), "headline": "عنوان", "body": "متن", **fields}).status_code


@pytest.mark.parametrize(
    "body",
    [
        "  مسافة قبل وبعد  ",
        "كلمة ، وفاصلة بعد مسافة",
        "الضفقة “ غدا م.",
        "سطر\n\nبعد سطر فارغ\n",
        "\nيبدأ بسطر",
        "شَكْل ـــ وتطويل",
    ],
)
def test_text_is_kept_as_typed(boss: Client, body: str) -> None:
    assert add(boss, body=body.replace("\n", "\r\n"), headline=" عنوان  بمسافتين ") == 302
    article = Article.objects.get()
    assert (article.body, article.headline) == (body, " عنوان  بمسافتين ")


def test_saving_untouched_changes_nothing(boss: Client) -> None:
    text = "\n «متن» <b>&amp;</b>\n\nكلمة ،  \n"
    article = make_article(body=text, headline="عنوان\nبسطرين", kicker=" تمهيد ")
    assert boss.post(address(article), read(boss.get(address(article)))).status_code == 302
    article.refresh_from_db()
    assert (article.body, article.headline, article.kicker) == (text, "عنوان\nبسطرين", " تمهيد ")


@pytest.mark.parametrize(
    "fields",
    [
        {"headline": "   "}, {"body": "\r\n "}, {"headline": "عنوان\r\nبسطرين"},
        {"published_at_0": "2025-03-09", "published_at_1": "10:00"}, {"date_certainty": "day"}, {"source_url": "ليس رابطًا"},
    ],
)  # fmt: skip
def test_what_cannot_be_stored_is_refused_in_words(boss: Client, fields: dict[str, str]) -> None:
    assert add(boss, **fields) == 200
    assert not Article.objects.exists()


def test_the_same_number_at_the_same_source_is_refused(boss: Client) -> None:
    source = make_name("مصدر الإخبارية", "outlet")
    make_article(source=source, external_id="7")
    page = boss.post(ADD, {**read(boss.get(ADD)), "headline": "ع", "body": "م", "source": str(source.pk), "external_id": "7"})
    assert "لهذا المصدر مقال بهذا الرقم من قبل." in page.content.decode()


def test_a_person_is_no_source(boss: Client) -> None:
    assert add(boss, source=str(make_name("حازم قاسم").pk)) == 200


def test_a_mention_twice_in_the_same_role_is_refused(boss: Client, article: Article) -> None:
    name = make_name("حازم قاسم")
    rows = {"mentions-TOTAL_FORMS": "2"}
    for number in range(2):
        rows |= {
            f"mentions-{number}-name": str(name.pk),
            f"mentions-{number}-role": "متحدث",
            f"mentions-{number}-state": "confirmed",
        }
    page = boss.post(address(article), {**read(boss.get(address(article))), **rows})
    assert "هذا الاسم مذكور بهذه الصفة في صف آخر." in page.content.decode()


def test_mentions_and_quotes_follow_their_words_when_the_body_changes(boss: Client, article: Article) -> None:
    start = article.body.index("حازم قاسم")
    mention = Mention.objects.create(article=article, name=make_name("حازم قاسم"), text="حازم قاسم", start=start, end=start + 9)
    said = article.body.index("الضفقة")
    quote = Quote.objects.create(article=article, text="الضفقة قريبة", start=said, end=said + 12)
    boss.post(
        address(article),
        {**read(boss.get(address(article))), "body": "فقرة جديدة.\r\n" + article.body.replace("قريبة", "بعيدة")},
    )
    article.refresh_from_db(), mention.refresh_from_db(), quote.refresh_from_db()
    assert article.body[mention.start : mention.end] == "حازم قاسم"
    assert (quote.start, quote.end) == (None, None)


def test_a_new_mention_is_anchored_where_its_words_stand(boss: Client, article: Article) -> None:
    rows = {
        "mentions-TOTAL_FORMS": "1",
        "mentions-0-name": str(make_name("حازم قاسم").pk),
        "mentions-0-text": "حازم قاسم",
        "mentions-0-state": "confirmed",
    }
    boss.post(address(article), {**read(boss.get(address(article))), **rows})
    mention = article.mentions.get()
    assert article.body[mention.start : mention.end] == "حازم قاسم"


def test_the_reason_is_kept_with_the_revision(boss: Client, article: Article) -> None:
    boss.post(address(article), {**read(boss.get(address(article))), "status": "published", "reason": "أذن رئيس التحرير"})
    assert article.history.first().history_change_reason == "نُشر، أذن رئيس التحرير"


def test_what_was_typed_first_is_kept_as_an_original(boss: Client) -> None:
    add(boss, headline="أول ما كُتب")
    article = Article.objects.get()
    boss.post(address(article), {**read(boss.get(address(article))), "headline": "ما صار إليه"})
    typed = json.loads(article.originals.get().content)
    assert (typed["headline"], typed["body"]) == ("أول ما كُتب", "متن")
