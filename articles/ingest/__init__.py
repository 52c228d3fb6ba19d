"""An article's way in: clean, read, known or new, save. Every article enters through here.

`run_import` takes sources (files of many articles) and says for each row what became of it and why.
"""

from .backlog import (
    WaitingName,
    accept_everywhere,
    reject_everywhere,
    waiting_mentions,
    waiting_name,
    waiting_names,
)
from .comparing import compare_archive, forget_compared, not_compared
from .deciding import REASON as facts_reason
from .deciding import NameDecision, NewName, QuoteDecision, decide
from .fetching import FetchError, is_address
from .following import Poll, download, follow
from .importers import FORMATS
from .linking import KINDS, Candidate, articles_mentioning, candidates, candidates_of, known_names
from .pasting import LONGEST as LONGEST_PASTE
from .pasting import AlreadySaved, keep_pasted, pasted_text, save_pasted
from .proposals import Part, Proposal, ProposedName, ProposedQuote, propose, review
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
    "KINDS",
    "LONGEST_PASTE",
    "AlreadyRunning",
    "AlreadySaved",
    "Candidate",
    "FetchError",
    "NameDecision",
    "NewName",
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
    "UnreadableSource",
    "WaitingName",
    "accept_everywhere",
    "articles_mentioning",
    "candidates",
    "candidates_of",
    "compare_archive",
    "decide",
    "download",
    "facts_reason",
    "find",
    "follow",
    "forget_compared",
    "is_address",
    "keep_pasted",
    "keep_typed",
    "known_names",
    "left_out",
    "not_compared",
    "note_versions",
    "passed_over",
    "pasted_text",
    "propose",
    "rehearse",
    "reject_everywhere",
    "remarks_on",
    "review",
    "run_import",
    "save_pasted",
    "similar",
    "waiting_mentions",
    "waiting_name",
    "waiting_names",
]
