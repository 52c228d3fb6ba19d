"""How much work a text is, fairly: what else the machine and the test run do is kept out of it."""

import gc
import time

from articles.extraction import extract


def seconds(text: str, runs: int = 3) -> float:
    """CPU seconds of the best of several runs, without the garbage collector, whose work grows with what all tests left."""
    gc.collect()
    gc.disable()
    try:
        return min(_once(text) for _ in range(runs))
    finally:
        gc.enable()


def _once(text: str) -> float:
    start = time.process_time()
    extract(text)
    return time.process_time() - start
