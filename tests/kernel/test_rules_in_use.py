"""Rules that counties use, each a measure and one monotone piecewise-linear function; three districts at once."""

import numpy as np
import pytest

from luoshi.kernel.measure import Figures, Measure, measured
from luoshi.kernel.piecewise import Beyond, Piecewise, completion_curve

GROUP = np.repeat([0, 1, 2], 5)
RANK_LADDER = Piecewise(((1, 100), (2, 95), (3, 90), (20, 5)), above=Beyond.HOLD, floor=0)
FIXED_POINTS = Piecewise(((1, 60), (2, 57), (3, 54), (4, 51), (5, 48)))


@pytest.mark.parametrize(
    ("rule", "curve", "measures", "points"),
    [
        ("full mark at the target, in proportion below", completion_curve(), [0.5, 1.0, 1.3], [50, 100, 100]),
        (
            "5 points for every 5 per cent either way, at most 120",
            Piecewise(((0, 0), (1, 100)), above=Beyond.EXTEND, cap=120, floor=0),
            [0.8, 1.0, 1.05, 1.3],
            [80, 100, 105, 120],
        ),
        (
            "60 once reached, 0.5 for every 10 per cent more, at most 10",
            Piecewise(((1, 0), (1, 60), (3, 70))),
            [0.99, 1.0, 1.2, 9.0],
            [0, 60, 61, 70],
        ),
        (
            "bands 100 / 75 / 50 / 0",
            Piecewise(((0, 0), (0.5, 0), (0.5, 50), (0.8, 50), (0.8, 75), (1, 75), (1, 100))),
            [0.49, 0.5, 0.79, 0.8, 0.99, 1.0],
            [0, 50, 50, 75, 75, 100],
        ),
        (
            "rank ladder 100, 95, 90, then 5 less each",
            RANK_LADDER,
            [1, 2, 3, 4, 20, 25],
            [100, 95, 90, 85, 5, 5],
        ),
        ("ranks to fixed points", FIXED_POINTS, [1, 2, 3, 4, 5, 6], [60, 57, 54, 51, 48, 48]),
        (
            "one point less for every missing report, until none is left",
            Piecewise(((0, 12), (1, 11)), above=Beyond.EXTEND, floor=0),
            [0, 3, 12, 15],
            [12, 9, 0, 0],
        ),
        (
            "2 points for every further project, at most 6",
            Piecewise(((0, 0), (1, 2)), above=Beyond.EXTEND, cap=6),
            [0, 1, 3, 5],
            [0, 2, 6, 6],
        ),
        (
            "first five of the province plus, last five minus",
            Piecewise(((1, 5), (5, 1), (6, 0), (15, 0), (16, -1), (20, -5))),
            [1, 3, 5, 6, 15, 16, 20],
            [5, 3, 1, 0, 0, -1, -5],
        ),
    ],
)
def test_a_rule_in_use(rule: str, curve: Piecewise, measures: list[float], points: list[float]) -> None:
    assert curve(measures).score == pytest.approx(points), rule


def test_a_band_counts_only_where_the_money_has_come_in() -> None:
    bands = Piecewise(((0, 0), (0.5, 0), (0.5, 50), (0.8, 50), (0.8, 75), (1, 75), (1, 100)))
    paid_in = np.array([0.25, 0.1, 0.2])
    assert bands([1.1, 1.1, 0.6], gate_open=paid_in >= 0.2).score.tolist() == [100, 0, 50]


def test_rank_ladders_of_three_districts_do_not_mix() -> None:
    actual = np.random.default_rng(1).permutation(15).astype(float)
    figures = Figures(*(actual[:, None],) * 3)
    points = RANK_LADDER(measured(Measure.RANK, figures, GROUP)[:, 0]).score
    for district in range(3):
        assert sorted(points[district == GROUP]) == [80, 85, 90, 95, 100]
    order = np.random.default_rng(2).permutation(15)
    shuffled = Figures(*(actual[order][:, None],) * 3)
    again = RANK_LADDER(measured(Measure.RANK, shuffled, GROUP[order])[:, 0]).score
    np.testing.assert_array_equal(again, points[order])
