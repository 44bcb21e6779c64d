"""``luoshi ledger``, ``luoshi org`` and ``luoshi account`` from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cast import District
from luoshi.cli.main import app
from luoshi.identity.models import Account
from luoshi.ledger.models import Seal
from luoshi.org.models import Unit, UnitName

TABLE = "code12,name,level,kind,parent12\n990101000000,青河区,3,county,\n990101100000,石桥镇,4,town,990101000000\n"


def run(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, list(words), input=typed)


def test_a_ledger_that_holds(district: District) -> None:
    sealed = run("ledger", "seal")
    assert sealed.exit_code == 0
    assert Seal.objects.get().root in sealed.output
    assert run("ledger", "verify").exit_code == 0
    report = json.loads(run("ledger", "verify", "--json").output)
    assert report["holds"]
    assert report["seals"] == 1


def test_the_root_that_the_overseers_keep_must_be_on_record(district: District) -> None:
    run("ledger", "seal")
    kept = Seal.objects.get().root
    assert run("ledger", "verify", "--root", kept).exit_code == 0
    told = run("ledger", "verify", "--root", kept, "--root", "0" * 64)
    assert told.exit_code == 1
    assert "0" * 64 in told.output
    assert kept not in told.output


def test_a_tampered_ledger_is_named_and_exits_with_one(district: District) -> None:
    key = UnitName.objects.get(name="石桥镇").pk
    UnitName.objects.filter(pk=key).update(name="改名镇")
    told = run("ledger", "verify")
    assert told.exit_code == 1
    assert f"org.unitname:{key}" in told.output
    machine = run("ledger", "verify", "--json")
    assert machine.exit_code == 1
    assert [f["kind"] for f in json.loads(machine.output)["findings"]] == ["row_changed"]


@pytest.mark.django_db
def test_a_real_district_is_founded_from_the_command_line(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text(TABLE, encoding="gb18030")
    assert run("org", "show").exit_code == 1
    assert run("org", "import", str(table), "--since", "2015-01-01").exit_code == 0
    assert "石桥镇" in run("org", "show").output
    appointing = ["org", "appoint", "--unit", "990101000000", "--role", "administrator", "--title", "管理员"]
    appointing += ["--code", "keeper", "--name", "安宁", "--since", "2015-01-01"]
    assert run(*appointing).exit_code == 0
    password = "长河落日圆-1959-river\n" * 2
    assert run("account", "create", "keeper", typed=password).exit_code == 0
    assert Account.objects.get(username="keeper").check_password("长河落日圆-1959-river")
    assert run(*appointing).exit_code == 2, "founded: from now on somebody must act"
    assert run("account", "create", "keeper", "--as", "keeper", typed=password).exit_code == 2


@pytest.mark.django_db
def test_a_bad_table_is_refused_with_its_line(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text(TABLE.replace("town", "borough"), encoding="utf-8")
    refused = run("org", "import", str(table), "--since", "2015-01-01")
    assert refused.exit_code == 2
    assert "borough" in refused.output
    assert not Unit.objects.exists()
