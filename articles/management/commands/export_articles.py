"""Exports articles: `export_articles [--format jsonl|csv] [--query QUERYSTRING] [PATH]`."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from articles import exports
from articles.models import Article
from articles.search import BadParameters, SearchParams, SearchUnavailable, rank

_WRITERS = {"jsonl": exports.write_jsonl, "csv": exports.write_csv}
_BATCH = 500


class Command(BaseCommand):
    help = (
        "Writes articles as JSON Lines (import_articles reads them back unchanged) or CSV, to PATH or standard output: "
        "every article whatever its status, or the published ones that a search finds."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, metavar="PATH")
        parser.add_argument("--format", choices=_WRITERS, default="jsonl")
        parser.add_argument("--query", default="", metavar="QUERYSTRING", help="a search as its address has it: q=…&topic=5")

    def handle(self, *, path: Path | None, format: str, query: str, **options: Any) -> None:
        total, articles = self._articles(query)
        bar = tqdm(total=total, unit=" articles", disable=options["verbosity"] == 0, mininterval=1.0)
        if path is None:
            with bar:
                for _ in _WRITERS[format](articles, sys.stdout):
                    bar.update()
            return
        # Written aside and moved, so that a file of this name is a whole export or none.
        draft = path.with_name(f"{path.name}.part")
        with bar, draft.open("w", encoding="utf-8", newline="") as stream:
            for _ in _WRITERS[format](articles, stream):
                bar.update()
        draft.replace(path)

    def _articles(self, query: str) -> tuple[int, Iterator[Article]]:
        if not query:
            articles = Article.objects.order_by("pk")
            return articles.count(), exports.ready(articles).iterator(chunk_size=_BATCH)
        try:
            params = SearchParams.parse(parse_qs(query.removeprefix("?"), keep_blank_values=True))
            ids = rank(params).ids
        except (BadParameters, SearchUnavailable) as error:
            raise CommandError(str(error)) from error
        return len(ids), _by_ids(ids)


def _by_ids(ids: list[int]) -> Iterator[Article]:
    for start in range(0, len(ids), _BATCH):
        chunk = ids[start : start + _BATCH]
        found = exports.ready(Article.objects.published()).in_bulk(chunk)
        yield from (found[pk] for pk in chunk if pk in found)
