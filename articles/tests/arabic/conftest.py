"""The lexicon for tests: the one under NEWSROOM_DATA where it is up to date, else one of their own.

`lexicon_data` may be used by the tests of any room; it is built at most once a machine and version.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from articles import arabic
from articles.arabic.lexicon import BUILT_IN
from articles.arabic.lexicon.build import build, is_current


def lexicon_for_tests() -> Path:
    """A data folder whose lexicon/ has the built-in lexicon, built where it is not there yet."""
    data = Path(os.environ.get("NEWSROOM_DATA") or Path(__file__).parents[3] / "var")
    if is_current(data / "lexicon", BUILT_IN):
        return data.resolve()
    own = Path(tempfile.gettempdir(), f"newsroom-tests-{os.getuid()}")
    build(own / "lexicon", BUILT_IN)
    return own


@pytest.fixture(scope="session")
def lexicon_data() -> Path:
    return lexicon_for_tests()


@pytest.fixture(autouse=True)
def configured(lexicon_data: Path) -> Iterator[Path]:
    """Every test starts with the built-in lexicon and leaves the configuration as it was."""
    before = arabic.lexicon_folder().parent, arabic.lexicon_source()
    if before != (lexicon_data, BUILT_IN):
        arabic.configure(lexicon_data, BUILT_IN)
    yield lexicon_data
    if (arabic.lexicon_folder().parent, arabic.lexicon_source()) != before:
        arabic.configure(*before)
