"""Compares database and search index, and can repair the index."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.search import Busy, SearchUnavailable, sync

_NAMED = 20


class Command(BaseCommand):
    help = (
        "Reads the whole search index, and holds every published article against it; exit status 1 where a file is "
        "damaged or an article differs."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--repair", action="store_true", help="build a damaged index anew; queue what differs, bring it up to date"
        )

    def handle(self, *, repair: bool, **options: Any) -> None:
        try:
            if not self._whole(repair):
                raise SystemExit(1)
            found = self._compare()
            if repair and not found.agrees:
                sync.queue(found.differing)
                sync.drain(wait=60)
                found = self._compare()
        except (SearchUnavailable, Busy) as error:
            raise CommandError(str(error)) from error
        if not found.agrees:
            raise SystemExit(1)

    def _whole(self, repair: bool) -> bool:
        """Whether the files of the index are as they were written; with `repair` they are in the end."""
        if problem := sync.engine().problem():
            if not repair:
                raise SearchUnavailable(problem)
            self.stderr.write(problem)
        elif damaged := sync.engine().damaged():
            self.stderr.write(f"damaged: {', '.join(damaged)}")
            if not repair:
                return False
        else:
            return True
        sync.rebuild()
        return True

    def _compare(self) -> sync.Comparison:
        found = sync.compare()
        self.stdout.write(
            f"articles={found.articles} missing={len(found.missing)} "
            f"outdated={len(found.outdated)} left_over={len(found.left_over)}"
        )
        for label in ("missing", "outdated", "left_over"):
            ids = getattr(found, label)
            if ids:
                more = f" and {len(ids) - _NAMED} more" if len(ids) > _NAMED else ""
                self.stderr.write(f"{label}: {', '.join(map(str, ids[:_NAMED]))}{more}")
        return found
