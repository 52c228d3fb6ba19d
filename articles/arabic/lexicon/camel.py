"""camel-tools' morphology database, opened without what its import does to a machine.

Promises: `open_database` reads a CAMeL morphology database through `camel_tools.morphology`, without
network and without leaving a folder in anybody's home. Importing this module imports nothing of
camel-tools; only building a lexicon needs it, never looking a word up.

Refuses: to be called from several threads at once for the first time (it changes the environment
for as long as the import takes).
"""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from .errors import LexiconSourceError


def import_morphology(module: str = "database") -> ModuleType:
    """`camel_tools.morphology.<module>`, imported in peace."""
    with _quiet_environment():
        return import_module(f"camel_tools.morphology.{module}")


def open_database(path: Path) -> Any:  # a camel_tools MorphologyDB, which has no type hints
    """The analysis tables of the database file `path`; raises LexiconSourceError where it is none."""
    try:
        database = import_morphology().MorphologyDB
    except ImportError as error:
        raise LexiconSourceError(f"camel-tools cannot be imported ({error}). Install requirements.txt.") from error
    try:
        opened = database(str(path), "a")
    except OSError as error:
        raise LexiconSourceError(f"The morphology database {path} cannot be read: {error.strerror}.") from error
    except Exception as error:  # its parser raises whatever a wrong line makes happen
        raise LexiconSourceError(f"{path} is not a CAMeL morphology database: {error}.") from error
    if not (opened.prefix_hash and opened.stem_hash and opened.suffix_hash and opened.prefix_suffix_compat):
        raise LexiconSourceError(f"{path} is not a whole CAMeL morphology database: a section is empty or missing.")
    return opened


@contextmanager
def _quiet_environment() -> Iterator[None]:
    # On import camel-tools makes ~/.camel_tools, and downloads a catalogue of its data sets unless
    # CAMELTOOLS_DATA names a folder that has one. An empty catalogue serves: we name our file.
    with tempfile.TemporaryDirectory(prefix="camel-tools-") as folder:
        catalogue = {"version": "1.6.0", "packages": {}, "components": {}}
        Path(folder, "catalogue.json").write_text(json.dumps(catalogue), encoding="utf-8")
        before = {name: os.environ.get(name) for name in ("HOME", "CAMELTOOLS_DATA")}
        os.environ.update(HOME=folder, CAMELTOOLS_DATA=folder)
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value
