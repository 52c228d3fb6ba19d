"""`manage.py analyze [TEXT]`: how words are analysed, as JSON Lines, one token each."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles import arabic


class Command(BaseCommand):
    help = "Prints each token of TEXT (or of standard input) with its offsets, norm, stem and lemmas."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("text", nargs="?", help="the text; read from standard input where it is left out")

    def handle(self, *args: Any, **options: Any) -> None:
        text: str | None = options["text"]
        if text is None:
            text = sys.stdin.buffer.read().decode("utf-8", errors="replace")
        try:
            for token, terms in arabic.analyze(text):
                self.stdout.write(json.dumps(token._asdict() | terms._asdict(), ensure_ascii=False))
        except arabic.LexiconError as error:
            raise CommandError(str(error)) from error
