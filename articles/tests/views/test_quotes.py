"""Quotes: confirmed ones of published articles, with whoever said them for certain."""

import pytest
from django.test import Client

from articles.models import Article, Mention, Name, Quote
from articles.tests.factories import make_article, make_name
from articles.views.quotes import LISTED, quoted_paragraphs

pytestmark = pytest.mark.django_db


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def say(text: str, who: str = "حازم قاسم", article: Article | None = None, **fields: object) -> Quote:
    article = article or make_article("خبر القول", source="الإخبارية")
    speaker, _ = Mention.objects.get_or_create(article=article, name=make_name(who), role="المتحدث باسم الحركة")
    return Quote.objects.create(article=article, text=text, speaker=speaker, **fields)


def test_a_quote_stands_with_its_speaker_role_and_article(client: Client) -> None:
    quote = say("لن نتراجع عن مطالبنا")
    html = page(client, "/quotes/")
    for text in ("لن نتراجع عن مطالبنا", "حازم قاسم", "المتحدث باسم الحركة", "خبر القول", "الإخبارية"):
        assert text in html
    assert quote.article.get_absolute_url() in html


def test_no_quotes_yet(client: Client) -> None:
    assert "لا أقوال هنا بعد" in page(client, "/quotes/")


@pytest.mark.parametrize("state", ["suggested", "rejected"])
def test_what_nobody_confirmed_is_not_shown(client: Client, state: str) -> None:
    say("قول لم يؤكد", state=state)
    assert "قول لم يؤكد" not in page(client, "/quotes/")


@pytest.mark.parametrize("status", ["draft", "review", "withdrawn"])
def test_what_is_not_published_is_not_quoted(client: Client, status: str) -> None:
    quote = say("قول مستور")
    make_article(people=["حازم قاسم"])
    Article.objects.filter(pk=quote.article_id).update(status=status)
    assert "قول مستور" not in page(client, "/quotes/")
    assert "قول مستور" not in page(client, make_name("حازم قاسم").get_absolute_url())
    assert client.get(f"/quotes/?speaker={make_name('حازم قاسم').pk}").status_code == 404


def test_an_unconfirmed_speaker_is_not_named(client: Client) -> None:
    quote = say("قول مجهول", said_by="مصدر مطّلع")
    Mention.objects.filter(pk=quote.speaker_id).update(state="suggested")
    html = page(client, "/quotes/")
    assert "قول مجهول" in html
    assert "مصدر مطّلع" in html
    assert "حازم قاسم" not in html
    assert client.get(f"/quotes/?speaker={Name.objects.get(name='حازم قاسم').pk}").status_code == 404


def test_quotes_follow_one_another_by_number(client: Client) -> None:
    article = make_article()
    quotes = [say(f"القول رقم {number:03}.", article=article) for number in range(LISTED + 5)]
    first = page(client, "/quotes/")
    assert first.index("رقم 034.") < first.index("رقم 005.")
    assert "رقم 004." not in first
    assert f"?before={quotes[5].pk}" in first
    second = page(client, f"/quotes/?before={quotes[5].pk}")
    assert "رقم 004." in second
    assert "رقم 005." not in second
    assert "أقوال أقدم" not in second
    assert client.get(f"/quotes/?before={quotes[0].pk}").status_code == 404


def test_one_speakers_quotes_stay_together_from_page_to_page(client: Client) -> None:
    article = make_article()
    for number in range(LISTED + 1):
        say(f"قوله رقم {number:03}.", article=article)
    say("قول غيره", "سامي أبو زهري")
    who = make_name("حازم قاسم").pk
    html = page(client, f"/quotes/?speaker={who}")
    assert "أقوال حازم قاسم" in html.replace('<bdi dir="rtl">', "").replace("</bdi>", "")
    assert "قول غيره" not in html
    assert f"?speaker={who}&amp;before=" in html


@pytest.mark.parametrize("query", ["before=x", "before=-1", "speaker=٣", "speaker=0", "speaker=99999", "before=" + "9" * 19])
def test_what_is_no_number_is_not_there(client: Client, query: str) -> None:
    say("قول")
    assert client.get(f"/quotes/?{query}").status_code == 404


def test_a_page_costs_few_queries(client: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for number in range(12):
        say(f"قول {number}", f"شخص {number}")
    with django_assert_max_num_queries(2):
        page(client, "/quotes/")


# --- in the article -------------------------------------------------------------------------------

LONG = "قال المسؤول إن المفاوضات ستستمر حتى يتوصل الطرفان إلى اتفاق يرضي الجميع في أقرب وقت ممكن"


def quoted(body: str, first: int, last: int, state: str = "confirmed") -> set[int]:
    article = make_article(body=body)
    Quote.objects.create(article=article, text=body[first:last], start=first, end=last, state=state)
    return quoted_paragraphs(article)


def test_a_paragraph_that_is_a_long_quote_is_set_off(client: Client) -> None:
    body = f"تمهيد.\n\n{LONG}\nخاتمة."
    assert quoted(body, 8, 8 + len(LONG)) == {2}
    html = page(client, Article.objects.get().get_absolute_url())
    assert '<p id="p2" class="quoted"' in html
    assert html.count('class="quoted"') == 1


def test_a_quote_over_paragraphs_sets_off_each() -> None:
    assert quoted(f"{LONG}\n{LONG}", 0, 2 * len(LONG) + 1) == {1, 2}


def test_other_quotes_are_not_set_off() -> None:
    assert not quoted("«سنعود» قالها وهو يغادر القاعة.", 1, 6)
    assert not quoted(LONG, 0, len(LONG), "suggested")
    assert not quoted(f"{LONG} {'ثم عاد إلى مكتبه ' * 10}", 0, len(LONG))
