"""Master data (主数据) in memory: what nearly every request reads and hardly anybody changes, kept until it changes.

Units, people, posts, keys, indicators, forms, rounds and days are read many times for each time they are written. The
database itself says when one of them moved: a trigger on each such table (``Recorded.master``) puts a new random
edition into one row, in the transaction of the change. A copy is used only under the edition it was read in, so it is
as fresh as a query: in every process, for a change by hand as well, and inside the transaction that changes something.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import connection

from luoshi.ledger.table_statements import TableStatements

T = TypeVar("T")
# Copies of one edition; a district has a few hundred units, forms and days that are asked about.
MOST_COPIES = 20_000
_EDITION = "SELECT edition FROM ledger_masteredition WHERE id = 1"


@dataclass(frozen=True)
class _Copies:
    """What was read under one edition."""

    edition: str
    held: dict[Hashable, Any] = field(default_factory=dict)


class _Process:
    """What this process holds: the copies of the edition it saw last."""

    def __init__(self) -> None:
        self.latest = _Copies("")


_process = _Process()
_pinned: ContextVar[list[_Copies] | None] = ContextVar("pinned", default=None)


def from_master(key: Hashable, read: Callable[[], T]) -> T:
    """What ``read`` returns, out of memory while no master data has changed since it was read under ``key``.

    ``read`` looks at master data only, and nobody changes what it returned. One small query outside of
    :func:`one_edition`.
    """
    copies = _copies()
    try:
        found: T = copies.held[key]
    except KeyError:
        found = read()
        # Nothing names the state of a database whose master data was never written.
        if copies.edition and len(copies.held) < MOST_COPIES:
            copies.held[key] = found
    return found


@contextmanager
def one_edition() -> Iterator[None]:
    """Within it the edition is asked for once: around reads of one moment, and after the first lock of a write."""
    token = _pinned.set([])
    try:
        yield
    finally:
        _pinned.reset(token)


def _copies() -> _Copies:
    pinned = _pinned.get()
    if pinned:
        return pinned[0]
    copies = _now()
    if pinned is not None:
        pinned.append(copies)
    return copies


def _now() -> _Copies:
    """The copies of the edition that the database names; an empty set where there are none yet."""
    with connection.cursor() as cursor:
        cursor.execute(_EDITION)
        row = cursor.fetchone()
    edition = row[0] if row else ""
    copies = _process.latest
    if copies.edition != edition or not edition:
        copies = _process.latest = _Copies(edition)
    return copies


def watched(table: str) -> TableStatements:
    """The step of a migration by which a change of ``table`` renews the edition. A rebuilt table needs it anew."""
    return TableStatements(table, _STATEMENTS, "watch", "leave")


def unwatched(tables: Iterable[str]) -> list[str]:
    """Those of ``tables`` whose changes the database would not tell: a trigger is gone or off."""
    with connection.cursor() as cursor:
        cursor.execute(_TRIGGERS[connection.vendor])
        standing = {name for (name,) in cursor.fetchall()}
    names = ("insert", "update", "delete") if connection.vendor == "sqlite" else ("change", "truncate")
    return [t for t in tables if any(f"{t}_edition_{name}" not in standing for name in names)]


_TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')",
}
_STATEMENTS: dict[str, dict[str, list[str]]] = {
    "sqlite": {
        "watch": [
            (
                "CREATE TRIGGER {table}_edition_EVENT AFTER EVENT ON {table} BEGIN INSERT OR REPLACE "
                "INTO ledger_masteredition (id, edition) VALUES (1, hex(randomblob(16))); END"
            ).replace("EVENT", event)
            for event in ("insert", "update", "delete")
        ],
        "leave": [f"DROP TRIGGER {{table}}_edition_{event}" for event in ("insert", "update", "delete")],
    },
    "postgresql": {
        "watch": [
            (
                "CREATE OR REPLACE FUNCTION luoshi_master_edition() RETURNS trigger LANGUAGE plpgsql AS $$ "
                "BEGIN INSERT INTO ledger_masteredition (id, edition) "
                "VALUES (1, replace(gen_random_uuid()::text, '-', '')) "
                "ON CONFLICT (id) DO UPDATE SET edition = excluded.edition; RETURN NULL; END $$"
            ),
            (
                "CREATE TRIGGER {table}_edition_change AFTER INSERT OR UPDATE OR DELETE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION luoshi_master_edition()"
            ),
            (
                "CREATE TRIGGER {table}_edition_truncate AFTER TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION luoshi_master_edition()"
            ),
        ],
        "leave": [
            "DROP TRIGGER {table}_edition_change ON {table}",
            "DROP TRIGGER {table}_edition_truncate ON {table}",
        ],
    },
}
