"""Merging names: what moves, what is kept once, what is refused."""

import re
from typing import Any

import pytest
from django.db import models

from articles.arabic import fold
from articles.models import Alias, Article, Mention, Merge, MovedRow, Name, QueuedDocument, Quote
from articles.names import MergeRefused, merge, prospect
from articles.names.rows import STAYING, name_links
from articles.tests.factories import make_article, make_name
from articles.tests.ingest.test_save import row, save

pytestmark = pytest.mark.django_db
State = Mention.State


def said(name: Name) -> list[tuple[str, str, int | None, str]]:
    rows = name.mentions.order_by("article", "start", "pk")
    return list(rows.values_list("article__headline", "role", "start", "state"))


def test_mentions_in_any_state_go_to_the_survivor() -> None:
    one, other = make_name("غال هيرش"), make_name("جال هيرش")
    for state in State:
        Mention.objects.create(article=make_article(state), name=other, state=state)
    merge(one.pk, [other.pk])
    assert {(headline, state) for headline, _, _, state in said(one)} == {(state, state) for state in State}
    assert said(other) == []


def test_fields_that_carry_names_go_too() -> None:
    paper, twin = make_name("معاريف", "outlet"), make_name("صحيفة معاريف", "outlet")
    place, same = make_name("أميركا", "place"), make_name("أمريكا", "place")
    article = make_article(source="صحيفة معاريف", dateline_agency=twin, dateline_place=same)
    merge(paper.pk, [twin.pk])
    merge(place.pk, [same.pk])
    article.refresh_from_db()
    assert (article.source, article.dateline_agency, article.dateline_place) == (paper, paper, place)


def test_the_merged_name_and_its_spellings_become_spellings_of_the_survivor() -> None:
    one = make_name("غال هيرش", "person", "هيرش")
    other = make_name("جال هيرش", "person", "هِيرش", "جال", "غال هيرش")
    merge(one.pk, [other.pk])
    assert sorted(one.aliases.values_list("text", flat=True)) == ["جال", "جال هيرش", "هيرش"]
    assert not other.aliases.exists()
    other.refresh_from_db()
    assert other.merged_into == one


def test_names_told_apart_by_a_word_only_leave_no_spelling() -> None:
    one, other = make_name("أحمد علي", qualifier="لاعب"), make_name("أحمد علي", qualifier="حارس")
    merge(one.pk, [other.pk])
    assert not one.aliases.exists()


@pytest.mark.parametrize(
    ("own", "others", "stays"),
    [
        (State.SUGGESTED, State.CONFIRMED, State.CONFIRMED), (State.CONFIRMED, State.SUGGESTED, State.CONFIRMED),
        (State.REJECTED, State.CONFIRMED, State.CONFIRMED), (State.SUGGESTED, State.REJECTED, State.REJECTED),
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", [{}, {"start": 3, "end": 8}])
def test_of_two_that_say_the_same_what_a_person_decided_stays(own: str, others: str, stays: str, place: dict[str, int]) -> None:
    one, other = make_name("غال هيرش"), make_name("جال هيرش")
    article = make_article()
    Mention.objects.create(article=article, name=one, state=own, **place)
    Mention.objects.create(article=article, name=other, state=others, **place)
    merge(one.pk, [other.pk])
    assert [state for *_, state in said(one)] == [stays]


def test_other_roles_and_other_places_are_no_doubles() -> None:
    one, other = make_name("غال هيرش"), make_name("جال هيرش")
    article = make_article()
    Mention.objects.create(article=article, name=one, role="منسق")
    Mention.objects.create(article=article, name=other, role="ضابط")
    Mention.objects.create(article=article, name=one, role="منسق", start=1, end=4)
    Mention.objects.create(article=article, name=other, role="منسق", start=9, end=12)
    merge(one.pk, [other.pk])
    assert one.mentions.count() == 4


def test_a_quote_keeps_its_speaker() -> None:
    one, other = make_name("غال هيرش"), make_name("جال هيرش")
    article = make_article()
    staying = Mention.objects.create(article=article, name=one)
    going = Mention.objects.create(article=article, name=other)
    quote = Quote.objects.create(article=article, text="قول", speaker=going)
    merge(one.pk, [other.pk])
    quote.refresh_from_db()
    assert quote.speaker == staying


def test_what_was_merged_before_leads_to_the_survivor_in_one_step() -> None:
    first, second, third = make_name("هيرش"), make_name("جال هيرش"), make_name("غال هيرش")
    merge(second.pk, [first.pk])
    merge(third.pk, [second.pk])
    assert {name.merged_into_id for name in Name.objects.filter(pk__in=[first.pk, second.pk])} == {third.pk}


def test_the_survivor_takes_what_it_lacks_and_keeps_what_it_has() -> None:
    one = make_name("غال هيرش", description="منسق الأسرى.")
    other = make_name("جال هيرش", description="ضابط.", wikidata_id="Q1")
    (made,), _ = merge(one.pk, [other.pk])
    one.refresh_from_db()
    assert (one.description, one.wikidata_id, made.taken) == ("منسق الأسرى.", "Q1", {"wikidata_id": "Q1"})


def test_every_article_that_readers_see_changed_is_queued() -> None:
    one, other = make_name("معاريف", "outlet"), make_name("صحيفة معاريف", "outlet")
    own = make_article("فيه الباقي", cited=["معاريف"])
    carried = make_article("مصدره", source="صحيفة معاريف")
    cited = make_article("يذكره", cited=["صحيفة معاريف"])
    unsure = make_article("اقتراح")
    Mention.objects.create(article=unsure, name=other, state=State.SUGGESTED)
    make_article("لا شأن له")
    QueuedDocument.objects.all().delete()
    before = dict(Article.objects.values_list("pk", "updated_at"))
    _, count = merge(one.pk, [other.pk])
    queued = set(QueuedDocument.objects.values_list("article_id", flat=True))
    assert queued == {own.pk, carried.pk, cited.pk}  # the survivor's own: it has one spelling more
    assert count == 3
    after = dict(Article.objects.values_list("pk", "updated_at"))
    assert {pk for pk in before if before[pk] != after[pk]} == queued


def test_several_are_merged_together_or_not_at_all() -> None:
    one, two, place = make_name("غال هيرش"), make_name("جال هيرش"), make_name("هيرش", "place")
    Mention.objects.create(article=make_article(), name=two)
    with pytest.raises(MergeRefused):
        merge(one.pk, [two.pk, place.pk])
    assert (two.mentions.count(), Merge.objects.count(), MovedRow.objects.count()) == (1, 0, 0)
    three = make_name("غال هرش")
    merge(one.pk, [two.pk, three.pk])
    assert Merge.objects.count() == 2


class TestRefused:
    def test_into_itself(self) -> None:
        name = make_name("غال هيرش")
        with pytest.raises(MergeRefused, match="في نفسه"):
            merge(name.pk, [name.pk])

    def test_into_another_kind(self) -> None:
        with pytest.raises(MergeRefused, match=r"شخص.*مكان|مكان.*شخص"):
            merge(make_name("هيرش").pk, [make_name("هيرش", "place").pk])

    def test_into_a_merged_one_or_back(self) -> None:
        one, two, three = make_name("غال هيرش"), make_name("جال هيرش"), make_name("هيرش")
        merge(one.pk, [two.pk])
        for survivor, absorbed in ((two, three), (two, one), (three, two)):
            with pytest.raises(MergeRefused, match="مدموج من قبل"):
                merge(survivor.pk, [absorbed.pk])
        assert Merge.objects.count() == 1

    def test_one_that_was_deleted(self) -> None:
        with pytest.raises(MergeRefused, match="حُذف"):
            merge(make_name("غال هيرش").pk, [10**9])

    def test_outlets_with_articles_under_one_number(self) -> None:
        one, other = make_name("معاريف", "outlet"), make_name("صحيفة معاريف", "outlet")
        for number in ("7", "8", "9"):
            make_article(f"أ {number}", source="معاريف", external_id=number)
        make_article("ب 7", source="صحيفة معاريف", external_id="7")
        make_article("ب 8", source="صحيفة معاريف", external_id="8")
        make_article("ب بلا رقم", source="صحيفة معاريف")
        with pytest.raises(MergeRefused, match="لمقالين") as refusal:
            merge(one.pk, [other.pk])
        found = [(clash.number, clash.one.headline, clash.other.headline) for clash in refusal.value.clashes]
        assert found == [("7", "ب 7", "أ 7"), ("8", "ب 8", "أ 8")]
        assert prospect(one, other).refusal == str(refusal.value)
        assert Article.objects.filter(source=other).count() == 3

    def test_two_that_clash_with_each_other_only(self) -> None:
        one = make_name("معاريف", "outlet")
        others = [make_name(name, "outlet") for name in ("صحيفة معاريف", "معاريف اليوم")]
        for name in others:
            make_article(source=name.name, external_id="7")
        with pytest.raises(MergeRefused, match="لمقال واحد"):
            merge(one.pk, [name.pk for name in others])
        assert not Merge.objects.exists()


def test_ten_thousand_spellings_go_over(django_assert_max_num_queries: Any) -> None:
    one, other = make_name("غال هيرش"), make_name("جال هيرش")
    texts = [f"صيغة {number}" for number in range(10_000)]
    Alias.objects.bulk_create([Alias(name=other, text=text, folded=fold(text)) for text in texts])
    Alias.objects.bulk_create([Alias(name=one, text=text, folded=fold(text)) for text in texts[:3000]])
    with django_assert_max_num_queries(200):
        merge(one.pk, [other.pk])
    assert one.aliases.count() == 10_001


def test_what_an_editor_removed_is_not_imported_again_under_the_survivor() -> None:
    save(row(external_id="1", people=["جال هيرش"]))
    Mention.objects.get().delete()
    merge(make_name("غال هيرش").pk, [make_name("جال هيرش").pk])
    save(row(external_id="1", people=["جال هيرش"], body="متن مصحّح"))
    assert not Mention.objects.exists()


def test_an_article_of_the_merged_outlet_is_known_when_it_comes_again() -> None:
    assert save(row(external_id="1", source="صحيفة معاريف")) == [("created", "")]
    paper, twin = make_name("معاريف", "outlet"), make_name("صحيفة معاريف", "outlet")
    merge(paper.pk, [twin.pk])
    assert save(row(external_id="1", source="صحيفة معاريف", body="متن مصحّح")) == [("updated", "")]
    article = Article.objects.get()
    assert (article.source, article.body) == (paper, "متن مصحّح")


def test_the_number_of_queries_does_not_grow_with_each_mention(django_assert_max_num_queries: Any) -> None:
    one, other = make_name("غال هيرش"), make_name("جال هيرش")
    articles = [make_article(f"خبر {number}") for number in range(300)]
    Mention.objects.bulk_create([Mention(article=article, name=other) for article in articles])
    Mention.objects.bulk_create([Mention(article=article, name=one) for article in articles[::3]])
    with django_assert_max_num_queries(70):
        merge(one.pk, [other.pk])
    assert one.mentions.count() == 300


def test_every_key_to_a_name_is_known() -> None:
    """A new model that refers to names goes along in a merge by itself, unless it is one of those that stay."""
    assert {what for what, _, _ in name_links()} == {
        "article.source",
        "article.dateline_place",
        "article.dateline_agency",
        "name.merged_into",
    }
    fields = [field for field in Name._meta.get_fields(include_hidden=True) if isinstance(field, models.ManyToManyRel)]
    assert not fields
    assert {model.__name__ for model in STAYING} == {"Mention", "Alias", "Merge", "Distinct", "Quest"}


def test_the_history_of_both_says_so() -> None:
    one, other = make_name("غال هيرش"), make_name("جال هيرش")
    merge(one.pk, [other.pk])
    reasons = [name.history.order_by("-history_id").first().history_change_reason for name in (one, other)]
    assert re.search("دُمج فيه «جال هيرش»", reasons[0])
    assert re.search("دُمج في «غال هيرش»", reasons[1])
