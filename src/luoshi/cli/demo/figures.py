"""Invented monthly figures with a fixed seed (演示数据). Nothing here is a statistic of any real place."""

from __future__ import annotations

import numpy as np

from luoshi.cli.demo.book import Book

# Cumulative shares of the year by month: output comes evenly, revenue early, investment late.
SEASON = {
    "gdp": [0.07, 0.14, 0.212, 0.29, 0.37, 0.462, 0.54, 0.62, 0.711, 0.80, 0.89, 1.0],
    "fiscal_revenue": [0.105, 0.178, 0.262, 0.352, 0.442, 0.533, 0.612, 0.686, 0.764, 0.845, 0.918, 1.0],
    "industry_revenue": [0.062, 0.131, 0.214, 0.299, 0.385, 0.476, 0.561, 0.647, 0.735, 0.824, 0.912, 1.0],
    "fixed_investment": [0.022, 0.058, 0.139, 0.221, 0.318, 0.437, 0.529, 0.622, 0.719, 0.817, 0.914, 1.0],
}
# What the places together reached in 2014, in 万元: the published bases of the plan where it states one. Of
# fixed investment it states none; this sum exists so that invented places have invented figures.
YEAR_2014 = {
    "gdp": 1_967_200,
    "fiscal_revenue": 276_300,
    "industry_revenue": 2_879_700,
    "fixed_investment": 1_420_000,
}
GOAL = {"gdp": 0.08, "fiscal_revenue": 0.05, "industry_revenue": 0.06, "fixed_investment": 0.06}
# Growth of a place against the goal, by its character: from, to.
AGAINST_GOAL = {
    "ahead": (0.006, 0.032),
    "steady": (-0.006, 0.014),
    "slow": (-0.026, -0.007),
    "behind": (-0.085, -0.032),
    "missing": (-0.012, 0.008),
}
MONTHS = 12
# The first year before 2014 that is on record. Fixed investment is counted by a new rule since 2013.
PAST_FROM = {"gdp": 2009, "fiscal_revenue": 2009, "industry_revenue": 2009, "fixed_investment": 2013}
# Growth of the whole district against the goal, and of a place against the district: standard deviations.
DISTRICT_LUCK, PLACE_LUCK, SEASON_LUCK = 0.015, 0.012, 0.03
# A large plant moved to this place at the beginning of the year: before it, this share of the output.
ARRIVAL = ("YS-X3", "industry_revenue", 2013, 0.45)

Figures = dict[tuple[str, str, int, int], int]


def invent(book: Book) -> Figures:
    """Cumulative figures in 万元 by (unit, indicator, year, month) for 2014 and 2015, the same at every run.

    The 2014 figures of an indicator add up to its total of the year exactly.
    """
    chance = np.random.default_rng(book.seed)
    weights = np.array([p.weight for p in book.places], float)
    figures: Figures = {}
    for code, season in SEASON.items():
        tilt = weights * chance.uniform(0.88, 1.12, weights.size)
        whole = _shared(YEAR_2014[code], tilt)
        for place, year_2014 in zip(book.places, whole, strict=True):
            shares = _own_season(season, chance)
            low, high = AGAINST_GOAL[place.character]
            growth = GOAL[code] + chance.uniform(low, high)
            drift = chance.normal(0, 0.006, MONTHS)
            for month in range(1, MONTHS + 1):
                before = year_2014 if month == MONTHS else round(year_2014 * shares[month - 1])
                figures[place.code, code, 2014, month] = before
                figures[place.code, code, 2015, month] = round(before * (1 + growth + drift[month - 1]))
    return figures


def invent_past(book: Book, figures: Figures) -> Figures:
    """Cumulative figures of the years before 2014, back from those of 2014, by draws of their own."""
    chance = np.random.default_rng([book.seed, 1])
    past: Figures = {}
    for code, first in PAST_FROM.items():
        luck = {year: chance.normal(0, DISTRICT_LUCK) for year in range(first, 2014)}
        for place in book.places:
            course = np.array(
                [figures[place.code, code, 2014, month] for month in range(1, MONTHS + 1)], float
            )
            whole = course[-1]
            steps = np.diff(course / whole, prepend=0.0)
            for year in range(2013, first - 1, -1):
                whole /= 1 + GOAL[code] + luck[year] + chance.normal(0, PLACE_LUCK)
                uneven = steps * chance.normal(1, SEASON_LUCK, MONTHS)
                arrived = ARRIVAL[3] if (place.code, code) == ARRIVAL[:2] and year < ARRIVAL[2] else 1
                for month, share in enumerate(np.cumsum(uneven) / uneven.sum(), start=1):
                    past[place.code, code, year, month] = round(whole * arrived * share)
    return past


def _shared(total: int, tilt: np.ndarray) -> list[int]:
    parts = np.floor(total * tilt / tilt.sum()).astype(int)
    parts[int(np.argmax(parts))] += total - int(parts.sum())
    return [int(p) for p in parts]


def _own_season(season: list[float], chance: np.random.Generator) -> list[float]:
    steps = np.diff([0.0, *season]) * chance.uniform(0.94, 1.06, MONTHS)
    return [float(s) for s in np.cumsum(steps) / steps.sum()]
