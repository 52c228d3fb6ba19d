"""`manage.py extract [FILE]`: what a text says of itself, as one JSON object."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles import arabic, extraction


class Command(BaseCommand):
    help = "Prints headline, dateline, people, places, organizations and quotes of FILE (or of standard input) as JSON."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="a text in UTF-8; standard input where it is left out")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path | None = options["file"]
        try:
            content = sys.stdin.buffer.read() if path is None else path.read_bytes()
        except OSError as error:
            raise CommandError(f"تعذّرت قراءة {path}: {error.strerror}") from error
        try:
            found = extraction.extract(content.decode("utf-8", errors="replace"))
        except (arabic.LexiconError, extraction.ModelMismatch) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(found.as_json(), ensure_ascii=False))
