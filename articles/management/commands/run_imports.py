"""`manage.py run_imports`: carries out the imports that editors started, and visits the feeds that they had asked.

The admin starts it by itself; run by hand it takes up whatever waits. Where another one is at work it ends at once.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand

from articles import ingest
from articles.management.indexing import Indexing

_NICENESS = 10
"""Readers come first."""


class Command(BaseCommand):
    help = "Carries out the imports that editors started in the admin. They start it themselves; by hand it does no harm."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        os.nice(max(0, _NICENESS - os.nice(0)))
        indexing = Indexing(self.stderr.write)

        def batch(verdicts: Sequence[Any]) -> None:
            indexing.saved(len(verdicts))

        if ingest.work(ingest.Progress(batch)):
            indexing.sync()
