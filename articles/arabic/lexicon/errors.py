"""What can be wrong with the lexicon, in words that tell an operator what to do."""

from pathlib import Path

BUILD_COMMAND = "manage.py build_lexicon"


class LexiconError(Exception):
    """The lexicon cannot be used. The message says why and what to do about it."""


class LexiconMissing(LexiconError):
    """There is no compiled lexicon where the configuration says it is."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"There is no Arabic lexicon at {path}. Build it with: {BUILD_COMMAND} "
            "(or set ARABIC_LEXICON=none to run without one)."
        )


class LexiconDamaged(LexiconError):
    """There is a file, but it is not a whole lexicon of the version this code reads."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        super().__init__(f"The Arabic lexicon at {path} cannot be used: {reason}. Build it again with: {BUILD_COMMAND} --force")


class LexiconSourceError(LexiconError):
    """The tables or the database that the lexicon is made from cannot be read."""
