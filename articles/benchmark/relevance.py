"""How well search ranks: questions with known answers (SQuAD's form), asked through the API.

Each different paragraph becomes an article with a neutral headline, in an archive of its own. For a question the
right article is the one with its paragraph: MRR@10 is the mean of 1/rank (0 beyond the tenth), recall@10 the
share of questions whose article is among the first ten.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.test import Client

from .report import Figure
from .sandbox import sandbox

_DEPTH = 10


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
    client = Client()
    ranks = []
    for paragraph in _entries(file):
        right = number_of[paragraph["context"]]
        for question in paragraph["qas"]:
            response = client.get("/api/v1/articles", {"q": question["question"][:1000], "limit": _DEPTH})
            found = [result["external_id"] for result in response.json()["results"]]
            ranks.append(found.index(right) + 1 if right in found else 0)
    return [
        Figure("relevance: MRR@10", sum(1 / rank for rank in ranks if rank) / len(ranks), "", f"{len(ranks)} questions"),
        Figure("relevance: recall@10", sum(rank > 0 for rank in ranks) / len(ranks), "", f"{len(number_of)} articles"),
    ]


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
