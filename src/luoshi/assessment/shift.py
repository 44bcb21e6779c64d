"""What became of a unit since another result (变动): own change, others' change and new rules, and who passed whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

import numpy as np

from luoshi.assessment.comparison import Comparison, compare
from luoshi.assessment.inputs import Group, Inputs
from luoshi.assessment.league import Line
from luoshi.assessment.opened import Opened
from luoshi.assessment.scoring import account, used_indicators
from luoshi.kernel.arrays import BoolArray, FloatArray
from luoshi.kernel.movement import movement
from luoshi.kernel.rounding import half_up

# A rank moves by sixths of a place where two causes share one.
PLACE_DIGITS = 2


@dataclass(frozen=True)
class Split:
    """A change and its three parts, in what is shown: ``change == own + others + rules``, exactly.

    Each part is Shapley's (``kernel.movement``), rounded so that the parts add up; a part that is nothing stays
    nothing. For a rank up is positive.
    """

    change: Decimal
    own: Decimal
    others: Decimal
    rules: Decimal


@dataclass(frozen=True)
class Shift:
    """One unit in two results, ``then`` and ``now``.

    ``score`` and ``rank`` are None where it had none in one of them or in a mixture of the two. ``items`` is now less
    then. ``passed`` are those ranked with it who were ahead and are behind, ``passed_by`` the other way round.
    """

    then: Line
    now: Line
    score: Split | None
    rank: Split | None
    items: Comparison
    same_rules: bool
    passed: tuple[Line, ...]
    passed_by: tuple[Line, ...]


def shift(then: Opened, now: Opened, unit: str) -> Shift:
    """What became of ``unit``; KeyError when one of the results did not assess it.

    The parts come from scoring mixtures of the two results: the unit's figures of one, everybody else's of one, the
    rules of one. An indicator that a result did not gather does not apply in it.
    """
    before, after = then.league.line(unit), now.league.line(unit)
    digits = max(opened.scheme.rules.digits for opened in (then, now))
    total, places = _parts(then, now, unit)
    score = None if before.score is None or after.score is None else after.score - before.score
    rank = None if before.rank is None or after.rank is None else Decimal(before.rank - after.rank)
    raced = {line.unit.code: line for line in then.race(unit)}
    met = [
        (line, raced[line.unit.code])
        for line in now.race(unit)
        if line.unit.code in raced and line.unit.code != unit
    ]
    return Shift(
        then=before,
        now=after,
        score=_split(score, total, digits),
        rank=_split(rank, places, PLACE_DIGITS),
        items=compare(after, before, digits),
        same_rules=then.scheme.digest == now.scheme.digest,
        passed=tuple(line for line, earlier in met if _turned(earlier, before, line, after)),
        passed_by=tuple(line for line, earlier in met if _turned(before, earlier, after, line)),
    )


def _turned(first: Line, second: Line, first_now: Line, second_now: Line) -> bool:
    """Whether the first of the two was ahead in one ranking and is behind now."""
    ranks = first.rank, second.rank, first_now.rank, second_now.rank
    if None in ranks:
        return False
    ahead, behind, ahead_now, behind_now = (rank or 0 for rank in ranks)
    return ahead < behind and ahead_now > behind_now


def _parts(then: Opened, now: Opened, unit: str) -> tuple[list[float], list[float]]:
    """Own, others' and rules' part of the unrounded total and of the places won; NaN where there is none."""

    @cache
    def corner(own: bool, others: bool, rules: bool) -> tuple[float, float]:
        of_rules, of_own, of_others = (now if current else then for current in (rules, own, others))
        made = _mixed(of_rules, of_own, of_others, unit)
        told = account((now if rules else then).scheme.rules, made)
        return float(told.total[0]), -float(told.rank[0]) if told.rank[0] else np.nan

    def outcome(which: int) -> list[float]:
        def of(current: BoolArray, rules: bool) -> FloatArray:
            # Two players: the unit, and everybody else, whose own outcome is not asked for.
            return np.array([corner(bool(current[0]), bool(current[1]), rules)[which], np.nan])

        parts = movement(of, 2)
        return [float(part[0]) for part in (parts.own, parts.others, parts.rules)]

    return outcome(0), outcome(1)


def _mixed(rules: Opened, own: Opened, others: Opened, unit: str) -> Inputs:
    """Inputs for the rules of one result: the unit's figures of another in the first row, then everybody else's."""
    codes = used_indicators(rules.scheme.rules)
    rest = [row for row, assessed in enumerate(others.inputs.units) if assessed.code != unit]
    parts = [(own.inputs, [own.row(unit)]), (others.inputs, rest)]

    def rows(name: str, fill: float | bool) -> FloatArray:
        return np.concatenate(
            [_columns(getattr(made, name)[kept], made, codes, fill) for made, kept in parts]
        )

    # To whom a unit is compared is a rule, and goes with the rules.
    grouped = {unit.code: unit.group for unit in rules.inputs.units}
    units = (made.units[row] for made, kept in parts for row in kept)
    groups: dict[str, Group] = {g.code: g for made, _kept in parts for g in made.groups}
    return replace(
        rules.inputs,
        groups=tuple(groups.values()),
        units=tuple(replace(unit, group=grouped.get(unit.code, unit.group)) for unit in units),
        indicators=codes,
        actual=rows("actual", np.nan),
        target=rows("target", np.nan),
        base=rows("base", np.nan),
        applies=rows("applies", False).astype(bool),
        evidence={},
    )


def _columns(values: FloatArray, made: Inputs, codes: Sequence[str], fill: float | bool) -> FloatArray:
    wide = np.full((values.shape[0], len(codes)), fill, values.dtype)
    for place, code in enumerate(codes):
        if code in made.indicators:
            wide[:, place] = values[:, made.indicators.index(code)]
    return wide


def _split(change: Decimal | None, parts: list[float], digits: int) -> Split | None:
    if change is None or np.isnan(parts).any():
        return None
    return Split(change, *adding_up(parts, change, digits))


def adding_up(parts: Sequence[float], total: Decimal, digits: int) -> list[Decimal]:
    """The parts rounded to ``digits`` decimals so that they add up to ``total``.

    Each is rounded half up; what is then over or short goes to the parts that rounding moved most, never to one that
    is nothing while another is something.
    """
    step = Decimal(1).scaleb(-digits)
    told = [half_up(part, digits) or Decimal(0) for part in parts]
    while short := total - sum(told, Decimal(0)):
        sign = step if short > 0 else -step
        owed = [
            (float(part) - float(said)) * (1 if short > 0 else -1)
            for part, said in zip(parts, told, strict=True)
        ]
        some = [n for n, part in enumerate(parts) if half_up(part, digits + 2)] or list(range(len(parts)))
        most = max(some, key=lambda n: owed[n])
        told[most] += sign
    return told
