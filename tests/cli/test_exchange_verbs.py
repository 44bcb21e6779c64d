"""``luoshi exchange``: the same files from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from luoshi.cli.main import app
from luoshi.exchange.sdmx_csv import COLUMNS
from moving import Moving, element, moving_district, packed  # noqa: F401

pytestmark = pytest.mark.django_db


def luoshi(*words: str) -> tuple[int, str]:
    ran = CliRunner().invoke(app, ["exchange", *words])
    return ran.exit_code, ran.output


def test_in_and_out(moving: Moving, tmp_path: Path) -> None:
    file, out = tmp_path / "in.json", tmp_path / "out.json"
    acting = ("--source", "县卫健委", "--as", "statistician")
    file.write_bytes(packed(dataElements=[element("f7n9E0hX8qk", code="CASES")]))
    assert luoshi("dhis2", "import", str(file), *acting)[0] == 0
    value = {"dataElement": "CASES", "orgUnit": "QH-T1", "period": "201401", "value": "4"}
    file.write_text(json.dumps({"dataValues": [value]}))
    code, told = luoshi("dhis2", "import", str(file), "--json", *acting)
    assert code == 1, "without --scheme code nothing has these names"
    assert json.loads(told)["response"]["status"] == "ERROR"
    assert luoshi("dhis2", "import", str(file), "--scheme", "code", *acting)[0] == 0
    code, _told = luoshi("dhis2", "export", str(out), "--scheme", "code", "--as", "statistician")
    (left,) = json.loads(out.read_text())["dataValues"]
    assert (code, {name: left[name] for name in value}) == (0, value)
    assert luoshi("sdmx", str(out), "--as", "statistician")[0] == 0
    assert out.read_text().startswith(",".join(COLUMNS))


def test_strangers_and_broken_files_are_told_plainly(moving: Moving, tmp_path: Path) -> None:
    file = tmp_path / "in.json"
    file.write_text("{")
    assert luoshi("dhis2", "import", str(file), "--source", "x", "--as", "statistician")[0] == 2
    assert luoshi("dhis2", "export", str(file), "--as", "t1_liaison")[0] == 2
    assert file.read_text() == "{", "nothing is written over"
