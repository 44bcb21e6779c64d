"""What a run is calculated from (计分依据), as arrays for the kernel and as canonical JSON that is kept with the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from luoshi.kernel.arrays import BoolArray, FloatArray
from luoshi.kernel.canonical import canonical_bytes
from luoshi.kernel.rounding import half_up

# Observations carry six decimals; so do period targets, which the reader of a trace recomputes by hand.
DECIMALS = 6
FORMAT = 1

TIMELINESS, CLOSURE = "reporting.timeliness", "matters.closure"


@dataclass(frozen=True)
class Group:
    """A peer group as it was on the day (考核组)."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True)
class Assessed:
    """An assessed unit as it was on the day (被考核单位)."""

    code: str
    name: str
    name_en: str
    group: str
    simulated: bool


Evidence = Mapping[str, Any]


@dataclass(frozen=True)
class Inputs:
    """Figures of U units and I indicators: float64[U, I], NaN where missing, and where they came from.

    ``applies`` is False where nothing was asked of the unit: no target, no form due, no matter due.
    ``evidence`` gives, by (unit, indicator) code, plain data for the trace: observations, target, counts.
    """

    scheme_digest: str
    period: str
    as_of: date
    month: int
    groups: tuple[Group, ...]
    units: tuple[Assessed, ...]
    indicators: tuple[str, ...]
    actual: FloatArray
    target: FloatArray
    base: FloatArray
    applies: BoolArray
    evidence: Mapping[tuple[str, str], Evidence] = field(default_factory=dict)

    @property
    def simulated(self) -> bool:
        """Whether any unit or any of its figures is invented."""
        return any(u.simulated for u in self.units)


def exact(value: float | None, digits: int = DECIMALS) -> str | None:
    """A float as the decimal text that is kept, half up, without trailing zeros; None where missing."""
    rounded = half_up(value, digits)
    return None if rounded is None else f"{rounded.normalize() + 0:f}"


def to_json(inputs: Inputs) -> bytes:
    """Canonical JSON: the same figures give the same bytes."""
    units = []
    for row, unit in enumerate(inputs.units):
        figures = {
            code: {
                "applies": bool(inputs.applies[row, column]),
                "actual": exact(inputs.actual[row, column]),
                "target": exact(inputs.target[row, column]),
                "base": exact(inputs.base[row, column]),
                **inputs.evidence.get((unit.code, code), {}),
            }
            for column, code in enumerate(inputs.indicators)
        }
        units.append({**vars(unit), "figures": figures})
    kept = {
        "format": FORMAT,
        "scheme_digest": inputs.scheme_digest,
        "period": inputs.period,
        "as_of": inputs.as_of,
        "month": inputs.month,
        "groups": [vars(g) for g in inputs.groups],
        "indicators": list(inputs.indicators),
        "units": units,
    }
    return canonical_bytes(kept)


def from_json(kept: Mapping[str, Any]) -> Inputs:
    """Read back what :func:`to_json` wrote; ValueError when it was written in another format."""
    if kept["format"] != FORMAT:
        raise ValueError(f"inputs of format {kept['format']} cannot be read; this version reads {FORMAT}")
    codes = tuple(kept["indicators"])
    figures = [[unit["figures"][code] for code in codes] for unit in kept["units"]]
    shape = (len(figures), len(codes))

    def column(name: str) -> FloatArray:
        return np.array([[_float(f[name]) for f in row] for row in figures], float).reshape(shape)

    return Inputs(
        scheme_digest=kept["scheme_digest"],
        period=kept["period"],
        as_of=date.fromisoformat(kept["as_of"]),
        month=kept["month"],
        groups=tuple(Group(**g) for g in kept["groups"]),
        units=tuple(Assessed(**{k: v for k, v in u.items() if k != "figures"}) for u in kept["units"]),
        indicators=codes,
        actual=column("actual"),
        target=column("target"),
        base=column("base"),
        applies=np.array([[f["applies"] for f in row] for row in figures], bool).reshape(shape),
        evidence={
            (unit["code"], code): {k: v for k, v in unit["figures"][code].items() if k not in _NUMBERS}
            for unit in kept["units"]
            for code in codes
        },
    )


_NUMBERS = frozenset({"applies", "actual", "target", "base"})


def _float(text: str | None) -> float:
    return np.nan if text is None else float(Decimal(text))
