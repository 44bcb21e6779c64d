"""Validation rules 校验规则: two expressions and what must hold between them. The rule states the normal case."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from luoshi.kernel.arrays import BoolArray, FloatArray
from luoshi.kernel.validation.expression import Node, plain_references
from luoshi.kernel.validation.panel import MissingValues, Panel, Value, evaluate

DECIMALS = 9
"""Differences are judged after rounding to this many decimals, never as raw floats."""


class Operator(StrEnum):
    """What must hold between left and right (the eight of DHIS2)."""

    EQUAL = "equal_to"
    NOT_EQUAL = "not_equal_to"
    GREATER = "greater_than"
    GREATER_OR_EQUAL = "greater_than_or_equal_to"
    LESS = "less_than"
    LESS_OR_EQUAL = "less_than_or_equal_to"
    COMPULSORY_PAIR = "compulsory_pair"
    """Both or neither."""
    EXCLUSIVE_PAIR = "exclusive_pair"
    """Not both."""

    @property
    def pairs(self) -> bool:
        """Whether presence is judged, not size."""
        return self in (Operator.COMPULSORY_PAIR, Operator.EXCLUSIVE_PAIR)


@dataclass(frozen=True)
class Side:
    """One side of a rule."""

    expression: Node
    missing: MissingValues = MissingValues.SKIP_IF_ANY


@dataclass(frozen=True)
class Rule:
    """``left operator right`` must hold within ``absolute`` + ``relative`` x |right|."""

    left: Side
    operator: Operator
    right: Side
    absolute: float = 0.0
    relative: float = 0.0


class Outcome(NamedTuple):
    """What a rule says of every unit and month. All arrays [U, T]."""

    violated: BoolArray
    judged: BoolArray
    """Whether anything was said: the figures are asked for and neither side was skipped."""
    left: FloatArray
    right: FloatArray


def outcome(rule: Rule, panel: Panel) -> Outcome:
    """Judge ``rule`` on every cell.

    A unit is judged only in months that ask it for every figure that the rule means in its own present period,
    and only where it has reported anything of the rule at all.
    """
    left, right = (evaluate(side.expression, panel, side.missing) for side in (rule.left, rule.right))
    concerned = _concerned(rule, panel)
    if rule.operator.pairs:
        has_left, has_right = _has(left), _has(right)
        judged = concerned
        broken = has_left & has_right
        if rule.operator is Operator.COMPULSORY_PAIR:
            broken = has_left ^ has_right
    else:
        judged = concerned & _has(left) & _has(right)
        broken = _broken(rule, left.amount, right.amount)
    return Outcome(judged & broken, judged, left.amount, right.amount)


def _has(value: Value) -> BoolArray:
    has: BoolArray = value.present & ~np.isnan(value.amount)
    return has


def _concerned(rule: Rule, panel: Panel) -> BoolArray:
    own = [*plain_references(rule.left.expression), *plain_references(rule.right.expression)]
    if not own:
        return np.ones((panel.values.shape[0], panel.values.shape[2]), bool)
    codes = panel.indicators.of(own)
    reported = ~np.isnan(panel.values[:, codes])
    return np.asarray((panel.asked[:, codes] | reported).all(axis=1) & reported.any(axis=1), bool)


def _broken(rule: Rule, left: FloatArray, right: FloatArray) -> BoolArray:
    difference = np.round(left - right, DECIMALS)
    room = np.round(rule.absolute + rule.relative * np.abs(right), DECIMALS)
    with np.errstate(invalid="ignore"):
        broken: BoolArray = {
            Operator.EQUAL: np.abs(difference) > room,
            Operator.NOT_EQUAL: np.abs(difference) <= room,
            Operator.GREATER: difference <= -room,
            Operator.GREATER_OR_EQUAL: difference < -room,
            Operator.LESS: difference >= room,
            Operator.LESS_OR_EQUAL: difference > room,
        }[rule.operator]
    return broken
