"""The command line calculates a run again and checks a scheme."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from assessing import SCHEME, Assessment
from luoshi.assessment.models import Run
from luoshi.cli.main import app


def test_replay_shows_equal_bytes(assessment: Assessment) -> None:
    run = assessment.frozen()
    told = CliRunner().invoke(app, ["assessment", "replay", str(run.pk), "--as", "assessor"])
    assert told.exit_code == 0, told.output
    assert run.result_digest in told.output
    assert "✗" not in told.output


def test_replay_of_a_changed_run_fails(assessment: Assessment) -> None:
    run = assessment.frozen()
    Run.objects.filter(pk=run.pk).update(inputs=run.inputs.replace('"4.79"', '"9.79"'))
    told = CliRunner().invoke(app, ["assessment", "replay", str(run.pk), "--as", "assessor"])
    assert told.exit_code == 1
    assert "✗" in told.output


def test_a_run_that_may_not_be_seen_is_refused(assessment: Assessment) -> None:
    run = assessment.frozen()
    told = CliRunner().invoke(app, ["assessment", "replay", str(run.pk), "--as", "t1_liaison"])
    assert told.exit_code == 2


def test_a_scheme_file_is_checked(tmp_path: Path) -> None:
    file = tmp_path / "scheme.yaml"
    file.write_text(SCHEME, encoding="utf-8")
    assert CliRunner().invoke(app, ["assessment", "check", str(file)]).exit_code == 0
    file.write_text(SCHEME.replace("cap: 120", "cap: x", 1), encoding="utf-8")
    told = CliRunner().invoke(app, ["assessment", "check", str(file)])
    assert told.exit_code == 2
    assert "items[0].items[0].score.cap" in told.output
    file.write_bytes(SCHEME.encode("gb18030"))
    assert CliRunner().invoke(app, ["assessment", "check", str(file)]).exit_code == 2
