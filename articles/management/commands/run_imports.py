"""`manage.py run_imports`: carries out the imports that editors started, and visits the feeds that they had asked.

The admin starts it by itself; run by hand it takes up whatever waits. Where another one is at work it ends at once.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from articles import ingest
from articles.management.indexing import Indexing

_NICENESS = 10


class Command(BaseCommand):
    help = "Carries out the imports that editors started in the admin. They start it themselves; by hand it does no harm."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--gently", action="store_true", help="leave the processor to readers first, as the admin starts it"
        )

    def handle(self, *, gently: bool, **options: Any) -> None:
        if gently:
            os.nice(_NICENESS)
        indexing = Indexing(self.stderr.write)

        def batch(verdicts: Sequence[Any]) -> None:
            indexing.saved(len(verdicts))

        try:
            ingest.work(ingest.Progress(batch))
        finally:
            indexing.finish()
