"""`manage.py build_lexicon`: make the Arabic lexicon under the data folder, where it is not there yet."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles import arabic


class Command(BaseCommand):
    help = "Builds the Arabic lexicon (a few seconds); does nothing where it is up to date."
    requires_system_checks: list[str] = []  # one of them may say that the lexicon is missing

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--force", action="store_true", help="build even where it is up to date")

    def handle(self, *args: Any, **options: Any) -> None:
        source = arabic.lexicon_source()
        try:
            result = arabic.build_lexicon(force=options["force"])
        except arabic.LexiconError as error:
            raise CommandError(str(error)) from error
        if source == "none":
            self.stdout.write("ARABIC_LEXICON=none: no lexicon is needed.")
            return
        did = f"built in {result.seconds:.1f} s" if result.built else "up to date"
        self.stdout.write(f"{result.path}: {did}; {result.lemmas} lemmas, {result.stems} stems.")
