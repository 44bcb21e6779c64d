"""Statements about one table, worded for each database, as a step of a migration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.migrations.operations.base import Operation

Worded = Mapping[str, Mapping[str, Sequence[str]]]


class TableStatements(Operation):
    """Executes what ``worded[vendor][forwards]`` says of ``table``, and ``backwards`` to take it back.

    It asks for no models. Django's own step for code does, and builds all of them anew each time: a third of the time
    that a new database takes.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, table: str, worded: Worded, forwards: str, backwards: str) -> None:
        self.table, self.worded, self.forwards, self.backwards = table, worded, forwards, backwards

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models are what they were."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._execute(schema_editor, self.forwards)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._execute(schema_editor, self.backwards)

    def _execute(self, editor: Any, said: str) -> None:
        for statement in self.worded[editor.connection.vendor][said]:
            editor.execute(statement.replace("{table}", self.table), params=None)

    def describe(self) -> str:
        """What ``migrate --plan`` prints."""
        return f"{self.forwards} {self.table}"
