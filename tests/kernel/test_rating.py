"""Panels: who stands aside changes nothing, trimming follows its rule, too few raters are no score."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import friedmanchisquare, trim_mean

from luoshi.kernel.rating import agreement, concordance, leaning, rating_of_classes, trimmed, trimmed_mean

NAN = float("nan")
marks = st.sampled_from([60.0, 75.0, 75.5, 90.0, 100.0, NAN])
panels = st.lists(st.lists(marks, max_size=8), min_size=3, max_size=3)
trims = st.tuples(st.sampled_from([0.0, 0.1, 0.3]), st.integers(0, 2))
WEIGHTS = [50, 30, 20]


def test_one_mark_is_dropped_at_each_end() -> None:
    assert trimmed([100, 90, 80, NAN, 60], 0, each_end=1).tolist() == [80, 90]
    assert trimmed([70, 70, 70], 0, each_end=1).tolist() == [70]
    assert trimmed([70, 80], 0.1, each_end=1).size == 0
    assert np.isnan(trimmed_mean([70, 80], 0, each_end=1))


@pytest.mark.parametrize(("share", "left"), [(0.1, 9), (0.12, 7), (0.45, 1)])
def test_a_share_is_rounded_down_to_whole_marks(share: float, left: int) -> None:
    assert trimmed(np.arange(9.0), share).size == left
    assert trimmed(np.arange(100.0), 0.29).size == 42


@pytest.mark.parametrize("share", [0.0, 0.1, 0.2, 0.4])
def test_the_trimmed_mean_is_that_of_scipy(share: float) -> None:
    values = np.random.default_rng(1).integers(50, 100, 23).astype(float)
    assert trimmed_mean(values, share) == pytest.approx(trim_mean(values, share))


@given(panels, trims, st.randoms())
def test_the_order_of_raters_has_no_influence(
    panel: list[list[float]], trim: tuple[float, int], random
) -> None:  # type: ignore[no-untyped-def]
    shuffled = [random.sample(ratings, len(ratings)) for ratings in panel]
    np.testing.assert_allclose(
        rating_of_classes(shuffled, WEIGHTS, *trim), rating_of_classes(panel, WEIGHTS, *trim)
    )


@given(panels, trims, st.integers(0, 2), st.integers(0, 7))
def test_a_higher_mark_never_lowers_the_rating(
    panel: list[list[float]], trim: tuple[float, int], place: int, rater: int
) -> None:
    higher = [list(ratings) for ratings in panel]
    if rater < len(higher[place]):
        higher[place][rater] += 7
    before, after = (rating_of_classes(ratings, WEIGHTS, *trim) for ratings in (panel, higher))
    assert np.isnan(before) == np.isnan(after)
    assert np.isnan(before) or after >= before - 1e-9


@given(panels, trims)
def test_a_recusal_is_as_if_the_rater_were_not_on_the_panel(
    panel: list[list[float]], trim: tuple[float, int]
) -> None:
    without = [[mark for mark in ratings if not np.isnan(mark)] for ratings in panel]
    np.testing.assert_array_equal(
        rating_of_classes(panel, WEIGHTS, *trim), rating_of_classes(without, WEIGHTS, *trim)
    )
    level = [[80.0 for _ in ratings] for ratings in without]
    rating = rating_of_classes(level, WEIGHTS, *trim)
    assert np.isnan(rating) or rating == pytest.approx(80)


def test_a_class_without_ratings_gives_its_weight_to_the_others() -> None:
    assert rating_of_classes([[90], [], [70, NAN]], [40, 40, 10], 0) == pytest.approx(86)


def test_too_few_raters_are_missing_and_not_zero() -> None:
    assert np.isnan(rating_of_classes([[90, NAN], [80]], [1, 1], 0, at_least=3))
    assert rating_of_classes([[90, 70], [80]], [1, 1], 0, at_least=3) == 80
    assert np.isnan(rating_of_classes([[], [NAN]], [1, 1], 0))


def test_agreement_on_a_unit_is_measured_against_chance() -> None:
    assert agreement([80, 80, 80], [60, 70, 80, 90]) == 1
    assert agreement([0, 100, 0, 100], range(101)) == 0
    assert agreement([80, 84, NAN], range(101)) == pytest.approx(1 - 8 / ((101**2 - 1) / 12))
    assert np.isnan(agreement([80, NAN], range(101)))


def test_concordance_is_kendalls_w_where_all_rate_all() -> None:
    random = np.random.default_rng(2)
    values = random.random((9, 1)) + random.random((9, 5))
    statistic, _ = friedmanchisquare(*values)
    assert concordance(values) == pytest.approx(statistic / (5 * 8))
    assert concordance(np.tile(np.arange(9.0)[:, None], 4)) == pytest.approx(1)


def test_concordance_bears_recusals_and_needs_a_pair() -> None:
    values = np.tile(np.arange(8.0)[:, None], 4)
    values[0, 1] = values[3, 2] = NAN
    assert concordance(values) == pytest.approx(1)
    assert np.isnan(concordance(values[:, :1]))
    assert np.isnan(concordance(values[:2]))


def test_a_lenient_rater_is_seen_on_the_units_shared_with_others() -> None:
    truth = np.array([60.0, 70, 80, 90])[:, None]
    values = truth + np.array([0.0, 0, 0, 9, 0])
    values[1:, 3], values[:, 4] = NAN, NAN
    np.testing.assert_allclose(leaning(values), [-0.75, -0.75, -0.75, 9, NAN])
    assert np.isnan(leaning(values[:, :1])).all()


def test_impossible_panels_are_refused() -> None:
    with pytest.raises(ValueError, match="weight above zero"):
        rating_of_classes([[1.0], [2]], [1, 0], 0)
    with pytest.raises(ValueError, match="one half"):
        trimmed([1.0], 0.5)
    with pytest.raises(ValueError, match="two grades"):
        agreement([1.0, 2], [5])
