"""The benchmark measures what it says, on any archive and any file of questions."""

import json
import logging
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.benchmark import measure_import, measure_serving
from articles.benchmark.report import percentile
from articles.tests.factories import make_article

PARAGRAPHS = {
    "تقع المكتبة الكبرى قرب الميناء القديم وتضم آلاف المخطوطات.": "أين تقع المكتبة الكبرى؟",
    "يزرع أهل الجبل الزيتون منذ قرون ويعصرونه في الخريف.": "متى يعصر أهل الجبل الزيتون؟",
    "اكتشف الفلكيون مذنّبا جديدا بمرصد الصحراء.": "من اكتشف المذنّب؟",
}

SOON = ["--queries", "20", "--requests", "100", "--turns", "1"]


def squad(path: Path) -> Path:
    paragraphs = [{"context": text, "qas": [{"question": question, "id": text}]} for text, question in PARAGRAPHS.items()]
    path.write_text(json.dumps({"data": [{"title": "t", "paragraphs": paragraphs}]}, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.mark.parametrize(("share", "value"), [(0.5, 3), (0.95, 5), (0.0, 1)])
def test_percentiles(share: float, value: int) -> None:
    assert percentile([5, 1, 4, 2, 3], share) == value


def test_questions_with_known_answers_are_asked_of_an_archive_of_their_own(tmp_path: Path) -> None:
    out = StringIO()
    call_command("benchmark", squad=squad(tmp_path / "questions.json"), json=True, stdout=out)
    figures = {figure["name"]: figure["value"] for figure in json.loads(out.getvalue())}
    assert figures == {
        "relevance: MRR@10": 1.0,
        "relevance: recall@10": 1.0,
        "relevance: MRR@10, three fields": 1.0,
        "relevance: recall@10, three fields": 1.0,
        "relevance: MRR@10 over three fields": 0.0,
    }


@pytest.mark.parametrize("content", ["", "[]", '{"data": []}', '{"data": [{"paragraphs": [{"context": "x"}]}]}'])
def test_a_file_in_another_form_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "questions.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=r"questions\.json"):
        call_command("benchmark", squad=path)


@pytest.mark.any_database
def test_serving_is_measured_with_the_archives_own_words(index: Callable[[], int]) -> None:
    for number in range(30):
        make_article(f"خبر مدينة رقم{number} وصاحب قصة{number} طويلة", f"متن الخبر {number} عن مفاوضات وعن مدن أخرى.")
    index()
    figures = {figure.name: figure.value for figure in measure_serving(queries=10)}
    assert figures["articles in the archive"] == 30
    assert 0 < figures["article page, most SQL queries"] <= 8
    assert figures["search API over the engine alone"] > 1
    assert figures["search API over the same trees alone"] > 1
    assert figures["highlight of 20 articles, again, p50"] < figures["highlight of 20 articles, no word known, p50"]
    assert figures["suggestions, p50"] > 0
    assert figures["index over text"] > 0
    assert logging.root.manager.disable == logging.NOTSET  # whoever calls it has its log again


def test_too_small_an_archive_is_said(index: Callable[[], int]) -> None:
    with pytest.raises(LookupError, match="headlines"):
        measure_serving()


def test_an_import_is_measured_repeated_and_killed(tmp_path: Path) -> None:
    rows = [
        {"headline": f"عنوان{n} ثان{n} ثالث{n} رابع{n}", "body": f"متن الخبر {n}.", "external_id": str(n)} for n in range(330)
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    figures = {figure.name: figure.value for figure in measure_import([path], [], SOON)}
    assert figures["import: rows"] == figures["articles in the archive"] == 330
    assert figures["import killed and run again: same end state"] == 1
    assert figures["import: peak memory"] > 10
    assert figures["rebuild_index, from a cold start"] > 0
    assert figures["rebuild_index, peak memory of its own"] > 10
    assert figures["worker: private memory after 100 requests"] > 1
    assert figures["bare Django view of 30 KB, address of article"] > 0
    assert (
        figures["article, kept, of the bare view's requests/s"]
        > figures["article, made anew, of the bare view's requests/s"]
        > 0
    )
