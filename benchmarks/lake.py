"""Claim: 30 M facts of 242 districts cost a tenth of the CPU of the same formulas as SQL, in 1 GB of memory.

A lake of Parquet files (zstd, blocks of 32 districts) is drawn with a seed into a temporary folder. The kernel
reads each file once and computes everything, district by district: latest version, cumulative, pace, lights,
scores, totals, ranks, and the towns rolled up. The SQL reads the same files and computes scores and ranks only.
Each side runs in a process of its own, so that its CPU seconds and its peak memory are its own.

``python benchmarks/lake.py [DISTRICTS]``; fewer districts for a quick look.
"""

import json
import pickle
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

import duckdb  # noqa: E402
import numpy as np  # noqa: E402

from kernel.league import League, Table, calculate, make_province  # noqa: E402
from luoshi.kernel.aggregation import RollUp, Rule, roll_up  # noqa: E402
from luoshi.kernel.codes import Codes  # noqa: E402
from luoshi.kernel.cube import Nature, build_cube  # noqa: E402
from luoshi.kernel.scheme import Scheme  # noqa: E402

DISTRICTS, UNITS, INDICATORS, BLOCK, TOWN, SEED = 242, 150, 60, 32, 10, 1
# Districts read at a time: a row group is a district, and the figures of eight are small enough to be used up warm.
AT_ONCE = 8
RATIO, MEGABYTES = 0.1, 1024
SMALL = ("unit", "indicator", "target")
NARROW = "unit::integer as unit, indicator::smallint as indicator, month::tinyint as month, version::tinyint as version"


def draw(folder: Path, districts: int) -> None:
    """Facts by blocks of districts, in the order in which an export has them, and the small tables beside them."""
    province = make_province(units=UNITS * districts, indicators=INDICATORS, districts=districts, seed=SEED)
    con = duckdb.connect()
    for name in ("fact", *SMALL):
        rows = getattr(province, name)  # noqa: F841  (DuckDB reads the variable by its name)
        con.execute(f"create table {name} as select * from rows")
    # Four peer groups a district, as the province was made.
    con.execute("create table place as select unit, (peer_group // 4)::smallint as district from unit")
    for number, first in enumerate(range(0, districts, BLOCK)):
        con.sql(
            f"select district, {NARROW}, value from fact join place using (unit) "
            f"where district >= {first} and district < {first + BLOCK} "
            "order by district, unit, indicator, month, version"
        ).write_parquet(str(folder / f"fact-{number:03d}.parquet"), compression="zstd")
    con.sql("select * from unit join place using (unit)").write_parquet(str(folder / "unit.parquet"))
    con.sql("select * from indicator").write_parquet(str(folder / "indicator.parquet"))
    con.sql("select * from target join place using (unit)").write_parquet(str(folder / "target.parquet"))
    (folder / "scheme").write_bytes(pickle.dumps(province.scheme))
    print(json.dumps({"facts": int(province.fact["unit"].size)}))


def kernel(folder: Path) -> None:
    """Everything, district by district; totals and ranks are kept for the comparison."""
    scheme: Scheme = pickle.loads((folder / "scheme").read_bytes())
    cpu, wall = time.process_time(), time.perf_counter()
    con = duckdb.connect()
    con.execute("set threads = 1")

    def read(query: str) -> Table:
        return con.sql(query).fetchnumpy()

    unit, target = (
        _by_district(read(f"select * from '{folder}/{name}.parquet'")) for name in ("unit", "target")
    )
    indicator = read(f"select * from '{folder}/indicator.parquet'")
    answers: list[tuple[Any, ...]] = []
    for first in range(0, max(unit) + 1, AT_ONCE):
        # A retraction is a missing value, and a masked array would be copied once more.
        some = read(
            f"select * replace (coalesce(value, 'nan') as value) from '{folder}/fact-{first // BLOCK:03d}.parquet' "
            f"where district between {first} and {first + AT_ONCE - 1}"
        )
        for district, fact in _by_district(some).items():
            league, towns = everything(scheme, indicator, fact, unit[district], target[district])
            answers.append((league.units.keys, league.result.total, league.result.rank, towns.partial.any()))
    _tell(time.process_time() - cpu, time.perf_counter() - wall)
    keys, total, rank = (np.concatenate(column) for column in list(zip(*answers, strict=True))[:3])
    np.savez(folder / "kernel.npz", keys=keys, total=total, rank=rank)


def _by_district(rows: Table) -> dict[int, Table]:
    """The rows of every district, a table each."""
    if (rows["district"][1:] < rows["district"][:-1]).any():
        order = np.argsort(rows["district"], kind="stable")
        rows = {name: column[order] for name, column in rows.items()}
    district = rows.pop("district")
    numbers = np.arange(district[0], district[-1] + 1, dtype=district.dtype)
    starts, ends = (np.searchsorted(district, numbers, side) for side in ("left", "right"))
    return {
        number: {name: column[start:end] for name, column in rows.items()}
        for number, start, end in zip(numbers.tolist(), starts, ends, strict=True)
        if end > start
    }


def everything(
    scheme: Scheme, indicator: Table, fact: Table, unit: Table, target: Table
) -> tuple[League, RollUp]:
    """One district: codes, latest version, cumulative, pace, lights, scores, totals, ranks; towns by sum."""
    units, indicators = Codes.over(unit["unit"].tolist()), Codes.over(indicator["indicator"].tolist())
    shape = (len(units), len(indicators))
    cube = build_cube(
        units.of(fact["unit"]),
        indicators.of(fact["indicator"]),
        fact["month"] - 1,
        fact["version"],
        fact["value"],
        (*shape, 12),
    )
    nature = np.empty(shape[1], np.int64)
    nature[indicators.of(indicator["indicator"])] = [
        Nature[str(name).upper()] for name in indicator["nature"]
    ]
    goal, applicable = np.full(shape, np.nan), np.zeros(shape, bool)
    at = units.of(target["unit"]), indicators.of(target["indicator"])
    goal[at], applicable[at] = target["target"], target["applicable"]
    group = np.empty(shape[0], np.int64)
    group[units.of(unit["unit"])] = unit["peer_group"] % 4
    league = calculate(scheme, units, indicators, cube, nature, goal, applicable, group)
    town = np.arange(shape[0]) // TOWN
    return league, roll_up(league.cumulative.value, town, int(town[-1]) + 1, Rule.SUM)


def sql(folder: Path) -> None:
    """Scores and ranks of the oracle, on the same files."""
    cpu, wall = time.process_time(), time.perf_counter()
    con = duckdb.connect()
    con.execute("set threads = 2")
    con.execute(f"create view fact as select * from '{folder}/fact-*.parquet'")
    for name in SMALL:
        con.execute(f"create view {name} as select * from '{folder}/{name}.parquet'")
    con.execute((ROOT / "tests" / "kernel" / "oracle.sql").read_text())
    found = con.sql("select unit, month, total, place from league").fetchnumpy()
    _tell(time.process_time() - cpu, time.perf_counter() - wall)
    np.savez(folder / "sql.npz", **{name: np.ma.filled(c, np.nan) for name, c in found.items()})


def compared(folder: Path) -> tuple[int, float, int]:
    """Totals, the largest difference between them, and how many ranks differ."""
    ours, theirs = np.load(folder / "kernel.npz"), np.load(folder / "sql.npz")
    at = Codes(ours["keys"].tolist()).of(theirs["unit"]), theirs["month"].astype(int) - 1
    differs = np.abs(ours["total"][at] - theirs["total"])
    assert (ours["rank"] > 0).sum() == differs.size
    return differs.size, float(np.nanmax(differs)), int((ours["rank"][at] != theirs["place"]).sum())


def _tell(cpu: float, wall: float) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu": cpu, "wall": wall, "megabytes": peak}), flush=True)


def alone(part: str, folder: str, districts: int) -> dict[str, float]:
    """What one part tells of itself, in a process of its own."""
    words = [sys.executable, __file__, part, folder, str(districts)]
    told: dict[str, float] = json.loads(
        subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout
    )
    return told


def main(districts: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        facts = alone("draw", folder, districts)["facts"]
        size = sum(file.stat().st_size for file in Path(folder).glob("fact-*"))
        ours, theirs = (alone(part, folder, districts) for part in ("kernel", "sql"))
        totals, difference, ranks = compared(Path(folder))
    print(f"facts                    {facts:,.0f} of {districts} districts, {size / 1e6:.0f} MB of Parquet")
    for name, side in (("kernel, everything", ours), ("DuckDB SQL, scores only", theirs)):
        print(
            f"{name:<24} {side['cpu']:6.1f} s CPU {side['wall']:6.1f} s wall {side['megabytes']:7.0f} MB peak"
        )
    print(
        f"same answer              {totals:,} totals differ by {difference:.1e} at most, {ranks} ranks differ"
    )
    ratio = ours["cpu"] / theirs["cpu"]
    for name, found, bar in (
        ("CPU, of the SQL", ratio, RATIO),
        ("peak memory, MB", ours["megabytes"], MEGABYTES),
    ):
        print(f"{name:<24} {found:.3f}; bar {bar}: {'reached' if found <= bar else 'NOT reached'}")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        part, where, count = sys.argv[1:]
        {"draw": lambda at: draw(at, int(count)), "kernel": kernel, "sql": sql}[part](Path(where))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else DISTRICTS)
