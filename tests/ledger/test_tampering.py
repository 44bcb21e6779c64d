"""Whatever is changed behind the product's back is found and named."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from cast import TODAY, District, moment
from luoshi.ledger.models import Entry
from luoshi.ledger.seal import seal
from luoshi.ledger.verify import verify
from luoshi.org.models import Person, UnitName


def kinds() -> set[str]:
    return {f.kind for f in verify().findings}


def test_an_untouched_ledger_holds(district: District) -> None:
    seal(moment(TODAY))
    report = verify()
    assert report.holds, report.findings
    assert report.entries > 15
    assert report.rows > 60
    assert report.seals == 1


def test_a_changed_row_is_named(district: District) -> None:
    name = UnitName.objects.get(name="石桥镇")
    UnitName.objects.filter(pk=name.pk).update(name="改名镇")
    findings = verify().findings
    assert [(f.kind, f.place) for f in findings] == [("row_changed", f"org.unitname:{name.pk}")]


def test_a_removed_row_is_named(district: District) -> None:
    name = UnitName.objects.get(name="石桥镇")
    key = name.pk
    UnitName.objects.filter(pk=key).delete()
    assert [(f.kind, f.place) for f in verify().findings] == [("row_removed", f"org.unitname:{key}")]


def test_an_added_row_is_named(district: District) -> None:
    person = Person.objects.create(code="nobody", name="无此人")
    assert [(f.kind, f.place) for f in verify().findings] == [("row_added", f"org.person:{person.pk}")]


@pytest.mark.parametrize("statement", ["UPDATE ledger_entry SET actor = 'x'", "DELETE FROM ledger_entry"])
def test_the_database_refuses_to_rewrite_entries(district: District, statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def _without_triggers(statement: str, *params: object) -> None:
    """What somebody with the keys to the database could do."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in ("ledger_entry_no_update", "ledger_entry_no_delete"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER USER")
        cursor.execute(statement, params)


def test_a_changed_entry_is_named(district: District) -> None:
    entry = Entry.objects.get(verb="org.group_peers")
    _without_triggers("UPDATE ledger_entry SET actor = 'somebody else' WHERE id = %s", entry.pk)
    assert kinds() == {"entry_changed"}


def test_an_entry_cut_from_the_end_is_named(district: District) -> None:
    last = Entry.objects.filter(chain__key="QH").latest("position")
    _without_triggers("DELETE FROM ledger_entry WHERE id = %s", last.pk)
    assert "chain_cut" in kinds()


def test_a_cut_that_also_mends_the_head_contradicts_the_seal(district: District) -> None:
    seal(moment(TODAY))
    last = Entry.objects.filter(chain__key="QH").latest("position")
    chain = last.chain
    _without_triggers("DELETE FROM ledger_entry WHERE id = %s", last.pk)
    chain.length, chain.head = last.position - 1, last.previous
    chain.save()
    assert "seal_contradicted" in kinds()
