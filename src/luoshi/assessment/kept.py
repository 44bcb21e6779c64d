"""Results of long calculations, kept in memory by fingerprint (计算结果缓存): the same bytes in give the same out."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Result = TypeVar("Result")


class Kept(Generic[Result]):
    """The last ``size`` results; a process keeps its own. Nothing in it ever grows old: the key names all inputs."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._held: OrderedDict[tuple[str, ...], Result] = OrderedDict()

    def find(self, *key: str) -> Result | None:
        """What is kept under ``key``; None where nothing is."""
        return self._held.get(key)

    def get(self, *key: str, make: Callable[[], Result]) -> Result:
        """What is kept under ``key``, made first where it is not."""
        found = self._held.get(key)
        if found is None:
            found = self._held[key] = make()
            while len(self._held) > self._size:
                self._held.popitem(last=False)
        return found
