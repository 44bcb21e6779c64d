"""Forms that fell due and those first filed on time (报送及时情况), unit by unit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from luoshi.indicators.queries import punctuality, rounds_within
from luoshi.workdays.periods import Period


@dataclass(frozen=True)
class Punctuality:
    """How a unit stands with the forms it owed: ``due`` = ``on_time`` + late + not filed."""

    due: int = 0
    on_time: int = 0


def timeliness(units: Collection[int], period: Period, as_of: date) -> dict[int, Punctuality]:
    """For each unit (key), the forms of the rounds within ``period`` filed by ``as_of`` or overdue on it, as known on it.

    On time is what :class:`luoshi.indicators.expected.Expected` says. A unit that owed nothing is in the answer with
    zeros: it has no rate, which is not a rate of zero.
    """
    counted = punctuality(rounds_within(period, as_of), units, as_of)
    return {unit: Punctuality(*counts) for unit, counts in counted.items()}
