"""Figures, and how several of one kind become one."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    value: float
    unit: str
    note: str = ""

    def __str__(self) -> str:
        return f"{self.name:<48} {self.value:>10.3f} {self.unit:<12} {self.note}".rstrip()


def timed(work: Callable[[], object]) -> float:
    """Milliseconds."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def spread(name: str, milliseconds: Sequence[float], note: str = "") -> list[Figure]:
    return [
        Figure(f"{name}, p50", percentile(milliseconds, 0.50), "ms", note),
        Figure(f"{name}, p95", percentile(milliseconds, 0.95), "ms", note),
    ]
