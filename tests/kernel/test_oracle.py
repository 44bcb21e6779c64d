"""The kernel against the same formulas as SQL: random facts with revisions, retractions, gaps and ties."""

from pathlib import Path

import duckdb
import numpy as np
import pytest

from kernel.league import Province, make_province, run_league
from luoshi.kernel.light import Light

ORACLE = Path(__file__).with_name("oracle.sql")


def oracle(province: Province) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    for name in ("fact", "unit", "indicator", "target"):
        rows = getattr(province, name)  # noqa: F841  (DuckDB reads the variable by its name)
        con.execute(f"create table {name} as select * from rows")
    con.execute(ORACLE.read_text())
    return con


@pytest.mark.parametrize(("seed", "whole"), [(1, False), (2, False), (3, True), (4, True)])
def test_kernel_and_sql_agree(seed: int, whole: bool) -> None:
    province = make_province(units=60, indicators=24, districts=3, seed=seed, whole=whole)
    league = run_league(province)
    con = oracle(province)
    unit, indicator, month, *figures, light = zip(
        *con.sql(
            "select unit, indicator, month, actual, completion, gap_points, run_rate, score, light from cell"
        ).fetchall(),
        strict=True,
    )
    at = league.units.of(unit), league.indicators.of(indicator), np.array(month) - 1
    assert len(unit) == 60 * 24 * 12
    item = league.indicators.of([int(item.code) for item in province.scheme.leaves])
    score = np.full(league.cumulative.value.shape, np.nan)
    score[:, item, :] = league.result.item_score
    reported = ~np.isnan(score) & ~league.result.not_reported[:, np.argsort(item)]
    ours = [
        league.cumulative.value,
        league.pace.completion,
        league.pace.gap_points,
        league.pace.run_rate,
        np.where(reported, score, np.nan),
    ]
    for kernel, sql in zip(ours, figures, strict=True):
        np.testing.assert_allclose(kernel[at], np.array(sql, dtype=float), rtol=1e-12, atol=1e-9)
    assert [Light(code).name.lower() for code in league.light[at]] == list(light)


@pytest.mark.parametrize(("seed", "whole"), [(1, False), (2, False), (3, True), (4, True)])
def test_totals_and_ranks_agree(seed: int, whole: bool) -> None:
    province = make_province(units=60, indicators=24, districts=3, seed=seed, whole=whole)
    league = run_league(province)
    rows = oracle(province).sql("select unit, month, total, place from league").fetchall()
    unit, month, total, place = zip(*rows, strict=True)
    at = league.units.of(unit), np.array(month) - 1
    np.testing.assert_allclose(league.result.total[at], np.array(total, dtype=float), rtol=0, atol=1e-9)
    assert league.result.rank[at].tolist() == list(place)
    assert (league.result.rank > 0).sum() == len(rows)
