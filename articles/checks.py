"""System checks: what `manage.py check` and every command say before it is too late.

Errors stop a command; warnings do not. Nothing here touches the database: PostgreSQL may be down.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from articles import arabic


@register()
def lexicon(**_: Any) -> list[CheckMessage]:
    """The lexicon is there and whole. It decides what the index holds, so nothing may be indexed without it."""
    try:
        arabic.open_lexicon()
    except arabic.LexiconError as error:
        return [Error(str(error), hint="manage.py build_lexicon", id="articles.E001")]
    return []


@register(Tags.database)
def sqlite_folder(databases: Any = None, **_: Any) -> list[CheckMessage]:
    """SQLite writes beside its file (the write-ahead log), so the folder must be writable and not only the file."""
    database = settings.DATABASES["default"]
    name = str(database["NAME"])
    if "sqlite3" not in database["ENGINE"] or name == ":memory:" or name.startswith("file:"):
        return []
    path = Path(name)
    blocked = [place for place in (path.parent, path) if place.exists() and not os.access(place, os.W_OK)]
    hint = "SQLite keeps its write-ahead log beside the file: the folder and all files in it must be this user's."
    return [Error(f"{place} is not writable by this user.", hint=hint, id="articles.E002") for place in blocked]


@register()
def search_index(**_: Any) -> list[CheckMessage]:
    """There is an index, and it is of this version."""
    from articles.search import sync

    try:
        problem = sync.engine().problem()
    except arabic.LexiconError:
        return []  # said above
    return [Warning(problem, hint="manage.py rebuild_index", id="articles.W001")] if problem else []


@register(deploy=True)
def public_hosts(**_: Any) -> list[CheckMessage]:
    """A star in ALLOWED_HOSTS lets anyone write the addresses that feeds and sitemaps carry."""
    if "*" not in settings.ALLOWED_HOSTS:
        return []
    return [Warning("ALLOWED_HOSTS contains *.", hint="Name the hosts that the archive is served at.", id="articles.W002")]
