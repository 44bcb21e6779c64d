"""A scheme on figures: found by code, ranked as published, missing and not applicable kept apart."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.codes import Codes, UnknownKeyError
from luoshi.kernel.composite.normalisation import fraction_of_best
from luoshi.kernel.evaluation import Result, evaluate
from luoshi.kernel.measure import Figures
from luoshi.kernel.piecewise import Fired
from luoshi.kernel.scheme_reading import scheme_from_dict

NAN = np.nan
INDICATORS = Codes(["jobs", "gdp", "paid_in"])


def run(
    items: list[dict[str, Any]],
    actual: Any,
    target: list[list[float]] | float = 100.0,
    base: float = NAN,
    applicable: Any = True,
    group: list[int] | None = None,
    **head: Any,
) -> Result:
    rules = {
        "code": "s",
        "name": "S",
        "rank_on": "published",
        "ties": "shared",
        "missing": "withhold",
        **head,
    }
    numbered = [{"code": f"i{n}", "name": f"I{n}", "weight": 1, **item} for n, item in enumerate(items)]
    done = np.array(actual, dtype=float)
    figures = Figures(done, np.broadcast_to(np.asarray(target, float), done.shape), np.full(done.shape, base))
    return evaluate(
        scheme_from_dict({**rules, "items": numbered}),
        figures,
        INDICATORS,
        np.asarray(applicable),
        np.array(group or [0] * len(actual)),
    )


COMPLETION = {"indicator": "gdp", "score": {"measure": "completion", "cap": 120}}


def test_columns_are_found_by_code_not_by_position() -> None:
    jobs = {"indicator": "jobs", "weight": 3, "score": {"measure": "completion"}}
    result = run([COMPLETION, jobs], [[10.0, 130.0, 0.0], [90.0, 80.0, 0.0]])
    assert result.item_score.tolist() == [[120, 10], [80, 90]]
    assert result.total.tolist() == pytest.approx([37.5, 87.5])
    assert result.rank.tolist() == [2, 1]
    assert result.piece.tolist() == [[Fired.CAPPED, 1], [1, 1]]
    assert result.item_measure[0].tolist() == [1.3, 0.1]


@pytest.mark.parametrize(("rank_on", "ranks"), [("published", [1, 1, 3]), ("unrounded", [2, 1, 3])])
def test_published_values_tie_where_the_reader_sees_a_tie(rank_on: str, ranks: list[int]) -> None:
    result = run([COMPLETION], [[0, 80.001, 0], [0, 80.004, 0], [0, 79.994, 0]], rank_on=rank_on, digits=2)
    assert result.published.tolist() == [80, 80, 79.99]
    assert result.rank.tolist() == ranks


def test_ties_may_be_separated_by_an_item() -> None:
    jobs = {"indicator": "jobs", "score": {"measure": "completion"}}
    figures = [[60, 80, 0], [80, 60, 0], [70, 70, 0]]
    assert run([COMPLETION, jobs], figures).rank.tolist() == [1, 1, 1]
    assert run([COMPLETION, jobs], figures, ties=["i0"]).rank.tolist() == [1, 3, 2]


def test_a_gate_closes_on_the_other_indicator_and_an_unknown_gate_is_not_zero() -> None:
    gated = {**COMPLETION, "gate": {"indicator": "paid_in", "measure": "completion", "at_least": 0.2}}
    result = run([gated], [[0, 90, 20], [0, 90, 19], [0, 90, NAN], [0, NAN, 50]])
    np.testing.assert_array_equal(result.total, [90, 0, NAN, NAN])
    assert result.piece[:, 0].tolist() == [1, Fired.GATED, Fired.MISSING, Fired.MISSING]
    assert result.rank.tolist() == [1, 2, 0, 0]


def test_of_several_gates_each_must_be_open_and_an_unknown_one_is_not_zero() -> None:
    paid = {"indicator": "paid_in", "measure": "completion", "at_least": 0.2}
    jobs = {"indicator": "jobs", "measure": "value", "at_least": 50}
    result = run(
        [{**COMPLETION, "gate": [paid, jobs]}], [[50, 90, 20], [49, 90, 20], [50, 90, 19], [NAN, 90, 20]]
    )
    np.testing.assert_array_equal(result.total, [90, 0, 0, NAN])
    alone = run([{**COMPLETION, "gate": [paid]}], [[50, 90, 20], [50, 90, 19]])
    written = run([{**COMPLETION, "gate": paid}], [[50, 90, 20], [50, 90, 19]])
    assert alone.total.tolist() == written.total.tolist() == [90, 0]


@pytest.mark.parametrize(
    "score",
    [
        COMPLETION["score"],
        {"measure": "rank", "ladder": {"top": [100], "between": 90}},
    ],
    ids=["curve", "ladder"],
)
def test_a_gate_surely_closed_decides_whatever_another_says(score: dict[str, object]) -> None:
    paid = {"indicator": "paid_in", "measure": "completion", "at_least": 0.2}
    jobs = {"indicator": "jobs", "measure": "value", "at_least": 50}
    gated = {"indicator": "gdp", "score": score, "gate": [paid, jobs]}
    found = run([gated], [[NAN, 90, 19], [49, 90, NAN], [NAN, 90, 20], [49, NAN, NAN], [NAN, 90, NAN]])
    np.testing.assert_array_equal(found.total, [0, 0, NAN, NAN, NAN])
    assert found.piece[:, 0].tolist() == [Fired.GATED] * 2 + [Fired.MISSING] * 3


def test_the_best_of_the_group_is_the_measure() -> None:
    best = {"indicator": "gdp", "score": {"measure": "share_of_best"}}
    figures = [[0, 50, 0], [0, 80, 0], [0, 400, 0], [0, 100, 0], [0, 999, 0], [0, NAN, 0]]
    applicable = np.ones((6, 3), dtype=bool)
    applicable[4] = False
    result = run([best], figures, applicable=applicable, group=[0, 0, 1, 1, 0, -1])
    np.testing.assert_array_equal(result.total, [62.5, 100, 100, 25, NAN, NAN])


def test_less_may_be_better() -> None:
    lower = {"indicator": "gdp", "score": {"measure": "share_of_best", "lower_is_better": True}}
    assert run([lower], [[0, 50, 0], [0, 25, 0], [0, 100, 0]]).total.tolist() == [50, 100, 25]
    ladder = {"measure": "rank", "lower_is_better": True, "knots": [[1, 100], [5, 80]], "below": "hold"}
    result = run([{"indicator": "gdp", "score": ladder}], [[0, 50, 0], [0, 25, 0], [0, 50, 0], [0, NAN, 0]])
    np.testing.assert_array_equal(result.total, [95, 100, 95, NAN])
    ceiling = {"indicator": "gdp", "score": {"measure": "completion", "lower_is_better": True}}
    assert run([ceiling], [[0, 120, 0], [0, 100, 0], [0, 90, 0]]).total.tolist() == pytest.approx(
        [80, 100, 100]
    )


def test_none_at_all_is_the_best_where_less_is_better() -> None:
    lower = {"indicator": "gdp", "score": {"measure": "share_of_best", "lower_is_better": True}}
    found = run([lower], [[0, 0, 0], [0, 4, 0], [0, 0, 0], [0, NAN, 0]])
    np.testing.assert_array_equal(found.total, [100, 0, 100, NAN])
    assert found.not_reported[:, 0].tolist() == [False, False, False, True]
    scale = fraction_of_best(np.array([[0.0], [4.0], [NAN]]), np.array([False]))
    np.testing.assert_array_equal(scale, [[1], [0], [NAN]])


def test_growth_is_scored_against_the_base() -> None:
    gap = {"indicator": "gdp", "score": {"measure": "growth_gap", "knots": [[-8, 0], [0, 100]]}}
    assert run([gap], [[0, 108, 0], [0, 104, 0]], target=0.08, base=100).total.tolist() == pytest.approx(
        [100, 50]
    )
    growth = {"indicator": "gdp", "score": {"measure": "growth", "knots": [[0, 0], [0.08, 100]]}}
    assert run([growth], [[0, 108, 0], [0, 104, 0]], base=100).total.tolist() == pytest.approx([100, 50])


def test_missing_and_not_applicable_stay_apart() -> None:
    jobs = {"indicator": "jobs", "missing": "zero", "score": {"measure": "completion"}}
    applicable = np.ones((2, 3), dtype=bool)
    applicable[1, 0] = False
    result = run([COMPLETION, jobs], [[NAN, 80, 0], [NAN, 80, 0]], applicable=applicable)
    assert result.total.tolist() == [40, 80]
    assert result.not_reported.tolist() == [[False, True], [False, False]]
    np.testing.assert_allclose(result.effective_weight, [[1.0, 0.5, 0.5], [1.0, 1.0, 0.0]])


def test_an_unknown_indicator_is_named() -> None:
    with pytest.raises(UnknownKeyError, match="'energy'"):
        run([{**COMPLETION, "indicator": "energy"}], [[1, 2, 3]])


@given(st.permutations(range(9)), st.integers(0, 10**6))
def test_the_order_of_units_has_no_influence(order: list[int], seed: int) -> None:
    random = np.random.default_rng(seed)
    actual = random.choice([50.0, 80.0, 120.0, NAN], (9, 3))
    group, applicable = np.arange(9) % 3, random.random((9, 3)) > 0.2
    items = [
        {**COMPLETION, "missing": "exclude"},
        {"indicator": "jobs", "missing": "zero", "score": {"measure": "share_of_best"}},
    ]
    straight = run(items, actual.tolist(), applicable=applicable, group=group.tolist())
    shuffled = run(items, actual[order].tolist(), applicable=applicable[order], group=group[order].tolist())
    np.testing.assert_allclose(shuffled.total, straight.total[order], atol=1e-9)
    assert shuffled.rank.tolist() == straight.rank[order].tolist()
