"""A change and its three parts: they add up exactly, each is nothing where nothing of its kind changed."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from luoshi.kernel.movement import Outcome, movement, places, split
from luoshi.kernel.ranking import competition_rank

NAN = np.nan
UNITS = 9
GROUP = np.array([0, 1, 2, 0, 1, 2, 0, 1, -1])
figures = arrays(float, (UNITS, 2), elements=st.sampled_from([20.0, 50.0, 50.5, 80.0, 100.0]))
WEIGHTS = {False: np.array([0.7, 0.3]), True: np.array([0.4, 0.6])}


def of_scores(last: np.ndarray, current: np.ndarray) -> Outcome:
    return lambda now, new: np.where(now[:, None], current, last) @ WEIGHTS[new]


def of_ranks(last: np.ndarray, current: np.ndarray, group: np.ndarray = GROUP) -> Outcome:
    return lambda now, new: places(of_scores(last, current)(now, new), group)


def against_the_best(last: np.ndarray, current: np.ndarray) -> Outcome:
    def outcome(now: np.ndarray, new: bool) -> np.ndarray:
        value = np.where(now[:, None], current, last)
        return value / value.max(axis=0) @ WEIGHTS[new]

    return outcome


@settings(max_examples=40)
@given(figures, figures, st.sampled_from([of_scores, of_ranks, against_the_best]))
def test_the_parts_add_up_to_the_change(last: np.ndarray, current: np.ndarray, kind) -> None:  # type: ignore[no-untyped-def]
    outcome = kind(last, current)
    split = movement(outcome, UNITS)
    everybody = np.ones(UNITS, bool)
    np.testing.assert_allclose(split.change, outcome(everybody, True) - outcome(~everybody, False))
    np.testing.assert_allclose(split.own + split.others + split.rules, split.change, atol=1e-9)


@settings(max_examples=25)
@given(figures, figures)
def test_each_part_is_the_mean_over_all_orders_of_change(last: np.ndarray, current: np.ndarray) -> None:
    outcome, unit = of_ranks(last, current), 3
    parts = {"own": [], "others": [], "rules": []}  # type: dict[str, list[float]]
    for order in permutations(parts):
        done: set[str] = set()
        for player in order:
            worlds = []
            for changed in (done, done | {player}):
                now = np.full(UNITS, "others" in changed)
                now[unit] = "own" in changed
                worlds.append(np.asarray(outcome(now, "rules" in changed))[unit])
            parts[player].append(worlds[1] - worlds[0])
            done.add(player)
    split = movement(outcome, UNITS)
    for player, gains in parts.items():
        assert getattr(split, player)[unit] == pytest.approx(np.mean(gains), abs=1e-12)


@settings(max_examples=25)
@given(figures, figures)
def test_what_did_not_change_has_no_part(last: np.ndarray, current: np.ndarray) -> None:
    quiet = last.copy()
    quiet[3] = current[3]
    alone = movement(of_ranks(last, quiet), UNITS)
    np.testing.assert_allclose(alone.others[3], 0)
    np.testing.assert_allclose(np.delete(alone.own, [3, 8]), 0)
    assert np.isnan(np.array(alone)[:, 8]).all(), "a unit in no group has no rank"
    scores = movement(of_scores(last, current), UNITS)
    np.testing.assert_allclose(scores.others, 0, atol=1e-12)
    same_rules = of_ranks(last, current)
    fixed = movement(lambda now, _new: same_rules(now, False), UNITS)
    np.testing.assert_allclose(fixed.rules[:8], 0, atol=1e-12)


@settings(max_examples=25)
@given(figures, figures, st.permutations(range(UNITS)))
def test_the_order_of_units_has_no_influence(last: np.ndarray, current: np.ndarray, order: list[int]) -> None:
    plain = np.array(movement(of_ranks(last, current), UNITS))
    shuffled = movement(of_ranks(last[order], current[order], GROUP[order]), UNITS)
    np.testing.assert_allclose(np.array(shuffled), plain[:, order], atol=1e-12)


def test_a_unit_that_came_new_has_no_movement_but_moves_the_others() -> None:
    last, current = np.array([80.0, 70, NAN, 60]), np.array([80.0, 70, 75, 60])
    split = movement(lambda now, _: places(np.where(now, current, last), [0] * 4), 4)
    np.testing.assert_array_equal(split.change, [0, -1, NAN, -1])
    np.testing.assert_allclose(split.others, [0, -1, NAN, -1])
    assert np.isnan(np.array(split)[:, 2]).all()


def test_a_new_grouping_is_a_change_of_rules() -> None:
    total = np.array([90.0, 80, 70, 60])
    split = movement(lambda _, new: places(total, [0, 0, 1, 1] if new else [0] * 4), 4)
    np.testing.assert_allclose(split.rules, [0, 0, 2, 2])


def test_places_are_ranks_turned_around() -> None:
    total = np.array([5.0, NAN, 7, 7])
    np.testing.assert_array_equal(places(total, [0] * 4), [-3, NAN, -1, -1])
    assert (np.nan_to_num(-places(total, [0] * 4)) == competition_rank(total, [0] * 4)).all()


def test_eight_outcomes_of_one_unit_are_enough() -> None:
    corner = np.random.default_rng(1).normal(size=(2, 2, 2, 3, 4))
    parts = split(corner)
    np.testing.assert_allclose(parts.own + parts.others + parts.rules, parts.change)
    alone = split(corner[..., 1, 2])
    np.testing.assert_allclose([part.item() for part in alone], [part[1, 2] for part in parts])
