"""`manage.py extract_names`: looks for the names that articles say, and suggests what it finds.

Without options in the articles that wait for it; with `--all` in every article; with `--for NAME` for one name of the
archive in all of its articles.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles import arabic, extraction
from articles.ingest import Suggester
from articles.models import Article, Name, QueuedExtraction
from articles.names import NotSought, Outcome, seek


class Command(BaseCommand):
    help = (
        "Suggests the names and quotes of articles that wait for it (their import was cut short, or they are long), or of all. "
        "With --for, suggests a name of the archive in every article that says it. Editors confirm or reject. What was done "
        "is kept when it is cut short. The last line of stdout counts articles read and suggestions made."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="every article, those imported with --no-extract too")
        names = parser.add_argument_group("names that the archive keeps, looked for in all its articles")
        names.add_argument(
            "--for",
            dest="names",
            action="append",
            default=[],
            metavar="NAME",
            help="a name by its number, or in any of its spellings; may be given several times",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["names"] and options["all"]:
            raise CommandError("‎--all يقرأ كل المقالات لكل الأسماء، و--for يبحث عن اسم بعينه؛ اختر أحدهما.")
        if not options["names"]:
            self._read_waiting(everything=options["all"])
            return
        total = Outcome()
        for name in [self._name(text) for text in options["names"]]:
            self.stderr.write(f"{name} ({name.pk})")
            try:
                found = seek(name, progress=self._tell)
            except (NotSought, arabic.LexiconError, extraction.ModelMismatch) as error:
                raise CommandError(str(error)) from error
            if not found.through_index:
                self.stderr.write("محرك البحث لا يجيب، فقُرئ الأرشيف كله من قاعدة البيانات.")
            if found.shared:
                self.stderr.write(f"يشاركه اسم آخر في: {'، '.join(found.shared)}؛ هذه وحدها لا تكفي لاقتراحه.")
            total.articles += found.articles
            total.suggested += found.suggested
            total.linked += found.linked
        self.stdout.write(f"articles={total.articles} suggested={total.suggested} linked={total.linked}")

    def _read_waiting(self, *, everything: bool) -> None:
        if everything:
            QueuedExtraction.add(Article.objects.order_by("pk").values_list("pk", flat=True))
        waiting = QueuedExtraction.objects.values("article").distinct().count()
        with Suggester(lambda read: self._tell(read, waiting)) as suggester:
            suggester.finish()
        for problem in suggester.problems:
            self.stderr.write(problem)
        if left := QueuedExtraction.objects.values("article").distinct().count():
            self.stderr.write(f"مقالات ما زالت تنتظر: {left}. لعل عملية أخرى تقرؤها الآن.")
        self.stdout.write(f"articles={suggester.read} suggested={suggester.suggested} waiting={left}")
        if suggester.problems:
            raise SystemExit(1)

    def _tell(self, done: int, total: int) -> None:
        if done >= total or done % 1000 == 0:
            self.stderr.write(f"{done}/{total}")

    def _name(self, text: str) -> Name:
        """By number, also one that was merged; else by spelling, where only one name has it."""
        if text.isascii() and text.isdigit() and len(text) < 19:
            found = list(Name.objects.select_related("merged_into").filter(pk=int(text)))
        else:
            found = list(Name.objects.spelled(text).exclude(kind=Name.Kind.TOPIC)[:20]) if arabic.fold(text) else []
        if not found:
            raise CommandError(f"ليس في الأرشيف اسم هو «{text}».")
        if len(found) > 1:
            listed = "\n".join(f"{name.pk}: {name} — {name.get_kind_display()}" for name in found)
            raise CommandError(f"«{text}» في الأرشيف لأكثر من اسم؛ اكتب الرقم بدلًا منه:\n{listed}")
        return found[0].merged_into or found[0]
