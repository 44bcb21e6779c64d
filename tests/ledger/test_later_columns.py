"""A column that comes after its table does not put older rows in doubt."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddField, CreateModel

from luoshi.indicators.models import Cell
from luoshi.ledger.models import Recorded
from luoshi.ledger.record import row_digest


def test_a_later_column_counts_once_it_holds_something(monkeypatch: pytest.MonkeyPatch) -> None:
    older, without = Cell(note=""), Cell(note="")
    vouched = row_digest(older)
    monkeypatch.setattr(Cell, "later_fields", frozenset({"note"}))
    left_out = row_digest(without)
    assert left_out != vouched
    without.note = "from the tax office"
    assert row_digest(without) not in (left_out, vouched)


def later_columns() -> dict[str, set[str]]:
    """By model label, the columns that migrations added after the one that made the table."""
    loader = MigrationLoader(None)
    born: dict[str, str] = {}
    later: dict[str, set[str]] = {}
    for (app, name), migration in sorted(loader.disk_migrations.items()):
        for operation in migration.operations:
            if isinstance(operation, CreateModel):
                born[f"{app}.{operation.name_lower}"] = name
            elif isinstance(operation, AddField):
                label = f"{app}.{operation.model_name_lower}"
                if born[label] != name and not migration.initial:
                    later.setdefault(label, set()).add(operation.name)
    return later


def test_every_column_added_to_a_recorded_table_is_named_as_later() -> None:
    later = later_columns()
    for model in apps.get_models():
        if issubclass(model, Recorded):
            assert model.later_fields == later.get(model._meta.label_lower, set()), model._meta.label
