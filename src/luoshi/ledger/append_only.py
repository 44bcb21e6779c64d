"""A migration step that lets the database itself refuse to change or delete rows of a table."""

from __future__ import annotations

from typing import Any

from django.db.migrations import RunPython


def append_only(table: str) -> RunPython:
    """Refuse UPDATE and DELETE on ``table`` by trigger, on SQLite and PostgreSQL (there TRUNCATE too)."""

    def guard(apps: Any, editor: Any) -> None:
        for statement in _STATEMENTS[editor.connection.vendor]["guard"]:
            editor.execute(statement.replace("{table}", table), params=None)

    def release(apps: Any, editor: Any) -> None:
        for statement in _STATEMENTS[editor.connection.vendor]["release"]:
            editor.execute(statement.replace("{table}", table), params=None)

    return RunPython(guard, release)


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
