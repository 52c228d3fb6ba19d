"""What the archive keeps.

Articles and the names they mention (people, places, organizations, outlets, topics), the originals as
they were received, every revision, every import with the outcome of each of its rows, which articles are
versions of one story, how names were merged, and the queues of what is yet to be indexed and to be read for names.
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
from .sync import QueuedDocument, QueuedExtraction
from .versions import MOST_HOLDERS, Shingle, Sketch, Version, versions_of

__all__ = [
    "CARRIED",
    "IMPORT_REASON",
    "MOST_HOLDERS",
    "READ",
    "Alias",
    "Article",
    "Correction",
    "Distinct",
    "Feed",
    "ImportRow",
    "ImportRun",
    "Mention",
    "Merge",
    "MovedRow",
    "Name",
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
    "Shingle",
    "Sketch",
    "Topic",
    "Version",
    "Withdrawn",
    "carried",
    "find_words",
    "follow_words",
    "full_name",
    "reads_otherwise",
    "versions_of",
]
