"""A name's life in the archive: merged with its doubles and parted again, and looked for in every article.

Machines propose (`likely_doubles`, `seek`); people decide. Nothing here merges or confirms by itself.
"""

from .doubles import Pair, declare_distinct, likely_doubles
from .merging import MergeRefused, Prospect, clashes_of, merge, prospect
from .seeking import NotSought, Outcome, said, seek, sought
from .undoing import UndoRefused, undo, why_not

__all__ = [
    "MergeRefused",
    "NotSought",
    "Outcome",
    "Pair",
    "Prospect",
    "UndoRefused",
    "clashes_of",
    "declare_distinct",
    "likely_doubles",
    "merge",
    "prospect",
    "said",
    "seek",
    "sought",
    "undo",
    "why_not",
]
