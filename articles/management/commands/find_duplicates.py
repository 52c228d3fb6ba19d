"""Compares articles that were not compared yet, and suggests those that are versions of one story."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from tqdm import tqdm

from articles import ingest
from articles.models import Article


class Command(BaseCommand):
    help = (
        "Compares every article that was not compared yet with the archive: those from before, and those that were changed "
        "by another way than the editors' form or an import. What is alike is suggested to editors, who decide; nothing is "
        "deleted or merged. Stopped, it goes on where it was; run again, it changes nothing. On stdout a line for each new "
        "suggestion (number, number of the earlier one, likeness, kind, headline; with --json an object), then the counts."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="all articles, whether they were compared or not")
        parser.add_argument("--json", action="store_true", help="JSON Lines, and the counts on stderr")

    def handle(self, *, again: bool, json: bool, **options: Any) -> None:
        if again:
            ingest.forget_compared()
        compared = suggested = 0
        bar = tqdm(total=ingest.not_compared(), unit=" articles", disable=options["verbosity"] == 0, mininterval=1.0)
        try:
            with bar:
                for count, found in ingest.compare_archive():
                    for article, one in found:
                        self.stdout.write(_line(article, one, json))
                    compared, suggested = compared + count, suggested + len(found)
                    bar.update(count)
        except OperationalError as error:
            raise CommandError(
                f"قاعدة البيانات رفضت الكتابة: {error}. ما سبق محفوظ؛ أعد الأمر نفسه ليُكمل من حيث توقف.", returncode=1
            ) from error
        (self.stderr if json else self.stdout).write(f"compared={compared} suggested={suggested}")


def _line(article: Article, one: ingest.Similar, as_json: bool) -> str:
    later, earlier = max(article.pk, one.article.pk), min(article.pk, one.article.pk)
    if as_json:
        found = {
            "article": later,
            "of": earlier,
            "likeness": one.likeness,
            "kind": one.kind.value,
            "headline": article.headline,
        }
        return json.dumps(found, ensure_ascii=False)
    return f"{later}\t{earlier}\t{one.likeness:.2f}\t{one.kind.value}\t{' '.join(article.headline.split())}"
