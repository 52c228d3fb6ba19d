"""What the archive keeps.

Articles and the names they mention (people, places, organizations, outlets, topics), the originals as
they were received, every revision, every import with the outcome of each of its rows, which articles are
versions of one story, and the queue of documents that the search index has yet to take in.
"""

from .anchors import carried, find_words, follow_words
from .article import CARRIED, Article
from .feeds import Feed
from .imports import ImportRow, ImportRun
from .mentions import Mention, Quote
from .names import Alias, Name, Organization, Outlet, Person, Place, Topic, full_name
from .originals import Original, OriginalDamaged
from .sync import QueuedDocument, QueuedExtraction
from .versions import MOST_HOLDERS, Shingle, Sketch, Version, versions_of

__all__ = [
    "CARRIED",
    "MOST_HOLDERS",
    "Alias",
    "Article",
    "Feed",
    "ImportRow",
    "ImportRun",
    "Mention",
    "Name",
    "Organization",
    "Original",
    "OriginalDamaged",
    "Outlet",
    "Person",
    "Place",
    "QueuedDocument",
    "QueuedExtraction",
    "Quote",
    "Shingle",
    "Sketch",
    "Topic",
    "Version",
    "carried",
    "find_words",
    "follow_words",
    "full_name",
    "versions_of",
]
