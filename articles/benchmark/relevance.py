"""How well search ranks: questions whose right article is known, asked through the API.

MRR@10 is the mean of 1/rank (0 beyond the tenth), recall@10 the share of questions whose article is among the first
ten. Beside it stands the plainest three-field analysis, asked of the same engine in the same run: BM25 over every
word's folded spelling, stem and lemmas (weights .3, .5 and 1 shared by the lemmas), at least one of them, and nothing else.

Questions come in two ways. In SQuAD's form: each different paragraph becomes an article with a neutral headline. From
a corpus of news (`known`): its own headlines are the questions, and are not in the index.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, TypeAlias

from django.test import Client

from articles.arabic import analyze
from articles.models import Article
from articles.search import AnyOf, Kind, Node, Plan, TantivyEngine, Term, Writer

from .report import Figure
from .sandbox import sandbox

DEPTH = 10
_LONGEST = 1000
"""Characters of a question that are asked: the longest that the API takes."""


_THREE = ("norm", "stem", "lemma")


class Question(NamedTuple):
    text: str
    right: int
    """The number of its article."""


Ask: TypeAlias = Callable[[str], Sequence[int]]
"""A question -> the numbers of the first ten articles."""


def measure_relevance(file: Path) -> list[Figure]:
    """Raises ValueError where the file is not in SQuAD's form."""
    paragraphs = _paragraphs(file)
    with sandbox() as box:
        rows = box.folder / "paragraphs.jsonl"
        with rows.open("w", encoding="utf-8") as stream:
            for number, text in enumerate(paragraphs):
                row = {"external_id": str(number), "headline": f"نص {number}", "body": text, "source": "نصوص"}
                stream.write(json.dumps(row, ensure_ascii=False) + "\n")
        box.manage("import_articles", str(rows), "-v0")
        return box.figures("--ask", str(file))


def ask(file: Path) -> list[Figure]:
    """Asks every question of an archive that holds the file's paragraphs, numbered as `measure_relevance` does."""
    number_of = {text: str(number) for number, text in enumerate(_paragraphs(file))}
    ids = dict(Article.objects.values_list("external_id", "pk"))
    asked = [
        Question(question["question"], ids[number_of[paragraph["context"]]])
        for paragraph in _entries(file)
        for question in paragraph["qas"]
    ]
    return compare("relevance", asked, f"{len(asked)} questions, {len(number_of)} articles")


def compare(name: str, asked: Sequence[Question], note: str) -> list[Figure]:
    """The site's ranking and the three-field analysis, and by how much the one is better."""
    with three_fields() as by_three_fields:
        site, plain = ranks(asked, by_the_site()), ranks(asked, by_three_fields)
    return [
        Figure(f"{name}: MRR@{DEPTH}", mrr(site), "", note),
        Figure(f"{name}: recall@{DEPTH}", recall(site), ""),
        Figure(f"{name}: MRR@{DEPTH}, three fields", mrr(plain), ""),
        Figure(f"{name}: recall@{DEPTH}, three fields", recall(plain), ""),
        Figure(f"{name}: MRR@{DEPTH} over three fields", (mrr(site) / mrr(plain) - 1) * 100 if mrr(plain) else 0.0, "%"),
    ]


def ranks(asked: Sequence[Question], ask: Ask) -> list[int]:
    """Where the right article stands, from 1; 0 where it is not among the first ten."""
    found = []
    for question in asked:
        first = list(ask(question.text[:_LONGEST]))[:DEPTH]
        found.append(first.index(question.right) + 1 if question.right in first else 0)
    return found


def mrr(ranks: Sequence[int]) -> float:
    return sum(1 / rank for rank in ranks if rank) / len(ranks)


def recall(ranks: Sequence[int]) -> float:
    return sum(rank > 0 for rank in ranks) / len(ranks)


def by_the_site() -> Ask:
    client = Client()

    def ask(text: str) -> list[int]:
        response = client.get("/api/v1/articles", {"q": text, "limit": DEPTH, "facets": 0})
        if response.status_code != 200:
            raise RuntimeError(f"the API answered {response.status_code} to {text!r}")
        return [result["id"] for result in response.json()["results"]]

    return ask


@contextmanager
def three_fields() -> Iterator[Ask]:
    """The plain analysis that the site's is held against, on an index of its own: norms, stems and lemmas of the bodies."""

    def fill(writer: Writer) -> None:
        for number, body in Article.objects.published().values_list("pk", "body").iterator(chunk_size=500):
            words = [(word.norm, word.stem, " ".join(word.lemmas)) for _, word in analyze(body)]
            fields = dict(zip(_THREE, map(" ".join, zip(*words, strict=True)), strict=False))
            writer.put({"id": str(number), **fields})

    def ask(text: str) -> list[int]:
        parts: list[Node] = []
        for _, word in analyze(text):
            parts += [Term("norm", word.norm, 0.3), Term("stem", word.stem, 0.5)]
            parts += [Term("lemma", lemma, 1 / len(word.lemmas)) for lemma in word.lemmas]
        return [int(hit.key) for hit in engine.execute(Plan(AnyOf(tuple(parts)), limit=DEPTH)).hits]

    with TemporaryDirectory() as folder:
        engine = TantivyEngine(Path(folder), dict.fromkeys(_THREE, Kind.TERMS), lambda: "three fields")
        engine.rebuild(fill, lambda writer: None)
        yield ask


def _paragraphs(file: Path) -> list[str]:
    return list(dict.fromkeys(paragraph["context"] for paragraph in _entries(file)))


def _entries(file: Path) -> list[dict[str, Any]]:
    try:
        data = json.loads(file.read_text(encoding="utf-8"))["data"]
        found = [paragraph for article in data for paragraph in article["paragraphs"] if paragraph["qas"]]
    except (KeyError, TypeError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ValueError(f"{file} is not in SQuAD's form: {error!r}") from error
    if not found:
        raise ValueError(f"{file} holds no questions")
    return found
