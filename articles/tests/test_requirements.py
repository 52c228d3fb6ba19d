"""The locks: everything pinned, the run-time lock complete, and torch out of it."""

import json
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from django.conf import settings
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCK = settings.BASE_DIR / "requirements.txt"
DEV_LOCK = settings.BASE_DIR / "requirements-dev.txt"
HEAVY = {"torch", "transformers", "scipy", "pandas", "scikit-learn", "tensorflow"}
# camel-tools declares all that any of its tools may need; test_the_lock_is_enough_to_run_on proves what is used.
INCOMPLETE = {"camel-tools"}


def pins(path: Path) -> dict[str, str]:
    lines = [line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines()]
    found: dict[str, str] = {}
    for line in filter(None, lines):
        pin = re.fullmatch(r"([A-Za-z0-9._-]+)==([A-Za-z0-9.+!]+)", line)
        assert pin, f"{path.name}: {line!r} is not one package pinned with =="
        name = canonicalize_name(pin[1])
        assert name not in found, f"{path.name} names {name} twice"
        found[name] = pin[2]
    return found


def declared(name: str) -> list[Requirement]:
    """What an installed package needs here, its extras aside."""
    requirements = [Requirement(line) for line in metadata.distribution(name).requires or []]
    return [found for found in requirements if found.marker is None or found.marker.evaluate({"extra": ""})]


@pytest.mark.parametrize("path", [LOCK, DEV_LOCK], ids=lambda path: path.name)
def test_every_line_is_one_pinned_package_that_is_installed(path: Path) -> None:
    for name, version in pins(path).items():
        assert metadata.version(name) == version


def test_no_package_is_in_both_locks() -> None:
    """Otherwise the tests would run on another version than the archive."""
    assert not pins(LOCK).keys() & pins(DEV_LOCK).keys()


@pytest.mark.parametrize("paths", [(LOCK,), (LOCK, DEV_LOCK)], ids=["run time", "with the test tools"])
def test_what_is_locked_needs_nothing_else(paths: tuple[Path, ...]) -> None:
    locked = {name: version for path in paths for name, version in pins(path).items()}
    problems = [
        f"{name} needs {need}: {locked.get(canonicalize_name(need.name), 'not in the lock')}"
        for name in locked.keys() - INCOMPLETE
        for need in declared(name)
        if not need.specifier.contains(locked.get(canonicalize_name(need.name), "0.dev0"), prereleases=True)
        or canonicalize_name(need.name) not in locked
    ]
    assert not problems, "\n".join(problems)


def test_nothing_heavy_is_locked() -> None:
    assert not HEAVY & pins(LOCK).keys()


# Run in a process of its own: imports every module with the lock's packages and no other.
_IMPORT_ALL = """
import importlib, importlib.metadata, json, os, pkgutil, sys

locked, heavy = json.loads(sys.argv[1])
normal = lambda name: name.lower().replace("_", "-").replace(".", "-")
foreign = {
    module
    for module, owners in importlib.metadata.packages_distributions().items()
    if not {normal(owner) for owner in owners} & set(locked)
} | set(heavy)


class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in foreign:
            raise ModuleNotFoundError(f"No module named {name!r} (not in requirements.txt)", name=name)


sys.meta_path.insert(0, Refuse())
os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
import django

django.setup()
import articles, newsroom
import newsroom.urls, newsroom.wsgi

for package in (articles, newsroom):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if ".tests" not in module.name:
            importlib.import_module(module.name)
# What camel-tools is there for; importing it is not enough to say that it works.
from io import StringIO
from django.core.management import call_command

call_command("build_lexicon", force=True, stdout=StringIO())
from articles import arabic

assert [terms.lemmas for _, terms in arabic.analyze("وللمفاوضات")][0]
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def test_the_lock_is_enough_to_run_on(tmp_path: Path) -> None:
    """Every module is imported and the lexicon built, with everything else hidden: the test tools, torch, pandas."""
    arguments = json.dumps([sorted(pins(LOCK)), sorted(name.replace("-", "_") for name in HEAVY | {"sklearn"})])
    done = subprocess.run(
        [sys.executable, "-c", _IMPORT_ALL, arguments],
        cwd=settings.BASE_DIR,
        env={"NEWSROOM_DATA": str(tmp_path), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not {"torch", "transformers", "scipy", "pandas", "pytest"} & set(json.loads(done.stdout.splitlines()[-1]))
    assert not list(tmp_path.glob(".camel_tools")), "camel-tools wrote into the home folder"
