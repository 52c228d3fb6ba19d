"""An index whose disk fails it: full, not writable, damaged under the eyes of who reads, littered by the killed."""

import json
import os
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from articles.search.engines.tantivy import TantivyEngine
from articles.search.errors import SearchUnavailable
from articles.search.plan import Everything, Kind, Term, Writer

SCHEMA = {"words": Kind.PLACED, "stamp": Kind.INTEGER}


def make(folder: Path) -> TantivyEngine:
    return TantivyEngine(folder, SCHEMA, lambda: "1")


def nothing(writer: object) -> None:
    """Neither fills nor catches up."""


def document(number: int, words: str = "one") -> dict[str, str | int]:
    return {"id": f"a.b.{number}", "words": words, "stamp": number}


def fill(writer: Writer) -> None:
    for number in range(3):
        writer.put(document(number))


@pytest.fixture
def engine(tmp_path: Path) -> TantivyEngine:
    """One segment of three documents."""
    engine = make(tmp_path / "index")
    engine.rebuild(nothing, fill)
    return engine


def generation(folder: Path) -> Path:
    return folder / (folder / "CURRENT").read_text(encoding="ascii")


def segment_file(folder: Path, suffix: str = ".idx") -> Path:
    return next(path for path in generation(folder).iterdir() if path.suffix == suffix)


@contextmanager
def _full_disk() -> Iterator[None]:
    """No file may grow beyond 64 bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_loses_the_write_and_nothing_else(engine: TantivyEngine) -> None:
    with _full_disk(), pytest.raises(SearchUnavailable), engine.write() as writer:
        writer.put(document(9))
    assert engine.count(Everything()) == 3
    with engine.write() as writer:
        writer.put(document(9))
    assert engine.count(Everything()) == 4


def test_a_full_disk_stops_a_rebuild_and_leaves_the_index_in_use(engine: TantivyEngine, tmp_path: Path) -> None:
    with _full_disk(), pytest.raises(SearchUnavailable):
        engine.rebuild(fill, nothing)
    assert engine.count(Everything()) == 3
    engine.rebuild(fill, nothing)
    assert len(list((tmp_path / "index").glob("g-*"))) == 1


@pytest.mark.parametrize("name", ["write.lock", "rebuild.lock", "CURRENT"])
def test_what_cannot_be_written_is_said(engine: TantivyEngine, tmp_path: Path, name: str) -> None:
    """A folder stands where the file should be: not even root can write to it."""
    path = tmp_path / "index" / name
    path.unlink()
    path.mkdir()
    with pytest.raises(SearchUnavailable, match=name):
        engine.rebuild(fill, nothing)


@pytest.mark.skipif(os.getuid() != 0, reason="takes root to become somebody else")
def test_a_folder_of_another_user_is_unavailable_and_no_error(lexicon: None) -> None:
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        make(Path(place)).rebuild(fill, nothing)
        child = os.fork()
        if not child:
            os._exit(_as_nobody(Path(place)))
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _as_nobody(folder: Path) -> int:
    os.setuid(65534)
    engine = make(folder)
    uses: list[Callable[[], object]] = [
        lambda: engine.count(Everything()),
        lambda: engine.write().__enter__(),
        lambda: engine.rebuild(fill, nothing),
    ]
    for number, use in enumerate(uses, start=1):
        try:
            use()
        except SearchUnavailable:
            continue
        except Exception:
            return number
        if number > 1:
            return 10 * number
    return 0


@pytest.mark.parametrize("suffix", [".idx", ".term", ".store", ".fast"])
def test_a_file_cut_short_in_place_kills_nobody(engine: TantivyEngine, tmp_path: Path, suffix: str) -> None:
    """Whoever has the file mapped and reads on would be killed by the kernel; a forked child would show it."""
    child = os.fork()
    if not child:
        os._exit(_reads_on(engine, segment_file(tmp_path / "index", suffix)))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _reads_on(engine: TantivyEngine, path: Path) -> int:
    engine.count(Term("words", "one"))
    time.sleep(0.15)  # a tenth of a second until it looks again
    os.truncate(path, 0)
    for _ in range(3):
        try:
            engine.count(Term("words", "one"))
        except SearchUnavailable as error:
            if path.name not in error.reason:
                return 1
        else:
            return 2
    return 0


def test_a_file_written_again_as_it_was_is_no_damage(engine: TantivyEngine, tmp_path: Path) -> None:
    engine.count(Everything())
    path = segment_file(tmp_path / "index")
    os.utime(path, (1, 1))
    time.sleep(0.15)
    assert engine.count(Everything()) == 3
    assert engine.problem() == ""


def test_a_file_that_is_being_written_is_no_damage(engine: TantivyEngine, tmp_path: Path) -> None:
    left = segment_file(tmp_path / "index").with_suffix(".99.del")
    left.write_bytes(b"half")
    engine.count(Everything())
    left.write_bytes(b"more than half")
    time.sleep(0.15)
    assert engine.count(Everything()) == 3
    assert engine.damaged() == []


def test_every_byte_is_held_against_its_checksum(engine: TantivyEngine, tmp_path: Path) -> None:
    for number in range(20):  # several segments, merged ones, deleted documents
        with engine.write() as writer:
            writer.put(document(number, f"one w{number}"))
    assert engine.damaged() == []
    path = segment_file(tmp_path / "index", ".term")
    content = bytearray(path.read_bytes())
    content[0] ^= 1
    path.write_bytes(bytes(content))
    assert engine.damaged() == [path.name]


def test_what_a_killed_writer_left_is_in_nobodys_way(engine: TantivyEngine, tmp_path: Path) -> None:
    """It leaves a list of deleted documents under the very name of the next one."""

    def replace(engine: TantivyEngine) -> None:
        with engine.write() as writer:
            writer.put(document(1, "two"))

    shutil.copytree(tmp_path / "index", tmp_path / "elsewhere")
    replace(make(tmp_path / "elsewhere"))
    left = segment_file(tmp_path / "elsewhere", ".del").name
    folder = generation(tmp_path / "index")
    (folder / left).write_bytes(b"half")
    managed = json.loads((folder / ".managed.json").read_text(encoding="utf-8"))
    (folder / ".managed.json").write_text(json.dumps([*managed, left]), encoding="utf-8")
    replace(engine)
    assert engine.count(Term("words", "two")) == 1
    assert engine.count(Everything()) == 3
