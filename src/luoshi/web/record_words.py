"""A document's numbers beside the record in words, in the reader's language (与在案数据核对)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from luoshi.indicators.queries import RecordLine, RecordState
from luoshi.kernel.text.months import Months
from luoshi.kernel.text.numbers import as_decimal
from luoshi.web.formats import number, unit_name
from luoshi.web.named import named
from luoshi.workdays.day_names import day
from luoshi.workdays.period_names import period_name
from luoshi.workdays.periods import Period

MOST_DIGITS = 6
COMPUTED_DIGITS = 2

STATES: dict[RecordState, tuple[Promise, str]] = {
    RecordState.AGREES: (pgettext_lazy("record", "agrees"), "good"),
    RecordState.DIFFERS: (pgettext_lazy("record", "differs"), "bad"),
    RecordState.SUPERSEDED: (pgettext_lazy("record", "since corrected"), "waiting"),
    RecordState.UNVERIFIED: (pgettext_lazy("record", "not verified yet"), "neutral"),
    RecordState.PARTIAL: (pgettext_lazy("record", "partly verified"), "neutral"),
    RecordState.NO_VALUE: (pgettext_lazy("record", "no value"), "neutral"),
    RecordState.OTHER_PERIOD: (pgettext_lazy("record", "period not kept"), "neutral"),
    RecordState.OTHER_MEASURE: (pgettext_lazy("record", "another measure"), "neutral"),
    RecordState.OTHER_BASIS: (pgettext_lazy("record", "another basis"), "neutral"),
    RecordState.AMBIGUOUS: (pgettext_lazy("record", "ambiguous"), "neutral"),
}
_WHY: dict[RecordState, Promise] = {
    RecordState.UNVERIFIED: gettext_lazy("Reported, and nobody has verified it yet."),
    RecordState.NO_VALUE: gettext_lazy("No verified value was on record that day."),
    RecordState.OTHER_PERIOD: gettext_lazy("The record keeps no figure for such a period."),
    RecordState.OTHER_BASIS: gettext_lazy(
        "Growth at comparable prices or on a basis of its own; levels do not test it."
    ),
}
_WITH_DIFFERENCE = (RecordState.DIFFERS, RecordState.SUPERSEDED, RecordState.PARTIAL)
_KINDS: dict[str, Promise] = {"growth": gettext_lazy("growth"), "share": gettext_lazy("share")}


@dataclass(frozen=True)
class RecordRow:
    """A line ready for the table; texts that do not apply are ''. ``start`` and ``end`` span the printed digits."""

    line: RecordLine
    start: int
    end: int
    printed: str
    indicator: str
    about: str
    recorded: str
    difference: str
    state: str
    tone: str
    why: str
    verified: str
    address: str


def record_rows(lines: Sequence[RecordLine]) -> list[RecordRow]:
    """Lines in the order of the text, ready for the table."""
    return [_row(line) for line in lines]


def record_sentence(lines: Sequence[RecordLine]) -> str:
    """How many numbers speak of the catalogue's indicators, and how they came out."""
    tally = Counter(line.state for line in lines)
    parts = [f"{STATES[state][0]} {tally[state]}" for state in RecordState if tally[state]]
    count = ngettext(
        "%d number is of an indicator in the catalogue",
        "%d numbers are of indicators in the catalogue",
        len(lines),
    )
    return _("%(count)s: %(states)s.") % {"count": count % len(lines), "states": _(", ").join(parts)}


def _row(line: RecordLine) -> RecordRow:
    statement = line.statement
    word, tone = STATES[line.state]
    return RecordRow(
        line=line,
        start=statement.start,
        end=statement.end,
        printed=_with_unit(number(as_decimal(statement.value), _places(statement.printed)), statement.unit),
        indicator=named(line.indicator) if line.indicator else statement.subject,
        about=_(", ").join(_about(line)),
        recorded=_recorded(line),
        difference=_difference(line),
        state=str(word),
        tone=tone,
        why=_why(line),
        verified=_verified(line),
        address=reverse("reports_lineage", args=line.lineage) if line.lineage else "",
    )


def _about(line: RecordLine) -> list[str]:
    words = [str(_KINDS[line.statement.kind])] if line.statement.kind in _KINDS else []
    place = named(line.unit) if line.unit else line.statement.place
    return [*words, *([place] if place else []), months_name(line.statement.period)]


def months_name(months: Months) -> str:
    """2015年1—9月, January to September 2015; halves, quarters and years by their names."""
    period = Period(months.year, months.first, months.last)
    if Period.parse(period.code) == period:
        return period_name(period)
    return _("months %(first)d to %(last)d of %(year)d") % {
        "year": months.year,
        "first": months.first,
        "last": months.last,
    }


def _day(moment: datetime) -> str | None:
    return day(localtime(moment).date())


def _places(printed: str) -> int:
    return len(printed.partition(".")[2])


def _with_unit(text: str | None, unit: str) -> str:
    return f"{text}%" if unit == "%" else f"{text} {unit_name(unit)}"


def _digits(line: RecordLine, value: Decimal) -> int:
    """As many decimals as are printed, and those that the record keeps; of what was divided, two at least."""
    places = _places(line.statement.printed)
    if line.statement.kind != "level":
        return max(places, COMPUTED_DIGITS)
    exponent = value.normalize().as_tuple().exponent
    return max(places, min(MOST_DIGITS, -exponent if isinstance(exponent, int) else 0))


def _recorded(line: RecordLine) -> str:
    if line.recorded is None:
        return ""
    return _with_unit(number(line.recorded, _digits(line, line.recorded)), line.statement.unit)


def _difference(line: RecordLine) -> str:
    """The printed value less the recorded one, where the two do not agree, or cannot yet."""
    if line.difference is None or line.state not in _WITH_DIFFERENCE:
        return ""
    amount = number(line.difference, _digits(line, line.difference), signed=True)
    if line.statement.unit == "%":
        return _("%(size)s points") % {"size": amount}
    text = _with_unit(amount, line.statement.unit)
    percent = number(line.difference_percent, COMPUTED_DIGITS, signed=True)
    return text if percent is None else _("%(amount)s (%(percent)s%%)") % {"amount": text, "percent": percent}


def _why(line: RecordLine) -> str:
    if line.state == RecordState.AMBIGUOUS:
        return _("Could be: %s.") % _(", ").join(named(candidate) for candidate in line.candidates)
    if line.state == RecordState.PARTIAL:
        counts = {"n": line.units_summed, "all": line.units_owing}
        return _("%(n)d of %(all)d units are verified; the value on record is theirs.") % counts
    if line.state == RecordState.OTHER_MEASURE and line.indicator is not None:
        return _("The record counts in %s.") % unit_name(line.indicator.unit_name)
    if line.earlier is not None:
        dates = {"since": _day(line.earlier.since), "until": _day(line.earlier.until)}
        if line.earlier.verified:
            return _("The document prints the value that counted from %(since)s to %(until)s.") % dates
        return _("The document prints what was reported on %(since)s and corrected on %(until)s.") % dates
    return str(_WHY.get(line.state, ""))


def _verified(line: RecordLine) -> str:
    """Who verified the values and when, and of which report or how many units they are."""
    if line.verified_at is None:
        return ""
    words = _("%(who)s, %(day)s") % {
        "who": _(", ").join(named(person) for person in line.verified_by),
        "day": _day(line.verified_at),
    }
    return _("; ").join([words, *_sources(line)])


def _sources(line: RecordLine) -> list[str]:
    if line.units_summed > 1:
        return [ngettext("sum of %d unit", "sum of %d units", line.units_summed) % line.units_summed]
    sheets = [observation.sheet for observation in line.observations if observation.sheet is not None]
    reports = dict.fromkeys(f"{named(sheet.round.form)} {sheet.round.period}" for sheet in sheets)
    return list(reports) or [str(line.observations[0].get_origin_display())]
