"""Files for other systems (导出): values and metadata for DHIS2, figures as SDMX-CSV, as known on a day."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone

from luoshi.exchange.dhis2.elements import write_value
from luoshi.exchange.dhis2.metadata_out import (
    PERIOD_TYPES,
    data_set_out,
    defaults,
    element_out,
    package_out,
    unit_out,
)
from luoshi.exchange.dhis2.package import DATA_SETS, ELEMENTS, UNITS, Thing
from luoshi.exchange.dhis2.periods import to_dhis2
from luoshi.exchange.dhis2.uids import DEFAULT_NAME, DEFAULT_OPTION_COMBO
from luoshi.exchange.dhis2.values import Value
from luoshi.exchange.dhis2.values_adx import write_adx
from luoshi.exchange.dhis2.values_csv import write_csv
from luoshi.exchange.dhis2.values_json import write_json
from luoshi.exchange.directory import Directory, Known
from luoshi.exchange.models import Counterpart, ForeignMark
from luoshi.exchange.policies import may_exchange, may_export_unverified
from luoshi.exchange.put_out import rules_and_formulas_out, staying
from luoshi.exchange.put_to_use import Unused, unused
from luoshi.exchange.rules_in import RULES
from luoshi.exchange.sdmx_csv import write_sdmx
from luoshi.exchange.units_in import held_name
from luoshi.indicators.definitions import made_codes
from luoshi.indicators.queries import Figure, figures_on, forms_of_units
from luoshi.ledger.refusal import require
from luoshi.org.standing import Standing
from luoshi.workdays.clock import end_of
from luoshi.workdays.periods import Cadence, Period

_READ_AT_ONCE = 500


@dataclass(frozen=True)
class Wanted:
    """Which figures leave: as known at the end of ``as_of``, of periods that lie within ``first`` and ``last``.

    ``unverified`` takes in what nobody verified yet, ``deleted`` what was withdrawn. ``scheme`` is uid, code or
    name. ``units`` and ``indicators`` narrow by our codes; empty means all.
    """

    as_of: date
    first: date = date.min
    last: date = date.max
    scheme: str = "uid"
    unverified: bool = False
    deleted: bool = False
    units: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()


def export_values(standing: Standing, wanted: Wanted, kind: str) -> Iterator[str]:
    """The values for DHIS2 as "json", "csv" or "adx", in pieces. Denied to those who may not exchange data."""
    writers: dict[str, Callable[[Iterator[Value]], Iterator[str]]] = {
        "json": write_json,
        "csv": write_csv,
        "adx": lambda values: write_adx(values, _exported(standing, wanted.as_of), _form_of(wanted)),
    }
    figures = _figures(standing, wanted)
    return writers[kind](_values(figures, wanted))


def codes_named(
    standing: Standing, scheme: str, units: Iterable[str], elements: Iterable[str]
) -> tuple[tuple[str, ...], tuple[str, ...], list[str]]:
    """Our codes of units and of the indicators of data elements named in a scheme, and the names that nothing has.

    A disaggregated data element stands for one indicator a part. Denied to those who may not exchange data.
    """
    require(may_exchange(standing))
    directory = Directory(date.max)
    unknown: list[str] = []
    places: list[str] = []
    for name in units:
        known = directory.units.find(name, scheme)
        (places if known else unknown).append(known.ours if known else name)
    parts: dict[str, list[str]] = {}
    for code, (element, _combo) in directory.parts.items():
        parts.setdefault(element.uid, []).append(code)
    measured: list[str] = []
    for name in elements:
        found = directory.elements.find(name, scheme)
        if found is None or found.uid not in parts:
            unknown.append(name)
        else:
            measured += parts[found.uid]
    return tuple(places), tuple(measured), unknown


def export_sdmx(standing: Standing, wanted: Wanted) -> Iterator[str]:
    """The figures as SDMX-CSV 2.0, in pieces. Denied to those who may not exchange data."""
    measured = {i.code: i for i in Directory(wanted.as_of).catalogue}
    return write_sdmx(_figures(standing, wanted), measured)


def _figures(standing: Standing, wanted: Wanted) -> Iterator[Figure]:
    require(may_exchange(standing))
    require(not wanted.unverified or may_export_unverified(standing))
    found = figures_on(
        end_of(wanted.as_of),
        verified_only=not wanted.unverified,
        units=wanted.units,
        indicators=wanted.indicators,
    )
    return (
        figure
        for figure in found
        if (figure.value is not None or (wanted.deleted and figure.before is not None))
        and _within(figure.period, wanted)
    )


def _within(period: str, wanted: Wanted) -> bool:
    """A third of a month (旬) stays here: neither DHIS2 nor SDMX knows such a period."""
    span = Period.parse(period)
    return span.cadence is not Cadence.TEN_DAY and wanted.first <= span.start and span.end <= wanted.last


def _values(figures: Iterator[Figure], wanted: Wanted) -> Iterator[Value]:
    directory = Directory(date.max)
    units = {k.ours: k for k in directory.units.things}
    default = Known(DEFAULT_OPTION_COMBO, DEFAULT_NAME, DEFAULT_NAME, "").called(wanted.scheme)
    batch: list[Figure] = []

    def out() -> Iterator[Value]:
        marks = ForeignMark.objects.in_bulk([f.observation for f in batch], field_name="observation_id")
        for figure in batch:
            element, combo = directory.parts[figure.indicator]
            mark = marks.get(figure.observation)
            number = figure.before if figure.value is None else figure.value
            assert number is not None
            yield Value(
                element=_called(element, wanted.scheme),
                period=to_dhis2(Period.parse(figure.period)),
                unit=_called(units[figure.unit], wanted.scheme),
                value=write_value(number, str(element.carried.get("valueType", "NUMBER"))),
                category=_called(combo, wanted.scheme) if combo else default,
                attribute=default,
                comment=figure.note,
                followup=mark.followup if mark else False,
                deleted=figure.value is None,
                stored_by=mark.stored_by if mark and mark.stored_by else figure.reporter,
                last_updated=mark.last_updated
                if mark and mark.last_updated
                else figure.recorded_at.isoformat(timespec="milliseconds"),
            )

    for figure in figures:
        batch.append(figure)
        if len(batch) == _READ_AT_ONCE:
            yield from out()
            batch = []
    yield from out()


def _called(known: Known, scheme: str) -> str:
    """What a thing is called in a scheme; its identifier where it has no such name."""
    return known.called(scheme) or known.uid


def _form_of(wanted: Wanted) -> Callable[[Value], str]:
    """The first form that asks for a value's data element, by the name the scheme gives it."""
    directory = Directory(date.max)
    told: dict[str, str] = {}
    kept = {row.ours: row for row in Counterpart.objects.filter(kind=DATA_SETS) if row.ours}
    for form in forms_of_units():
        for code in form.indicators:
            element, _combo = directory.parts[code]
            row = kept.get(form.code)
            name = (
                {"uid": row.uid, "code": row.code or form.code, "name": row.name}[wanted.scheme]
                if row
                else form.code
            )
            told.setdefault(_called(element, wanted.scheme), name)
    return lambda value: told.get(value.element, "")


def export_metadata(standing: Standing, as_of: date) -> str:
    """Units, data elements, data sets, indicators and validation rules as of a day, as DHIS2 JSON.

    What is derived here leaves as an indicator, never as a data element; what DHIS2 cannot say stays, see
    :func:`luoshi.exchange.put_out.staying`. What came from DHIS2 leaves with the identifier and the members it came with. Denied to those who may not
    exchange data.
    """
    require(may_exchange(standing))
    directory = Directory(as_of)
    things: dict[str, list[Thing]] = {kind: list(rows) for kind, rows in defaults().items()}
    kept = list(Counterpart.objects.exclude(kind__in=(UNITS, "operands")))
    for row in kept:
        rows = things.setdefault(row.kind, [])
        rows[:] = [*(r for r in rows if r["id"] != row.uid), row.carried]
    things[UNITS] = _units(directory)
    made = made_codes()
    own = {
        k.ours: k.uid for k in directory.elements.things if k.carried.get("id") == "" and k.ours not in made
    }
    elements = [element_out(i, own[i.code]) for i in directory.catalogue if i.code in own]
    things[ELEMENTS] = [*things.get(ELEMENTS, []), *elements]
    things[DATA_SETS] = [*things.get(DATA_SETS, []), *_data_sets(directory)]
    rules_and_formulas_out(things, kept, directory, made)
    package = package_out(_exported(standing, as_of), things)
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def _exported(standing: Standing, as_of: date) -> str:
    """The moment that the file speaks of: of a past day its end, so that the same day gives the same bytes again."""
    moment = standing.at if as_of >= standing.today else timezone.localtime(end_of(as_of))
    return moment.isoformat(timespec="seconds")


def _units(directory: Directory) -> list[Thing]:
    known = {k.ours: k for k in directory.units.things}
    found = []
    for unit in directory.lifespans:
        here = known[unit.code]
        above = known.get(unit.parent)
        shown = replace(unit, closed=unit.closed if unit.closed and unit.closed <= directory.day else None)
        name = held_name(dict(here.carried)) if here.carried else ""
        found.append(unit_out(shown, here.uid, above.uid if above else "", here.carried, name))
    return found


def _data_sets(directory: Directory) -> list[Thing]:
    """The forms that were drawn up here, with the units that existed on the day; those from DHIS2 leave as they came.

    A form filed by thirds of a month stays here: DHIS2 has no such period.
    """
    kept = set(Counterpart.objects.filter(kind=DATA_SETS).values_list("ours", flat=True))
    units = {k.ours: k.uid for k in directory.units.things}
    made = []
    for form in forms_of_units(directory.day):
        if form.code not in kept and form.cadence in PERIOD_TYPES:
            named = dict.fromkeys(directory.parts[code][0].uid for code in form.indicators)
            made.append(
                data_set_out(
                    form.code,
                    form.name,
                    form.cadence,
                    list(named),
                    [units[u] for u in form.units if u in units],
                    form.due_working_days,
                )
            )
    return made


def not_in_use(standing: Standing, as_of: date) -> tuple[list[Unused], list[Unused]]:
    """What came of rules and indicators and does nothing here; what is here and cannot leave for DHIS2; each with why."""
    require(may_exchange(standing))
    return list(unused()), list(staying(as_of))


def idle_rules() -> list[Unused]:
    """The validation rules that came from another system and cannot be said here; open to whoever sees the rules."""
    return list(unused((RULES,)))
