"""Connections to the database are lent to threads (连接借用): a server may have many threads and yet few connections."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from queue import LifoQueue

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper


class Lending:
    """So many connections, each opened when it is first used; one lent last is lent again first.

    Whoever finds none waits until one comes back: it bounds how many threads are at work at once, too. With
    ``count`` 0 each thread uses its own, as Django does by itself.
    """

    def __init__(self, count: int) -> None:
        self._free: LifoQueue[BaseDatabaseWrapper] = LifoQueue()
        self._lends = count > 0
        for _ in range(count):
            one = connections.create_connection(DEFAULT_DB_ALIAS)
            one.inc_thread_sharing()
            self._free.put(one)

    @contextmanager
    def lent(self) -> Iterator[None]:
        """Within it, what this thread asks of the database goes over a connection lent to it."""
        if not self._lends:
            yield
            return
        own, one = connections[DEFAULT_DB_ALIAS], self._free.get()
        connections[DEFAULT_DB_ALIAS] = one
        try:
            yield
        finally:
            connections[DEFAULT_DB_ALIAS] = own
            self._free.put(one)
