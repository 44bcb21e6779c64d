"""How often a key may ask (限流): a bucket of permits a key, refilled evenly."""

from __future__ import annotations

import math
from dataclasses import dataclass
from threading import Lock

SECONDS_A_MINUTE = 60.0


class Exhausted(Exception):
    """A key has asked too often; ``wait`` says after how many whole seconds the next request is taken."""

    def __init__(self, wait: int) -> None:
        self.wait = wait
        super().__init__(f"wait {wait} s")


@dataclass
class _Bucket:
    permits: float
    seen: float


class Rate:
    """At most ``a_minute`` requests at once and in each minute after, for each key by itself.

    Kept in the memory of one process: of several workers each counts what it serves, so that reading a page of
    figures needs no write.
    """

    def __init__(self) -> None:
        self._buckets: dict[int, _Bucket] = {}
        self._lock = Lock()

    def take(self, key: int, now: float, a_minute: int) -> None:
        """Take one permit at ``now`` (seconds of a clock that never runs backwards); Exhausted when there is none."""
        with self._lock:
            bucket = self._buckets.setdefault(key, _Bucket(a_minute, now))
            refilled = bucket.permits + (now - bucket.seen) * a_minute / SECONDS_A_MINUTE
            bucket.permits, bucket.seen = min(a_minute, refilled), now
            if bucket.permits < 1:
                raise Exhausted(math.ceil((1 - bucket.permits) * SECONDS_A_MINUTE / a_minute))
            bucket.permits -= 1

    def forget(self) -> None:
        """Start anew for every key."""
        with self._lock:
            self._buckets.clear()


rate = Rate()
