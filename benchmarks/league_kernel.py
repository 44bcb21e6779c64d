"""Claim: a district's year of league tables costs a tenth of the CPU of the same formulas as SQL.

150 units x 60 indicators x 12 months, 15 % of the cells revised. Both sides start from the same tables in
memory and compute everything: latest version, cumulative, pace, lights, scores, totals, ranks. The second SQL
figure leaves out all that a total does not need.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

import duckdb  # noqa: E402
import numpy as np  # noqa: E402
from measuring import Cost, cost  # noqa: E402

from kernel.league import Province, make_province, run_league  # noqa: E402

BAR = 0.1
LEAGUE = "select unit, month, total, place from league"


def contest(province: Province, con: duckdb.DuckDBPyConnection) -> dict[str, Cost]:
    """What the same formulas cost as arrays and as SQL; ``con`` holds the tables and views afterwards."""
    con.execute("set threads = 2")
    for name in ("fact", "unit", "indicator", "target"):
        rows = getattr(province, name)  # noqa: F841  (DuckDB reads the variable by its name)
        con.execute(f"create table {name} as select * from rows")
    formulas = (ROOT / "tests" / "kernel" / "oracle.sql").read_text()
    con.execute(formulas)
    scores_only = cost(lambda: con.sql(LEAGUE).fetchall())
    con.execute("drop view cell")
    # Cells are computed once and kept, then read by both the pace answers and the league.
    shared = formulas.replace("view cell as", "table cell as")
    return {
        "kernel, everything": cost(lambda: run_league(province)),
        "DuckDB SQL, everything": cost(lambda: con.execute(shared).sql(LEAGUE).fetchall()),
        "DuckDB SQL, scores": scores_only,
    }


def main() -> None:
    province = make_province(units=150, indicators=60, districts=3, seed=1)
    con = duckdb.connect()
    spent = contest(province, con)
    kernel, sql, scores_only = spent.values()

    league = run_league(province)
    unit, month, total, place = zip(*con.sql(LEAGUE).fetchall(), strict=True)
    at = league.units.of(unit), np.array(month) - 1
    difference = float(np.nanmax(np.abs(league.result.total[at] - np.array(total, dtype=float))))
    mismatches = int((league.result.rank[at] != np.array(place)).sum())
    ratio = kernel.cpu / sql.cpu
    print(f"facts                  {province.fact['unit'].size:,}")
    for name, side in spent.items():
        print(f"{name:<22} {side.cpu * 1000:6.1f} ms CPU {side.wall * 1000:6.1f} ms wall")
    print(f"same answer            totals differ by {difference:.1e} at most, {mismatches} ranks differ")
    verdict = "reached" if ratio <= BAR else "NOT reached"
    print(f"CPU, scores only       {kernel.cpu / scores_only.cpu:.3f} of the SQL")
    print(f"CPU, everything        {ratio:.3f} of the SQL; bar {BAR}: {verdict}")


if __name__ == "__main__":
    main()
