"""Operators, missing values and the reach of functions, against a slow account cell by cell."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.arrays import FloatArray
from luoshi.kernel.codes import Codes
from luoshi.kernel.cube import Nature
from luoshi.kernel.validation.expression import parse
from luoshi.kernel.validation.panel import MissingValues, Panel, evaluate
from luoshi.kernel.validation.rules import Operator, Rule, Side, outcome

CODES = ["a", "b"]
NAN = float("nan")


def panel(values: FloatArray, nature: tuple[Nature, Nature] = (Nature.FLOW, Nature.STOCK)) -> Panel:
    units = values.shape[0]
    return Panel(
        values,
        Codes(CODES),
        np.array(nature),
        np.ones(values.shape, bool),
        np.ones((2, 12), bool),
        np.array([-1] + [0] * (units - 1)),
    )


def one_month(a: float, b: float) -> Panel:
    values = np.full((1, 2, 12), np.nan)
    values[0, :, 0] = a, b
    return panel(values)


def violated(a: float, b: float, rule: Operator, missing: MissingValues, **room: float) -> bool | None:
    """Of the first month; None where nothing is said."""
    sides = (Side(parse(code, CODES), missing) for code in CODES)
    left, right = sides
    told = outcome(Rule(left, rule, right, **room), one_month(a, b))
    return bool(told.violated[0, 0]) if told.judged[0, 0] else None


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        (MissingValues.SKIP_IF_ANY, [NAN, NAN, NAN, 3.0]),
        (MissingValues.SKIP_IF_ALL, [NAN, 1.0, 2.0, 3.0]),
        (MissingValues.NEVER_SKIP, [0.0, 1.0, 2.0, 3.0]),
    ],
)
def test_the_three_strategies(missing: MissingValues, expected: list[float]) -> None:
    values = np.full((1, 2, 12), np.nan)
    values[0, 0, [1, 3]], values[0, 1, [2, 3]] = 1, 2
    found = evaluate(parse("a + b", CODES), panel(values), missing)
    assert found.amount[0, :4].tolist() == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(
    ("rule", "neither", "left", "both"),
    [(Operator.COMPULSORY_PAIR, None, True, False), (Operator.EXCLUSIVE_PAIR, None, False, True)],
)
def test_pairs_look_at_presence(
    rule: Operator, neither: bool | None, left: bool | None, both: bool | None
) -> None:
    skip = MissingValues.SKIP_IF_ALL
    cells = [(NAN, NAN), (0.0, NAN), (NAN, 5.0), (1.0, 1.0)]
    assert [violated(a, b, rule, skip) for a, b in cells] == [neither, left, left, both]


def test_never_skip_still_says_nothing_of_a_unit_that_reported_nothing() -> None:
    assert violated(NAN, NAN, Operator.GREATER, MissingValues.NEVER_SKIP) is None
    assert violated(NAN, 1.0, Operator.GREATER, MissingValues.NEVER_SKIP) is True


NORMAL: dict[Operator, Callable[[float, float], bool]] = {
    Operator.EQUAL: operator.eq,
    Operator.NOT_EQUAL: operator.ne,
    Operator.GREATER: operator.gt,
    Operator.GREATER_OR_EQUAL: operator.ge,
    Operator.LESS: operator.lt,
    Operator.LESS_OR_EQUAL: operator.le,
}


@given(st.integers(-50, 50), st.integers(-50, 50), st.sampled_from(list(NORMAL)))
def test_without_tolerance_the_normal_case_is_plain_comparison(a: int, b: int, rule: Operator) -> None:
    assert violated(a / 10, b / 10, rule, MissingValues.SKIP_IF_ANY) is (not NORMAL[rule](a, b))


@given(st.integers(-50, 50), st.integers(-50, 50), st.integers(0, 9), st.sampled_from(list(NORMAL)))
def test_a_tolerance_forgives_but_of_unequal_figures_demands_more(
    a: int, b: int, room: int, rule: Operator
) -> None:
    strict = violated(a, b, rule, MissingValues.SKIP_IF_ANY)
    wide = violated(a, b, rule, MissingValues.SKIP_IF_ANY, absolute=room)
    assert wide >= strict if rule is Operator.NOT_EQUAL else wide <= strict


def test_a_sum_of_tenths_is_no_violation() -> None:
    assert violated(0.1 + 0.2, 0.3, Operator.EQUAL, MissingValues.SKIP_IF_ANY) is False


def test_division_by_zero_has_no_value() -> None:
    for missing in MissingValues:
        found = evaluate(parse("a / b", CODES), one_month(1, 0), missing)
        assert math.isnan(found.amount[0, 0])


def test_the_previous_period_is_the_one_that_is_asked_for() -> None:
    values = np.arange(48.0).reshape(1, 2, 24)
    given_ = panel(values, (Nature.CUMULATIVE, Nature.STOCK))
    quarterly = np.zeros((2, 12), bool)
    quarterly[:, [2, 5, 8, 11]] = True
    asked = Panel(given_.values, given_.indicators, given_.nature, given_.asked, quarterly, given_.parent)
    before = evaluate(parse("prev(a)", CODES), asked).amount[0]
    assert np.isnan(before[14])  # the first quarter of a cumulative figure has nothing before it
    assert before[17] == values[0, 0, 14]
    stock = evaluate(parse("prev(b)", CODES), asked).amount[0]
    assert stock[14] == values[0, 1, 11]
    year = evaluate(parse("year_ago(prev(b))", CODES), asked).amount[0]
    assert year[20] == values[0, 1, 5]


def test_a_rule_is_silent_where_a_figure_is_not_asked_for() -> None:
    base = one_month(1.0, NAN)
    asked = base.asked.copy()
    asked[0, 1, 0] = False
    without = Panel(base.values, base.indicators, base.nature, asked, base.months, base.parent)
    rule = Rule(Side(parse("a", CODES)), Operator.COMPULSORY_PAIR, Side(parse("b", CODES)))
    assert not outcome(rule, without).judged.any()
    assert outcome(rule, base).violated[0, 0]


figures = st.floats(-100, 100, allow_nan=False).map(lambda x: round(x, 2)) | st.just(NAN)


@given(st.lists(figures, min_size=72, max_size=72), st.sampled_from(list(MissingValues)))
def test_the_vectors_say_what_a_slow_account_says(cells: list[float], missing: MissingValues) -> None:
    values = np.array(cells).reshape(3, 2, 12)
    given_ = panel(values)
    fill = missing is not MissingValues.SKIP_IF_ANY

    def figure(unit: int, code: int, month: int) -> float:
        cell = NAN if month < 0 else float(values[unit, code, month])
        return 0.0 if fill and math.isnan(cell) else cell

    found = evaluate(parse("ytd(a) - 2 * prev(b)", CODES), given_, missing)
    for unit in range(3):
        for month in range(12):
            needed = [*values[unit, 0, : month + 1], values[unit, 1, month - 1] if month else NAN]
            running = not any(map(math.isnan, needed[:-1]))
            present = {
                MissingValues.SKIP_IF_ANY: not any(map(math.isnan, needed)),
                MissingValues.SKIP_IF_ALL: running or not math.isnan(needed[-1]),
                MissingValues.NEVER_SKIP: True,
            }[missing]
            total = sum(figure(unit, 0, m) for m in range(month + 1)) - 2 * figure(unit, 1, month - 1)
            assert found.amount[unit, month] == pytest.approx(total if present else NAN, nan_ok=True)


def test_order_of_units_and_another_district_change_nothing() -> None:
    values = np.random.default_rng(3).uniform(1, 9, (6, 2, 12))
    parent = np.array([-1, 0, 0, -1, 3, 3])
    shuffle = np.array([4, 0, 2, 5, 1, 3])
    back = np.argsort(shuffle)
    rule = Rule(Side(parse("a", CODES)), Operator.LESS, Side(parse("children(a) - b", CODES)))
    base = panel(values)
    plain = Panel(values, base.indicators, base.nature, base.asked, base.months, parent)
    moved_parent = np.array([back[parent[u]] if parent[u] >= 0 else -1 for u in shuffle])
    moved = Panel(values[shuffle], base.indicators, base.nature, base.asked, base.months, moved_parent)
    expected = outcome(rule, plain)
    assert np.array_equal(outcome(rule, moved).violated[back], expected.violated)
    assert expected.judged.sum() == 24


def test_a_month_that_asks_nobody_does_not_break_the_year_to_date() -> None:
    base = one_month(NAN, NAN)
    base.values[0, 0, 1:4] = 8.0, 3.0, 2.0
    months = base.months.copy()
    months[0, 0] = False
    asked = Panel(base.values, base.indicators, base.nature, base.asked, months, base.parent)
    assert evaluate(parse("ytd(a)", CODES), asked).amount[0, 1:4].tolist() == [8.0, 11.0, 13.0]
    assert np.isnan(evaluate(parse("ytd(a)", CODES), base).amount[0, 1:4]).all()
