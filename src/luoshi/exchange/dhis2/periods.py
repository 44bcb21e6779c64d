"""DHIS2's period strings and ADX's durations beside our periods (期间对照). Pure; no clock.

Days, weeks from Monday on, months, quarters, half-years and calendar years are taken one to one, and written likewise.
Everything else that DHIS2 knows is refused with the reason: a financial year put under another period would be another
number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from luoshi.workdays.periods import Cadence, Period

if TYPE_CHECKING:
    from luoshi.ledger.refusal import Words

_YEAR = r"(?P<year>(?:19|20)[0-9]{2})"
_HELD: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(_YEAR), lambda m: m["year"]),
    (re.compile(_YEAR + r"-?(?P<month>0[1-9]|1[0-2])"), lambda m: f"{m['year']}-{m['month']}"),
    (re.compile(_YEAR + r"-?Q(?P<quarter>[1-4])"), lambda m: f"{m['year']}-Q{m['quarter']}"),
    (re.compile(_YEAR + r"-?S(?P<half>[12])"), lambda m: f"{m['year']}-H{m['half']}"),
    (re.compile(_YEAR + r"W(?P<week>[0-9]{1,2})"), lambda m: f"{m['year']}-W{int(m['week']):02d}"),
    (
        re.compile(_YEAR + r"(?P<dash>-?)(?P<month>[0-9]{2})(?P=dash)(?P<day>[0-9]{2})"),
        lambda m: f"{m['year']}{m['month']}{m['day']}",
    ),
)
_UNHELD: tuple[tuple[re.Pattern[str], Words], ...] = (
    (re.compile(r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}"), _("there is no such day")),
    (re.compile(r"[0-9]{4}W[0-9]{1,2}"), _("the year has no such week")),
    (
        re.compile(r"[0-9]{4}(?:Wed|Thu|Sat|Sun)W[0-9]{1,2}"),
        _("weeks that do not begin on Monday are not kept; send days or months"),
    ),
    (re.compile(r"[0-9]{4}BiW[0-9]{1,2}"), _("two-week periods cross months; send months")),
    (re.compile(r"[0-9]{4}0[1-6]B"), _("two-month periods are not kept; send months")),
    (
        re.compile(r"[0-9]{4}(?:April|Nov|Oct|July)S[12]"),
        _("half-years that do not begin in January or July are not kept; send months"),
    ),
    (
        re.compile(r"[0-9]{4}(?:Nov|Oct|July)Q[1-4]"),
        _("quarters of a financial year are not kept; send months"),
    ),
    (
        re.compile(r"[0-9]{4}(?:Feb|April|July|Aug|Sep|Oct|Nov)"),
        _("financial years are not kept; send months"),
    ),
)
_ADX = re.compile(r"(?P<start>[0-9]{4}-[0-9]{2}-[0-9]{2})/(?P<length>P[0-9]{1,3}[DWMY])")
_MONTHS = {"P1M": 1, "P3M": 3, "P6M": 6, "P1Y": 12, "P12M": 12}
_LENGTHS = {
    Cadence.DAILY: "P1D",
    Cadence.WEEKLY: "P7D",
    Cadence.MONTHLY: "P1M",
    Cadence.QUARTERLY: "P3M",
    Cadence.HALF_YEARLY: "P6M",
    Cadence.YEARLY: "P1Y",
}


class Unheld(ValueError):
    """The period is none that can be kept; ``why`` says so in the reader's language."""

    def __init__(self, why: Words) -> None:
        super().__init__(str(why))
        self.why = why


def from_dhis2(text: str) -> Period:
    """The period that DHIS2 writes as ``text``: 2015, 201506 (2015-06 in tables), 2015Q2, 2015S1, 2015W7, 20150601.

    :class:`Unheld` with the reason for any other.
    """
    text = text.strip()
    for shape, code in _HELD:
        if match := shape.fullmatch(text):
            try:
                return Period.parse(code(match))
            except ValueError:
                break
    for shape, why in _UNHELD:
        if shape.fullmatch(text):
            raise Unheld(why)
    raise Unheld(_("it is no period that DHIS2 writes; write 201506, 2015Q2, 2015S1 or 2015"))


def to_dhis2(period: Period) -> str:
    """The period as DHIS2 writes it: 201506, 2015Q2, 2015S1, 2015, 2015W7, 20150601."""
    if period.cadence is Cadence.WEEKLY:
        return f"{period.year:04d}W{int(period.part[1:])}"
    return period.code.replace("-H", "S").replace("-", "")


def from_adx(text: str) -> Period:
    """The period of an ADX start and duration, "2015-06-01/P1M"; :class:`Unheld` for odd beginnings and lengths."""
    match = _ADX.fullmatch(text.strip())
    try:
        start = date.fromisoformat(match["start"]) if match else None
    except ValueError:
        start = None
    if match is None or start is None:
        raise Unheld(_("it is no ADX period; write 2015-06-01/P1M"))
    if not 1900 <= start.year < 2100:
        raise Unheld(_("it lies before 1900 or after 2099"))
    if match["length"] == "P1D":
        return Cadence.DAILY.containing(start)
    if match["length"] in ("P7D", "P1W"):
        week = Cadence.WEEKLY.containing(start)
        if week.start != start:
            raise Unheld(_("weeks that do not begin on Monday are not kept; send days or months"))
        return week
    months = _MONTHS.get(match["length"])
    if months is None:
        raise Unheld(_("periods of this length are not kept; send months"))
    if start.day != 1 or (start.month - 1) % months:
        raise Unheld(_("it does not begin where a month, quarter, half-year or year begins"))
    return Period(start.year, start.month, start.month + months - 1)


def to_adx(period: Period) -> str:
    """The period as ADX writes it."""
    return f"{period.start.isoformat()}/{_LENGTHS[period.cadence]}"
