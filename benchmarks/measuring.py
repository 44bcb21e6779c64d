"""CPU and wall time of a callable: the median of a few runs after one warm-up."""

import statistics
import time
from collections.abc import Callable
from typing import Any, NamedTuple


class Cost(NamedTuple):
    cpu: float
    wall: float


def cost(work: Callable[[], Any], runs: int = 5) -> Cost:
    """Median seconds of `work`, process CPU and wall clock."""
    work()
    spent: list[tuple[float, float]] = []
    for _ in range(runs):
        cpu, wall = time.process_time(), time.perf_counter()
        work()
        spent.append((time.process_time() - cpu, time.perf_counter() - wall))
    return Cost(*(statistics.median(column) for column in zip(*spent, strict=True)))
