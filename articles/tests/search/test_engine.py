"""What every engine promises; `engine` is the one under test."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from articles.search.engines.tantivy import TantivyEngine
from articles.search.errors import SearchUnavailable
from articles.search.plan import (
    AllOf,
    AnyOf,
    Busy,
    Engine,
    Everything,
    FacetRequest,
    Fixed,
    Fuzzy,
    Kind,
    Node,
    Nothing,
    Pattern,
    Phrase,
    Plan,
    Prefix,
    Range,
    Similar,
    Term,
)

SCHEMA = {
    "words": Kind.PLACED,
    "kind": Kind.KEYWORD,
    "year": Kind.INTEGER,
    "stamp": Kind.INTEGER,
    "price": Kind.FLOAT,
    "lots": Kind.NUMBERS,
    "kept": Kind.STORED,
}
DOCUMENTS = [
    {"id": "a.b.1", "words": "one two three", "kind": ["x"], "year": 2020, "stamp": 1, "price": 0.5, "kept": "أول"},
    {"id": "a.b.2", "words": "two three four", "kind": ["x", "y"], "year": 2021, "stamp": 2, "price": 1.5, "lots": [7]},
    {"id": "a.b.3", "words": "three two", "kind": ["y"], "year": None, "stamp": 3, "price": 0.5, "lots": [30, 7]},
]


def nothing(writer: object) -> None:
    """Neither fills nor catches up."""


def make(folder: Path, fingerprint: str = "1") -> Engine:
    return TantivyEngine(folder, SCHEMA, lambda: fingerprint)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = make(tmp_path / "index")
    engine.rebuild(lambda writer: [writer.put(document) for document in DOCUMENTS], nothing)  # type: ignore[arg-type, return-value]
    return engine


def found(engine: Engine, query: Node, **plan: object) -> list[str]:
    return [hit.key for hit in engine.execute(Plan(query, **plan)).hits]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        (Term("words", "one"), {"a.b.1"}),
        (Term("words", "nowhere"), set()),
        (Term("kind", "y"), {"a.b.2", "a.b.3"}),
        (Term("year", 2021), {"a.b.2"}),
        (Phrase("words", ("two", "three")), {"a.b.1", "a.b.2"}),
        (Phrase("words", ("three",)), {"a.b.1", "a.b.2", "a.b.3"}),
        (Range("year", 2021, None), {"a.b.2"}),
        (Range("year", None, 2020), {"a.b.1"}),
        (Range("year", None, None), {"a.b.1", "a.b.2"}),
        (Range("price", 0.5, 1.0), {"a.b.1", "a.b.3"}),
        (Prefix("words", ("on", "fou")), {"a.b.1", "a.b.2"}),
        (Prefix("words", ("o|n", "t.o", "(", ".")), set()),
        (Prefix("words", ("o" * 5000,)), set()),
        (Pattern("words", "*ou*"), {"a.b.2"}),
        (Pattern("words", "o?e"), {"a.b.1"}),
        (Pattern("words", ".*"), set()),
        (Pattern("words", "*o?????????????*"), set()),
        (Fuzzy("words", "fuor", 1), {"a.b.2"}),
        (Fuzzy("words", "ruof", 1), set()),
        (Similar("words", "seen only once"), set()),
        (AnyOf((Term("words", "one"), Term("words", "four"))), {"a.b.1", "a.b.2"}),
        (AllOf((Term("words", "two"), Term("kind", "y"))), {"a.b.2", "a.b.3"}),
        (AllOf((Everything(),), (Term("kind", "x"),)), {"a.b.3"}),
        (Everything(), {"a.b.1", "a.b.2", "a.b.3"}),
        (Nothing(), set()),
    ],
)
def test_what_matches(engine: Engine, query: Node, keys: set[str]) -> None:
    assert set(found(engine, query)) == keys
    assert engine.count(query) == len(keys)


def test_weights_and_bonuses_rank(engine: Engine) -> None:
    query = AnyOf((Term("words", "two"), Fixed(Term("kind", "y"), 100.0), Term("words", "four", 3.0)))
    assert found(engine, query) == ["a.b.2", "a.b.3", "a.b.1"]


def test_a_filter_adds_nothing_to_the_score(engine: Engine) -> None:
    plain = engine.execute(Plan(Term("words", "one"))).hits[0]
    filtered = engine.execute(Plan(AllOf((Term("words", "one"), Fixed(Term("kind", "x"), 0.0))))).hits[0]
    assert plain == filtered


@pytest.mark.parametrize(("sort", "keys"), [("year", ["a.b.1", "a.b.2", "a.b.3"]), ("-year", ["a.b.2", "a.b.1", "a.b.3"])])
def test_sorting_puts_missing_values_last(engine: Engine, sort: str, keys: list[str]) -> None:
    assert found(engine, Everything(), sort=sort) == keys


def test_sorting_by_several_columns(engine: Engine) -> None:
    assert found(engine, Everything(), sort="price,-stamp") == ["a.b.3", "a.b.1", "a.b.2"]
    assert found(engine, Everything(), sort="price,year") == ["a.b.1", "a.b.3", "a.b.2"]
    assert found(engine, Everything(), sort="-price,stamp", offset=1, limit=1) == ["a.b.1"]
    assert found(engine, Nothing(), sort="price,year") == []


def test_what_is_stored_comes_back_with_the_hit(engine: Engine) -> None:
    hits = engine.execute(Plan(Everything(), sort="stamp")).hits
    assert [hit.stored for hit in hits] == [{"kept": "أول"}, {"kept": ""}, {"kept": ""}]


def test_pages_do_not_overlap(engine: Engine) -> None:
    pages = [found(engine, Everything(), sort="stamp", offset=at, limit=1) for at in range(4)]
    assert pages == [["a.b.1"], ["a.b.2"], ["a.b.3"], []]


def test_facets_count_values_most_frequent_first(engine: Engine) -> None:
    facets = {"kind": FacetRequest("kind", Everything()), "of_one": FacetRequest("kind", Term("words", "one"))}
    answer = engine.execute(Plan(Everything(), limit=0, facets=facets))
    assert dict(answer.facets["kind"]) == {"x": 2, "y": 2}
    assert answer.facets["of_one"] == [("x", 1)]
    assert answer.total == 3


def test_several_numbers_of_a_document_are_counted(engine: Engine) -> None:
    answer = engine.execute(Plan(Everything(), limit=0, facets={"lots": FacetRequest("lots", Everything())}))
    assert answer.facets["lots"] == [(7, 2), (30, 1)]


def test_counts_are_the_same_alone_and_beside_a_facet(engine: Engine) -> None:
    among = Fixed(Term("words", "three"), 0.0)
    facets = {"kind": FacetRequest("kind", among), "all": FacetRequest("kind", Everything())}
    counts = {"kind": among, "other": Term("words", "four"), "none": Nothing()}
    answer = engine.execute(Plan(Nothing(), limit=0, facets=facets, counts=counts))
    assert dict(answer.counts) == {"kind": 3, "other": 1, "none": 0}
    assert dict(answer.facets["kind"]) == dict(answer.facets["all"]) == {"x": 2, "y": 2}


def test_what_was_deleted_is_not_counted(engine: Engine) -> None:
    with engine.write() as writer:
        writer.delete("a.b.1")
    among = Everything()
    answer = engine.execute(Plan(among, limit=0, facets={"kind": FacetRequest("kind", among)}, counts={"all": among}))
    assert (answer.total, answer.counts["all"], dict(answer.facets["kind"])) == (2, 2, {"y": 2, "x": 1})


def test_every_number_is_counted_where_there_is_room(engine: Engine) -> None:
    with engine.write() as writer:
        for number in range(1500):
            writer.put({"id": f"n.{number}", "words": "many", "year": 5000 + number})
    facets = {"year": FacetRequest("year", Everything(), 2000)}
    counted = engine.execute(Plan(Nothing(), limit=0, facets=facets)).facets["year"]
    assert dict(counted) == dict.fromkeys([2020, 2021, *range(5000, 6500)], 1)


def test_putting_again_replaces(engine: Engine) -> None:
    with engine.write() as writer:
        writer.put({"id": "a.b.1", "words": "changed", "stamp": 9})
    assert engine.count(Everything()) == 3
    assert found(engine, Term("words", "one")) == []
    assert dict(engine.stamps("stamp")) == {"a.b.1": 9, "a.b.2": 2, "a.b.3": 3}


def test_deleting_and_clearing(engine: Engine) -> None:
    with engine.write() as writer:
        writer.delete("a.b.1")
        writer.delete("a.b.404")
    assert set(found(engine, Everything())) == {"a.b.2", "a.b.3"}
    with engine.write() as writer:
        writer.clear()
    assert engine.count(Everything()) == 0


def test_deleting_by_value(engine: Engine) -> None:
    with engine.write() as writer:
        writer.delete_where("kind", "y")
    assert found(engine, Everything()) == ["a.b.1"]


def test_there_is_nothing_to_lose_in_an_index_that_is_missing_or_empty(engine: Engine, tmp_path: Path) -> None:
    assert not engine.vacant()
    assert not make(tmp_path / "index", "another").vacant()
    assert make(tmp_path / "nowhere").vacant()
    engine.rebuild(nothing, nothing)
    assert engine.vacant()


def test_a_write_that_fails_leaves_the_index_as_it_was(engine: Engine) -> None:
    def fail() -> None:
        with engine.write() as writer:
            writer.put({"id": "a.b.4", "words": "half"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert engine.count(Everything()) == 3
    with engine.write() as writer:
        writer.put({"id": "a.b.5", "words": "whole"})
    assert engine.count(Everything()) == 4


def test_one_writer_at_a_time(engine: Engine, tmp_path: Path) -> None:
    with engine.write(), pytest.raises(Busy), make(tmp_path / "index").write(wait=0.05):
        pytest.fail("two writers at once")


def test_another_process_sees_a_commit_made_after_the_fork(engine: Engine) -> None:
    engine.count(Everything())
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.read(read, 1)
        os._exit(engine.count(Term("words", "later")))
    with engine.write() as writer:
        writer.put({"id": "a.b.9", "words": "later"})
    os.write(write, b"!")
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1


def test_a_rebuild_goes_on_beside_the_index_in_use(engine: Engine, tmp_path: Path) -> None:
    other = make(tmp_path / "index")

    def fill(writer: object) -> None:
        writer.put(DOCUMENTS[0])  # type: ignore[attr-defined]
        assert other.count(Everything()) == 3
        with other.write(wait=0.05) as live:
            live.put({"id": "a.b.7", "words": "meanwhile"})
        assert other.count(Everything()) == 4

    def catch_up(writer: object) -> None:
        with pytest.raises(Busy), other.write(wait=0.05):
            pytest.fail("a write that the new index would miss")
        writer.put({"id": "a.b.7", "words": "meanwhile"})  # type: ignore[attr-defined]

    engine.rebuild(fill, catch_up)
    assert set(found(other, Everything())) == {"a.b.1", "a.b.7"}


def test_a_rebuild_that_fails_leaves_the_index_in_use(engine: Engine) -> None:
    def fail(writer: object) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        engine.rebuild(fail, nothing)
    assert engine.count(Everything()) == 3


def _remove(folder: Path) -> None:
    for file in sorted(folder.rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()


def _empty(folder: Path) -> None:
    for file in folder.glob("g-*/*"):
        file.unlink()  # not emptied in place: the kernel kills a process that reads past the end of what it mapped
        file.write_bytes(b"")


def _scramble_meta(folder: Path) -> None:
    for file in folder.glob("g-*/meta.json"):
        file.write_text("{]", encoding="utf-8")


@pytest.mark.parametrize("damage", [_remove, _empty, _scramble_meta])
def test_a_damaged_index_is_unavailable_and_a_rebuild_heals_it(
    engine: Engine, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    engine.count(Everything())
    damage(tmp_path / "index")
    assert engine.problem()
    for use in (
        lambda: engine.count(Everything()),
        lambda: engine.write().__enter__(),
        lambda: make(tmp_path / "index").statistics(),
    ):
        with pytest.raises(SearchUnavailable):
            use()
    engine.rebuild(lambda writer: writer.put(DOCUMENTS[0]), nothing)
    assert engine.problem() == ""
    assert engine.count(Everything()) == 1


def test_an_index_of_another_analysis_is_not_used(engine: Engine, tmp_path: Path) -> None:
    newer = make(tmp_path / "index", fingerprint="2")
    assert "another version" in newer.problem()
    with pytest.raises(SearchUnavailable):
        newer.count(Everything())
    newer.rebuild(nothing, nothing)
    assert newer.problem() == ""


def test_no_index_is_not_an_empty_index(tmp_path: Path) -> None:
    with pytest.raises(SearchUnavailable, match="rebuild_index"):
        make(tmp_path / "nowhere").count(Everything())
