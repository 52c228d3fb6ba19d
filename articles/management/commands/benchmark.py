"""Measures the archive as it stands, or what files would make of it."""

from __future__ import annotations

import json
from argparse import SUPPRESS, ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles import benchmark


class Command(BaseCommand):
    help = (
        "Measures search, pages, lexicon and memory on the archive as it stands. With files (--articles) in an archive of "
        "their own: import and serving; with --scale, the same grown to so many articles; with --known-item, how well their "
        "headlines find them; with --duplicates, how altered copies among so many articles are found; with --peer, another "
        "engine on the same articles. With --squad: questions with known answers."
    )

    requires_system_checks = ()  # of files it makes archives of their own, wherever it runs

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--queries", type=int, default=300, metavar="N")
        parser.add_argument("--turns", type=int, default=3, metavar="N", help="of measuring pages against a bare Django view")
        parser.add_argument("--requests", type=int, default=1000, metavar="N", help="to a worker that is then weighed")
        parser.add_argument("--articles", nargs="+", type=Path, default=[], metavar="PATH", help="files to import")
        parser.add_argument("--map", nargs="+", default=[], metavar="field=column", help="as import_articles has it")
        parser.add_argument("--scale", nargs="+", type=int, default=[], metavar="N", help="grow the archive to N articles")
        parser.add_argument("--in", dest="folder", type=Path, metavar="FOLDER", help="make it here and leave it, or take it up")
        parser.add_argument("--known-item", action="store_true", help="headlines as questions, not in the index")
        parser.add_argument("--questions", type=int, default=1500, metavar="N", help="of each half of the known items")
        parser.add_argument("--peer", choices=["whoosh"], help="index and ask another engine too")
        parser.add_argument("--sample", type=int, default=2000, metavar="N", help="articles for the peer")
        parser.add_argument("--squad", type=Path, metavar="FILE", help="questions with known paragraphs, in SQuAD's form")
        parser.add_argument("--duplicates", type=int, metavar="N", help="find the altered copies among N articles")
        parser.add_argument("--json", action="store_true")
        # What it asks of itself, inside an archive that it made.
        parser.add_argument("--ask", type=Path, help=SUPPRESS)
        parser.add_argument("--ask-headlines", type=int, help=SUPPRESS)
        parser.add_argument("--grow", type=int, help=SUPPRESS)
        parser.add_argument("--plant", type=int, help=SUPPRESS)
        parser.add_argument("--judge-duplicates", action="store_true", help=SUPPRESS)

    def handle(self, **options: Any) -> None:
        try:
            for name, make in (("grow", benchmark.grow), ("plant", benchmark.plant)):
                if options[name]:
                    self.stdout.write(str(make(options[name])))
                    return
            figures = self._inside(**options) or self._measure(**options) or self._as_it_stands(**options)
        except (LookupError, ValueError, RuntimeError, OSError) as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps([asdict(figure) for figure in figures], ensure_ascii=False))
        else:
            self.stdout.write("\n".join(map(str, figures)))

    def _inside(
        self, *, ask: Path | None, ask_headlines: int | None, judge_duplicates: bool, **_: Any
    ) -> list[benchmark.Figure]:
        if ask:
            return benchmark.ask(ask)
        if judge_duplicates:
            return benchmark.judge_duplicates()
        return benchmark.ask_headlines(ask_headlines) if ask_headlines else []

    def _measure(self, *, articles: list[Path], map: list[str], folder: Path | None, **options: Any) -> list[benchmark.Figure]:
        """In archives made for it."""
        serving = [part for name in ("queries", "requests", "turns") for part in (f"--{name}", str(options[name]))]
        serving += ["--peer", options["peer"], "--sample", str(options["sample"])] if options["peer"] else []
        figures: list[benchmark.Figure] = []
        if options["squad"]:
            figures += benchmark.measure_relevance(options["squad"])
        if options["known_item"]:
            figures += benchmark.measure_known(articles, map, options["questions"])
        if options["duplicates"]:
            return figures + benchmark.measure_duplicates(articles, map, options["duplicates"], folder, self.stderr.write)
        if options["scale"] or folder:
            figures += benchmark.measure_scale(articles, map, options["scale"], folder, serving, self.stderr.write)
        elif articles and not figures:
            figures += benchmark.measure_import(articles, map, serving)
        return figures

    def _as_it_stands(self, *, queries: int, requests: int, turns: int, **options: Any) -> list[benchmark.Figure]:
        figures = benchmark.measure_lexicon() + benchmark.measure_serving(queries) + benchmark.measure_worker(requests)
        figures += benchmark.measure_against_bare(turns)
        return figures + (benchmark.measure_peer(options["sample"], queries) if options["peer"] else [])
