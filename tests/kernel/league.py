"""A made-up province of districts and the whole calculation over it, for tests and benchmarks."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray
from luoshi.kernel.codes import Codes
from luoshi.kernel.cube import Cumulative, Nature, build_cube, cumulate
from luoshi.kernel.curve import linear
from luoshi.kernel.evaluation import Result, evaluate
from luoshi.kernel.light import lights
from luoshi.kernel.measure import Figures
from luoshi.kernel.pace import Pace, pace
from luoshi.kernel.scheme import Scheme
from luoshi.kernel.scheme_reading import scheme_from_dict

Table = dict[str, NDArray[Any]]
SCORES: dict[str, dict[str, Any]] = {
    "completion": {"measure": "completion", "cap": 120},
    "steps": {
        "measure": "completion",
        "knots": [[0.5, 0], [0.5, 50], [0.8, 50], [0.8, 75], [1, 75], [1, 100]],
    },
    "efficacy": {
        "measure": "value",
        "knots": [[600, 60], [1200, 100]],
        "below": "extend",
        "above": "extend",
        "floor": None,
        "cap": None,
    },
    "best": {"measure": "share_of_best"},
}


@dataclass(frozen=True)
class Province:
    """Tables as the database would give them: keys, not positions, rows in random order."""

    fact: Table
    unit: Table
    indicator: Table
    target: Table
    scheme: Scheme


class League(NamedTuple):
    units: Codes
    indicators: Codes
    cumulative: Cumulative
    pace: Pace
    light: IntArray
    result: Result


def make_province(
    units: int, indicators: int, districts: int = 3, seed: int = 1, whole: bool = False
) -> Province:
    """Facts of one year with 15 % of the cells revised, 1 % retracted and some never reported.

    `whole` makes whole-number figures on few levels, so that many totals tie.
    """
    random = np.random.default_rng(seed)
    unit_key = random.permutation(np.arange(units) * 7 + 100_000)
    indicator_key = random.permutation(np.arange(indicators) * 3 + 500)
    nature = random.choice(["flow", "cumulative", "stock"], indicators, p=[0.6, 0.2, 0.2])
    dimension = np.arange(indicators) % 5
    rule = np.array([list(SCORES)[n] for n in random.choice(4, indicators, p=[0.55, 0.15, 0.15, 0.15])])
    missing = random.choice(["zero", "exclude"], indicators)
    weight = random.integers(1, 6, indicators).astype(float)
    u, i, m = (
        a.ravel() for a in np.meshgrid(np.arange(units), np.arange(indicators), np.arange(12), indexing="ij")
    )
    level = np.where(nature == "flow", 100.0, 100.0 * 7)[i]
    value = (
        level * random.choice([0.5, 1.0, 1.5], u.size) if whole else level * random.lognormal(0, 0.4, u.size)
    )
    first = random.random(u.size) > 0.02
    revised = first & (random.random(u.size) < 0.15)
    cell = np.concatenate([np.flatnonzero(first), np.flatnonzero(revised)])
    version = np.concatenate([np.ones(first.sum()), np.full(revised.sum(), 2)]).astype(np.int64)
    figure = np.where(version == 1, value[cell], np.round(value[cell] * 1.5) if whole else value[cell] * 1.03)
    figure[random.random(cell.size) < 0.01] = np.nan
    row = random.permutation(cell.size)
    goal = np.full((units, indicators), 1200.0)
    goal *= random.choice([0.5, 1.0], goal.shape) if whole else random.lognormal(0, 0.3, goal.shape)
    goal[random.random(goal.shape) < 0.01] = 0
    tu, ti = (a.ravel() for a in np.meshgrid(np.arange(units), np.arange(indicators), indexing="ij"))
    return Province(
        fact={
            "unit": unit_key[u[cell]][row],
            "indicator": indicator_key[i[cell]][row],
            "month": m[cell][row] + 1,
            "version": version[row],
            "value": figure[row],
        },
        unit={"unit": unit_key, "peer_group": np.arange(units) % (districts * 4)},
        indicator={
            "indicator": indicator_key,
            "nature": nature,
            "dimension": dimension,
            "dimension_weight": 10.0 + dimension * 5,
            "rule": rule,
            "missing": missing,
            "weight": weight,
        },
        target={
            "unit": unit_key[tu],
            "indicator": indicator_key[ti],
            "target": goal.ravel(),
            "applicable": random.random(tu.size) > 0.05,
        },
        scheme=_scheme(indicator_key, dimension, rule, missing, weight),
    )


def _scheme(
    key: NDArray[Any], dimension: IntArray, rule: NDArray[Any], missing: NDArray[Any], weight: FloatArray
) -> Scheme:
    blocks = [
        {
            "code": f"dimension-{d}",
            "name": f"Dimension {d}",
            "weight": 10.0 + d * 5,
            "items": [
                {
                    "code": str(key[n]),
                    "name": str(key[n]),
                    "weight": float(weight[n]),
                    "indicator": f"indicator-{key[n]}",
                    "missing": str(missing[n]),
                    "score": SCORES[str(rule[n])],
                }
                for n in np.flatnonzero(dimension == d)
            ],
        }
        for d in np.unique(dimension).tolist()
    ]
    head = {"code": "year", "name": "Year", "rank_on": "unrounded", "ties": "shared"}
    return scheme_from_dict({**head, "items": blocks})


def run_league(province: Province) -> League:
    """Codes, latest version, cumulative, pace, lights, scores, totals and ranks, for all months."""
    units, indicators = (
        Codes.over(province.unit["unit"].tolist()),
        Codes.over(province.indicator["indicator"].tolist()),
    )
    shape = (len(units), len(indicators))
    fact, goal = province.fact, province.target
    cube = build_cube(
        units.of(fact["unit"]),
        indicators.of(fact["indicator"]),
        fact["month"] - 1,
        fact["version"],
        fact["value"],
        (*shape, 12),
    )
    place = indicators.of(province.indicator["indicator"])
    nature = np.empty(shape[1], dtype=np.int64)
    nature[place] = [Nature[str(name).upper()] for name in province.indicator["nature"]]
    target, applicable = np.full(shape, np.nan), np.zeros(shape, dtype=bool)
    at = units.of(goal["unit"]), indicators.of(goal["indicator"])
    target[at], applicable[at] = goal["target"], goal["applicable"]
    group = np.empty(shape[0], dtype=np.int64)
    group[units.of(province.unit["unit"])] = province.unit["peer_group"]
    return calculate(province.scheme, units, indicators, cube, nature, target, applicable, group)


def calculate(
    scheme: Scheme,
    units: Codes,
    indicators: Codes,
    cube: FloatArray,
    nature: IntArray,
    target: FloatArray,
    applicable: BoolArray,
    group: IntArray,
) -> League:
    cumulative = cumulate(cube, nature)
    position = pace(cumulative.value, target[:, :, None], linear(), np.arange(11, -1, -1))
    light = lights(position.gap_points, ~np.isnan(cumulative.value), applicable[:, :, None])
    shape = cube.shape
    goal, base = np.broadcast_to(target[:, :, None], shape), np.broadcast_to(np.nan, shape)
    figures = Figures(cumulative.value, goal, base)
    names = Codes((f"indicator-{key}" for key in indicators.keys), "indicators")
    result = evaluate(scheme, figures, names, applicable[:, :, None], group)
    return League(units, indicators, cumulative, position, light, result)
