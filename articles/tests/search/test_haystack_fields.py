"""Any index that Haystack can declare, through our backend: every kind of field, what comes back of it, what is refused."""

import datetime as dt
import pickle
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Model
from haystack import connections, indexes
from haystack.exceptions import FacetingError, SearchBackendError, SkipDocument, SpatialError
from haystack.inputs import AutoQuery, Exact, Not, Raw
from haystack.query import SQ, SearchQuerySet
from haystack.utils.loading import UnifiedIndex

from articles.models import Article, Name
from articles.search.errors import SearchUnavailable
from articles.search.plan import Kind
from articles.tests.factories import make_article, make_name

SHIPS = {
    "نورس": {"price": 1.5, "built": dt.date(2019, 5, 31), "seen": dt.datetime(2024, 1, 31, 6), "sails": True, "crew": 3},
    "عقاب": {"price": 2.5, "built": dt.date(2021, 2, 28), "seen": dt.datetime(2024, 2, 29, 18), "sails": False, "crew": 12},
    "نسر": {"price": 9.0, "built": dt.date(2021, 3, 1), "seen": dt.datetime(2024, 3, 1), "sails": True, "crew": 3},
}
TEXTS = {
    "نورس": "تنقل السفينة البضائع بين المرافئ، والبضائع من الميناء القديم.",
    "عقاب": "سفن الصيد في الميناء الجديد & القوارب.",
    "نسر": "المفاوضات حول السفينة.",
}
PORTS = {"نورس": ["ميناء العقبة", "عدن"], "عقاب": ["عدن"], "نسر": []}


class ShipIndex(indexes.SearchIndex, indexes.Indexable):
    text = indexes.CharField(document=True)
    name = indexes.CharField(faceted=True)
    notes = indexes.CharField(indexed=False, null=True)
    price = indexes.FloatField()
    cost = indexes.DecimalField(null=True)
    built = indexes.DateField(faceted=True)
    seen = indexes.DateTimeField()
    sails = indexes.BooleanField(faceted=True)
    crew = indexes.IntegerField()
    ports = indexes.MultiValueField(faceted=True)
    begun = indexes.EdgeNgramField()
    inside = indexes.NgramField()
    secret = indexes.CharField(stored=False)

    def get_model(self) -> type[Model]:
        return Article

    def prepare(self, obj: Article) -> dict[str, Any]:
        name = obj.headline
        if name not in SHIPS:
            raise SkipDocument
        found = {"text": TEXTS[name], "name": f"السفينة {name}", "ports": PORTS[name], "notes": f"ملاحظة {name}"}
        found |= {"begun": TEXTS[name], "inside": name, "secret": "سر", "cost": Decimal("24.99")}
        self.prepared_data = super().prepare(obj) | found | SHIPS[name]
        return self.prepared_data


class PortIndex(indexes.SearchIndex, indexes.Indexable):
    text = indexes.CharField(document=True, model_attr="name")

    def get_model(self) -> type[Model]:
        return Name


Ask = Callable[..., list[str]]


@pytest.fixture
def ships(db: None) -> SearchQuerySet:
    declare(ShipIndex(), PortIndex())
    backend = connections["default"].get_backend()
    backend.update(ShipIndex(), [make_article(name, "متن") for name in SHIPS])
    backend.update(PortIndex(), [make_name("ميناء جدة", "place")])
    return SearchQuerySet()


def declare(*declared: indexes.SearchIndex) -> None:
    unified = UnifiedIndex()
    unified.build(indexes=declared)
    connections["default"]._index = unified


def names(found: SearchQuerySet) -> list[str]:
    return [result.object.headline for result in found.models(Article)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ({"content": "السفن"}, {"نورس", "عقاب", "نسر"}),
        ({"name": "نسر"}, {"نسر"}),
        ({"content__startswith": "مفاو"}, set()),
        ({"content__startswith": "المفاو"}, {"نسر"}),
        ({"content__endswith": "اوضات"}, {"نسر"}),
        ({"content__contains": "مرا"}, {"نورس"}),
        ({"content__contains": "ا?م"}, set()),
        ({"content": Raw("الم?اوض*")}, {"نسر"}),
        ({"content__fuzzy": "المفاوظات"}, {"نسر"}),
        ({"content__exact": "الميناء الجديد"}, {"عقاب"}),
        ({"content": Exact("الجديد الميناء")}, set()),
        ({"content": Not("سفينة القديم")}, {"عقاب", "نسر"}),
        ({"name_exact": "السفينة نسر"}, {"نسر"}),
        ({"name_exact": "نسر"}, set()),
        ({"ports": "ميناء العقبة"}, {"نورس"}),
        ({"name_exact__exact": "السفينة نسر"}, {"نسر"}),
        ({"name_exact__startswith": "السفينة"}, {"نورس", "عقاب", "نسر"}),
        ({"name_exact__in": ["السفينة نسر", "السفينة عقاب"]}, {"عقاب", "نسر"}),
        ({"name__in": []}, set()),
        ({"ports__exact": "ميناء العقبة"}, {"نورس"}),
        ({"ports": "عدن"}, {"نورس", "عقاب"}),
        ({"price": 2.5}, {"عقاب"}),
        ({"price__gt": 1.5}, {"عقاب", "نسر"}),
        ({"price__gte": 1.5, "price__lt": 9}, {"نورس", "عقاب"}),
        ({"price__range": [2, 9.0]}, {"عقاب", "نسر"}),
        ({"crew__lte": 3}, {"نورس", "نسر"}),
        ({"crew__in": [12, 13]}, {"عقاب"}),
        ({"built": dt.date(2021, 3, 1)}, {"نسر"}),
        ({"built__gt": dt.date(2021, 2, 28)}, {"نسر"}),
        ({"built__range": [dt.date(2019, 1, 1), dt.date(2021, 2, 28)]}, {"نورس", "عقاب"}),
        ({"seen__lte": dt.datetime(2024, 2, 29, 18)}, {"نورس", "عقاب"}),
        ({"seen__lt": dt.datetime(2024, 2, 29, 18)}, {"نورس"}),
        ({"seen__lt": dt.datetime(2024, 2, 29, 20, tzinfo=dt.timezone(dt.timedelta(hours=2)))}, {"نورس"}),
        ({"sails": True}, {"نورس", "نسر"}),
        ({"sails": False}, {"عقاب"}),
        ({"notes": "ملاحظة"}, set()),
        ({"secret": "سر"}, {"نورس", "عقاب", "نسر"}),
    ],
)
def test_filters(ships: SearchQuerySet, question: dict[str, Any], expected: set[str]) -> None:
    assert set(names(ships.filter(**question))) == expected


@pytest.mark.parametrize(
    "question",
    [
        {"price": "غال"},
        {"crew": "9" * 40},
        {"built__gt": "2025-13-40"},
        {"sails": "ربما"},
        {"name__gt": "a"},
        {"colour": "أحمر"},
    ],
)
def test_what_is_no_value_of_a_field_matches_nothing(ships: SearchQuerySet, question: dict[str, Any]) -> None:
    assert names(ships.filter(**question)) == []


@pytest.mark.parametrize("text", ["السفينة -", "السفينة () !", '"" السفينة', "- AND (السفينة)"])
def test_marks_between_words_ask_for_nothing(ships: SearchQuerySet, text: str) -> None:
    assert set(names(ships.filter(content=Raw(text)))) == {"نورس", "عقاب", "نسر"}


@pytest.mark.parametrize(
    "text", ["*", "?" * 40, "*ا" + "?" * 9, "*" * 500, "ا*" * 300, "~", "*~", "ا" * 500 + "~", "^9", "a^^2"]
)
def test_patterns_of_any_shape_are_read(ships: SearchQuerySet, text: str) -> None:
    assert ships.filter(content=Raw(text)).count() in {0, 3, 4}


def test_brackets_without_end_are_read(ships: SearchQuerySet) -> None:
    assert set(names(ships.filter(content=Raw("(" * 5000 + "السفينة" + " OR (a:" * 5000)))) == {"نورس", "عقاب", "نسر"}


def test_words_are_completed_from_their_beginning_or_from_anywhere(ships: SearchQuerySet) -> None:
    assert names(ships.autocomplete(begun="المفاو")) == ["نسر"]
    assert names(ships.autocomplete(begun="المي الجد")) == ["عقاب"]
    assert names(ships.autocomplete(begun="فاوض")) == []
    assert names(ships.autocomplete(inside="ورس")) == ["نورس"]


def test_a_boosted_word_ranks_and_is_not_needed(ships: SearchQuerySet) -> None:
    found = names(ships.filter(content="السفينة").boost("القديم", 9))
    assert found[0] == "نورس"
    assert len(found) == 3
    assert names(ships.filter(content="القوارب").boost("القديم", 9)) == ["عقاب"]


def test_values_come_back_as_their_fields_have_them(ships: SearchQuerySet) -> None:
    result = ships.filter(name="نورس")[0]
    assert result.get_stored_fields() == {
        "text": TEXTS["نورس"],
        "name": "السفينة نورس",
        "name_exact": "السفينة نورس",
        "notes": "ملاحظة نورس",
        "price": 1.5,
        "cost": "24.99",
        "built": dt.date(2019, 5, 31),
        "built_exact": dt.date(2019, 5, 31),
        "seen": dt.datetime(2024, 1, 31, 6),
        "sails": True,
        "sails_exact": True,
        "crew": 3,
        "ports": ["ميناء العقبة", "عدن"],
        "ports_exact": ["ميناء العقبة", "عدن"],
        "begun": TEXTS["نورس"],
        "inside": "نورس",
    }
    assert result.id == f"articles.article.{result.pk}"
    assert result.secret is None
    assert ships.filter(name="نورس").values_list("price", flat=True)[0] == 1.5


def test_results_can_be_pickled_and_loaded_at_once(ships: SearchQuerySet, django_assert_num_queries: Any) -> None:
    found = ships.models(Article).order_by("built").load_all()
    with django_assert_num_queries(1):
        assert [result.object.headline for result in found] == ["نورس", "عقاب", "نسر"]
    assert [result.id for result in pickle.loads(pickle.dumps(found))] == [result.id for result in found]


def test_order_by_several_fields(ships: SearchQuerySet) -> None:
    assert names(ships.models(Article).order_by("crew", "-price")) == ["نسر", "نورس", "عقاب"]
    assert names(ships.models(Article).order_by("-sails", "built")) == ["نورس", "نسر", "عقاب"]
    assert names(ships.models(Article).order_by("name")) == ["عقاب", "نسر", "نورس"]
    assert [result.object.headline for result in ships.models(Article).order_by("crew", "-price")[1:2]] == ["نورس"]


def test_facets(ships: SearchQuerySet) -> None:
    counts = ships.models(Article).facet("ports").facet("sails").facet("name", size=1).facet_counts()["fields"]
    assert counts["ports"] == [("عدن", 2), ("ميناء العقبة", 1)]
    assert counts["sails"] == [(True, 2), (False, 1)]
    assert len(counts["name"]) == 1
    assert ships.facet("ports", order="reverse_count").facet_counts()["fields"]["ports"][0] == ("ميناء العقبة", 1)
    assert ships.narrow('ports_exact:"ميناء العقبة"').facet("ports").facet_counts()["fields"]["ports"] == [
        ("عدن", 1),
        ("ميناء العقبة", 1),
    ]


def test_facets_by_time_and_by_query(ships: SearchQuerySet) -> None:
    found = (
        ships.date_facet("seen", dt.date(2024, 1, 31), dt.date(2024, 3, 2), "month")
        .date_facet("built", dt.date(2020, 1, 1), dt.date(2022, 1, 1), "day", 365)
        .query_facet("price", "[2 TO *]")
        .facet_counts()
    )
    assert found["dates"] == {
        "seen": [(dt.datetime(2024, 1, 31), 1), (dt.datetime(2024, 2, 29), 2)],
        "built": [(dt.datetime(2020, 12, 31), 2)],
    }
    assert found["queries"] == {"price": 2}
    with pytest.raises(FacetingError):
        ships.date_facet("seen", dt.date(1900, 1, 1), dt.date(2024, 1, 1), "second").facet_counts()


def test_what_matched_is_marked_in_what_was_stored(ships: SearchQuerySet) -> None:
    (result,) = ships.filter(content=AutoQuery("بالميناء -القديم")).models(Article).highlight()
    assert result.highlighted == ["سفن الصيد في <mark>الميناء</mark> الجديد &amp; القوارب."]


def test_more_like_this_never_gives_the_thing_itself(db: None) -> None:
    declare(StoryIndex())
    stories = [make_article(f"قصة {number}", "مطر مطر سيول سيول") for number in range(12)]
    connections["default"].get_backend().update(StoryIndex(), [*stories, make_article("أخرى", "حر حر شمس شمس")])
    found = SearchQuerySet().more_like_this(stories[0])
    assert found.count() == 11
    assert {int(result.pk) for result in found} == {story.pk for story in stories[1:]}
    assert SearchQuerySet().filter(name="قصة 3").more_like_this(stories[0])[0].object == stories[3]


class StoryIndex(indexes.SearchIndex, indexes.Indexable):
    text = indexes.CharField(document=True, model_attr="body")
    name = indexes.CharField(model_attr="headline")

    def get_model(self) -> type[Model]:
        return Article


def test_clearing_one_model_leaves_the_other(ships: SearchQuerySet) -> None:
    connections["default"].get_backend().clear([Article])
    assert [result.model for result in SearchQuerySet().all()] == [Name]


def test_what_is_no_longer_indexed_is_not_a_result(ships: SearchQuerySet) -> None:
    declare(ShipIndex())
    backend = connections["default"].get_backend()
    assert backend.search("*:*")["hits"] == 3
    assert backend.search("*:*", limit_to_registered_models=False)["hits"] == 3


def test_what_is_skipped_is_taken_out(ships: SearchQuerySet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(SHIPS, "نسر")
    connections["default"].get_backend().update(ShipIndex(), Article.objects.all())
    assert set(names(SearchQuerySet().all())) == {"نورس", "عقاب"}


def test_an_index_is_made_where_there_is_none_and_never_in_place_of_another(ships: SearchQuerySet) -> None:
    backend = connections["default"].get_backend()
    declare(StoryIndex())
    with pytest.raises(SearchUnavailable, match="rebuild_index"):
        backend.update(StoryIndex(), Article.objects.all())
    backend.clear()
    declare(ShipIndex())
    backend.update(ShipIndex(), Article.objects.all())
    assert SearchQuerySet().count() == 3


def test_text_is_not_sorted_or_counted_by(ships: SearchQuerySet) -> None:
    for asked in (ships.order_by("text"), ships.facet("text"), ships.order_by("nothing")):
        with pytest.raises(SearchBackendError, match="faceted"):
            asked.facet_counts()


def test_there_is_no_geography(ships: SearchQuerySet) -> None:
    with pytest.raises(SpatialError):
        connections["default"].get_backend().search("*:*", dwithin={"field": "port"})


def test_the_archive_itself_stores_nothing(index: Callable[[], int]) -> None:
    article = make_article("قطار الجبل", "وصل القطار إلى المحطة الجديدة.")
    index()
    assert Kind.STORED not in connections["default"].get_backend().declared.schema.values()
    (result,) = SearchQuerySet().filter(SQ(content="محطات")).highlight()
    assert result.text is None
    assert result.object == article
    assert "إلى <mark>المحطة</mark> الجديدة" in result.highlighted[0]
