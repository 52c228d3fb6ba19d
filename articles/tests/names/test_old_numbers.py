"""Numbers of merged names: every address and every search that has one goes on working."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from articles.models import Mention, Name, QueuedDocument
from articles.names import merge, undo
from articles.search import SearchParams, rank, search, standing, sync
from articles.tests.factories import make_article, make_name

pytestmark = pytest.mark.django_db
Index = Callable[[], int]
Merged = Callable[[str], tuple[Name, Name, Name]]
PARAMETERS = {"person": "person", "place": "place", "organization": "organization", "topic": "topic", "source": "outlet"}


def carrying(name: Name, headline: str) -> None:
    article = make_article(headline, source=name.name if name.kind == "outlet" else None)
    if name.kind != "outlet":
        Mention.objects.create(article=article, name=name)


@pytest.fixture(params=["indexed", "not yet indexed"])
def merged(request: pytest.FixtureRequest, index: Index) -> Merged:
    """(survivor, merged, merged before) of a kind, with an article each; the index knows of the merges, or not yet."""

    def build(kind: str) -> tuple[Name, Name, Name]:
        names = [make_name(name, kind) for name in ("غال هيرش", "جال هيرش", "هيرش")]
        for name in names:
            carrying(name, f"خبر عن {name.name}")
        make_article("خبر عن غيره")
        index()
        merge(names[1].pk, [names[2].pk])
        merge(names[0].pk, [names[1].pk])
        if request.param == "indexed":
            index()
        else:
            QueuedDocument.objects.all().delete()
        return names[0], names[1], names[2]

    return build


@pytest.mark.parametrize("kind", Name.Kind.values)
def test_every_address_of_a_merged_name_leads_to_the_survivors(client: Client, merged: Merged, kind: str) -> None:
    survivor, *others = merged(kind)
    for name in others:
        own = name.get_absolute_url()
        for address in (own, own.rsplit("/", 2)[0] + "/", own.rsplit("/", 2)[0] + "/%D8%A3%D9%8A/"):
            response = client.get(f"{address}?page=1")
            assert (response.status_code, response["Location"]) == (301, f"{survivor.get_absolute_url()}?page=1")
    assert client.get(survivor.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("parameter", PARAMETERS)
class TestSearch:
    def test_finds_what_the_survivor_has(self, merged: Merged, parameter: str) -> None:
        names = merged(PARAMETERS[parameter])
        for name in names:
            params = SearchParams.parse({parameter: [str(name.pk)]})
            assert rank(params).total == 3
            assert search(params).params == SearchParams.parse({parameter: [str(names[0].pk)]}) == standing(params)

    def test_excludes_it(self, merged: Merged, parameter: str) -> None:
        for name in merged(PARAMETERS[parameter]):
            assert rank(SearchParams.parse({parameter: [f"-{name.pk}"]})).total == 1

    def test_counts_it_once(self, merged: Merged, parameter: str) -> None:
        survivor, *_ = merged(PARAMETERS[parameter])
        found = search(SearchParams.parse({"q": ["خبر"]})).facets[parameter]
        assert [(value.value, value.label, value.count) for value in found] == [(survivor.pk, "غال هيرش", 3)]

    def test_in_every_form_of_the_answer(self, client: Client, merged: Merged, parameter: str) -> None:
        survivor, old, _ = merged(PARAMETERS[parameter])
        query = f"?{parameter}={old.pk}"
        page = client.get(f"/search{query}").content.decode()
        assert "غال هيرش" in page
        assert f"{parameter}={old.pk}" not in page.partition("<main")[2]
        assert f"?{parameter}={survivor.pk}" in page
        answer = client.get(f"/api/v1/articles{query}&facets=1").json()
        assert answer["total"] == 3
        assert [value["value"] for value in answer["facets"][parameter]] == [survivor.pk]
        for kind in ("rss", "atom"):
            assert client.get(f"/feeds/search.{kind}{query}").content.decode().count("خبر عن ") >= 3
        feed = json.loads(client.get(f"/feeds/search.json{query}").content)
        assert len(feed["items"]) == 3
        assert "غال هيرش" in feed["title"]
        lines = b"".join(client.get(f"/search.jsonl{query}").streaming_content).decode().splitlines()
        assert len(lines) == 3


def test_by_the_merged_names_text(merged: Merged) -> None:
    merged("person")
    for text in ("شخص:(جال هيرش)", 'شخص:"جال هيرش"', 'شخص:"غال هيرش"'):
        if not (found := search(SearchParams.parse({"q": [text]}))).problems:
            assert found.total == 3


def test_after_undoing_the_old_number_is_a_name_again(client: Client, index: Index) -> None:
    one, other = make_name("غال هيرش"), make_name("جال هيرش")
    for name in (one, other):
        carrying(name, f"خبر عن {name.name}")
    index()
    undo(merge(one.pk, [other.pk])[0][0].pk)
    assert rank(SearchParams.parse({"person": [str(other.pk)]})).total == 1
    sync.drain()
    assert rank(SearchParams.parse({"person": [str(one.pk)]})).total == 1
    assert client.get(other.get_absolute_url()).status_code == 200


def test_an_unknown_number_stays_what_it_is(index: Index) -> None:
    params = SearchParams.parse({"person": ["999"]})
    assert standing(params) is params
    assert rank(params).total == 0
