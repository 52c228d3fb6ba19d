"""An article's way in: clean, read, known or new, save. Every article enters through here.

`run_import` takes sources (files of many articles) and says for each row what became of it and why. What editors
prepare in the admin goes the same way, in a process of its own (`prepared`, `background`).
"""

from .background import Condition, begin, condition, work
from .backlog import (
    WaitingName,
    accept_everywhere,
    reject_everywhere,
    waiting_mentions,
    waiting_name,
    waiting_names,
)
from .comparing import compare_archive, forget_compared, not_compared
from .corrections import NotTaken, read_anew, record_of, take_in, text_of
from .deciding import REASON as facts_reason
from .deciding import NameDecision, NewName, QuoteDecision, decide
from .fetching import FetchError, is_address
from .following import Poll, download, follow, is_followed
from .importers import FORMATS
from .linking import KINDS, Candidate, articles_mentioning, candidates, candidates_of, known_names
from .pasting import LONGEST as LONGEST_PASTE
from .pasting import AlreadySaved, keep_pasted, pasted_text, save_pasted
from .prepared import (
    ENCODINGS,
    Column,
    Look,
    NotAllowed,
    can_retry,
    columns_of,
    discard,
    from_address,
    from_files,
    give_up,
    look,
    mapping_of,
    retry,
    same_files,
    start,
)
from .proposals import Part, Proposal, ProposedName, ProposedQuote, propose, review
from .recipe import Recipe
from .records import KEYS
from .runs import Progress, passed_over, rehearse, remarks_on, run_import
from .sources import Source, UnreadableSource, find, left_out
from .suggesting import Suggester
from .turns import AlreadyRunning, hold_imports
from .typed import edited, keep_typed
from .uploads import LARGEST as LARGEST_UPLOAD
from .uploads import MOST_FILES, BadUpload, sweep
from .versions import Similar, note_versions, similar

__all__ = [
    "ENCODINGS",
    "FORMATS",
    "KEYS",
    "KINDS",
    "LARGEST_UPLOAD",
    "LONGEST_PASTE",
    "MOST_FILES",
    "AlreadyRunning",
    "AlreadySaved",
    "BadUpload",
    "Candidate",
    "Column",
    "Condition",
    "FetchError",
    "Look",
    "NameDecision",
    "NewName",
    "NotAllowed",
    "NotTaken",
    "Part",
    "Poll",
    "Progress",
    "Proposal",
    "ProposedName",
    "ProposedQuote",
    "QuoteDecision",
    "Recipe",
    "Similar",
    "Source",
    "Suggester",
    "UnreadableSource",
    "WaitingName",
    "accept_everywhere",
    "articles_mentioning",
    "begin",
    "can_retry",
    "candidates",
    "candidates_of",
    "columns_of",
    "compare_archive",
    "condition",
    "decide",
    "discard",
    "download",
    "edited",
    "facts_reason",
    "find",
    "follow",
    "forget_compared",
    "from_address",
    "from_files",
    "give_up",
    "hold_imports",
    "is_address",
    "is_followed",
    "keep_pasted",
    "keep_typed",
    "known_names",
    "left_out",
    "look",
    "mapping_of",
    "not_compared",
    "note_versions",
    "passed_over",
    "pasted_text",
    "propose",
    "read_anew",
    "record_of",
    "rehearse",
    "reject_everywhere",
    "remarks_on",
    "retry",
    "review",
    "run_import",
    "same_files",
    "save_pasted",
    "similar",
    "start",
    "sweep",
    "take_in",
    "text_of",
    "waiting_mentions",
    "waiting_name",
    "waiting_names",
    "work",
]
