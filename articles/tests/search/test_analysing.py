"""Many documents analysed in several processes."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from django.conf import settings

from articles.search import analysing
from articles.search.analysing import analysed_in_order
from articles.search.terms import Analysed, Texts, analysed

DOCUMENTS = [
    (number, Texts({"text": f"استعدادا للمفاوضات {number} في القاهرة {'كلام ' * (number % 40)}"}, {})) for number in range(900)
]
Found = list[tuple[int, Analysed]]


@pytest.fixture(scope="module")
def expected(lexicon: None) -> Found:
    return [(number, analysed(texts)) for number, texts in DOCUMENTS]


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(analysing, "FEW", 10)
    monkeypatch.setattr(analysing, "processors", lambda: 2)
    yield
    assert multiprocessing.active_children() == []


def test_they_come_as_one_after_the_other(expected: Found) -> None:
    assert list(analysed_in_order(iter(DOCUMENTS))) == expected


@pytest.mark.parametrize("count", [0, 1, 9, 10, 11])
def test_a_few_do_too(count: int, expected: Found) -> None:
    assert list(analysed_in_order(DOCUMENTS[:count])) == expected[:count]


def test_few_long_ones_wait_at_a_time(monkeypatch: pytest.MonkeyPatch, expected: Found) -> None:
    """However many documents a lot may have: a lot of books would fill the memory."""
    monkeypatch.setattr(analysing, "_LETTERS", 100)
    taken = 0

    def documents() -> Iterator[tuple[int, Texts]]:
        nonlocal taken
        for document in DOCUMENTS:
            taken += 1
            yield document

    ahead = []
    for number, each in enumerate(analysed_in_order(documents())):
        assert each == expected[number]
        ahead.append(taken - number)
    assert len(ahead) == len(DOCUMENTS)
    assert max(ahead) < analysing._TOGETHER


def test_one_processor_is_enough(monkeypatch: pytest.MonkeyPatch, expected: Found) -> None:
    monkeypatch.setattr(analysing, "processors", lambda: 1)
    monkeypatch.setattr(analysing, "Processes", pytest.fail)
    assert list(analysed_in_order(DOCUMENTS)) == expected


@pytest.mark.parametrize("seconds", [0, 0.5], ids=["while others are waited for", "before more is handed over"])
def test_none_is_lost_where_a_process_is_killed(seconds: float, caplog: pytest.LogCaptureFixture, expected: Found) -> None:
    found = []
    for number, each in enumerate(analysed_in_order(DOCUMENTS)):
        found.append(each)
        if number == 100:
            os.kill(multiprocessing.active_children()[0].pid or 0, signal.SIGKILL)
            time.sleep(seconds)
    assert found == expected
    assert "was killed" in caplog.text


def test_whoever_stops_early_leaves_no_process() -> None:
    going = analysed_in_order(DOCUMENTS)
    for _ in range(50):
        next(going)
    going.close()  # type: ignore[attr-defined]


def test_they_need_no_django() -> None:
    asked = "import sys, articles.search.analysing; print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
