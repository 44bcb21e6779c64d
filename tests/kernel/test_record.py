"""Years side by side: means only of whole windows, runs that a missing year ends, best and worst."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from luoshi.kernel.record import record, rolling_mean, runs

NAN = np.nan
scores = arrays(float, (5, 7), elements=st.sampled_from([60.0, 75.0, 90.0, NAN]))
ranks = arrays(np.int64, (6, 8), elements=st.integers(0, 3))


@given(scores, st.integers(1, 4), st.data())
def test_a_rolling_mean_is_that_of_the_years_counted_by_hand(
    values: np.ndarray, years: int, data: st.DataObject
) -> None:
    at_least = data.draw(st.integers(1, years))
    result = rolling_mean(values, years, at_least)
    for unit in range(5):
        for year in range(7):
            seen = [v for v in values[unit, max(0, year - years + 1) : year + 1] if not np.isnan(v)]
            expected = np.mean(seen) if len(seen) >= at_least else NAN
            np.testing.assert_allclose(result[unit, year], expected)


@given(ranks, st.integers(1, 3))
def test_a_run_is_counted_back_from_its_year(place: np.ndarray, within: int) -> None:
    result = runs(place, within)
    for unit in range(6):
        for year in range(8):
            length = 0
            while length <= year and 1 <= place[unit, year - length] <= within:
                length += 1
            assert result[unit, year] == length


@given(ranks, st.permutations(range(6)))
def test_the_record_of_every_unit(place: np.ndarray, order: list[int]) -> None:
    found = record(place)
    np.testing.assert_array_equal(np.array(record(place[order])), np.array(found)[:, order])
    for unit in range(6):
        held = [int(r) for r in place[unit] if r]
        assert found.best[unit] == min(held, default=0)
        assert found.worst[unit] == max(held, default=0)
        assert found.firsts[unit] == held.count(1)
        assert found.years[unit] == len(held)
        assert found.running[unit] <= found.longest[unit] <= found.firsts[unit]


def test_a_year_without_a_rank_ends_the_run() -> None:
    found = record([[1, 1, 0, 1], [1, 1, 1, 2], [2, 1, 1, 1]])
    assert found.running.tolist() == [1, 0, 3]
    assert found.longest.tolist() == [2, 3, 3]


def test_no_year_at_all_is_no_record() -> None:
    assert [part.tolist() for part in record(np.zeros((2, 0), int))] == [[0, 0]] * 6
    assert rolling_mean(np.zeros((2, 0))).shape == (2, 0)


def test_an_impossible_window_is_refused() -> None:
    with pytest.raises(ValueError, match="rolling mean"):
        rolling_mean([[1.0]], 3, 4)
