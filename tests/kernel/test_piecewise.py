"""Scores between knots: monotone, held or extended at the ends, every limit that fired is marked."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.piecewise import Beyond, Fired, Piecewise, completion_curve, completion_score

NAN = np.nan
BANDS = Piecewise(((0.5, 0), (0.5, 50), (0.8, 50), (0.8, 75), (1, 75), (1, 100)))
EFFICACY = Piecewise(((6, 60), (12, 100)), Beyond.EXTEND, Beyond.EXTEND)
number = st.floats(-1e4, 1e4)


def test_a_band_is_reached_at_its_threshold() -> None:
    scored = BANDS([0.49, 0.5, 0.79, 0.8, 0.1 + 0.7, 1.0, 3.0])
    assert scored.score.tolist() == [0, 50, 50, 75, 75, 100, 100]
    assert scored.piece.tolist() == [0, 2, 2, 4, 4, 6, 6]


def test_falling_bands_are_reached_at_their_threshold_too() -> None:
    fewer_is_better = Piecewise(((3, 100), (3, 50), (10, 50), (10, 0)))
    assert fewer_is_better([2, 3, 4, 10, 11]).score.tolist() == [100, 100, 50, 50, 0]


def test_an_extended_function_leaves_its_knots() -> None:
    np.testing.assert_allclose(EFFICACY([3, 6, 9, 12, 15]).score, [40, 60, 80, 100, 120])


def test_held_ends_floor_and_cap_each_leave_their_mark() -> None:
    held = Piecewise(((0, 10), (1, 20)))([-1, 0.5, 2])
    assert (held.score.tolist(), held.piece.tolist()) == ([10, 15, 20], [0, 1, 2])
    bounded = Piecewise(((0, 10), (1, 20)), Beyond.EXTEND, Beyond.EXTEND, floor=5, cap=25)([-1, 0.5, 1.2, 2])
    assert bounded.score.tolist() == [5, 15, 22, 25]
    assert bounded.piece.tolist() == [Fired.FLOORED, 1, 2, Fired.CAPPED]


def test_a_closed_gate_gives_nothing_but_missing_stays_missing() -> None:
    scored = BANDS([1.0, 1.0, NAN, NAN], gate_open=[True, False, True, False])
    np.testing.assert_array_equal(scored.score, [100, 0, NAN, NAN])
    assert scored.piece.tolist() == [6, Fired.GATED, Fired.MISSING, Fired.MISSING]


@pytest.mark.parametrize(
    ("knots", "message"),
    [
        (((0, 0),), "at least two"),
        (((1, 0), (0, 1)), "ordered by x"),
        (((0, 0), (1, 5), (2, 3)), "only rise or only fall"),
        (((0, 0), (0, 1), (0, 2)), "at most two"),
        (((0, 0), (1, float("inf"))), "finite"),
    ],
)
def test_a_function_that_is_not_monotone_is_refused(
    knots: tuple[tuple[float, float], ...], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        Piecewise(knots)


def test_bounds_and_extensions_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot be extended"):
        Piecewise(((0, 0), (0, 1), (1, 2)), below=Beyond.EXTEND)
    with pytest.raises(ValueError, match="floor must not be above"):
        Piecewise(((0, 0), (1, 1)), floor=2, cap=1)


@given(
    st.lists(number, min_size=2, max_size=6),
    st.lists(number, min_size=6, max_size=6),
    number,
    number,
    st.booleans(),
)
def test_more_never_scores_less(xs: list[float], ys: list[float], a: float, b: float, falling: bool) -> None:
    knots = tuple(zip(sorted({round(x, 3) for x in xs}), sorted(ys, reverse=falling), strict=False))
    if len(knots) < 2:
        return
    low, high = Piecewise(knots)([min(a, b), max(a, b)]).score
    assert (low >= high - 1e-6) if falling else (low <= high + 1e-6)


@given(st.floats(0, 1e6), st.floats(0.01, 1e6), st.floats(0.001, 1000))
def test_completion_does_not_depend_on_the_unit_of_measurement(
    actual: float, target: float, scale: float
) -> None:
    one, other = (
        completion_score(actual, target, cap=120),
        completion_score(actual * scale, target * scale, cap=120),
    )
    # Next to zero a float has fewer than nine digits.
    np.testing.assert_allclose(other.score, one.score, rtol=1e-9, atol=1e-300)


def test_completion_is_full_at_the_target() -> None:
    scored = completion_score([50, 100, 130, -10, NAN, 5], [100, 100, 100, 100, 100, 0], cap=120)
    np.testing.assert_array_equal(scored.score, [50, 100, 120, 0, NAN, NAN])
    assert scored.piece.tolist() == [1, 2, Fired.CAPPED, Fired.FLOORED, Fired.MISSING, Fired.MISSING]


def test_a_ceiling_is_mirrored_at_the_target() -> None:
    assert completion_curve(cap=120, lower_is_better=True)(
        [0.9, 1.0, 1.5, 2.5]
    ).score.tolist() == pytest.approx([110, 100, 50, 0])
