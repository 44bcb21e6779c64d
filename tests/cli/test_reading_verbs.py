"""``luoshi outline``, ``extract`` and ``check`` on files, and the schemas of their output."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.utils import translation
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from documents.hostile import sound
from luoshi.cli import reading
from luoshi.cli.main import app

ROOT = Path(__file__).resolve().parents[2]
PLAN = "2024年重点工作安排\n一、产业发展\n（一）抓项目。全年完成投资120亿元以上，增长8%。（区发改局牵头，区财政局配合）\n三、民生\n6月底前建成学校2所。\n"
SOUND = "1-9月，全区收入完成1200万元，同比增收200万元，增长20.0%。其中税收收入700万元，非税收入500万元。\n"
BROKEN = SOUND.replace("20.0%", "26.0%")


def run(verb: str, file: Path | str, *options: str, standard_input: bytes = b"") -> tuple[int, str]:
    result = CliRunner().invoke(app, [verb, str(file), *options], input=standard_input)
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


@pytest.mark.parametrize("verb", ["outline", "extract", "check"])
def test_every_kind_of_file_gives_output_that_follows_the_schema(verb: str, tmp_path: Path) -> None:
    validator = Draft202012Validator(
        json.loads((ROOT / "docs" / "schemas" / f"{verb}.schema.json").read_text("utf-8"))
    )
    for suffix, data in sound().items():
        file = tmp_path / f"sound{suffix}"
        file.write_bytes(data)
        validator.validate(told(verb, file))
        if suffix not in {".html", ".md"}:
            code, output = run(verb, "-", "--format", "json", standard_input=data)
            assert code == 0
            assert json.loads(output) == told(verb, file)


def test_standard_input_that_cannot_be_read_leaves_with_two() -> None:
    for data in (b"", b"%PDF-1.4", bytes(range(128, 256))):
        code, output = run("check", "-", standard_input=data)
        assert code == 2
        assert "stdin" in output


@pytest.mark.parametrize("verb", ["outline", "extract", "check"])
def test_the_reason_is_on_standard_error_and_the_codes_in_the_help(verb: str, tmp_path: Path) -> None:
    file = tmp_path / "empty.txt"
    file.touch()
    result = CliRunner().invoke(app, [verb, str(file), "--format", "json"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "empty.txt" in result.stderr
    for missing in (tmp_path / "absent.txt", tmp_path):
        result = CliRunner().invoke(app, [verb, str(missing)])
        assert (result.exit_code, result.stdout) == (2, "")
        assert missing.name in result.stderr
    told_codes = CliRunner().invoke(app, [verb, "--help"]).output
    assert "Exit code 0" in told_codes and "2 when the file cannot be" in " ".join(told_codes.split())


def test_the_heads_of_the_findings_are_translated(bulletin: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_", lambda message: f"‹{message}›")
    table = run("check", bulletin)[1]
    for word in ("severity", "start", "printed", "type", "working", "expected", "error"):
        assert f"‹{word}›"[:5] in table


def test_findings_are_told_in_the_language_of_the_terminal(bulletin: Path) -> None:
    with translation.override("zh-hans"):
        table = "".join(run("check", bulletin)[1].split())
    assert "增幅" in table and "应为20.0%" in table
    assert "printed" not in table and "fit each other" not in table


def test_a_range_and_the_leader_stand_in_the_table(tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_text(
        "2024年重点工作安排\n一、目标\n全年居民收入增长6%-6.5%。\n二、任务\n1.建成学校。（牵头单位：区教育局；责任领导：李明）\n"
    )
    with translation.override("zh-hans"):
        table = run("extract", file)[1]
    for words in ("6-6.5", "增幅", "李明"):
        assert words in table


def test_a_narrow_terminal_folds_words_and_loses_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "70")
    file = tmp_path / "tasks.txt"
    task = "规模以上工业企业技术改造升级示范项目增长18%以上"
    file.write_text(f"工作任务\t牵头单位\t完成时限\n{task}\t区工业和信息化局\t年底前\n", encoding="utf-8")
    table = run("extract", file)[1]
    assert "…" not in table
    column = "".join(line.split("│")[2].strip() for line in table.splitlines() if line.count("│") == 7)
    assert task in column


def test_why_a_file_does_not_open_is_told_in_the_language_of_the_terminal(tmp_path: Path) -> None:
    with translation.override("zh-hans"):
        for path, words in ((tmp_path / "absent.txt", "没有这个文件"), (tmp_path, "这是一个文件夹")):
            code, output = run("outline", path)
            assert code == 2 and words in "".join(output.split())


def test_every_field_of_a_target_and_a_task_is_described() -> None:
    schema = json.loads((ROOT / "docs" / "schemas" / "extract.schema.json").read_text("utf-8"))
    for name, own in (("target", {"end"}), ("task", {"start", "end", "clause"})):
        fields = schema["$defs"][name]["properties"]
        assert {field for field, told in fields.items() if "description" not in told} <= own


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
