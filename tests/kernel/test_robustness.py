"""Where a unit could stand under other weights: sure where it dominates, repeatable, order of no influence."""

import numpy as np
import pytest

from luoshi.kernel.ranking import competition_rank
from luoshi.kernel.robustness import drawn_ranks, mean_shift, neighbours, rank_robustness

NAN = np.nan


def test_a_dominating_unit_keeps_its_rank_under_any_weights() -> None:
    scores = np.array([[50.0, 90.0], [99.0, 99.0], [90.0, 50.0], [10.0, 10.0]])
    span = rank_robustness(scores, np.array([1.0, 1.0]), draws=2000, noise=0.5)
    assert (span.p5[1], span.p95[1]) == (1, 1)
    assert (span.p5[3], span.p95[3]) == (4, 4)
    assert (span.p5[0], span.p95[0]) == (2, 3)


def test_without_noise_every_draw_is_the_ranking_itself() -> None:
    scores = np.random.default_rng(1).choice([60.0, 70.0, 80.0], (40, 3))
    weights = np.array([5.0, 3.0, 2.0])
    span = rank_robustness(scores, weights, draws=10, noise=0)
    expected = competition_rank(scores @ weights / weights.sum(), np.zeros(40, dtype=int)).tolist()
    assert span.p5.tolist() == span.p50.tolist() == span.p95.tolist() == expected


@pytest.mark.parametrize("draws", [20, 40, 600])
def test_percentiles_are_those_of_a_plain_loop(draws: int) -> None:
    random = np.random.default_rng(2)
    scores, weights = random.uniform(0, 100, (12, 6)), random.uniform(1, 5, 6)
    scores[3, 2] = scores[7, 0] = NAN
    span = rank_robustness(scores, weights, draws=draws, noise=0.3, seed=9)
    draw, ranks = np.random.default_rng(9), []
    for _ in range(draws):
        w = draw.uniform(0.7, 1.3, 6) * weights
        total = np.nansum(scores * w, axis=1) / np.where(np.isnan(scores), 0, w).sum(axis=1)
        ranks.append(competition_rank(total, np.zeros(12, dtype=int)))
    plain = np.percentile(ranks, [5, 50, 95], axis=0, method="inverted_cdf")
    np.testing.assert_array_equal(np.array(span), plain)


def test_the_same_seed_gives_the_same_answer_and_the_order_of_units_has_no_influence() -> None:
    scores, weights = np.random.default_rng(3).uniform(0, 100, (20, 5)), np.ones(5)
    order = np.random.default_rng(4).permutation(20)
    first, again = (np.array(rank_robustness(scores, weights, 1000, seed=7)) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    np.testing.assert_array_equal(
        np.array(rank_robustness(scores[order], weights, 1000, seed=7)), first[:, order]
    )


def test_a_unit_without_any_score_is_unranked() -> None:
    span = rank_robustness(np.array([[NAN, NAN], [1.0, 2.0]]), np.ones(2), draws=20)
    assert span.p50.tolist() == [0, 1]
    assert rank_robustness(np.full((2, 2), NAN), np.ones(2), draws=20).p5.tolist() == [0, 0]


def test_impossible_weightings_are_refused() -> None:
    with pytest.raises(ValueError, match="noise"):
        rank_robustness(np.ones((2, 2)), np.ones(2), noise=1)
    with pytest.raises(ValueError, match="positive"):
        rank_robustness(np.ones((2, 2)), np.array([1.0, 0.0]))


def test_neighbours_are_told_apart_at_the_share_that_is_asked_for() -> None:
    """A leads B in 19 draws of 20, B leads C in 18: only the second pair is too close to call."""
    totals = np.array([[90.0] * 20, [80.0] * 20, [70.0] * 20])
    totals[1, 0] = 95.0
    totals[2, 1:3] = 85.0
    near = neighbours(totals, np.array([1, 2, 3]), np.zeros(3, dtype=int))
    assert near.first.tolist() == [1, 2, 2]
    assert near.last.tolist() == [1, 3, 3]


def test_equal_totals_are_never_told_apart_and_groups_never_mixed() -> None:
    totals = np.array([[90.0, 90.0], [90.0, 90.0], [NAN, NAN], [90.0, 90.0], [10.0, 10.0]])
    rank, group = np.array([1, 1, 0, 1, 2]), np.array([0, 0, 0, 1, 1])
    near = neighbours(totals, rank, group)
    assert near.first.tolist() == [1, 1, 0, 1, 2]
    assert near.last.tolist() == [1, 1, 0, 1, 2]
    assert drawn_ranks(totals, group).p95.tolist() == [1, 1, 0, 1, 2]


def test_who_is_too_close_is_so_both_ways_and_whatever_the_order() -> None:
    random = np.random.default_rng(8)
    totals = random.normal(50, 3, (15, 1)) + random.normal(0, 1, (15, 400))
    group = np.repeat([0, 1, 2], 5)
    rank = competition_rank(totals.mean(axis=1), group)
    near = neighbours(totals, rank, group)
    order = random.permutation(15)
    again = neighbours(totals[order], rank[order], group[order])
    np.testing.assert_array_equal(np.array(again), np.array(near)[:, order])
    assert (near.first <= rank).all() and (rank <= near.last).all()
    for unit in range(15):
        below = (group == group[unit]) & (rank == rank[unit] + 1)
        if below.any():
            assert (near.last[unit] > rank[unit]) == (near.first[below][0] <= rank[unit])


def test_the_mean_shift_counts_places() -> None:
    totals = np.array([[3.0, 1.0], [2.0, 2.0], [1.0, 3.0]])
    assert mean_shift(totals, np.array([1, 2, 3])).tolist() == [0.0, pytest.approx(4 / 3)]
