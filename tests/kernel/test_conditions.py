"""Conditions on what follows the sum: bonuses and grade jumps that are given only where all of them hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.schemes import run, scheme_of

NAN = np.nan
HEAD = """
items:
  - {code: a, name: A, weight: 2, indicator: a, missing: exclude, score: {measure: value}}
  - {code: b, name: B, weight: 1, indicator: b, missing: exclude, score: {measure: value}}
vetoes: [{code: accident, name: 事故, basis: 安全生产法, indicator: accident, opens: good}]
"""
BY_LIMIT = """
grades:
  - {code: best, name: 优秀, at_least: 90}
  - {code: good, name: 良好, at_least: 80}
  - {code: fair, name: 合格, at_least: 60}
  - {code: poor, name: 不合格}
"""
BY_SHARE = """
grades: [{code: best, name: 优秀, share: 0.3}, {code: good, name: 良好, share: 0.3}, {code: fair, name: 合格}]
quota: {places: nearest, border: all_in}
"""
JUMPS = """
jumps:
  - code: three
    name: 三个项目
    when: [{indicator: b, measure: completion, at_least: 1}, {indicator: extra, measure: value, at_least: 3}]
  - {code: large, name: 大项目, up: 2, when: [{indicator: large, measure: value, at_least: 1}]}
"""
FIGURE = st.one_of(st.just(NAN), st.integers(0, 110).map(float))
UNITS = st.lists(st.tuples(*[FIGURE] * 6), min_size=1, max_size=8)
NAMES = ("a", "b", "accident", "extra", "large")


@settings(max_examples=60, deadline=None)
@given(UNITS, st.sampled_from([BY_LIMIT, BY_SHARE]), st.randoms(use_true_random=False))
def test_a_jump_lowers_no_grade_and_touches_no_score(units: list, grades: str, chance) -> None:
    columns = {name: [row[n] % 6 if n > 1 else row[n] for row in units] for n, name in enumerate(NAMES)}
    targets = {"b": [row[5] for row in units]}
    without, found = (run(HEAD + grades + more, columns, targets) for more in ("", JUMPS))
    for name in ("total", "published", "rank", "node_score", "effective_weight", "vetoed"):
        np.testing.assert_array_equal(getattr(found, name), getattr(without, name), name)
    np.testing.assert_array_equal(found.grade_before, without.grade)
    assert (found.grade <= without.grade).all()
    np.testing.assert_array_equal(found.grade < 0, without.grade < 0)
    # Nobody above what a veto leaves open, nobody up without a jump or by more than it says.
    assert (found.grade[found.vetoed[:, 0] & (found.grade >= 0)] >= 1).all()
    assert (without.grade - found.grade <= np.where(found.jumped, [1, 2], 0).max(axis=1)).all()
    order = list(range(len(units)))
    chance.shuffle(order)
    shuffled = run(HEAD + grades + JUMPS, columns, targets, order=order)
    np.testing.assert_array_equal(shuffled.grade, found.grade[order])
    np.testing.assert_array_equal(shuffled.held, found.held[order])


def test_the_order_of_jumps_and_of_conditions_does_not_matter() -> None:
    columns = {"a": [50, 85], "b": [50, 85], "extra": [3, 2], "large": [1, 1], "accident": [0, NAN]}
    turned = """
jumps:
  - {code: large, name: 大项目, up: 2, when: [{indicator: large, measure: value, at_least: 1}]}
  - code: three
    name: 三个项目
    when: [{indicator: extra, measure: value, at_least: 3}, {indicator: b, measure: completion, at_least: 1}]
"""
    grades = [
        run(HEAD + BY_LIMIT + jumps, columns, {"b": [50, 90]}).grade.tolist() for jumps in (JUMPS, turned)
    ]
    # Two jumps do not add up, and the best is the best.
    assert grades == [[1, 0], [1, 0]]


def test_what_is_missing_does_not_apply_or_has_no_target_is_not_met() -> None:
    columns = {"a": [70] * 4, "b": [70, 70, NAN, 70], "extra": [NAN, 3, 3, 3], "large": [0] * 4}
    found = run(
        HEAD + BY_LIMIT + JUMPS,
        columns,
        {"b": [70, NAN, 70, 70]},
        applies={"extra": [1, 1, 1, 0]},
    )
    assert not found.jumped.any()
    assert found.grade.tolist() == [2] * 4
    known = [[True, False, True], [False, True, True], [False, True, True], [True, False, True]]
    assert (~np.isnan(found.condition)).tolist() == known
    # The target that only a condition asks for does not take the item away.
    assert found.published.tolist() == [70] * 4
    assert "b" not in scheme_of(HEAD + BY_LIMIT + JUMPS).on_target


def test_who_is_not_ranked_or_has_no_total_gets_no_grade_by_a_jump() -> None:
    text = HEAD + BY_LIMIT + JUMPS + "exclusions: [{unit: U1, reason: 新设}]"
    columns = {"a": [NAN, 85, 85], "b": [NAN, 85, 85], "large": [1, 1, 1]}
    found = run(text, columns)
    assert found.grade.tolist() == [-1, -1, 0]
    assert found.jumped[:, 1].all()


BONUS = """
items: [{code: a, name: A, weight: 1, indicator: a, score: {measure: value}}]
adjustments:
  items:
    - code: awards
      name: 表彰
      indicator: award
      each: 2
      when: [{indicator: f, measure: growth, at_least: 0.06}, {indicator: g, measure: value, at_most: 0}]
    - {code: late, name: 迟报, indicator: late, each: -1}
"""


@pytest.mark.parametrize(
    ("f", "g", "points"),
    [(106, 0, 4), (106, 1, 0), (105.9, 0, 0), (NAN, 0, 0), (106, NAN, 0), (110, -1, 4)],
)
def test_a_bonus_counts_only_where_all_floors_are_met(f: float, g: float, points: float) -> None:
    found = run(BONUS, {"a": [80], "award": [2], "late": [1], "f": [f], "g": [g]}, base={"f": [100]})
    assert found.added.tolist() == [[points, -1]]
    assert found.published.tolist() == [79 + points]


def test_events_that_are_not_known_stay_unknown_under_conditions() -> None:
    found = run(BONUS, {"a": [80], "award": [NAN], "late": [NAN], "f": [1], "g": [5]}, base={"f": [100]})
    assert np.isnan(found.added).all()
    assert found.published.tolist() == [80]


def test_an_unmet_bonus_does_not_take_the_place_of_another_of_its_matter() -> None:
    text = """
items: [{code: a, name: A, weight: 1, indicator: a, score: {measure: value}}]
adjustments:
  items:
    - {code: x, name: X, indicator: n, each: 8, matter: m, when: [{indicator: f, measure: value, at_least: 1}]}
    - {code: y, name: Y, indicator: k, each: 2, matter: m}
"""
    found = run(text, {"a": [80, 80], "n": [1, 1], "k": [1, 1], "f": [0, 1]})
    assert found.published.tolist() == [82, 88]
