"""Master data kept in memory is what the database holds, whoever changed it and however the change ended."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

import luoshi
from cast import TODAY, District
from luoshi.ledger.master import from_master, one_edition, unwatched
from luoshi.ledger.verify import Finding, master_tables, verify
from luoshi.org.models import UnitName
from luoshi.org.queries import tree


def names() -> frozenset[str]:
    return from_master("names", lambda: frozenset(UnitName.objects.values_list("name", flat=True)))


def test_it_is_read_once_and_then_asked_for_by_its_edition(district: District) -> None:
    known = names()
    with CaptureQueriesContext(connection) as asked:
        assert names() is known
    assert [q["sql"] for q in asked] == ["SELECT edition FROM ledger_masteredition WHERE id = 1"]


def test_within_one_edition_it_is_asked_for_once(district: District) -> None:
    names()
    with CaptureQueriesContext(connection) as asked, one_edition():
        assert names() is names()
        tree(TODAY)
    assert sum("masteredition" in query["sql"] for query in asked) == 1


def test_a_change_by_hand_is_seen_at_once(district: District) -> None:
    assert "石桥镇" in names()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE org_unitname SET name = '石桥街道' WHERE name = '石桥镇'")
    assert "石桥街道" in names()
    assert any(node.name == "石桥街道" for node in tree(TODAY).nodes.values())
    UnitName.objects.filter(name="石桥街道").delete()
    assert "石桥街道" not in names()


def test_a_change_that_was_rolled_back_leaves_nothing_behind(district: District) -> None:
    before = names()
    with pytest.raises(RuntimeError), transaction.atomic():
        UnitName.objects.filter(name="石桥镇").update(name="石桥街道")
        assert "石桥街道" in names()
        raise RuntimeError
    assert names() == before
    # The next change is not taken for the one that was undone.
    UnitName.objects.filter(name="石桥镇").update(name="石桥新区")
    assert "石桥新区" in names()


def test_every_table_of_master_data_tells_its_changes(district: District) -> None:
    assert not unwatched(master_tables())
    rooms = Path(luoshi.__file__).parent.glob("*/migrations/0*.py")
    told = {
        table
        for step in rooms
        for table in re.findall(r'watched\("(\w+)"\)', step.read_text(encoding="utf-8"))
    }
    assert told == {m._meta.db_table for m in apps.get_models() if getattr(m, "master", False)}


def test_a_table_that_tells_nothing_any_more_is_found(district: District) -> None:
    event = "insert" if connection.vendor == "sqlite" else "change"
    on_table = "" if connection.vendor == "sqlite" else " ON org_tenure"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER org_tenure_edition_{event}{on_table}")
    assert Finding("guard_missing", "org_tenure") in verify().findings
