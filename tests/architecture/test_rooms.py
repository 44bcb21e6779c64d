"""The house keeps its shape: layers of tables, size of modules, audiences of pages, lightness of the start."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Field
from django.urls import URLPattern, URLResolver, get_resolver

import luoshi
from luoshi.ledger.models import Recorded
from luoshi.web.access import AUDIENCE

PACKAGE = Path(luoshi.__file__).parent
# Lower rooms first: a table may point to its own room or a lower one.
ROOMS = (
    "ledger",
    "identity",
    "org",
    "workdays",
    "notices",
    "documents",
    "indicators",
    "matters",
    "targets",
    "assessment",
    "briefing",
    "exchange",
)
HEAVY = (
    "vl_convert",
    "scipy",
    "pdfplumber",
    "xlsxwriter",
    "docx",
    "python_calamine",
    "holidays",
    "jsonschema",
    "opencc",
)


def sources() -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if path.parent.name != "migrations"]


def test_no_module_is_two_rooms_in_one() -> None:
    long = {str(p.relative_to(PACKAGE)): n for p in sources() if (n := _lines(p)) > 600}
    assert long == {}


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_every_room_with_tables_has_its_place() -> None:
    assert {m._meta.app_label for m in apps.get_models() if m.__module__.startswith("luoshi.")} <= set(ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_tables_point_downwards_only(room: str) -> None:
    upward = [
        f"{model.__name__}.{field.name} -> {field.related_model.__name__}"
        for model in apps.get_app_config(room).get_models()
        for field in model._meta.get_fields()
        if isinstance(field, Field) and field.is_relation and isinstance(field.related_model, type)
        if ROOMS.index(field.related_model._meta.app_label) > ROOMS.index(room)
    ]
    assert upward == []


def test_constraints_are_not_named_like_tables() -> None:
    """PostgreSQL keeps tables and unique constraints in one list of names; SQLite does not mind."""
    tables = {model._meta.db_table for model in apps.get_models()}
    named = {
        rule.name for model in apps.get_models() for rule in (*model._meta.constraints, *model._meta.indexes)
    }
    assert tables & named == set()


def test_every_address_names_its_audience() -> None:
    open_doors = [
        str(pattern.pattern) for pattern in _patterns(get_resolver()) if pattern.callback not in AUDIENCE
    ]
    assert open_doors == []


def _patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            # The operations of the interface name theirs by their keys: tests/api/test_openapi.py.
            yield from _patterns(entry) if entry.namespace != "api" else ()
        else:
            yield entry


def test_the_kernel_imports_arrays_and_a_table_of_characters_only() -> None:
    allowed = set(sys.stdlib_module_names) | {"numpy", "scipy", "opencc", "luoshi"}
    foreign = {
        f"{path.relative_to(PACKAGE)}: {name}"
        for path in sources()
        if path.is_relative_to(PACKAGE / "kernel")
        for name in _imports(path)
        if name.split(".")[0] not in allowed or (name.startswith("luoshi.") and ".kernel" not in name)
    }
    assert foreign == set()


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_every_action_is_one_verb_in_one_transaction_on_record() -> None:
    """A file under ``actions`` defines the function of its name, and that function is one transaction."""
    wrong = []
    for path in sources():
        if path.parent.name != "actions" or path.stem == "__init__":
            continue
        body = ast.parse(path.read_text(encoding="utf-8")).body
        action = next((n for n in body if isinstance(n, ast.FunctionDef) and n.name == path.stem), None)
        if action is None:
            wrong.append(f"{path.relative_to(PACKAGE)}: no function of its name")
        elif path.stem not in NOT_ONE_TRANSACTION and not any(
            ast.unparse(decorator).endswith("atomic") for decorator in action.decorator_list
        ):
            wrong.append(f"{path.relative_to(PACKAGE)}: not one transaction")
    assert wrong == []


# A failed sign-in stays on record although the sign-in is refused.
NOT_ONE_TRANSACTION = {"open_with_key", "sign_in"}


def test_rows_the_ledger_vouches_for_are_written_by_actions_only() -> None:
    """Surfaces and queries contain no call that writes a row."""
    writing = re.compile(
        r"\.objects\.(create|bulk_create|update_or_create|get_or_create)\(|\.(save|delete)\(\)"
    )
    rooms = {m._meta.app_label for m in apps.get_models() if issubclass(m, Recorded)}
    found = [
        f"{path.relative_to(PACKAGE)}: {match[0]}"
        for path in sources()
        if path.parts[len(PACKAGE.parts)] in rooms | {"web", "cli", "jobs"}
        and (path.name == "queries.py" or path.parts[len(PACKAGE.parts)] in {"web", "cli", "jobs"})
        for match in writing.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "start",
    [
        "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'luoshi.config.settings'; import django; django.setup()",
        (
            "from typer.testing import CliRunner; from luoshi.cli.main import app; "
            "assert CliRunner().invoke(app, ['--help']).exit_code == 0"
        ),
    ],
    ids=["the rooms", "luoshi --help"],
)
def test_nothing_heavy_is_imported_at_the_start(start: str) -> None:
    code = f"{start}\nimport sys\nprint(*[m for m in {HEAVY!r} if m in sys.modules])"
    environment = {"LUOSHI_DEMO": "1", "PYTHONPATH": str(PACKAGE.parent), "PATH": "/usr/bin:/bin"}
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split() == []
