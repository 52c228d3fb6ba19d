"""What the archive keeps.

Articles and the names they mention (people, places, organizations, outlets, topics), the originals as
they were received, every revision, every import with the outcome of each of its rows, which articles are
versions of one story, how names were merged, and the queues of what is yet to be indexed and to be read for names.
`state` says whether any of it changed that readers see.
"""

from .anchors import carried, find_words, follow_words
from .article import CARRIED, Article, Withdrawn
from .corrections import IMPORT_REASON, READ, Correction, reads_otherwise
from .feeds import Feed
from .imports import ImportRow, ImportRun
from .mentions import Mention, Quote
from .merges import Distinct, Merge, MovedRow, Quest
from .names import Alias, Name, Organization, Outlet, Person, Place, Topic, full_name
from .originals import Original, OriginalDamaged
from .shelves import (
    DayTally,
    NameTally,
    Shelved,
    articles_by_day,
    articles_by_month,
    articles_by_year,
    articles_of_names,
    busy_since,
    most_articles,
    names_in_sight,
    published_total,
    shelf,
    undated_total,
)
from .state import WATCHED, archive_state, move_state
from .sync import QueuedDocument, QueuedExtraction
from .triggers import astray, recount
from .versions import MOST_HOLDERS, Shingle, Sketch, Version, versions_of

__all__ = [
    "CARRIED",
    "IMPORT_REASON",
    "MOST_HOLDERS",
    "READ",
    "WATCHED",
    "Alias",
    "Article",
    "Correction",
    "DayTally",
    "Distinct",
    "Feed",
    "ImportRow",
    "ImportRun",
    "Mention",
    "Merge",
    "MovedRow",
    "Name",
    "NameTally",
    "Organization",
    "Original",
    "OriginalDamaged",
    "Outlet",
    "Person",
    "Place",
    "Quest",
    "QueuedDocument",
    "QueuedExtraction",
    "Quote",
    "Shelved",
    "Shingle",
    "Sketch",
    "Topic",
    "Version",
    "Withdrawn",
    "archive_state",
    "articles_by_day",
    "articles_by_month",
    "articles_by_year",
    "articles_of_names",
    "astray",
    "busy_since",
    "carried",
    "find_words",
    "follow_words",
    "full_name",
    "most_articles",
    "move_state",
    "names_in_sight",
    "published_total",
    "reads_otherwise",
    "recount",
    "shelf",
    "undated_total",
    "versions_of",
]
