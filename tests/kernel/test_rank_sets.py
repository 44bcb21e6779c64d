"""Which ranks a unit may truly hold: right as often as stated, repeatable, no wider than need be."""

from time import perf_counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from luoshi.kernel.rank_sets import RankSets, rank_sets
from luoshi.kernel.ranking import UNRANKED, competition_rank

NAN = np.nan
scores = arrays(float, 12, elements=st.sampled_from([70.0, 80.0, 80.5, 90.0, NAN]))
errors = arrays(float, 12, elements=st.sampled_from([0.0, 0.5, 2.0]))
groups = arrays(np.int64, 12, elements=st.integers(-1, 2))


def plain_joint_sets(score: np.ndarray, error: np.ndarray, coverage: float, draws: int, seed: int) -> list:
    """The published algorithm, pair by pair."""
    n = score.size
    noise = np.random.default_rng(seed).standard_normal((draws, n)) * error
    spread = {(i, j): np.hypot(error[i], error[j]) for i in range(n) for j in range(n) if i != j}
    active, certain = set(spread), set()
    while True:
        largest = np.max([(noise[:, i] - noise[:, j]) / spread[i, j] for i, j in active], axis=0)
        q = np.quantile(largest, coverage)
        closing = {(i, j) for i, j in active if score[i] - score[j] - spread[i, j] * q > 0}
        if not closing:
            break
        certain |= closing
        active -= closing
    return [(1 + sum(b == u for _, b in certain), n - sum(a == u for a, _ in certain)) for u in range(n)]


@pytest.mark.parametrize("seed", range(4))
def test_joint_sets_are_those_of_the_published_algorithm(seed: int) -> None:
    random = np.random.default_rng(seed)
    score, error = np.sort(random.normal(80, 6, 9)), random.uniform(0.5, 2, 9)
    sets = rank_sets(score, error, np.zeros(9, int), coverage=0.9, draws=400, seed=seed)
    pairs = list(zip(sets.best.tolist(), sets.worst.tolist(), strict=True))
    assert pairs == plain_joint_sets(score, error, 0.9, 400, seed)


def right_together(truth: np.ndarray, jointly: bool, runs: int) -> np.ndarray:
    """Share of runs in which each unit's set holds its true rank, and in the last place: all of them."""
    random = np.random.default_rng(5)
    everybody = np.zeros(truth.size, int)
    lowest = competition_rank(truth, everybody)
    highest = truth.size + 1 - competition_rank(-truth, everybody)
    hits = np.zeros(truth.size + 1)
    for run in range(runs):
        error = random.uniform(0.5, 3, truth.size)
        sets = rank_sets(
            truth + random.normal(0, error),
            error,
            everybody,
            coverage=0.9,
            jointly=jointly,
            draws=250,
            seed=run,
        )
        right = (sets.best <= lowest) & (sets.worst >= highest)
        hits += [*right, right.all()]
    return hits / runs


def test_joint_coverage_is_what_is_stated() -> None:
    # With all alike any certain pair is an error: here the stated coverage is exact, 3.4 deviations around it.
    assert right_together(np.full(7, 80.0), jointly=True, runs=300)[-1] == pytest.approx(0.9, abs=0.06)
    assert right_together(np.array([70.0, 79, 79, 80, 81, 90]), jointly=True, runs=150)[-1] >= 0.86


def test_marginal_coverage_is_what_is_stated_for_each_unit() -> None:
    hits = right_together(np.full(6, 80.0), jointly=False, runs=300)
    assert hits[:-1].min() >= 0.84
    assert hits[:-1].mean() == pytest.approx(0.9, abs=0.04)


@settings(max_examples=40)
@given(scores, errors, groups, st.permutations(range(12)), st.booleans())
def test_the_order_of_units_has_no_influence(
    score: np.ndarray, error: np.ndarray, group: np.ndarray, order: list[int], jointly: bool
) -> None:
    def sets(places: list[int]) -> np.ndarray:
        return np.array(
            rank_sets(score[places], error[places], group[places], jointly=jointly, draws=60, seed=3)
        )

    np.testing.assert_array_equal(sets(order), sets(list(range(12)))[:, order])


@settings(max_examples=40)
@given(scores, errors, groups)
def test_the_observed_rank_lies_in_the_set_and_only_the_missing_have_none(
    score: np.ndarray, error: np.ndarray, group: np.ndarray
) -> None:
    sets, rank = rank_sets(score, error, group, draws=60), competition_rank(score, group)
    assert ((sets.best == UNRANKED) == (rank == UNRANKED)).all()
    assert ((sets.best <= rank) & (rank <= sets.worst)).all()


@settings(max_examples=40)
@given(scores, errors, groups, st.sampled_from([0.25, 8.0]), st.sampled_from([-50.0, 100.0]))
def test_the_scale_of_scores_has_no_influence(
    score: np.ndarray, error: np.ndarray, group: np.ndarray, factor: float, shift: float
) -> None:
    plain = rank_sets(score, error, group, draws=60)
    scaled = rank_sets(score * factor + shift, error * factor, group, draws=60)
    np.testing.assert_array_equal(np.array(scaled), np.array(plain))


def test_groups_do_not_touch_each_other() -> None:
    random = np.random.default_rng(2)
    score, error, group = random.normal(80, 4, 30), random.uniform(0.5, 2, 30), np.arange(30) % 3
    together = np.array(rank_sets(score, error, group, seed=8))
    for one in range(3):
        alone = rank_sets(score[group == one], error[group == one], np.zeros(10, int), seed=8)
        np.testing.assert_array_equal(together[:, group == one], np.array(alone))


def test_a_missing_error_is_not_an_error_of_zero() -> None:
    sets = rank_sets([90, 80, 70, NAN], [NAN, 0, 0, 0], [0] * 4)
    assert sets.best.tolist() == [0, 1, 2, 0] and sets.peers.tolist() == [0, 2, 2, 0]


def test_smaller_errors_and_marginal_sets_are_narrower() -> None:
    random = np.random.default_rng(4)
    score, everybody = random.normal(80, 5, 25), np.zeros(25, int)

    def width(factor: float, jointly: bool) -> int:
        sets = rank_sets(score, np.full(25, factor), everybody, jointly=jointly, seed=1)
        return int((sets.worst - sets.best).sum())

    widths = [width(factor, True) for factor in (0.0, 0.2, 1.0, 5.0)]
    assert widths == sorted(widths) and widths[0] == 0 < widths[1] and widths[3] == 25 * 24
    assert width(1.0, False) < widths[2]


def test_best_and_worst_candidates() -> None:
    sets = RankSets(*np.array([[1, 2, 2, 4, 0], [1, 3, 3, 4, 0], [4, 4, 4, 4, 0]]))
    assert sets.among_best(2).tolist() == [True, True, True, False, False]
    assert sets.among_worst(2).tolist() == [False, True, True, True, False]


def test_a_large_district_takes_well_below_a_second() -> None:
    random = np.random.default_rng(6)
    score, error = random.normal(80, 5, 38), random.uniform(0.5, 2, 38)
    begun = perf_counter()
    first = rank_sets(score, error, np.zeros(38, int), draws=1000, seed=7)
    assert perf_counter() - begun < 1
    np.testing.assert_array_equal(
        np.array(first), np.array(rank_sets(score, error, np.zeros(38, int), draws=1000, seed=7))
    )


def test_impossible_requests_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        rank_sets([1.0], [-1.0], [0])
    with pytest.raises(ValueError, match="coverage"):
        rank_sets([1.0], [1.0], [0], coverage=1.0)
