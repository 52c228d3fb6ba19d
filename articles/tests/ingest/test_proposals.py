"""Proposals: parts, names and quotes of a text, each exactly where its words are; and what is decided, written down."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.ingest import NameDecision, NewName, Proposal, QuoteDecision, decide, propose, review
from articles.ingest.clean import clean
from articles.models import Alias, Article, Mention, Name, Quote, carried
from articles.tests.factories import make_article, make_name

PIECES = [
    "قال الوزير سامح شكري إن «الاجتماع كان مفيدا\nللجميع اليوم».", "ووصل سامح  شكري إلى القاهرة ، ثم غادرها.",
    "القاهرة – رويترز", "وقال المتحدث باسم حركة حماس في غزة حازم قاسم ، إن حماس تريد ذلك “بالتزامات جديدة اليوم”.",
    "عنوان الخبر", "كتب: محمد علي", "\n", "\n\n\n", "\t", "\u200b", "\u202e", "\r\n", " ", "ﺣﻤﺎﺱ", "وفدًا إلى لبنان وسوريا",
    "“", "”",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join) | st.lists(st.sampled_from(PIECES), max_size=14).map(
    "\n".join
)
db_settings = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def held(proposal: Proposal) -> None:
    for part in proposal.parts.values():
        assert proposal.text[slice(*part.span)] == part.text
    for name in proposal.names:
        assert all(proposal.text[slice(*span)].strip() for span in name.spans)
        if name.at:
            assert proposal.body_text[slice(*name.at)] == name.text
    for quote in proposal.quotes:
        assert quote.at
        assert quote.span
        assert proposal.body_text[slice(*quote.at)] == proposal.text[slice(*quote.span)] == quote.text


@pytest.mark.django_db
@db_settings
@given(texts)
def test_everything_stands_where_its_words_are(raw: str) -> None:
    proposal = propose(raw)
    assert proposal.text == clean(raw).text
    held(proposal)


@pytest.mark.django_db
@db_settings
@given(texts, st.booleans())
def test_what_is_decided_hits_exactly_its_words(raw: str, edited: bool) -> None:
    proposal = propose(raw)
    body = f"زيادة في الأول.\n{proposal.body_text}" if edited else proposal.body_text
    carry = carried(proposal.body_text, body)
    article = make_article(body=body or "متن")
    names = [
        NameDecision(one.kind, one.found, "confirmed", one.text, carry(one.at) if one.at else None, one.role, NewName(*one.key))
        for one in proposal.names
    ]
    quotes = [QuoteDecision(one.text, carry(one.at), "confirmed", one.speaker) for one in proposal.quotes if one.at]
    decide(article, names, quotes)
    for mention in article.mentions.exclude(start=None):
        assert article.body[mention.start : mention.end] == mention.text
    for quote in article.quotes.exclude(start=None):
        assert article.body[quote.start : quote.end] == quote.text
    assert article.quotes.exclude(start=None).count() == len(quotes)
    held(review(article))


@pytest.mark.django_db
@pytest.mark.parametrize("raw", ["", " ", "\n", "؟", "a", "“", "\u202e"])
def test_nothing_is_made_of_nothing(raw: str) -> None:
    proposal = propose(raw)
    assert (proposal.names, proposal.quotes) == ((), ())


@pytest.mark.django_db
def test_a_name_is_there_once_with_all_its_places() -> None:
    story = "قال وزير الخارجية المصري سامح شكري إن الاجتماع كان مفيدا.\nوقال شكري إن الاجتماع سيعقد ثانية."
    proposal = propose(f"عنوان الخبر\n\nالقاهرة – رويترز\n{story}")
    (name,) = [one for one in proposal.names if one.kind == "person"]
    assert (name.found, name.role, name.text) == ("سامح شكري", "وزير الخارجية المصري", "سامح شكري")
    assert [proposal.text[slice(*span)] for span in name.spans] == ["سامح شكري", "شكري"]


@pytest.mark.django_db
def test_white_lines_part_a_standfirst_from_the_story() -> None:
    """They are told by, and left out of what is kept."""
    proposal = propose("عنوان الخبر\nمقدّمة تقول أكثر قليلا من العنوان.\n\nمتن الخبر الطويل.\nوفقرة ثانية فيه.\nوفقرة ثالثة.")
    assert proposal.part("standfirst") == "مقدّمة تقول أكثر قليلا من العنوان."
    assert proposal.body_text == "متن الخبر الطويل.\nوفقرة ثانية فيه.\nوفقرة ثالثة."


# --- deciding ---------------------------------------------------------------------------------------


@pytest.fixture
def article(db: None) -> Article:
    return make_article(body="قال سامح شكري ذلك. وعاد شكري.")


def test_a_rejection_keeps_no_name_and_comes_back_as_rejected(article: Article) -> None:
    decide(article, [NameDecision("person", "سامح شكري", "rejected", "سامح شكري", (4, 13))], [])
    mention = Mention.objects.get()
    assert (mention.state, mention.name, mention.folded) == ("rejected", None, "سامح شكري")
    assert [one.state for one in review(article).names if one.found == "سامح شكري"] == ["rejected"]


def test_two_spellings_of_one_name_are_two_mentions_where_they_stand_apart(article: Article) -> None:
    name = make_name("سامح شكري")
    decide(
        article,
        [
            NameDecision("person", "سامح شكري", "confirmed", "سامح شكري", (4, 13), name=name),
            NameDecision("person", "شكري", "confirmed", "شكري", (24, 28), name=name, remember=True),
        ],
        [],
    )
    assert Mention.objects.confirmed().filter(name=name).count() == 2
    assert Alias.objects.get().text == "شكري"


def test_two_spellings_that_stand_nowhere_are_one(article: Article) -> None:
    name = make_name("سامح شكري")
    both = [NameDecision("person", found, "confirmed", name=name) for found in ("سامح شكري", "شكري")]
    decide(article, both, [])
    assert Mention.objects.count() == 1


def test_a_merged_name_leads_to_the_one_that_stands(article: Article) -> None:
    kept = make_name("سامح حسن شكري")
    merged = make_name("سامح شكري", merged_into=kept)
    decide(article, [NameDecision("person", "شكري", "confirmed", name=merged)], [])
    assert Mention.objects.get().name == kept


def test_a_quote_loses_a_speaker_that_nobody_named(article: Article) -> None:
    decide(article, [], [QuoteDecision("سامح", (4, 8), "confirmed", ("person", "لا أحد"), "مصدر")])
    assert (Quote.objects.get().speaker, Quote.objects.get().said_by) == (None, "مصدر")


def test_nothing_is_written_where_something_fails(article: Article) -> None:
    good = NameDecision("person", "سامح شكري", "confirmed", name=NewName("person", "سامح شكري"))
    with pytest.raises(Exception, match=r"constraint|CHECK|check"):
        decide(article, [good], [QuoteDecision("", None, "confirmed")])
    assert not Name.objects.exists()
    assert not Mention.objects.exists()
