"""Compares database and search index, and can repair the index; so with the shelves and tallies that pages are read from."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.models import astray, recount
from articles.search import Busy, SearchUnavailable, sync

_NAMED = 20


class Command(BaseCommand):
    help = (
        "Reads the whole search index, and holds every published article against it; exit status 1 where a file is "
        "damaged or an article differs. Counts the articles of names and days anew, too."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--repair", action="store_true", help="build a damaged index anew; queue what differs, bring it up to date"
        )

    def handle(self, *, repair: bool, **options: Any) -> None:
        counted = self._counted(repair)
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
        if not (found.agrees and counted):
            raise SystemExit(1)

    def _counted(self, repair: bool) -> bool:
        """Whether shelves and tallies are as articles and mentions say; with `repair` they are in the end."""
        wrong = astray()
        for table, count in wrong.items():
            self.stderr.write(f"{table}: {count} rows are wrong or missing")
        if wrong and repair:
            recount()
        return repair or not wrong

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
