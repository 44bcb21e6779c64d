"""Efficacy coefficients: the published examples, tiers as base plus adjustment, both polarities."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from luoshi.kernel.efficacy import NO_TIER, Tiers, efficacy_curve

NAN = np.nan
STANDARDS, COEFFICIENTS = (1.2, 1.0, 0.8, 0.6, 0.3), (1.0, 0.8, 0.6, 0.4, 0.2)
TIERS = Tiers(STANDARDS, COEFFICIENTS)
figures = arrays(float, 12, elements=st.one_of(st.floats(-1, 2), st.sampled_from(STANDARDS), st.just(NAN)))


def published(v: float) -> tuple[float, float]:
    """The rule of 1999 as it is written: base and adjustment of one figure."""
    if v >= STANDARDS[0]:
        return 100 * COEFFICIENTS[0], 0.0
    for upper, here in zip(range(4), range(1, 5), strict=True):
        if v >= STANDARDS[here]:
            base, above = 100 * COEFFICIENTS[here], 100 * COEFFICIENTS[upper]
            share = (v - STANDARDS[here]) / (STANDARDS[upper] - STANDARDS[here])
            return base, share * (above - base)
    return 0.0, 0.0


@given(
    st.lists(st.one_of(st.floats(-1, 2).map(lambda v: round(v, 6)), st.sampled_from(STANDARDS)), min_size=1)
)
def test_tiers_are_base_plus_adjustment_as_written(values: list[float]) -> None:
    result = TIERS(values)
    expected = np.array([published(v) for v in values])
    np.testing.assert_allclose(result.base, expected[:, 0])
    np.testing.assert_allclose(result.adjustment, expected[:, 1], atol=1e-9)
    np.testing.assert_allclose(result.score, expected.sum(axis=1), atol=1e-9)


@given(figures, st.floats(0, 0.5))
def test_a_better_figure_never_scores_less_and_missing_stays_missing(value: np.ndarray, more: float) -> None:
    result, better = TIERS(value), TIERS(value + more)
    there = ~np.isnan(value)
    assert (better.score[there] >= result.score[there] - 1e-9).all()
    assert ((result.score[there] >= 0) & (result.score[there] <= 100)).all()
    assert (np.isnan(result.score) == ~there).all() and (np.isnan(result.base) == ~there).all()
    assert ((result.tier == NO_TIER) == ~there).all()


@given(figures)
def test_lower_is_better_is_the_mirror_image(value: np.ndarray) -> None:
    mirrored = Tiers(tuple(-s for s in STANDARDS), COEFFICIENTS)(-value)
    for one, other in zip(mirrored, TIERS(value), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-9)


def test_a_standard_itself_reaches_its_tier_even_as_a_float() -> None:
    result = Tiers((0.3, 0.1), (1.0, 0.6))([0.1 + 0.2, 3 * 0.1 - 1e-12, 0.1, 0.0999])
    assert result.tier.tolist() == [0, 0, 1, 2]
    np.testing.assert_allclose(result.score, [100, 100, 60, 0], atol=1e-6)


def test_one_span_is_not_clipped_and_may_fall() -> None:
    assert efficacy_curve(6, 12)([5.81, 6, 12, 15]).score == pytest.approx([58.733333, 60, 100, 120])
    assert efficacy_curve(12, 6)([15, 12, 6]).score == pytest.approx([40, 60, 100])
    assert efficacy_curve(0, 10, base=50, span=50)(5).score == pytest.approx(75)


def test_impossible_standards_are_refused() -> None:
    with pytest.raises(ValueError, match="extended"):
        efficacy_curve(6, 6)
    for standards, coefficients, why in (
        ((1.0, 0.8), (1.0,), "as many"),
        ((1.0, 0.8), (0.8, 1.0), "fall"),
        ((1.0, 0.8), (1.2, 1.0), "between"),
        ((1.0, 0.8, 0.9), (1.0, 0.8, 0.6), "only rise"),
    ):
        with pytest.raises(ValueError, match=why):
            Tiers(standards, coefficients)
