"""Searches from the command line, as the site does."""

from __future__ import annotations

import json
import re
from argparse import ArgumentParser
from html import unescape
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.search import BadParameters, SearchParams, SearchUnavailable, search


class Command(BaseCommand):
    help = "Searches the archive; what matched stands in [brackets]."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("query", metavar="QUERY")
        parser.add_argument("--limit", type=int, default=10, choices=range(1, 101), metavar="N")
        parser.add_argument("--json", action="store_true", help="JSON Lines, one result a line")

    def handle(self, *, query: str, limit: int, json: bool, **options: Any) -> None:
        try:
            found = search(SearchParams.parse({"q": [query]}), limit=limit, facets=False)
        except (BadParameters, SearchUnavailable) as error:
            raise CommandError(str(error)) from error
        if not json:
            self.stderr.write(f"{found.total} ({found.total_all_words} with every word)")
        for result in found.results:
            self.stdout.write(_as_json(result) if json else _as_text(result))


def _plain(html: str) -> str:
    return unescape(re.sub(r"</?mark>", lambda mark: "]" if "/" in mark.group() else "[", html))


def _as_json(result: Any) -> str:
    article = result.article
    return json.dumps(
        {
            "id": article.pk,
            "url": article.get_absolute_url(),
            "headline": article.headline,
            "score": result.score,
            "snippet": result.snippet,
        },
        ensure_ascii=False,
    )


def _as_text(result: Any) -> str:
    return f"{result.score:8.3f}  {_plain(result.headline)}\n          {_plain(result.snippet)}"
