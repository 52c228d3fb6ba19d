"""Exports articles: `export_articles [--format jsonl|csv|ninjs] [--query QUERYSTRING] [PATH]`."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any
from urllib.parse import parse_qs

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from articles import exports
from articles.models import Article
from articles.search import BadParameters, SearchParams, SearchUnavailable, rank


class Command(BaseCommand):
    help = (
        "Writes articles as JSON Lines, CSV or IPTC ninjs, to PATH or standard output; import_articles reads them back "
        "unchanged. Every article whatever its status, or the published ones that a search finds."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, metavar="PATH")
        parser.add_argument("--format", choices=exports.FORMATS, default="jsonl")
        parser.add_argument("--query", default="", metavar="QUERYSTRING", help="a search as its address has it: q=…&topic=5")

    def handle(self, *, path: Path | None, format: str, query: str, **options: Any) -> None:
        total, articles = self._articles(query)
        bar = tqdm(total=total, unit=" articles", disable=options["verbosity"] == 0, mininterval=1.0)
        if path is None:
            with bar:
                _write(exports.FORMATS[format], articles, sys.stdout, bar)
            return
        # Written aside and moved, so that a file of this name is a whole export or none.
        draft = path.with_name(f"{path.name}.part")
        with bar, draft.open("w", encoding="utf-8", newline="") as stream:
            _write(exports.FORMATS[format], articles, stream, bar)
        draft.replace(path)

    def _articles(self, query: str) -> tuple[int, Iterator[Article]]:
        if not query:
            articles = Article.objects.order_by("pk")
            return articles.count(), exports.ready(articles).iterator(chunk_size=exports.BATCH)
        try:
            params = SearchParams.parse(parse_qs(query.removeprefix("?"), keep_blank_values=True))
            ids = rank(params).ids
        except (BadParameters, SearchUnavailable) as error:
            raise CommandError(str(error)) from error
        return len(ids), exports.in_order(ids)


def _write(format: exports.Format, articles: Iterable[Article], stream: IO[str], bar: tqdm[Any]) -> None:
    stream.write(format.opening)
    for article in articles:
        stream.write(format.line(article))
        bar.update()
