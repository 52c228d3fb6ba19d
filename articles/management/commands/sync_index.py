"""Brings the search index up to date with the queue."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.search import Busy, SearchUnavailable, sync


class Command(BaseCommand):
    help = "Brings the search index up to date with what was saved since the last time."

    def handle(self, **options: Any) -> None:
        try:
            self.stdout.write(f"synced={sync.drain(wait=60)}")
        except (SearchUnavailable, Busy) as error:
            raise CommandError(str(error)) from error
