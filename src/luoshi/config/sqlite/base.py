"""Django's SQLite with a turn for writers (写入轮候): threads of one process wait for each other, not for the file.

SQLite lets one transaction write at a time, and who comes second sleeps and looks again, ever longer: a late one may
be overtaken for seconds. Within a process a lock is handed on at once. Processes beside it, such as a command, still
meet at the file with its own patience.
"""

from __future__ import annotations

from collections import defaultdict
from threading import Lock

from django.db import OperationalError
from django.db.backends.sqlite3 import base

# Seconds; the same patience as of SQLite's own busy_timeout.
PATIENCE = 15
_turns: defaultdict[str, Lock] = defaultdict(Lock)


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection. ``_turn`` is the lock of its database while it has a transaction open."""

    _turn: Lock | None = None

    def _start_transaction_under_autocommit(self) -> None:
        turn = _turns[str(self.settings_dict["NAME"])]
        if not turn.acquire(timeout=PATIENCE):
            raise OperationalError("database is locked: no turn to write came up in time")
        self._turn = turn
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # missing in the stubs
        except BaseException:
            self._hand_on()
            raise

    def commit(self) -> None:
        # A commit that fails leaves the transaction open: the rollback after it hands the turn on.
        super().commit()
        self._hand_on()

    def rollback(self) -> None:
        try:
            super().rollback()
        finally:
            self._hand_on()

    def close(self) -> None:
        try:
            super().close()
        finally:
            self._hand_on()

    def _hand_on(self) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.release()
