"""Small schemes as text, evaluated."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import yaml

from luoshi.kernel.codes import Codes
from luoshi.kernel.evaluation import Result, evaluate
from luoshi.kernel.measure import Figures
from luoshi.kernel.scheme import Scheme
from luoshi.kernel.scheme_reading import scheme_from_dict

Columns = Mapping[str, Sequence[float]]
HEAD = {"code": "s", "name": "S", "rank_on": "published", "ties": "shared", "missing": "withhold"}


def scheme_of(text: str) -> Scheme:
    """A scheme from what its text adds to the usual head."""
    plain: dict[str, Any] = yaml.safe_load(text)
    return scheme_from_dict({**HEAD, **plain})


def run(
    text: str,
    actual: Columns,
    target: Columns | None = None,
    *,
    group: Sequence[int] | None = None,
    applies: Columns | None = None,
    order: Sequence[int] | None = None,
) -> Result:
    """Evaluate; units are U0, U1, ... in the order of the columns, or in `order`."""
    scheme = scheme_of(text)
    units = len(next(iter(actual.values())))
    rows = np.arange(units) if order is None else np.array(order)

    def table(known: Columns | None, otherwise: float = np.nan) -> np.ndarray:
        columns = [(known or {}).get(code, [otherwise] * units) for code in scheme.indicators]
        return np.array(columns, dtype=float).T[rows]

    figures = Figures(table(actual), table(target), np.full((units, len(scheme.indicators)), np.nan))
    peers = np.zeros(units, dtype=np.int64) if group is None else np.array(group)
    return evaluate(
        scheme,
        figures,
        Codes(scheme.indicators, "indicators"),
        table(applies, 1.0) > 0,
        peers[rows],
        Codes([f"U{row}" for row in rows]),
    )
