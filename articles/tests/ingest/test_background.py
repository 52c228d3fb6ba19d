"""Imports in a process of their own: started, killed in the middle, taken up again, one at a time."""

import os
import signal
import time
from collections.abc import Callable

import pytest

from articles import ingest
from articles.ingest import background
from articles.ingest.turns import alone, held
from articles.models import Article, Feed, ImportRun
from articles.tests.ingest.preparing import many, outcomes, prepared, publisher
from articles.tests.ingest.test_import_articles import _another_process_holding

ROWS = 3000


def wait_for(what: Callable[[], object], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.05)


@pytest.mark.usefixtures("background", "index")
class TestAProcessOfItsOwn:
    def test_killed_in_the_middle_it_goes_on_where_it_stopped(self) -> None:
        user = publisher()
        run = prepared(user, many(ROWS), "a.jsonl")
        ingest.start(run, user)
        process = ingest.begin()
        wait_for(run.rows.exists)
        os.kill(process, signal.SIGKILL)
        run.refresh_from_db()
        wait_for(lambda: ingest.condition(run) is ingest.Condition.INTERRUPTED)
        done = run.rows.count()
        assert 0 < done < ROWS and Article.objects.count() == done
        assert ingest.start(run, user)
        ingest.begin()
        wait_for(lambda: ImportRun.objects.get().state == ImportRun.State.FINISHED)
        assert outcomes(run) == [(number, "created") for number in range(1, ROWS + 1)]
        assert Article.objects.count() == ROWS

    def test_it_is_no_child_of_the_web_servers_session(self) -> None:
        user = publisher()
        run = prepared(user, many(500), "a.jsonl")
        ingest.start(run, user)
        process = ingest.begin()
        assert os.getsid(process) == process != os.getsid(0)
        wait_for(lambda: ImportRun.objects.get().state == ImportRun.State.FINISHED)
        assert run.rows.count() == 500

    def test_of_two_processes_one_does_the_work(self) -> None:
        user = publisher()
        runs = [prepared(user, many(300), f"{name}.jsonl") for name in "abc"]
        for run in runs:
            ingest.start(run, user)
        for _ in range(3):
            ingest.begin()
        wait_for(lambda: ImportRun.objects.filter(state=ImportRun.State.FINISHED).count() == 3)
        assert [outcome for run in runs for _, outcome in outcomes(run)] == ["created"] * 300 + ["unchanged"] * 600


@pytest.mark.django_db
class TestTurns:
    def test_whoever_finds_the_queue_at_work_leaves_it_alone(self) -> None:
        user = publisher()
        run = prepared(user)
        ingest.start(run, user)
        with _another_process_holding(background._QUEUE):
            assert ingest.condition(run) is not ingest.Condition.INTERRUPTED
            assert ingest.work(ingest.Progress()) == 0
        assert ingest.work(ingest.Progress()) == 1

    def test_a_queue_that_nobody_works_through_is_seen(self) -> None:
        user = publisher()
        run = prepared(user)
        ingest.start(run, user)
        run.refresh_from_db()
        assert ingest.condition(run) is ingest.Condition.WAITING  # the process is about to start
        run.started_at -= 2 * background._STARTING
        assert ingest.condition(run) is ingest.Condition.INTERRUPTED

    def test_looking_at_a_lock_does_not_take_it(self) -> None:
        mark = "ab" * 32
        assert not held(mark)
        with _another_process_holding(mark):
            assert held(mark)
        assert not held(mark)
        with alone(mark):
            pass

    def test_an_import_by_command_is_seen_to_be_under_way_and_to_be_cut_short(self) -> None:
        run = ImportRun.objects.create(label="a.jsonl", format="jsonl", fingerprint="cd" * 32)
        with _another_process_holding(run.fingerprint):
            assert ingest.condition(run) is ingest.Condition.RUNNING
        assert ingest.condition(run) is ingest.Condition.INTERRUPTED

    def test_a_feed_that_is_wanted_is_asked_once(self) -> None:
        Feed.objects.create(address="https://192.168.0.1/feed", wanted=True, status="draft")
        ingest.work(ingest.Progress())
        feed = Feed.objects.get()
        assert (feed.wanted, feed.failures) == (False, 1) and "شبكة داخلية" in feed.problem
