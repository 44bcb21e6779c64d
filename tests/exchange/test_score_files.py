"""``luoshi score``: a scheme and a table to a folder that can be calculated again, without a server."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from assessing import SCHEME, changed
from luoshi.assessment.scheme_text import read_scheme
from luoshi.cli.main import app
from luoshi.exchange.scoring.folder import Scored, replay, score, write
from luoshi.exchange.scoring.noise import Noise
from luoshi.exchange.scoring.values import read_values
from luoshi.exchange.scoring.what_if import what_if
from luoshi.ledger.refusal import Refused

ROOT = Path(__file__).resolve().parents[2]
HEAD = "unit,group,indicator,actual,target,base"
# S2 has not reported its revenue; T2 has no target of investment; departments have no economic target.
ROWS = """\
S1,streets,invest,90,100,
S1,streets,revenue,80,100,
S1,streets,reporting.timeliness,100,,
S1,streets,matters.closure,50,,
S2,streets,invest,100,100,
S2,streets,revenue,,100,
S2,streets,reporting.timeliness,100,,
T1,towns,invest,130,100,
T1,towns,revenue,100,100,
T2,towns,invest,70,,
T2,towns,revenue,98.765,100,
D1,departments,reporting.timeliness,87.5,,
""".splitlines()
TABLE = "\n".join([HEAD, *ROWS])


def scored(table: str | bytes = TABLE, scheme: str = SCHEME, noise: Noise | None = None) -> Scored:
    return score(scheme, read_values(table), noise)


def ranks(result: Scored) -> dict[str, tuple[str, str]]:
    rows = csv.DictReader(io.StringIO(result.files["ranks.csv"].decode("utf-8-sig")))
    return {row["unit"]: (row["score"], row["rank"]) for row in rows}


def luoshi(*words: str | Path) -> tuple[int, str]:
    ran = CliRunner().invoke(app, ["score", *map(str, words)])
    return ran.exit_code, ran.output


def test_scores_by_hand() -> None:
    """S1: (90 x 40 + 80 x 30) / 70 x 0.7 + (100 x 10 + 50 x 20) / 30 x 0.3; S2's revenue counts as zero."""
    assert ranks(scored()) == {
        "S1": ("80.00", "1"),
        "S2": ("70.00", "2"),
        "T1": ("111.43", "1"),
        "T2": ("98.77", "2"),
        "D1": ("87.50", "1"),
    }


def test_the_order_of_rows_has_no_influence() -> None:
    shuffled = random.Random(5).sample(ROWS, len(ROWS))
    again = scored("\n".join([HEAD, *shuffled]))
    assert again.files == scored().files
    assert again.manifest == scored().manifest


def workbook(rows: list[list[str]]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_numbers": True})
    sheet = book.add_worksheet()
    for line, row in enumerate(rows, start=2):
        sheet.write_row(line, 1, row)
    book.close()
    return buffer.getvalue()


def test_every_way_of_saving_a_table_says_the_same() -> None:
    chinese = TABLE.replace(HEAD, "单位,考核组,指标,实绩,时序目标,上年同期")
    tables: list[bytes] = [
        TABLE.encode("utf-8-sig"),
        chinese.encode("gb18030"),
        TABLE.replace(",", "\t").encode("utf-16"),
        TABLE.replace("\n", "\r\n").replace("98.765", "９８.７６５").encode(),
        workbook([line.split(",") for line in TABLE.splitlines()]),
    ]
    for table in tables:
        assert scored(table).files == scored().files


def test_every_bad_cell_is_named_by_row_and_column() -> None:
    wrong = [
        "S1,streets,invest,9o,100,",
        "S1,towns,revenue,1,1亿,",
        ",towns,invest,1,1,",
        "S1,streets,invest,1,1,",
    ]
    with pytest.raises(Refused) as refused:
        read_values("\n".join([HEAD, "", *wrong]))
    places = [str(problem.where) for problem in refused.value.problems]
    cells = [(3, "actual"), (4, "group"), (4, "target"), (5, "unit"), (6, "indicator")]
    assert len(places) == len(cells)
    for place, (row, column) in zip(places, cells, strict=True):
        assert str(row) in place
        assert column in place


@pytest.mark.parametrize(
    ("table", "named"),
    [
        ("", "group"),
        ("unit,group,actual\nS1,streets,1", "indicator"),
        ("unit,group,indicator,actual,colour\nS1,streets,invest,1,red", "colour"),
        ("unit,group,indicator,actual,actual\nS1,streets,invest,1,1", "actual"),
        (f"{HEAD}\nV1,villages,invest,1,1,", "villages"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", ""),
        (b"PK\x03\x04not a workbook", ""),
    ],
)
def test_a_table_that_cannot_be_taken_is_refused(table: str | bytes, named: str) -> None:
    with pytest.raises(Refused) as refused:
        scored(table)
    assert named in str(refused.value)


def test_the_folder_is_written_whole_and_comes_out_the_same(tmp_path: Path) -> None:
    scheme, values, out = tmp_path / "scheme.yaml", tmp_path / "values.csv", tmp_path / "out"
    scheme.write_bytes(SCHEME.replace("\n", "\r\n").encode("utf-8-sig"))
    values.write_text(TABLE, encoding="utf-8")
    code, told = luoshi(scheme, values, "--out", out, "--draws", "500")
    assert code == 0, told
    names = {
        "README.md",
        "manifest.json",
        "ranks.csv",
        "scheme.yaml",
        "scores.csv",
        "trace.json",
        "values.csv",
    }
    assert {file.name for file in out.iterdir()} == names
    assert luoshi("--replay", out)[0] == 0
    assert luoshi(scheme, values, "--out", out)[0] == 2, "nothing is written over"
    assert {file.name for file in tmp_path.iterdir()} == {"scheme.yaml", "values.csv", "out"}
    (out / "ranks.csv").write_text("tampered")
    code, told = luoshi("--replay", out)
    assert code == 1
    assert [line[0] for line in told.splitlines() if "ranks.csv" in line] == ["✗"]


def test_codes_that_look_like_formulas_come_back(tmp_path: Path) -> None:
    odd = scored(TABLE.replace("S1,", "=S1,").replace("S2,", "-2,"))
    assert set(ranks(odd)) == {"'=S1", "-2", "T1", "T2", "D1"}
    write(odd, tmp_path / "out")
    assert replay(tmp_path / "out").holds


def test_a_bad_table_leaves_nothing_behind(tmp_path: Path) -> None:
    scheme, values, out = tmp_path / "scheme.yaml", tmp_path / "values.csv", tmp_path / "out"
    scheme.write_text(SCHEME, encoding="utf-8")
    values.write_text(TABLE.replace("130", "13O"), encoding="utf-8")
    assert luoshi(scheme, values, "--out", out)[0] == 2
    assert not out.exists()
    assert luoshi(scheme, tmp_path / "absent.csv", "--out", out)[0] == 2
    assert luoshi("--replay", tmp_path)[0] == 2


def test_a_folder_that_was_rebuilt_on_other_figures_does_not_replay(tmp_path: Path) -> None:
    """A forger who mends the digests as well is told by the calculation."""
    out = tmp_path / "out"
    write(scored(), out)
    manifest = json.loads((out / "manifest.json").read_bytes())
    forged = (out / "ranks.csv").read_bytes().replace(b"80.00", b"99.00")
    (out / "ranks.csv").write_bytes(forged)
    manifest["files"]["ranks.csv"] = hashlib.sha256(forged).hexdigest()
    (out / "manifest.json").write_text(json.dumps(manifest))
    again = replay(out)
    assert all(again.intact.values())
    assert [name for name, same in again.same.items() if not same] == ["ranks.csv"]


def test_the_trace_follows_its_schema() -> None:
    schema = json.loads((ROOT / "docs" / "schemas" / "trace.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    trace = json.loads(scored().files["trace.json"])
    Draft202012Validator(schema).validate(trace)
    assert trace["scheme"]["digest"] == read_scheme(SCHEME).digest
    revenue = next(unit for unit in trace["units"] if unit["code"] == "S2")["items"][1]
    assert (revenue["not_reported"], revenue["actual"], revenue["score"]) == (True, None, "0")
    investment = next(unit for unit in trace["units"] if unit["code"] == "T2")["items"][0]
    assert (investment["applies"], investment["actual"], investment["weight"]) == (False, "70.0", "0")


def test_rank_intervals_and_what_the_ranks_depend_on() -> None:
    """Who is ahead in everything, or alone, never moves."""
    close = TABLE.replace("S2,streets,revenue,,", "S2,streets,revenue,69,")
    found = scored(close, noise=Noise(draws=1000, sensitivity_draws=10_000))
    rows = {r["unit"]: r for r in csv.DictReader(io.StringIO(found.files["ranks.csv"].decode("utf-8-sig")))}
    assert {r["rank_p5"] + r["rank_p95"] for u, r in rows.items() if u in ("T1", "T2", "D1")} == {"11", "22"}
    weights = list(csv.DictReader(io.StringIO(found.files["sensitivity.csv"].decode("utf-8-sig"))))
    assert [row["node"] for row in weights] == [
        "economy",
        "investment",
        "income",
        "work",
        "timeliness",
        "closure",
    ]
    assert all(float(row["total"]) >= -0.01 for row in weights)


@pytest.mark.parametrize(
    ("scheme", "places"),
    [
        (
            changed("ties: shared", "ties: shared\nrank_among: all"),
            {"T1": "1", "T2": "2", "D1": "3", "S1": "4", "S2": "5"},
        ),
        (
            SCHEME + "exclusions: [{unit: S1, reason: 新设}]\n",
            {"T1": "1", "T2": "2", "D1": "1", "S1": "", "S2": "1"},
        ),
    ],
)
def test_draws_are_ranked_with_whom_the_scheme_ranks(scheme: str, places: dict[str, str]) -> None:
    found = scored(scheme=scheme, noise=Noise(draws=100, size=0.01))
    rows = list(csv.DictReader(io.StringIO(found.files["ranks.csv"].decode("utf-8-sig"))))
    assert (
        {row["unit"]: row["rank_p50"] for row in rows} == places == {row["unit"]: row["rank"] for row in rows}
    )


@pytest.mark.parametrize("noise", [Noise(draws=10), Noise(sensitivity_draws=500), Noise(draws=500, size=1.0)])
def test_too_few_draws_are_refused(noise: Noise) -> None:
    with pytest.raises(Refused):
        scored(noise=noise)


def test_what_a_change_would_do() -> None:
    found = scored()

    def moved(change: str, content: bytes | None = None) -> dict[str, tuple[str | None, str | None]]:
        return {m.unit: m.score for m in what_if(found, change, content) if m.score[0] != m.score[1]}

    assert moved("T2/revenue=120") == {"T2": ("98.77", "120.00")}
    assert moved("closure=10") == {"S1": ("80.00", "82.50")}
    assert moved("other.yaml", changed("cap: 120", "cap: 100").encode()) == {"T1": ("111.43", "100.00")}
    assert moved("other.csv", TABLE.replace("87.5", "90").encode()) == {"D1": ("87.50", "90.00")}
    for wrong in ("closure", "nothing=3", "T9/revenue=1", "closure=0", "closure=much"):
        with pytest.raises(Refused):
            moved(wrong)


def test_a_table_is_scored_where_there_is_no_installation(tmp_path: Path) -> None:
    (tmp_path / "scheme.yaml").write_text(SCHEME, encoding="utf-8")
    (tmp_path / "values.csv").write_text(TABLE, encoding="utf-8")
    bare = {k: v for k, v in os.environ.items() if not k.startswith(("LUOSHI", "DJANGO"))}
    words = [sys.executable, "-m", "luoshi", "score", "scheme.yaml", "values.csv", "--format", "json"]
    paths = {"PYTHONPATH": str(ROOT / "src"), "LUOSHI_DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}
    ran = subprocess.run(words, cwd=tmp_path, env=bare | paths, capture_output=True, text=True, check=True)
    assert {unit["code"]: unit["rank"] for unit in json.loads(ran.stdout)}["T1"] == 1
