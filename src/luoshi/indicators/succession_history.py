"""What became of a unit, and what a figure of today's boundaries is made of (区划沿革)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

import numpy as np
from django.db.models import Q

from luoshi.indicators.basis import Restatement, restatements
from luoshi.indicators.basis_models import Succession
from luoshi.indicators.boundaries import between, lines_of, successions
from luoshi.indicators.definitions import definitions
from luoshi.indicators.facts import Facts, district_year
from luoshi.indicators.models import Indicator
from luoshi.indicators.ratios import ratios
from luoshi.kernel.boundaries import Change, transfer
from luoshi.org.models import Unit, UnitName
from luoshi.workdays.clock import end_of
from luoshi.workdays.periods import Period

EVER = date(1, 1, 1)


@dataclass(frozen=True)
class Inheritance:
    """A line of a succession with its units as they were called on the day."""

    row: Succession
    predecessor: UnitName
    successor: UnitName

    @property
    def kept(self) -> bool:
        """Whether it only says what the predecessor keeps."""
        return self.row.predecessor_id == self.row.successor_id


def inheritances(
    known_at: datetime, until: date, *, units: Collection[int] | None = None, after: date = EVER
) -> list[Inheritance]:
    """The lines on record that name one of ``units`` (None: any), of changes after one day and up to another."""
    among = Q() if units is None else Q(predecessor__in=units) | Q(successor__in=units)
    rows = list(
        Succession.objects.filter(among, on__gt=after, on__lte=until, recorded_at__lte=known_at)
        .select_related("predecessor", "successor", "indicator")
        .order_by("on", "predecessor__order", "successor__order", "pk")
    )
    names: dict[int, list[UnitName]] = {}
    concerned = {unit for row in rows for unit in (row.predecessor_id, row.successor_id)}
    if concerned:
        for name in UnitName.objects.filter(unit__in=concerned).order_by("valid_from"):
            names.setdefault(name.unit_id, []).append(name)
    return [
        Inheritance(
            row,
            _called(names[row.predecessor_id], row.on - timedelta(days=1)),
            _called(names[row.successor_id], row.on),
        )
        for row in rows
    ]


def _called(names: list[UnitName], day: date) -> UnitName:
    return next((name for name in reversed(names) if name.valid_from <= day), names[0])


@dataclass(frozen=True)
class Contribution:
    """What a unit brings into a figure told in later boundaries; ``value`` None where it has no verified one."""

    unit: UnitName
    code: str
    share: Fraction
    value: float | None


@dataclass(frozen=True)
class Retold:
    """A figure beside the one reported: in the boundaries of today, and restated to the rules of today.

    ``value`` is the carried figure, None where it is missing; ``parts`` are empty where no change touches it.
    ``divided`` are numerator and denominator where it is a ratio of these two carried, and shares say nothing.
    """

    value: float | None
    parts: tuple[Contribution, ...]
    restated: tuple[Restatement, ...]
    divided: tuple[Indicator, ...] = ()


def retold(unit_code: str, indicator_code: str, period_code: str, as_of: date) -> Retold:
    """How else a figure is told as of a day. Only months are carried."""
    period, known_at = Period.parse(period_code), end_of(as_of)
    unit = Unit.objects.get(code=unit_code)
    year = district_year(period.year, known_at)
    place = {code: key for key, code in zip(year.indicator_ids, year.indicator_codes, strict=True)}
    indicator = place[indicator_code]
    restated = restatements(period.year, known_at).get((unit.pk, indicator, period.code), [])
    lines = between(lines_of(successions(known_at), indicator), period.end, as_of)
    keys = sorted({u for line in lines for u in (line.predecessor, line.successor)})
    if unit.pk not in keys or period.first_month != period.last_month:
        return Retold(None, (), tuple(restated))
    at = {key: row for row, key in enumerate(keys)}
    changes = [
        Change(line.on.toordinal(), at[line.predecessor], at[line.successor], line.share) for line in lines
    ]
    shares = transfer(len(keys), changes, period.end.toordinal(), as_of.toordinal())[at[unit.pk]]
    now = district_year(period.year, known_at, boundaries=as_of)
    column, month = year.indicator_ids.index(indicator), period.first_month - 1
    names = {
        n.unit_id: n
        for n in UnitName.objects.filter(unit__in=keys, valid_from__lte=period.end).order_by("valid_from")
    }
    codes = dict(zip(now.unit_ids, now.unit_codes, strict=True))
    parts = []
    for key, share in zip(keys, shares, strict=True):
        if share and key in names:
            told = year.values[year.unit_ids.index(key), column, month] if key in year.unit_ids else np.nan
            parts.append(Contribution(names[key], codes[key], share, _known(told)))
    value = now.values[now.unit_ids.index(unit.pk), column, month]
    follows = [part.share for part in parts] == [1]
    divided = () if follows or np.isnan(value) else _operands(year, column, period)
    return Retold(_known(value), tuple(parts), tuple(restated), divided)


def _operands(year: Facts, column: int, period: Period) -> tuple[Indicator, ...]:
    """Numerator and denominator of a ratio of sums; nothing for any other indicator."""
    for rate in ratios(year.indicator_ids, [period.end], definitions(year.known_at)):
        if rate.column == column and rate.periods[0]:
            keys = year.indicator_ids[rate.above], year.indicator_ids[rate.below]
            found = Indicator.objects.in_bulk(keys)
            return tuple(found[key] for key in keys)
    return ()


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
