"""Drawn districts: results of three groups of invented units, opened as a kept run is."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import strategies as st

from assessing import SCHEME
from luoshi.assessment.inputs import Assessed, Group, Inputs
from luoshi.assessment.league import live_league
from luoshi.assessment.opened import Opened
from luoshi.assessment.scheme_text import read_scheme
from luoshi.assessment.scoring import account

CODES = ("invest", "revenue", "reporting.timeliness", "matters.closure")
GROUPS = ("streets", "towns", "departments")
Rows = list[tuple[int, list[int | None]]]
FIGURE = st.one_of(st.none(), st.integers(0, 900))


def district(rows: Rows, source: str = SCHEME) -> Opened:
    """Units of three groups with completions in per cent of a target of 100, closure counted out of nine."""
    scheme = read_scheme(source)
    actual = np.array([[np.nan if v is None else v for v in values] for _group, values in rows], float)
    actual[:, 0] /= 4
    actual[:, 1] /= 5
    actual[:, 2:] = np.round(actual[:, 2:] % 10 / 9 * 100, 6).clip(max=100)
    target = np.full(actual.shape, 100.0)
    units = tuple(
        Assessed(f"U{n}", f"第{n}镇", "", GROUPS[group], simulated=True) for n, (group, _v) in enumerate(rows)
    )
    said = {
        (unit.code, code): (
            {"decimals": 2}
            if column < 2
            else {"on_time": round(float(np.nan_to_num(actual[row, column])) * 9 / 100), "due": 9}
        )
        for row, unit in enumerate(units)
        for column, code in enumerate(CODES)
    }
    applies = np.ones(actual.shape, bool)
    applies[:, 2:] = ~np.isnan(actual[:, 2:])
    inputs = Inputs(
        scheme_digest=scheme.digest,
        period="2015-H1",
        as_of=date(2015, 6, 12),
        month=5,
        groups=tuple(Group(code, code, "") for code in GROUPS),
        units=units,
        indicators=CODES,
        actual=actual,
        target=target,
        base=target,
        applies=applies,
        evidence=said,
    )
    return Opened(scheme, live_league(scheme, inputs, {}), inputs, account(scheme.rules, inputs), {}, {})


rows_of_units = st.lists(
    st.tuples(st.integers(0, 2), st.lists(FIGURE, min_size=4, max_size=4)), min_size=3, max_size=9
)
