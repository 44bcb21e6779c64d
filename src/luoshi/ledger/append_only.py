"""Tables whose rows the database itself refuses to change or delete: the migration step, and whether it still holds."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from luoshi.ledger.table_statements import TableStatements


def append_only(table: str) -> TableStatements:
    """Refuse UPDATE and DELETE on ``table`` by trigger, on SQLite and PostgreSQL (there TRUNCATE too)."""
    return TableStatements(table, _STATEMENTS, "guard", "release")


def unguarded(tables: Iterable[str]) -> list[str]:
    """Those of ``tables`` whose rows the database would let somebody change: a trigger is gone, off or another."""
    with connection.cursor() as cursor:
        cursor.execute(_TRIGGERS[connection.vendor])
        standing = dict(cursor.fetchall())
    return [
        table
        for table in tables
        if any(words not in standing.get(name, "") for name, words in _expected(table).items())
    ]


def _expected(table: str) -> dict[str, str]:
    """Names of the triggers of ``table``, and what the database must say of each."""
    if connection.vendor == "postgresql":
        return {f"{table}_no_change": "RAISE EXCEPTION", f"{table}_no_truncate": "RAISE EXCEPTION"}
    made = [statement.replace("{table}", table) for statement in _STATEMENTS["sqlite"]["guard"]]
    return {statement.split()[2]: statement for statement in made}


_TRIGGERS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": (
        "SELECT t.tgname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
        "WHERE t.tgenabled IN ('O', 'A') AND p.proname = 'luoshi_append_only'"
    ),
}
_STATEMENTS: dict[str, dict[str, list[str]]] = {
    "sqlite": {
        "guard": [
            (
                "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
                "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            ),
            (
                "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
                "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            ),
        ],
        "release": ["DROP TRIGGER {table}_no_update", "DROP TRIGGER {table}_no_delete"],
    },
    "postgresql": {
        "guard": [
            (
                "CREATE OR REPLACE FUNCTION luoshi_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
                "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
            ),
            (
                "CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION luoshi_append_only()"
            ),
            (
                "CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION luoshi_append_only()"
            ),
        ],
        "release": [
            "DROP TRIGGER {table}_no_change ON {table}",
            "DROP TRIGGER {table}_no_truncate ON {table}",
        ],
    },
}
