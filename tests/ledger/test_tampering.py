"""Whatever is changed behind the product's back is found and named."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from cast import TODAY, District, moment
from luoshi.kernel.merkle import merkle_root
from luoshi.ledger.append_only import unguarded
from luoshi.ledger.models import Chain, Entry, Seal
from luoshi.ledger.record import entry_hash
from luoshi.ledger.seal import seal
from luoshi.ledger.verify import leaf, verify
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
            for table in ("ledger_entry", "ledger_seal"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_update")
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_delete")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER USER")
            cursor.execute("ALTER TABLE ledger_seal DISABLE TRIGGER USER")
        cursor.execute(statement, params)


def test_a_changed_entry_is_named(district: District) -> None:
    entry = Entry.objects.get(verb="org.group_peers")
    _without_triggers("UPDATE ledger_entry SET actor = 'somebody else' WHERE id = %s", entry.pk)
    assert kinds() == {"entry_changed", "guard_missing"}


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


def test_a_table_that_the_database_no_longer_guards_is_named(district: District) -> None:
    assert not unguarded(["ledger_entry", "ledger_seal"])
    _without_triggers("UPDATE ledger_chain SET head = head")
    found = [(f.kind, f.place) for f in verify().findings]
    assert found == [("guard_missing", "ledger_entry"), ("guard_missing", "ledger_seal")]


def test_every_guarded_table_is_checked_for_its_guard() -> None:
    rooms = Path(__file__).resolve().parents[2] / "src" / "luoshi"
    guarded = {
        table
        for step in rooms.glob("*/migrations/*.py")
        for table in re.findall(r'append_only\("(\w+)"\)', step.read_text(encoding="utf-8"))
    }
    assert guarded == {m._meta.db_table for m in apps.get_models() if getattr(m, "append_only", False)}
    assert len(guarded) >= 5


@pytest.mark.parametrize("rows", ["[[1]]", "null", "7", '[["org.unit", "1", 5]]', "{}"])
def test_an_entry_that_vouches_for_nonsense_is_named(district: District, rows: str) -> None:
    entry = Entry.objects.get(verb="org.group_peers")
    _without_triggers("UPDATE ledger_entry SET rows = %s WHERE id = %s", rows, entry.pk)
    assert "entry_changed" in kinds()


@pytest.mark.parametrize("heads", ["[[1]]", "null", '[["QH", -1, ""]]', '[["QH", 0, ""]]', "{}"])
def test_a_seal_of_nonsense_is_named(district: District, heads: str) -> None:
    made = seal(moment(TODAY))
    _without_triggers("UPDATE ledger_seal SET heads = %s WHERE id = %s", heads, made.pk)
    assert "seal_changed" in kinds()


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL keeps columns to their type")
def test_a_column_filled_with_what_it_cannot_hold_is_named(district: District) -> None:
    person = Person.objects.latest("pk")
    clock = Entry.objects.get(verb="workdays.set_clock")
    _without_triggers("UPDATE org_person SET account_id = NULL, simulated = 'x' WHERE id = %s", person.pk)
    _without_triggers("UPDATE ledger_entry SET at = 'garbage' WHERE id = %s", clock.pk)
    found = {(f.kind, f.place) for f in verify().findings}
    assert ("row_changed", f"org.person:{person.pk}") in found
    assert ("entry_changed", f"QH#{clock.position} workdays.set_clock") in found


def _rewritten_from(entry: Entry, actor: str) -> None:
    """Change who acted, and chain the rest of the entries to it again without a flaw, heads and seals included."""
    previous = entry.previous
    for later in Entry.objects.filter(chain=entry.chain, position__gte=entry.position).order_by("position"):
        later.actor = actor if later.pk == entry.pk else later.actor
        later.previous = previous
        previous = entry_hash(later)
        _without_triggers(
            "UPDATE ledger_entry SET actor = %s, previous = %s, hash = %s WHERE id = %s",
            later.actor,
            later.previous,
            previous,
            later.pk,
        )
    Chain.objects.filter(pk=entry.chain_id).update(head=previous)


def test_entries_chained_anew_contradict_the_seal(district: District) -> None:
    seal(moment(TODAY))
    _rewritten_from(Entry.objects.get(verb="org.group_peers"), "somebody else")
    assert kinds() == {"seal_contradicted", "guard_missing"}


def test_a_ledger_rewritten_seals_and_all_is_found_only_by_the_root_kept_outside(district: District) -> None:
    handed_out = seal(moment(TODAY))
    _rewritten_from(Entry.objects.get(verb="org.group_peers"), "somebody else")
    heads = [[c.key, c.length, c.head] for c in Chain.objects.order_by("key")]
    root = merkle_root([leaf(*head) for head in heads]).hex()
    _without_triggers(
        "UPDATE ledger_seal SET heads = %s, root = %s WHERE id = %s", json.dumps(heads), root, handed_out.pk
    )
    assert kinds() == {"guard_missing"}, "nothing inside the database tells it from the ledger that was kept"
    found = verify([handed_out.root]).findings
    assert [(f.kind, f.place) for f in found if f.kind != "guard_missing"] == [
        ("seal_missing", handed_out.root)
    ]
    assert Seal.objects.get().root == root
