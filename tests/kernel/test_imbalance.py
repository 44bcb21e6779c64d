"""Dispersion is told of those with a figure; contributions add up to the gap of the whole to the last digit."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.imbalance import contributions, dispersion

D = Decimal
amounts = st.decimals(-(10**6), 10**6, places=2)
gaps = st.dictionaries(st.text("abcdefgh", min_size=1), st.none() | amounts, max_size=12)
shares = st.lists(st.floats(0.01, 3), min_size=1, max_size=30)


@given(gaps, amounts, st.decimals("0.01", 10**7, places=2))
def test_every_column_adds_up_exactly(
    gaps: dict[str, Decimal | None], whole_gap: Decimal, whole: Decimal
) -> None:
    found = contributions(gaps, whole_gap, whole)
    rows = [*found.parts.values(), found.rest]
    assert sum(row.gap for row in rows) == whole_gap == found.whole.gap
    assert sum(row.points or 0 for row in rows) == found.whole.points
    assert found.whole.points is not None
    assert abs(found.whole.points - whole_gap * 100 / whole) <= D("0.005")
    for row in rows:
        assert row.points is not None
        assert abs(row.points - row.gap * 100 / whole) < D("0.0100001")
    if whole_gap:
        assert sum(row.share or 0 for row in rows) == 100
    else:
        assert {row.share for row in rows} == {None}
    assert set(found.parts) | set(found.missing) == set(gaps)


def test_a_missing_part_is_named_and_in_no_sum() -> None:
    found = contributions({"a": D("-1"), "b": None}, D("-1"), D("10"))
    assert (found.missing, found.rest.gap, found.parts["a"].share) == (("b",), D(0), D(100))


def test_without_a_whole_there_are_amounts_only() -> None:
    found = contributions({"a": D("-1")}, D("-1"), D(0))
    assert (found.parts["a"].points, found.whole.points) == (None, None)


@given(shares, st.floats(0.1, 10))
def test_dispersion_knows_no_scale_and_no_order(values: list[float], factor: float) -> None:
    here = np.array(values)
    one, other = dispersion(here), dispersion(here[::-1] * factor)
    assert one.gini == pytest.approx(other.gini, abs=1e-6)
    assert one.variation == pytest.approx(other.variation, abs=1e-6)
    assert one.spread * factor == pytest.approx(other.spread, abs=1e-6)
    assert -1e-9 <= one.gini < 1


@given(shares)
def test_gini_is_that_of_all_pairs(values: list[float]) -> None:
    here = np.array(values)
    pairs = np.abs(here[:, None] - here[None, :]).sum() / (2 * len(values) ** 2 * here.mean())
    assert dispersion(here).gini == pytest.approx(pairs, abs=1e-6)


def test_equal_units_are_not_apart_and_missing_ones_do_not_count() -> None:
    assert dispersion(np.array([0.5, np.nan, 0.5]))[:5] == (2, 0.5, 0.0, 0.0, 0.0)
    assert dispersion(np.array([np.nan])).counted == 0
    nothing = dispersion(np.array([0.0, 0.0]))
    assert np.isnan(nothing.gini) and np.isnan(nothing.variation) and nothing.spread == 0
