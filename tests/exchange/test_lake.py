"""``luoshi lake``: what a district hands over, assessed anywhere, is what its own server says."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from assessing import SCHEME, Assessment, assessed_district  # noqa: F401
from kernel.league import SCORES, make_province
from luoshi.cli.main import app
from luoshi.exchange.lake.assessment import assess_lake, one_after_the_other
from luoshi.exchange.lake.spark import in_spark, refuse_without_spark
from luoshi.exchange.lake.tables import FIGURES, write_table
from luoshi.kernel.scheme import Block, Item
from luoshi.ledger.models import Entry
from luoshi.ledger.refusal import Refused
from luoshi.ledger.verify import verify
from reporting import reporting_district  # noqa: F401

DAY = date(2015, 6, 12)
KERNEL = Path(__file__).resolve().parents[1] / "kernel"


def luoshi(*words: str | Path) -> tuple[int, str]:
    ran = CliRunner().invoke(app, ["lake", *map(str, words)])
    return ran.exit_code, ran.output


def results(folder: Path) -> Iterator[dict[str, object]]:
    rows = duckdb.sql(f"select district, trace from '{folder}/results/*.parquet' order by district, place")
    return ({"district": district, **json.loads(trace)} for district, trace in rows.fetchall())


@pytest.mark.django_db
def test_an_assessment_of_the_lake_is_the_run_of_the_server(assessment: Assessment, tmp_path: Path) -> None:
    """A level target with two units that reported less, one that reported nothing, and a growth on last year."""
    assessment.growth_target("revenue", "QH-T2", "8")
    assessment.history("revenue", "QH-T2", "2014-05", "441.3")
    run = assessment.frozen(day=DAY)
    lake, out, scheme = tmp_path / "lake", tmp_path / "out", tmp_path / "scheme.yaml"
    scheme.write_text(SCHEME, encoding="utf-8")
    asked = ("--years", "2015", "--as-of", DAY.isoformat(), "--as", "statistician")
    code, told = luoshi("export", "--out", lake, *asked)
    assert code == 0, told
    code, told = luoshi("assess", lake, scheme, "--period", "2015-H1", "--out", out)
    assert code == 0, told
    kept = [{"district": "QH", **unit} for unit in json.loads(run.result)["units"]]
    assert list(results(out)) == kept
    assert {unit["rank"] for unit in kept} > {None, 1}
    _what_is_in(lake)


def _what_is_in(lake: Path) -> None:
    facts = duckdb.sql(f"select unit, value from '{lake}/facts/*/*.parquet' where indicator = 'invest'")
    assert {unit: str(value) for unit, value in facts.fetchall()} == {
        "QH-T1": "7.000000",
        "QH-T2": "4.790000",
        "QH-S1": "5.000000",
    }
    years = {file.parent.name for file in lake.glob("facts/*/*.parquet")}
    assert years == {"year=2015"}
    manifest = json.loads((lake / "manifest.json").read_bytes())
    assert set(manifest["files"]) == {file.relative_to(lake).as_posix() for file in lake.rglob("*.parquet")}
    entry = Entry.objects.get(verb="exchange.export_lake")
    assert (entry.chain.key, entry.detail["rows"]) == (
        "QH",
        sum(said["rows"] for said in manifest["files"].values()),
    )
    assert verify().holds


@pytest.mark.django_db
def test_who_may_not_take_the_figures_away_leaves_nothing(assessment: Assessment, tmp_path: Path) -> None:
    before = Entry.objects.count()
    for words in (["--as", "t1_liaison"], [], ["--as", "statistician", "--years", "twenty"]):
        assert luoshi("export", "--out", tmp_path / "lake", *words)[0] == 2, words
    assert Entry.objects.count() == before
    assert list(tmp_path.iterdir()) == []
    assert luoshi("export", "--out", tmp_path, "--as", "statistician")[0] == 2, "nothing is written over"
    assert Entry.objects.count() == before


@dataclass(frozen=True)
class Counted:
    """Three districts in two files, and the totals and ranks that SQL finds for them."""

    folder: Path
    scheme: str
    total: dict[str, float]
    rank: dict[str, int]


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Counted:
    """Half a year of random facts with revisions, retractions, gaps and ties; figures by the oracle's SQL."""
    made = make_province(units=36, indicators=12, districts=3, seed=7, whole=True)
    con = duckdb.connect()
    for name in ("fact", "unit", "indicator", "target"):
        rows = getattr(made, name)
        con.execute(f"create table {name} as select * from rows")
    # On a board an indicator whose completion is scored does not apply without a target.
    con.execute(
        "update target set applicable = false from indicator "
        "where indicator.indicator = target.indicator and target = 0 and rule in ('completion', 'steps')"
    )
    con.execute((KERNEL / "oracle.sql").read_text())
    figures = con.sql(
        "select 'D' || peer_group // 4, '2015-H1', '2015-07-01', 6, unit, 'U' || unit, 'g' || peer_group % 4, "
        "false, 'i' || indicator, false, applicable, actual, target, null from year_to_date where month = 6"
    ).fetchall()
    folder = tmp_path_factory.mktemp("province")
    for name, districts in (("north", ("D0", "D2")), ("south", ("D1",))):
        rows = [row for row in figures if row[0] in districts]
        random.Random(3).shuffle(rows)
        hand_over(folder / name, rows)
    league = con.sql("select 'U' || unit, total, place from league where month = 6").fetchall()
    rule = dict(zip(map(str, made.indicator["indicator"]), map(str, made.indicator["rule"]), strict=True))
    scheme = json.dumps(
        {
            "code": "province",
            "year": 2015,
            "name": "province",
            "groups": ["g0", "g1", "g2", "g3"],
            "digits": 6,
            "rank_on": "unrounded",
            "ties": "shared",
            "items": [_block(block, rule) for block in made.scheme.items],
        }
    )
    return Counted(folder, scheme, {u: t for u, t, _ in league}, {u: r for u, _, r in league})


def hand_over(folder: Path, rows: list[tuple[Any, ...]]) -> None:
    """A lake of figures only."""
    name = "figures/year=2015/part.parquet"
    (folder / name).parent.mkdir(parents=True)
    write_table(FIGURES, rows, folder / name)
    digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    manifest = {"format": 1, "kind": "lake", "files": {name: {"rows": len(rows), "sha256": digest}}}
    (folder / "manifest.json").write_text(json.dumps(manifest))


def _block(block: Block | Item, rule: dict[str, str]) -> dict[str, Any]:
    assert isinstance(block, Block)
    items = [
        {
            "code": f"i{item.code}",
            "name": item.name,
            "weight": item.weight,
            "indicator": f"i{item.code}",
            "missing": str(item.missing),
            "score": SCORES[rule[item.code]],
        }
        for item in block.items
        if isinstance(item, Item)
    ]
    return {"code": block.code.replace("-", "_"), "name": block.name, "weight": block.weight, "items": items}


def test_many_districts_are_scored_as_sql_scores_them(province: Counted, tmp_path: Path) -> None:
    assess_lake(province.folder, province.scheme, "2015-H1", tmp_path / "out", one_after_the_other)
    found = list(results(tmp_path / "out"))
    assert {unit["district"] for unit in found} == {"D0", "D1", "D2"}
    assert {unit["code"]: unit["rank"] for unit in found} == province.rank
    for unit in found:
        assert float(str(unit["total"])) == pytest.approx(province.total[str(unit["code"])], abs=1e-8)


def test_a_lake_that_is_not_what_it_says_is_refused(province: Counted, tmp_path: Path) -> None:
    def refused(folder: Path, period: str = "2015-H1", source: str = province.scheme) -> str:
        with pytest.raises(Refused) as told:
            assess_lake(folder, source, period, tmp_path / "out", one_after_the_other)
        assert not (tmp_path / "out").exists()
        return str(told.value)

    assert "2015-W23" in refused(province.folder, "2015-W23")
    assert "2016" in refused(province.folder, "2016")
    assert "2015-H2" in refused(province.folder, "2015-H2")
    assert "cap" in refused(province.folder, source=SCHEME.replace("cap: 120", "cap: x", 1))
    twice = tmp_path / "twice"
    for name in ("north", "again"):
        shutil.copytree(province.folder / "north", twice / name)
    assert "D0, D2" in refused(twice)
    (file,) = (twice / "again").rglob("*.parquet")
    file.write_bytes(file.read_bytes() + b"x")
    assert str(file) in refused(twice)


def test_spark_gives_the_same_bytes(province: Counted, tmp_path: Path) -> None:
    try:
        refuse_without_spark()
    except Refused as absent:
        pytest.skip(str(absent))
    for name, engine in (("local", one_after_the_other), ("spark", in_spark)):
        assess_lake(province.folder, province.scheme, "2015-H1", tmp_path / name, engine)
    files = {
        file.relative_to(tmp_path / "local"): file.read_bytes()
        for file in (tmp_path / "local").rglob("*")
        if file.is_file()
    }
    assert len(files) == 4
    for name, content in files.items():
        assert (tmp_path / "spark" / name).read_bytes() == content


def test_what_spark_lacks_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(Refused) as told:
        refuse_without_spark()
    assert "JAVA_HOME" in str(told.value)
    assert "--engine local" in str(told.value)
