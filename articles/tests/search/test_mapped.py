"""What an index writer has mapped does not stay in memory."""

import mmap
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from articles.search.engines.mapped import let_go

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets mapped pages go on request")
SIZE = 96 * 1024 * 1024


@contextmanager
def read_through(path: Path) -> Iterator[mmap.mmap]:
    """A mapped file, each of whose pages was read."""
    path.write_bytes(b"\x05" * SIZE)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        assert sum(mapped[:: mmap.PAGESIZE]) == 5 * SIZE // mmap.PAGESIZE
        yield mapped


def in_memory(path: Path) -> int:
    """Bytes of it that count as this process's."""
    lines = iter(Path("/proc/self/smaps").read_text().splitlines())
    return sum(
        int(next(line for line in lines if line.startswith("Rss:")).split()[1]) * 1024 for at in lines if str(path) in at
    )


def test_pages_of_the_folder_leave_memory_and_are_still_right(tmp_path: Path) -> None:
    with let_go(tmp_path), read_through(tmp_path / "segment") as mapped:
        deadline = time.monotonic() + 20
        while in_memory(tmp_path / "segment") > SIZE / 3 and time.monotonic() < deadline:
            time.sleep(0.02)
        assert in_memory(tmp_path / "segment") <= SIZE / 3
        assert sum(mapped[:: mmap.PAGESIZE]) == 5 * SIZE // mmap.PAGESIZE


def test_other_files_stay(tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    with ExitStack() as stack:
        stack.enter_context(let_go(tmp_path / "index"))
        stack.enter_context(read_through(tmp_path / "beside"))
        time.sleep(0.3)
        assert in_memory(tmp_path / "beside") > SIZE / 2
