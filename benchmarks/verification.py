"""Claim: every check of a month runs in less than 10 seconds at district scale (150 units x 60 indicators x 6 years).

Measured twice: with nothing kept in memory, as after a start, and again, as the calendar does each working day. The
baseline beside it is what reading the same figures costs alone. Clean simulated figures: how many signals they raise
is printed too.
"""

from __future__ import annotations

import shutil
import time
from datetime import date
from decimal import Decimal

import numpy as np
from django.core.management import call_command
from league_refresh import CODES, FOUNDED, HOME, INDICATORS, TODAY, UNITS, acting, at, found

from luoshi.indicators import journal
from luoshi.indicators.actions.define_rule import NewRule, define_rule
from luoshi.indicators.actions.run_checks import YEARS, run_checks
from luoshi.indicators.models import Indicator, Observation
from luoshi.indicators.panel import read_district
from luoshi.org.models import Unit
from luoshi.workdays.periods import Period

BAR, PERIOD, LAST = 10.0, "2015-12", 2015
AT_ONCE = 5_000


def fill() -> None:
    """Clean cumulative figures: a season, growth of each unit's own, 2 % of noise on each month's part."""
    chance = np.random.default_rng(1)
    units, indicators = list(Unit.objects.filter(code__startswith="U")), list(Indicator.objects.all())
    shape = (len(units), len(indicators), YEARS, 12)
    season = np.exp(chance.normal(0, 0.2, (1, len(indicators), 1, 12)))
    growth = (1 + chance.uniform(0.02, 0.10, (*shape[:2], 1, 1))) ** np.arange(YEARS)[None, None, :, None]
    parts = chance.uniform(500, 5000, (*shape[:2], 1, 1)) * season * growth
    values = (parts * np.exp(chance.normal(0, 0.02, shape))).cumsum(axis=3)
    for year in range(YEARS):
        moment = at(date(LAST - YEARS + 2 + year, 1, 8)) if year < YEARS - 1 else at(date(2016, 1, 8))
        Observation.objects.bulk_create(
            [
                Observation(
                    unit=u,
                    indicator=i,
                    period=f"{LAST - YEARS + 1 + year}-{month + 1:02d}",
                    value=Decimal(f"{values[n, m, year, month]:.2f}"),
                    recorded_at=moment,
                    origin="import",
                )
                for n, u in enumerate(units)
                for m, i in enumerate(indicators)
                for month in range(12)
            ],
            batch_size=AT_ONCE,
        )


def rules() -> None:
    """As many rules as indicators, and as many companions as half of them."""
    office = acting("office", date(2015, 1, 6))
    for n, code in enumerate(CODES):
        falls = NewRule(f"r{n}", code, code, "greater_than_or_equal_to", f"prev({code})")
        define_rule(office, falls, FOUNDED)
        if n % 2:
            beside = NewRule(f"e{n}", code, code, "equal_to", CODES[n - 1], check="elasticity")
            define_rule(office, beside, FOUNDED)


def timed(minute: int) -> tuple[float, int]:
    start = time.perf_counter()
    run = run_checks(acting("office", TODAY, 10, minute), PERIOD)
    return time.perf_counter() - start, run.fired


def main() -> None:
    call_command("migrate", verbosity=0)
    found()
    fill()
    rules()
    journal._kept.clear()
    start = time.perf_counter()
    read_district(Period.parse(PERIOD), at(TODAY, 9), YEARS)
    reading = time.perf_counter() - start
    journal._kept.clear()
    first, fired = timed(1)
    again, _fired = timed(2)
    cells = UNITS * INDICATORS
    print(
        f"figures checked     {cells} of the month, {cells * 12 * YEARS} in all, {len(CODES) * 3 // 2} rules"
    )
    print(f"reading them alone  {reading:6.2f} s")
    print(f"first run           {first:6.2f} s = {first / reading:.2f} of reading")
    print(f"run again           {again:6.2f} s")
    print(f"signals on clean figures {fired}: {1000 * fired / cells:.2f} in 1000")
    print(f"bar {BAR:.0f} s: {'reached' if max(first, again) < BAR else 'NOT reached'}")


if __name__ == "__main__":
    try:
        main()
    finally:
        shutil.rmtree(HOME)
