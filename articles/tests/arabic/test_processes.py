"""Work handed to other processes is answered, or said to be lost; nobody waits for ever."""

import os
import signal
import time
from concurrent.futures import wait
from concurrent.futures.process import BrokenProcessPool

import pytest

from articles.arabic.processes import Processes


def _fails(text: str) -> None:
    raise ValueError(text)


def test_work_is_answered_and_its_errors_are_raised() -> None:
    processes = Processes(2)
    try:
        futures = [processes.submit(len, "ا" * count) for count in range(20)]
        assert [future.result(timeout=30) for future in futures] == list(range(20))
        with pytest.raises(ValueError, match="سبب"):
            processes.submit(_fails, "سبب").result(timeout=30)
        with pytest.raises(Exception, match="pickle"):
            processes.submit(lambda: None).result(timeout=30)
        assert processes.submit(len, "بعد").result(timeout=30) == 3
    finally:
        processes.close()


@pytest.mark.parametrize("seconds", [0, 0.02, 0.05])
def test_a_process_that_is_killed_while_it_answers_leaves_nobody_waiting(seconds: float) -> None:
    """Most of all where half an answer stands in the pipe: these are larger than it."""
    processes = Processes(2)
    try:
        number = processes.submit(os.getpid).result(timeout=30)
        futures = [processes.submit(bytes, 3_000_000) for _ in range(200)]
        time.sleep(seconds)
        os.kill(number, signal.SIGKILL)
        assert not wait(futures, timeout=60).not_done
        assert {type(future.exception()) for future in futures} <= {type(None), BrokenProcessPool}
        assert any(future.exception() for future in futures)
        with pytest.raises(BrokenProcessPool):
            processes.submit(len, "بعد").result(timeout=30)
    finally:
        processes.close()
