"""What `loaddata` leaves out: Django saves fixtures raw, without the models' own `save`.

The columns that follow from others are filled in, and a loaded article gets its first revision.
"""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save, pre_save

from .article import Article
from .names import Alias, Name


def listen() -> None:
    """Connects the signals; once, when Django starts."""
    for model in (Article, Name, Alias):
        pre_save.connect(_prepare, model)
    for model in (Article, Name):
        post_save.connect(_first_revision, model)


def _prepare(instance: Any, raw: bool, **_: Any) -> None:
    if raw:
        instance.prepare()


def _first_revision(instance: Any, raw: bool, created: bool, **_: Any) -> None:
    if raw and created:
        instance.history.bulk_history_create([instance], default_change_reason="من ملف جاهز")
