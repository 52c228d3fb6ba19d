"""`manage.py load_demo`: the sample article and the demo, where the archive has never held anything."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from articles.ingest import note_versions
from articles.models import Article, Name, Original

FIXTURES = ("sample", "demo")


def never_used() -> bool:
    """Whether nothing was ever kept here; an archive whose articles were deleted has their history."""
    kept = (Article.objects, Article.history, Name.objects, Original.objects)
    return not any(manager.exists() for manager in kept)


class Command(BaseCommand):
    help = "Loads the demo into an archive that has never held anything; otherwise does nothing."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not never_used():
            self.stderr.write("The archive is in use: the demo stays out.")
            return
        fixtures = [name for name in FIXTURES if any((folder / f"{name}.json").exists() for folder in settings.FIXTURE_DIRS)]
        if not fixtures:
            self.stderr.write(f"There are no fixtures ({', '.join(FIXTURES)}): the archive starts empty.")
            return
        with transaction.atomic():
            call_command("loaddata", *fixtures, verbosity=0)
            note_versions(list(Article.objects.order_by("pk")))
        self.stderr.write(f"Loaded the demo: {Article.objects.count()} articles.")
