"""How the archive does when it is large: real articles grown to so many, indexed by a process that starts cold, served."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from .report import Figure
from .sandbox import Sandbox, sandbox

Say = Callable[[str], None]


def measure_scale(
    paths: Sequence[Path], mapping: Sequence[str], sizes: Sequence[int], folder: Path | None, serving: Sequence[str], say: Say
) -> list[Figure]:
    """Each size in turn, in one archive that grows. `folder`: where to make and leave it, or where it was left before.

    `serving`: what else to tell `benchmark` inside."""
    with sandbox(folder) as box:
        if paths and not (box.folder / "imported").exists():
            say("importing")
            mapped = ["--map", *mapping] if mapping else []
            box.manage("import_articles", *map(str, paths), "-v0", *mapped, accept=(0, 1))
            (box.folder / "imported").touch()
        figures = []
        for size in sizes:
            figures += _grown(box, size, say) + box.figures(*serving)
        return figures or box.figures(*serving)


def _grown(box: Sandbox, size: int, say: Say) -> list[Figure]:
    say(f"growing to {size:,} articles")
    grown = box.run("benchmark", "--grow", str(size))
    added = int(grown.said)
    say(f"indexing, {added:,} were added in {grown.seconds:.0f} s")
    rebuilt = box.rebuild()
    say(f"asking, indexed in {rebuilt[0].note}")
    database = sum(file.stat().st_size for file in box.folder.glob("archive.sqlite3*"))
    return [
        Figure(f"grown to {size:,}: articles added", added, "articles", f"{grown.seconds:.0f} s, {grown.megabytes:.0f} MB"),
        *rebuilt,
        Figure("database on disk", database / 1e6, "MB"),
    ]
