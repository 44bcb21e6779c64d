"""What is made honestly is hardly ever asked about: the share of signals on simulated clean figures."""

from __future__ import annotations

import numpy as np
import pytest

from luoshi.kernel.arrays import FloatArray
from luoshi.kernel.forensics.digits import digits
from luoshi.kernel.forensics.elasticity import drift
from luoshi.kernel.forensics.level_growth import growth_check
from luoshi.kernel.forensics.part_whole import part_whole
from luoshi.kernel.forensics.seasonal_outlier import outliers
from luoshi.kernel.forensics.smoothness import smoothness


def months(chance: np.random.Generator, series: int, years: int, noise: FloatArray | float) -> FloatArray:
    """Clean monthly figures: a season of the unit's own, growth, noise, and Spring Festival in January or February."""
    total = years * 12
    season = np.exp(chance.normal(0, 0.3, (series, 12)))[:, np.arange(total) % 12]
    trend = (1 + chance.uniform(-0.02, 0.12, (series, 1))) ** (np.arange(total) / 12)
    festival = np.ones(total)
    for year in range(years):
        where = chance.integers(0, 2)
        festival[12 * year + where], festival[12 * year + 1 - where] = 0.8, 1.05
    clean: FloatArray = (
        chance.uniform(50, 5000, (series, 1))
        * season
        * trend
        * festival
        * np.exp(chance.normal(0, 1, (series, total)) * noise)
    )
    return clean


@pytest.mark.parametrize("drop", [0, 1, 10, 11])
def test_few_seasonal_outliers(drop: int) -> None:
    """Also where the last month is a January or February."""
    values = months(np.random.default_rng(4), 20_000, 5, 0.03)[:, : 60 - drop]
    assert outliers(values).fired.mean() < 0.002


def test_an_outlier_that_matters_is_found() -> None:
    values = months(np.random.default_rng(5), 2_000, 5, 0.03)
    values[:, -1] *= 1.4
    assert outliers(values).fired.mean() > 0.85


def test_a_short_history_is_silent() -> None:
    values = months(np.random.default_rng(6), 500, 3, 0.03)[:, :29]
    values[:, -1] *= 3
    found = outliers(values)
    assert not found.fired.any()
    assert np.isnan(found.score).all()


def test_few_units_drift_from_their_companion() -> None:
    chance = np.random.default_rng(7)
    fired = 0
    for _panel in range(2_000):
        companion = np.exp(chance.normal(0.03, 0.05, 40))
        figure = companion * np.exp(chance.normal(0.02, 0.03, 40))
        fired += int(drift(100 * figure, np.full(40, 100.0), 80 * companion, np.full(40, 80.0)).fired.sum())
    assert fired / (2_000 * 40) < 0.005


def test_few_clean_groups_have_odd_digits() -> None:
    chance = np.random.default_rng(8)
    groups, each = 2_000, 120
    figures = np.exp(chance.normal(9, 1, groups * each)).astype(np.int64)
    told = digits(figures, np.repeat(np.arange(groups), each), groups)
    assert (told.heaped | told.uneven).mean() < 0.001


def test_thousands_of_figures_do_not_make_a_small_effect_a_signal() -> None:
    """A share of 22 % is certain with 100 000 figures, and nothing to ask about."""
    chance = np.random.default_rng(9)
    figures = chance.integers(1000, 100_000, 100_000)
    figures[:3_000] -= figures[:3_000] % 5
    told = digits(figures, np.zeros(figures.size, np.int64), 1)
    assert told.p_heaping[0] < 1e-6
    assert not told.heaped[0]


def test_few_clean_units_are_too_smooth() -> None:
    chance = np.random.default_rng(10)
    fired = 0
    for _panel in range(200):
        values = months(chance, 30, 3, chance.uniform(0.02, 0.04, (30, 1)))
        fired += int(smoothness(values).fired.sum())
    assert fired / (200 * 30) < 0.001


def test_a_series_between_two_figures_is_too_smooth() -> None:
    chance = np.random.default_rng(11)
    values = months(chance, 30, 3, 0.03)
    values[3] = np.geomspace(100, 130, 36)
    values[7] = 0.04 * np.delete(values, 7, axis=0).sum(axis=0)
    assert set(smoothness(values).fired.nonzero()[0]) >= {3}


def test_rounded_figures_never_contradict_themselves() -> None:
    chance = np.random.default_rng(12)
    base, growth = chance.uniform(10, 1000, 50_000), chance.uniform(-0.3, 0.5, 50_000)
    level = base * (1 + growth)
    told = growth_check(level.round(2), base.round(2), (growth * 100).round(1), 0.01, 0.1)
    assert not told.contradicted.any()


def test_rounded_parts_never_contradict_their_whole() -> None:
    chance = np.random.default_rng(13)
    parts = chance.uniform(1, 100, (20, 1_000))
    values = np.vstack([parts.sum(axis=0), parts]).round(1)
    parent = np.array([-1, *[0] * 20])
    assert not part_whole(values, parent, np.ones(values.shape, bool), 0.1).contradicted.any()
