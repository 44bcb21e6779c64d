"""Codes 编码: the dictionary between the keys of a register and dense array positions."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from luoshi.kernel.arrays import IntArray

# Integer keys closer together than this are looked up in one array (8 MB at most).
WIDEST_TABLE = 1_000_000


class UnknownKeyError(LookupError):
    """Keys that are not in the register. `keys` names them."""

    def __init__(self, keys: Sequence[Hashable], register: str) -> None:
        self.keys = tuple(keys)
        shown = ", ".join(repr(key) for key in self.keys[:5])
        more = f" and {len(self.keys) - 5} more" if len(self.keys) > 5 else ""
        super().__init__(f"not in the register of {register}: {shown}{more}")


class Codes:
    """Dense, unique codes 0..n-1 for the keys of one register, in the order the register gives them.

    An array position means nothing by itself: two tables that happen to be sorted alike agree until the day
    they are not. Every array of the kernel is therefore addressed through a `Codes`.

    Raises ValueError when a key occurs twice.
    """

    def __init__(self, keys: Iterable[Hashable], register: str = "keys") -> None:
        self.keys: tuple[Hashable, ...] = tuple(keys)
        self.register = register
        self._code = {key: code for code, key in enumerate(self.keys)}
        twice = [key for key, count in Counter(self.keys).items() if count > 1]
        if twice:
            raise ValueError(
                f"the register of {register} holds a key twice: {', '.join(map(repr, twice[:5]))}"
            )
        assert sorted(self._code.values()) == list(range(len(self.keys)))
        self._table = self._integer_table()

    @classmethod
    def over(cls, column: Iterable[Any], register: str = "keys") -> "Codes":
        """Codes over the sorted distinct keys of a column: the order of its rows has no influence."""
        return cls(sorted(set(column)), register)

    def __len__(self) -> int:
        return len(self.keys)

    def of(self, keys: Sequence[Any] | NDArray[Any]) -> IntArray:
        """Code of every key, int64[len(keys)]. Raises UnknownKeyError naming the keys that have none."""
        if self._table is not None and isinstance(keys, np.ndarray) and keys.dtype.kind in "iu" and keys.size:
            # On tens of millions of facts a dictionary look-up a row would cost more than all the rest.
            low, table = self._table
            offset = keys.astype(np.int64)
            offset -= low
            # Seen without a sign a key below the lowest lies far beyond the table.
            if offset.view(np.uint64).max() < table.size and (code := table.take(offset)).min() >= 0:
                return code
        plain = keys.tolist() if isinstance(keys, np.ndarray) else list(keys)
        unknown = set(plain) - self._code.keys()
        if unknown:
            raise UnknownKeyError(sorted(unknown, key=repr), self.register)
        return np.fromiter(map(self._code.__getitem__, plain), dtype=np.int64, count=len(plain))

    def _integer_table(self) -> tuple[int, IntArray] | None:
        if not self.keys or not all(type(key) is int for key in self.keys):
            return None
        keys = np.array(self.keys, dtype=np.int64)
        low, span = int(keys.min()), int(keys.max()) - int(keys.min()) + 1
        if span > WIDEST_TABLE:
            return None
        table = np.full(span, -1, dtype=np.int64)
        table[keys - low] = np.arange(keys.size)
        return low, table
