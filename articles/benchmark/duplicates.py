"""How well and how fast versions of the same story are found, in an archive in which the true ones are known.

Recall: of the altered copies, those that suggestions join with the article they were made of, in however many steps.
Precision: of the suggested pairs, those that are of one making (a copy and its article, or two copies of one). Where
both go back to two articles that were in the files, nobody knows without reading: real archives have versions of
their own. Such pairs count neither for nor against, and are reported apart; `find_duplicates` lists them for reading.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from articles.models import Article, Version

from .altered import ALTERED, OTHER, made_of
from .report import Figure
from .sandbox import sandbox


def measure_duplicates(
    paths: Sequence[Path], mapping: Sequence[str], size: int, folder: Path | None, say: Callable[[str], None]
) -> list[Figure]:
    """Imports the files into an archive of its own, makes it `size` articles large, and compares them all."""
    with sandbox(folder) as box:
        if not (box.folder / "planted").exists():
            if not paths:
                raise ValueError("--duplicates starts from the articles of files: --articles PATH…")
            say("importing")
            box.manage("import_articles", *map(str, paths), "-v0", *(["--map", *mapping] if mapping else []), accept=(0, 1))
            say(f"making it {size:,} articles")
            box.manage("benchmark", "--plant", str(size))
            (box.folder / "planted").touch()
        say("comparing")
        compared = box.run("find_duplicates", "-v0", "--again")
        counts = dict(pair.split("=") for pair in compared.said.strip().splitlines()[-1].split())
        database = sum(file.stat().st_size for file in box.folder.glob("archive.sqlite3*"))
        return [
            Figure("duplicates: articles compared", int(counts["compared"]), "articles", f"{compared.seconds:.0f} s"),
            Figure("duplicates: speed", int(counts["compared"]) / compared.seconds, "articles/s"),
            Figure("duplicates: peak memory of its own", compared.megabytes, "MB"),
            Figure("duplicates: database on disk", database / 1e6, "MB"),
            *box.figures("--judge-duplicates"),
        ]


def judge_duplicates() -> list[Figure]:
    """Recall and precision of what is suggested in an archive made by `plant`."""
    ids = list(Article.objects.exclude(external_id="").values_list("pk", "external_id"))
    origin = made_of(ids)
    other = {number for number, external_id in ids if external_id.startswith(OTHER)}
    if not origin:
        raise ValueError("no altered copies are in this archive")
    pairs = list(Version.objects.order_by().values_list("article", "of"))
    groups = _groups(pairs)
    found = {copy for copy, article in origin.items() if copy in groups and groups[copy] == groups.get(article)}
    judged = Counter(_judge(origin.get(one, one), origin.get(two, two), other) for one, two in pairs)
    wrong = judged["wrong"]
    return [
        Figure("duplicates: altered copies", len(origin), "articles"),
        Figure("duplicates: recall", len(found) / len(origin), "share"),
        *_by_share(ids, found),
        Figure("duplicates: pairs suggested", len(pairs), "pairs"),
        Figure("duplicates: precision", judged["right"] / max(1, judged["right"] + wrong), "share", f"{wrong} wrong"),
        Figure("duplicates: pairs of the files' own", judged["own"], "pairs", "to be judged by reading"),
    ]


def _judge(one: int, two: int, other: set[int]) -> str:
    if one == two:
        return "right"
    return "wrong" if {one, two} & other else "own"


def _by_share(ids: Iterable[tuple[int, str]], found: set[int]) -> list[Figure]:
    """Recall of those changed least and most."""
    altered = [(float(external_id.split()[2]), pk) for pk, external_id in ids if external_id.startswith(ALTERED)]
    figures = []
    for first, last in ((0.0, 0.05), (0.05, 0.10), (0.10, 0.15), (0.15, 1.0)):
        some = [pk for share, pk in altered if first <= share < last]
        if some:
            label = f"duplicates: recall, {first:.0%} of the words changed or more"
            figures.append(Figure(label, sum(pk in found for pk in some) / len(some), "share", f"{len(some)} articles"))
    return figures


def _groups(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Article -> the first article of its group, for all that are in a pair."""
    first: dict[int, int] = {}

    def root(pk: int) -> int:
        while first.setdefault(pk, pk) != pk:
            first[pk] = first[first[pk]]
            pk = first[pk]
        return pk

    for one, two in pairs:
        low, high = sorted((root(one), root(two)))
        first[high] = low
    return {pk: root(pk) for pk in first}
