"""``luoshi outline``, ``extract`` and ``check`` on files, and the schemas of their output."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from luoshi.cli.main import app

ROOT = Path(__file__).resolve().parents[2]
PLAN = "2024年重点工作安排\n一、产业发展\n（一）抓项目。全年完成投资120亿元以上，增长8%。（区发改局牵头，区财政局配合）\n三、民生\n6月底前建成学校2所。\n"
SOUND = "1-9月，全区收入完成1200万元，同比增收200万元，增长20.0%。其中税收收入700万元，非税收入500万元。\n"
BROKEN = SOUND.replace("20.0%", "26.0%")


def run(verb: str, file: Path, *options: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, [verb, str(file), *options])
    return result.exit_code, result.output


def told(verb: str, file: Path) -> dict[str, list[dict[str, object]]]:
    _, output = run(verb, file, "--format", "json")
    return json.loads(output)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    file = tmp_path / "plan.txt"
    file.write_text(PLAN, encoding="gb18030")
    return file


@pytest.fixture
def bulletin(tmp_path: Path) -> Path:
    file = tmp_path / "bulletin.md"
    file.write_text(BROKEN, encoding="utf-8")
    return file


@pytest.mark.parametrize("verb", ["outline", "extract", "check"])
def test_output_follows_its_schema(verb: str, plan: Path, bulletin: Path) -> None:
    schema = json.loads((ROOT / "docs" / "schemas" / f"{verb}.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    for file in (plan, bulletin):
        Draft202012Validator(schema).validate(told(verb, file))


def test_the_samples_fill_every_list_of_the_schemas(plan: Path, bulletin: Path) -> None:
    clauses, wanted, relations = told("outline", plan), told("extract", plan), told("check", bulletin)
    assert clauses["nodes"] and clauses["warnings"]
    assert wanted["targets"] and wanted["tasks"]
    assert {relation["verdict"] for relation in relations["relations"]} == {"pass", "fail"}


def test_offsets_count_characters_of_the_decoded_text(plan: Path, bulletin: Path) -> None:
    for target in told("extract", plan)["targets"]:
        assert PLAN[target["start"] : target["end"]] == target["value"]
    for relation in told("check", bulletin)["relations"]:
        for span in (relation["claim"], *relation["operands"]):
            assert BROKEN[span["start"] : span["end"]] == span["text"]


def test_check_leaves_with_one_only_when_numbers_do_not_fit(bulletin: Path) -> None:
    assert run("check", bulletin)[0] == 1
    bulletin.write_text(SOUND, encoding="utf-8")
    assert run("check", bulletin)[0] == 0


def test_tables_name_what_was_found(plan: Path, bulletin: Path) -> None:
    assert "抓项目" in run("outline", plan)[1]
    assert "120" in run("extract", plan)[1]
    code, table = run("check", bulletin)
    assert code == 1
    assert "26.0" in table and "20.0" in table


def test_a_file_that_cannot_be_read_says_how_to_mend_it(tmp_path: Path) -> None:
    file = tmp_path / "old.wps"
    file.write_bytes(b"x")
    code, output = run("check", file)
    assert code == 2
    assert "old.wps" in output and ".docx" in output


def test_a_file_is_checked_without_settings_secret_or_database(bulletin: Path, tmp_path: Path) -> None:
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("LUOSHI_", "DJANGO_"))}
    for verb, name, code in (("check", bulletin.name, 1), ("outline", "absent.wps", 2)):
        (tmp_path / name).touch()
        done = subprocess.run(
            [sys.executable, "-m", "luoshi", verb, name],
            cwd=tmp_path,
            env={**bare, "PYTHONPATH": str(ROOT / "src")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stderr
    assert not list(tmp_path.glob("*.sqlite3"))
