"""The whole archive as values, to be compared before and after; and archives of any shape for hypothesis."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from simple_history.models import HistoricalChanges

from articles.models import DayTally, Merge, MovedRow, NameTally, QueuedDocument

MOMENTS = {"updated_at"}
"""When something was last touched is told by no undoing."""
BOOKS = {Merge, MovedRow, QueuedDocument, NameTally, DayTally}


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table of the archive but its books, by number."""
    found = {}
    for model in apps.get_app_config("articles").get_models():
        if model in BOOKS or issubclass(model, HistoricalChanges) or model._meta.proxy:
            continue
        rows = model._base_manager.order_by("pk").values()
        found[model.__name__] = [{key: value for key, value in row.items() if key not in MOMENTS} for row in rows]
    return found
