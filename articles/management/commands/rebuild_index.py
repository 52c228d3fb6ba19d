"""Builds the search index anew beside the one in use and swaps it in (takes the place of Haystack's command)."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from articles.models import Article
from articles.search import Busy, SearchUnavailable, sync


class Command(BaseCommand):
    requires_system_checks: list[str] = []  # one of them may say that there is no index
    help = "Builds the search index anew beside the one in use, which goes on answering, and swaps it in whole."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--noinput", action="store_true", help="accepted as Haystack's command has it; nothing is asked")

    def handle(self, **options: Any) -> None:
        total = Article.objects.published().count()
        try:
            with tqdm(total=total, unit=" articles", disable=options["verbosity"] == 0, mininterval=1.0) as bar:
                count = sync.rebuild(bar.update)
            sync.drain()
        except (SearchUnavailable, Busy) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"indexed={count}")
