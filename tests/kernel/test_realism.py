"""What is remarkable about a target, and what is not known is held against nothing."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.realism import Finding, Ground, Remark, findings, growths

NAN = float("nan")
YEARS = np.array([50.0, 52.0, 55.12, 57.88, 60.0])


def remarks(level: float, base: float, ground: Ground) -> list[Remark]:
    return [found.remark for found in findings(level, base, ground)]


def test_nothing_known_is_nothing_said() -> None:
    assert findings(66.0, 60.0, Ground()) == ()
    assert findings(66.0, NAN, Ground(YEARS, np.array([0.1, 0.2, 0.3]))) == ()
    assert findings(66.0, 60.0, Ground(np.array([NAN, 60.0]), np.array([0.1, 0.2]))) == ()


def test_own_history_says_one_thing() -> None:
    assert remarks(66.0, 60.0, Ground(YEARS)) == [Remark.ABOVE_BEST_YEAR]
    assert remarks(63.1, 60.0, Ground(YEARS)) == [Remark.ABOVE_RECENT]
    assert remarks(61.0, 60.0, Ground(YEARS)) == [Remark.BELOW_RECENT]


def test_the_middle_of_the_past_is_not_remarkable() -> None:
    middle = float(np.median(growths(YEARS)))
    assert remarks(60.0 * (1 + middle), 60.0, Ground(YEARS)) == []


def test_a_broken_past_counts_its_known_growths() -> None:
    broken = np.array([40.0, NAN, 50.0, 52.0, 55.0])
    (found,) = findings(66.0, 60.0, Ground(broken))
    assert found.n == 2
    assert np.isnan(growths(np.array([0.0, 5.0]))).all()


def test_peers_parts_and_forecast_each_speak() -> None:
    peers = np.array([0.02, 0.04, 0.06, NAN])
    assert remarks(66.0, 60.0, Ground(peers=peers)) == [Remark.ABOVE_BEST_PEER]
    assert remarks(61.0, 60.0, Ground(peers=peers)) == [Remark.BELOW_MEDIAN_PEER]
    assert findings(66.0, NAN, Ground(parts=70.0, low=67.0, high=72.0)) == (
        Finding(Remark.PARTS_OVER, 66.0, 70.0),
        Finding(Remark.BELOW_FORECAST, 66.0, 67.0),
    )
    assert remarks(66.0, 60.0, Ground(parts=60.0, high=65.0)) == [Remark.PARTS_SHORT, Remark.ABOVE_FORECAST]


@given(st.floats(1, 1e6), st.lists(st.floats(1, 1e6), min_size=3, max_size=8))
def test_history_never_says_two_things(level: float, years: list[float]) -> None:
    assert len(findings(level, years[-1], Ground(np.array(years)))) <= 1


def test_growths_that_read_alike_are_no_remark() -> None:
    assert remarks(63.002, 60.0, Ground(np.array([40.0, 42.0, 44.1, 46.305]))) == []
    assert remarks(62.998, 60.0, Ground(peers=np.array([0.05, 0.05, 0.05]))) == []
    assert remarks(63.07, 60.0, Ground(peers=np.array([0.05, 0.05, 0.05]))) == [Remark.ABOVE_BEST_PEER]
