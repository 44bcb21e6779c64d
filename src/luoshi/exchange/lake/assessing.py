"""A scheme on the figures of a lake (数据湖计分): the same kernel as a run, one district after the other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import numpy as np
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.inputs import Assessed, Group, Inputs
from luoshi.assessment.scheme_problems import unknown_units
from luoshi.assessment.scheme_text import SchemeText, read_scheme
from luoshi.assessment.scoring import result_json, used_indicators
from luoshi.kernel.canonical import canonical_bytes
from luoshi.ledger.refusal import Problem, Refused

Row = tuple[Any, ...]
# DuckDB reads a name as a pattern; a sign in brackets stands for itself.
_GLOB = re.compile(r"[*?\[]")
_DISTRICTS = """
select distinct district from read_parquet($file) where period = $period order by district
"""
_UNITS = """
select distinct place, unit, peer_group, simulated, month, as_of from read_parquet($file)
where period = $period and district = $district and list_contains($groups, peer_group) order by place
"""
_CELLS = """
select place, list_position($codes, indicator) - 1 as item, counted, asked, actual, target, base
from read_parquet($file)
where period = $period and district = $district and list_contains($groups, peer_group)
  and list_contains($codes, indicator)
"""


def assess_file(file: str, source: str, period: str) -> list[Row]:
    """The rows of ``tables.RESULTS`` for every district of one file of figures, by district and place.

    ``source`` is the text of the scheme. A score depends on its district alone, which lies wholly inside the file.
    """
    import duckdb

    scheme = read_scheme(source)
    asked = {"file": _GLOB.sub(r"[\g<0>]", file), "period": period}
    with _figures_of(file), duckdb.connect() as con:
        con.execute("set threads = 1")

        def read(query: str, **more: object) -> list[tuple[Any, ...]]:
            return con.execute(query, {**asked, **more}).fetchall()

        found: list[Row] = []
        for (district,) in read(_DISTRICTS):
            among = {"district": district, "groups": list(scheme.groups)}
            units = read(_UNITS, **among)
            cells = con.execute(
                _CELLS, {**asked, **among, "codes": list(used_indicators(scheme.rules))}
            ).fetchnumpy()
            found += _results(scheme, district, units, _inputs(scheme, period, units, cells))
    return found


@contextmanager
def _figures_of(file: str) -> Iterator[None]:
    """Refused where the file is no Parquet, or does not hold what ``tables.FIGURES`` names."""
    import duckdb

    try:
        yield
    except (duckdb.Error, KeyError, ValueError, TypeError) as error:
        raise Refused(
            Problem(
                file,
                _("The figures cannot be read: %s.") % str(error).splitlines()[0],
                _("Have the district hand it over anew."),
            )
        ) from error


def _inputs(scheme: SchemeText, period: str, units: list[tuple[Any, ...]], cells: dict[str, Any]) -> Inputs:
    """What a run is calculated from, without names and evidence; codes decide where a figure stands."""
    codes = used_indicators(scheme.rules)
    for names in zip(*(unit[:2] for unit in units), strict=True):
        if None in names or len(set(names)) < len(units):
            raise ValueError("a unit without code or place, or two with the same")
    row_of = {place: row for row, (place, *_rest) in enumerate(units)}
    at = np.array([row_of[place] for place in cells["place"].tolist()], np.int64), cells["item"]
    shape = (len(units), len(codes))

    def spread(name: str, fill: Any) -> Any:
        wide = np.full(shape, fill)
        wide[at] = np.ma.filled(cells[name], fill)
        return wide

    target = spread("target", np.nan)
    on_target = np.isin(codes, sorted(scheme.rules.on_target)) & ~spread("counted", False)
    month, as_of = units[0][4:] if units else (0, date.min)
    return Inputs(
        scheme_digest=scheme.digest,
        period=period,
        as_of=as_of,
        month=month,
        groups=tuple(Group(code, "", "") for code in scheme.groups),
        units=tuple(Assessed(unit, "", "", group, invented) for _p, unit, group, invented, *_r in units),
        indicators=codes,
        actual=spread("actual", np.nan),
        target=target,
        base=spread("base", np.nan),
        applies=spread("asked", False) & (~on_target | (np.nan_to_num(target) > 0)),
    )


def _results(scheme: SchemeText, district: str, units: list[tuple[Any, ...]], inputs: Inputs) -> list[Row]:
    if problems := unknown_units(scheme.rules, [unit.code for unit in inputs.units]):
        raise Refused(problems)
    told = json.loads(result_json(scheme.rules, inputs))["units"]
    return [
        (
            district,
            place,
            unit["code"],
            unit["group"],
            unit["rank"],
            unit["of"],
            unit["score"],
            None if unit["total"] is None else float(unit["total"]),
            invented,
            canonical_bytes(unit).decode(),
        )
        for (place, _unit, _group, invented, *_rest), unit in zip(units, told, strict=True)
    ]
