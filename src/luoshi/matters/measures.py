"""Indicators computed from matters (由事项计算的指标): what is counted, for each unit that leads any."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.rounding import half_up
from luoshi.matters.clock import OVERDUE, read_clock
from luoshi.matters.matter_type import DONE, NOT_STARTED, UNDER_WAY, WAITING, all_types
from luoshi.matters.queries import closure_word
from luoshi.matters.reading import situations
from luoshi.matters.situation import Situation
from luoshi.workdays.periods import Period
from luoshi.workdays.queries import calendar

if TYPE_CHECKING:
    from luoshi.ledger.refusal import Words

DECIMALS = 6
STATES: dict[str, Words] = {
    NOT_STARTED: _("not started"),
    UNDER_WAY: _("under way"),
    WAITING: _("waiting"),
    DONE: _("done"),
}


@dataclass(frozen=True)
class Counted:
    """One unit's figure and the keys of the matters that were counted; ``value`` None where none fell due."""

    value: Decimal | None
    matters: tuple[int, ...]
    note: str = ""


def measures() -> dict[str, Words]:
    """What can be computed, by code: of what fell due since January, and standing at the end of the period."""
    due: dict[str, Words] = {
        "matters.due": _("Matters due since January"),
        "matters.on_time": _("Matters closed on time since January"),
        "matters.overdue": _("Matters overdue since January"),
        "matters.closure": _("Share of matters closed on time since January, %"),
    }
    return due | {
        f"matters.{kind.code}.{state}": _("Matters “%(type)s” %(state)s at the end of the period")
        % {"type": kind.name, "state": word}
        for kind in all_types().values()
        for state, word in STATES.items()
    }


def measured(code: str, period: Period, units: Iterable[int] | None = None) -> dict[int, Counted]:
    """The measure ``code`` for the end of ``period`` as it was known then, by lead unit (key).

    A unit that leads no matter is not in the answer. What lies with the office is not held against the unit and
    counts as not due. KeyError for an unknown code.
    """
    if code not in measures():
        raise KeyError(code)
    which = Q() if units is None else Q(lead__in=list(units))
    led: dict[int, list[Situation]] = {}
    for situation in situations(which, period.end):
        led.setdefault(situation.matter.lead_id, []).append(situation)
    count = _of_due if code.count(".") == 1 else _of_state
    return {unit: count(code, own, period.end) for unit, own in led.items()}


def _of_due(code: str, led: list[Situation], end: date) -> Counted:
    days, told = calendar(), dict[int, str]()
    for situation in led:
        if situation.due_on is not None and date(end.year, 1, 1) <= situation.due_on <= end:
            clock = read_clock(situation, end, days)
            word = closure_word(situation, clock.state == OVERDUE, clock.on_time)
            if word in ("on_time", "late", "overdue"):
                told[situation.matter.pk] = word
    return _SAID[code](told)


def _of_state(code: str, led: list[Situation], _end: date) -> Counted:
    _room, kind, state = code.split(".")
    found = tuple(s.matter.pk for s in led if s.type.code == kind and s.stage.counts_as == state)
    return Counted(Decimal(len(found)), found)


def _count(told: Mapping[int, str], *words: str) -> Counted:
    found = tuple(key for key, word in told.items() if word in words)
    return Counted(Decimal(len(found)), found)


def _share(told: Mapping[int, str]) -> Counted:
    on_time = sum(word == "on_time" for word in told.values())
    value = half_up(Decimal(on_time * 100) / len(told), DECIMALS) if told else None
    return Counted(value, tuple(told), f"{on_time}/{len(told)}")


_SAID = {
    "matters.due": lambda told: _count(told, "on_time", "late", "overdue"),
    "matters.on_time": lambda told: _count(told, "on_time"),
    "matters.overdue": lambda told: _count(told, "overdue"),
    "matters.closure": _share,
}
