"""Panels: who stands aside changes nothing, trimming follows its rule, too few raters are no score."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import friedmanchisquare, trim_mean

from luoshi.kernel.ratings import Trim, concordance, leaning, rated

NAN = np.nan
marks = arrays(float, (6, 7), elements=st.sampled_from([60.0, 75.0, 75.5, 90.0, 100.0, NAN]))
trims = st.builds(Trim, st.integers(0, 2), st.sampled_from([0.0, 0.1, 0.3]))
WEIGHT = np.array([3.0, 1, 1, 2, 1, 1, 5])


def test_one_mark_is_dropped_at_each_end() -> None:
    panel = rated([[100, 90, 80, 60], [70, 70, 70, 70], [50, NAN, 90, 70]], trim=Trim(each_end=1))
    np.testing.assert_allclose(panel.score, [85, 70, 70])
    np.testing.assert_allclose(panel.kept, [[0, 1, 1, 0], [0.5] * 4, [0, 0, 0, 1]])
    assert panel.given.tolist() == [4, 4, 3]


@pytest.mark.parametrize("cut", [0.0, 0.1, 0.2, 0.4])
def test_without_weights_the_trimmed_mean_is_that_of_scipy(cut: float) -> None:
    values = np.random.default_rng(1).integers(50, 100, (30, 11)).astype(float)
    np.testing.assert_allclose(rated(values, trim=Trim(share=cut)).score, trim_mean(values, cut, axis=1))


def test_marks_that_tie_at_the_cut_share_the_loss() -> None:
    panel = rated([[90, 90, 90, 60, 50]], [1, 2, 3, 1, 1], trim=Trim(each_end=1))
    np.testing.assert_allclose(panel.kept, [[2 / 3, 2 / 3, 2 / 3, 1, 0]])
    assert panel.score.item() == pytest.approx((90 * 4 + 60) / 5)


@given(marks, trims, st.permutations(range(7)), st.permutations(range(6)))
def test_the_order_of_raters_and_of_units_has_no_influence(
    given_marks: np.ndarray, trim: Trim, raters: list[int], units: list[int]
) -> None:
    shuffled = rated(given_marks[units][:, raters], WEIGHT[raters], trim=trim)
    plain = rated(given_marks, WEIGHT, trim=trim)
    np.testing.assert_allclose(shuffled.score, plain.score[units], rtol=1e-12)
    np.testing.assert_allclose(shuffled.kept, plain.kept[units][:, raters])


@given(marks, trims, st.integers(0, 5), st.integers(0, 6))
def test_a_higher_mark_never_lowers_the_score(
    given_marks: np.ndarray, trim: Trim, unit: int, rater: int
) -> None:
    higher = given_marks.copy()
    higher[unit, rater] += 7
    before, after = (rated(m, trim=trim).score[unit] for m in (given_marks, higher))
    assert np.isnan(before) == np.isnan(after)
    assert np.isnan(before) or after >= before - 1e-9


@given(marks, st.integers(0, 6))
def test_a_recusal_is_as_if_the_rater_were_not_on_the_panel(given_marks: np.ndarray, rater: int) -> None:
    aside = given_marks.copy()
    aside[:, rater] = NAN
    without = rated(np.delete(given_marks, rater, axis=1), np.delete(WEIGHT, rater))
    np.testing.assert_allclose(rated(aside, WEIGHT).score, without.score)


@given(marks, trims)
def test_a_score_lies_between_the_marks_and_scales_with_them(given_marks: np.ndarray, trim: Trim) -> None:
    score = rated(given_marks, WEIGHT, trim=trim).score
    some = ~np.isnan(score)
    assert (score[some] >= np.nanmin(given_marks[some], axis=1, initial=100) - 1e-9).all()
    assert (score[some] <= np.nanmax(given_marks[some], axis=1, initial=60) + 1e-9).all()
    np.testing.assert_allclose(rated(given_marks * 0.2, WEIGHT, trim=trim).score, score * 0.2)


def test_too_few_raters_are_missing_and_not_zero() -> None:
    panel = rated([[90, 80, NAN], [90, 80, 70], [NAN] * 3], at_least=3)
    np.testing.assert_array_equal(panel.score, [NAN, 80, NAN])
    assert panel.too_few.tolist() == [True, False, False]
    assert rated([[90, 80]], trim=Trim(each_end=1)).too_few.tolist() == [True]


def test_the_spread_is_that_of_all_marks() -> None:
    panel = rated([[90, 80, 70, NAN], [90, NAN, NAN, NAN]], trim=Trim(each_end=1))
    np.testing.assert_allclose(panel.spread, [10, NAN])


def test_agreement_is_kendalls_w_where_all_mark_all() -> None:
    random = np.random.default_rng(2)
    values = random.random((9, 1)) + random.random((9, 5))
    statistic, _ = friedmanchisquare(*values)
    assert concordance(values) == pytest.approx(statistic / (5 * 8))
    assert concordance(np.tile(np.arange(9.0)[:, None], 4)) == pytest.approx(1)


def test_agreement_bears_recusals_and_needs_a_pair() -> None:
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
        rated([[1.0, 2]], [1, 0])
    with pytest.raises(ValueError, match="one mark"):
        rated([[1.0]], at_least=0)
    with pytest.raises(ValueError, match="half"):
        Trim(share=0.5)
