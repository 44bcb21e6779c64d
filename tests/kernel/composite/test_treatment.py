"""Wild figures are pulled in until the item passes; the order of units is kept, the unit has no influence."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import kurtosis as scipy_kurtosis
from scipy.stats import skew as scipy_skew

from luoshi.kernel.composite.treatment import (
    Limits,
    Step,
    box_cox,
    kurtosis,
    log_from_one,
    log_of_range,
    log_to_maximum,
    skewness,
    treated,
    winsorised,
)

NAN = np.nan
figures = arrays(float, 30, elements=st.integers(1, 10_000).map(float))
TRANSFORMS = [log_of_range, log_from_one, log_to_maximum, box_cox(0), box_cox(0.5), box_cox(-1), box_cox(2)]


def wild(seed: int, units: int = 40, items: int = 6) -> np.ndarray:
    return np.exp(np.random.default_rng(seed).normal(0, 2, (units, items)))


@given(figures)
def test_skewness_and_kurtosis_are_those_of_scipy(x: np.ndarray) -> None:
    if np.ptp(x) > 0:
        assert skewness(np.append(x, NAN)) == pytest.approx(scipy_skew(x, bias=False), abs=1e-9)
        assert kurtosis(np.append(x, NAN)) == pytest.approx(scipy_kurtosis(x, bias=False), abs=1e-9)


def test_too_few_or_equal_figures_have_no_shape_and_need_no_treatment() -> None:
    for column in ([], [1.0, 2.0], [7.0] * 9, [NAN] * 4):
        assert np.isnan(skewness(np.array(column)))
        result = treated(np.array(column).reshape(-1, 1))
        assert (result.step.tolist(), result.passed.tolist()) == ([Step.AS_IT_WAS], [True])


def test_winsorising_stops_as_soon_as_the_item_passes() -> None:
    x = np.append(np.arange(1.0, 31.0), [500.0, 900.0])
    assert winsorised(x, Limits()).tolist()[-2:] == [30.0, 30.0]
    assert winsorised(-x, Limits()).tolist()[-2:] == [-30.0, -30.0], "skewed to the left: from below"
    assert winsorised(x, Limits(), most=1).tolist()[-2:] == [500.0, 500.0]


def test_equal_figures_move_together() -> None:
    x = np.append(np.arange(1.0, 61.0), [9000.0, 9000.0])
    assert winsorised(x, Limits(), most=1).tolist()[-2:] == [60.0, 60.0]


def test_where_winsorising_does_not_suffice_the_untreated_item_is_transformed() -> None:
    x = np.append(np.zeros(60) + np.arange(60) / 60, 10.0 ** np.arange(1, 9))
    result = treated(x[:, None], most=2)
    assert result.step.tolist() == [Step.TRANSFORMED]
    np.testing.assert_array_equal(result.values[:, 0], log_of_range(x))
    assert not result.moved.any()
    assert treated(x[:, None], most=2, transform=None).step.tolist() == [Step.WINSORISED]


@pytest.mark.parametrize("transform", TRANSFORMS)
@given(x=figures)
def test_a_transform_keeps_the_order_of_units(
    transform: Callable[[np.ndarray], np.ndarray], x: np.ndarray
) -> None:
    if np.ptp(x) > 0:
        changed = transform(x)
        assert (np.diff(changed[np.argsort(x)]) >= 0).all()
        assert np.ptp(changed) > 0, "log_GII of COINr gives its input back"
        assert not np.allclose(changed, x)


def test_the_logarithm_of_the_global_innovation_index() -> None:
    np.testing.assert_allclose(log_to_maximum(np.array([1.0, 5.0, 21.0])), np.log([1, 5, 21]))
    with pytest.raises(ValueError, match="above zero"):
        log_to_maximum(np.array([-3.0, -1.0]))


@pytest.mark.parametrize("factor", [1e-6, 0.5, 1e6])
def test_the_unit_of_measurement_has_no_influence(factor: float) -> None:
    once, again = treated(wild(1)), treated(wild(1) * factor)
    assert again.step.tolist() == once.step.tolist()
    winsorised_items = once.step != Step.TRANSFORMED
    np.testing.assert_allclose(
        again.values[:, winsorised_items], once.values[:, winsorised_items] * factor, rtol=1e-12
    )
    np.testing.assert_array_equal(again.moved, once.moved)


def test_the_order_of_units_has_no_influence_and_missing_stays_missing() -> None:
    values = wild(2)
    values[[3, 7, 11], [0, 1, 2]] = NAN
    order = np.random.default_rng(3).permutation(40)
    once, again = treated(values), treated(values[order])
    np.testing.assert_allclose(again.values, once.values[order], rtol=1e-13)
    np.testing.assert_array_equal(np.isnan(once.values), np.isnan(values))
    alone = treated(values[~np.isnan(values[:, 0]), :1])
    np.testing.assert_allclose(once.values[~np.isnan(values[:, 0]), :1], alone.values, rtol=1e-13)


@given(arrays(float, (30, 3), elements=st.floats(0, 1e6)))
def test_nobody_overtakes_anybody(values: np.ndarray) -> None:
    after = treated(values).values
    for before, changed in zip(values.T, after.T, strict=True):
        assert (np.diff(changed[np.argsort(before)]) >= 0).all()
