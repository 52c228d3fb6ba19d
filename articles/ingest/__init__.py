"""An article's way in: clean, read, known or new, save. Every article enters through here.

`run_import` takes sources (files of many articles) and says for each row what became of it and why.
"""

from .comparing import compare_archive, forget_compared, not_compared
from .fetching import FetchError, is_address
from .following import Poll, download, follow
from .importers import FORMATS
from .recipe import Recipe
from .records import KEYS
from .runs import Progress, passed_over, rehearse, remarks_on, run_import
from .sources import Source, UnreadableSource, find, left_out
from .turns import AlreadyRunning
from .typed import keep_typed
from .versions import Similar, note_versions, similar

__all__ = [
    "FORMATS",
    "KEYS",
    "AlreadyRunning",
    "FetchError",
    "Poll",
    "Progress",
    "Recipe",
    "Similar",
    "Source",
    "UnreadableSource",
    "compare_archive",
    "download",
    "find",
    "follow",
    "forget_compared",
    "is_address",
    "keep_typed",
    "left_out",
    "not_compared",
    "note_versions",
    "passed_over",
    "rehearse",
    "remarks_on",
    "run_import",
    "similar",
]
