"""Measures the archive as it stands, or what files would make of it."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles import benchmark


class Command(BaseCommand):
    help = (
        "Measures search, pages, lexicon and memory on the archive as it stands. With --articles: import and serving, in a "
        "throwaway archive made of these files. With --squad: relevance, in a throwaway archive made of its paragraphs."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--queries", type=int, default=300, metavar="N")
        parser.add_argument("--articles", nargs="+", type=Path, metavar="PATH", help="files to import")
        parser.add_argument("--map", nargs="+", default=[], metavar="field=column", help="as import_articles has it")
        parser.add_argument("--squad", type=Path, metavar="FILE", help="questions with known paragraphs, in SQuAD's form")
        parser.add_argument("--ask", type=Path, metavar="FILE", help="ask FILE's questions of this archive")
        parser.add_argument("--json", action="store_true")

    def handle(self, **options: Any) -> None:
        try:
            figures = self._measure(**options)
        except (LookupError, ValueError, RuntimeError, OSError) as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps([asdict(figure) for figure in figures], ensure_ascii=False))
        else:
            self.stdout.write("\n".join(map(str, figures)))

    def _measure(self, *, queries: int, **options: Any) -> list[benchmark.Figure]:
        if options["ask"]:
            return benchmark.ask(options["ask"])
        figures: list[benchmark.Figure] = []
        if options["squad"]:
            figures += benchmark.measure_relevance(options["squad"])
        if options["articles"]:
            figures += benchmark.measure_import(options["articles"], options["map"])
        if not figures:
            figures = benchmark.measure_lexicon() + benchmark.measure_serving(queries) + benchmark.measure_worker()
        return figures
