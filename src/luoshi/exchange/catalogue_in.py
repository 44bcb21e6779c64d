"""Data elements and data sets of DHIS2 as indicators and forms of ours (指标与报表导入), and what is kept beside them."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _

from luoshi.exchange.dhis2.elements import definition, is_held, local_code
from luoshi.exchange.dhis2.metadata_out import PERIOD_TYPES
from luoshi.exchange.dhis2.package import (
    CATEGORIES,
    DATA_SETS,
    ELEMENTS,
    KEPT,
    UNITS,
    Thing,
    reference,
    references,
)
from luoshi.exchange.dhis2.summary import NO_REFERENCE
from luoshi.exchange.directory import Directory, Known
from luoshi.exchange.figures_named import figures_now
from luoshi.exchange.formulas_in import INDICATORS
from luoshi.exchange.put_to_use import take_formulas, take_rules
from luoshi.exchange.rules_in import RULES
from luoshi.exchange.taking_over import Taking
from luoshi.exchange.value_plan import Disaggregation
from luoshi.indicators.actions.define_form import MOST_DUE_DAYS, NewForm, NewItem, define_form
from luoshi.indicators.actions.define_indicator import NewIndicator, define_indicator
from luoshi.indicators.queries import forms
from luoshi.indicators.vocabulary import catalogue

# Days after the period's end that DHIS2 gives when a data set names none, and what a week of them is in working days.
USUAL_DAYS, WEEK, WORKING_WEEK = 15, 7, 5


CADENCES = {theirs: ours.value for ours, theirs in PERIOD_TYPES.items()}


def take_catalogue(taking: Taking) -> None:
    """Take over categories, data elements, data sets, indicators and rules, and keep groups and the like as they come."""
    for kind in CATEGORIES:
        for _index, thing in taking.sound(kind):
            taking.keep(kind, thing)
    _take_elements(taking)
    _take_data_sets(taking)
    for kind in KEPT:
        if kind not in (INDICATORS, RULES):
            for _index, thing in taking.sound(kind):
                taking.keep(kind, thing)
    if any(taking.package.of(kind) for kind in (INDICATORS, RULES)):
        told = figures_now()
        take_formulas(taking, told)
        take_rules(taking, told)


def _take_elements(taking: Taking) -> None:
    taken = {i.code for i in catalogue()}
    directory = Directory(taking.standing.today)
    left: Counter[str] = Counter()
    for index, thing in taking.sound(ELEMENTS):
        before = taking.before(ELEMENTS, thing)
        if before is not None:
            _follow(taking, thing, before.carried)
        elif not is_held(thing):
            left["optionSet" if thing.get("optionSet") else str(thing.get("valueType"))] += 1
            taking.keep(ELEMENTS, thing)
        elif thing.get("code") in taken:
            taking.keep(ELEMENTS, thing, thing["code"])
        else:
            with taking.refusals_of(ELEMENTS, index, thing):
                _define(taking, index, thing, directory, taken)
    if left:
        told = ", ".join(f"{kind} {count}" for kind, count in sorted(left.items()))
        taking.report.notices.append(
            _("Data elements kept but not put to use, because their values are no numbers: %s.") % told
        )


def _follow(taking: Taking, thing: Thing, said: Thing) -> None:
    """A data element known before: the indicator stays as it is defined here, the file's wording is kept."""
    if is_held(thing) and is_held(said) and definition(thing) != definition(said):
        taking.report.notices.append(
            _("“%s” is defined otherwise now; the indicator here stays as it is.") % thing["name"]
        )
    taking.keep(ELEMENTS, thing)


def _define(taking: Taking, index: int, thing: Thing, directory: Directory, taken: set[str]) -> None:
    known = Known(thing["id"], str(thing.get("code") or ""), str(thing["name"]), "", thing)
    how = taking.options.disaggregation
    if directory.is_plain(known) or how is Disaggregation.FOLD:
        code = local_code(known.code, known.uid, taken)
        define_indicator(taking.standing, [_new(taking, thing, code)])
        taking.keep(ELEMENTS, thing, code)
        return
    combos = directory.combos_of(known) if how is Disaggregation.SEPARATE else []
    if not combos:
        if how is Disaggregation.SEPARATE:
            told = reference(thing, "categoryCombo")
            taking.fault(
                ELEMENTS,
                index,
                thing,
                _("The option combinations of %s are not in the file.") % told,
                NO_REFERENCE,
                "categoryCombo",
            )
            return
        taking.report.notices.append(
            _("“%s” is kept but not put to use: it is reported by option combination.") % thing["name"]
        )
        taking.keep(ELEMENTS, thing)
        return
    parts = [
        (combo, local_code(f"{known.code}-{combo.uid}", f"{known.uid}-{combo.uid}", taken))
        for combo in combos
    ]
    define_indicator(taking.standing, [_new(taking, thing, code, option=combo.name) for combo, code in parts])
    taking.keep(ELEMENTS, thing)
    for combo, code in parts:
        taking.keep_part(thing, combo.uid, code)


def _new(taking: Taking, thing: Thing, code: str, option: str = "") -> NewIndicator:
    told = definition(thing, option)
    return NewIndicator(
        code=code,
        name=told.name,
        unit_name=told.unit_name,
        nature=told.nature,
        data_owner=taking.owner(),
        decimals=told.decimals,
        aggregation=told.aggregation,
        plausible_low=told.low,
        plausible_high=told.high,
    )


def _take_data_sets(taking: Taking) -> None:
    drawn_up = {form.code for form in forms()}
    parts: dict[str, list[str]] = {}
    for (kind, uid), row in taking.kept.items():
        if kind == "operands":
            parts.setdefault(uid[:11], []).append(row.ours)
    for index, thing in taking.sound(DATA_SETS):
        if taking.before(DATA_SETS, thing) is not None:
            taking.keep(DATA_SETS, thing)
            continue
        named = [reference(entry, "dataElement") for entry in thing.get("dataSetElements") or []]
        unknown = [uid for uid in named if (ELEMENTS, uid) not in taking.kept]
        unknown += [uid for uid in references(thing, "organisationUnits") if not taking.ours(UNITS, uid)]
        if unknown:
            told = ", ".join(unknown[:5]) + ("…" if len(unknown) > 5 else "")
            taking.fault(
                DATA_SETS,
                index,
                thing,
                _("It names what is not there: %s. Take over units and data elements first.") % told,
                NO_REFERENCE,
            )
            continue
        items = [code for uid in named for code in parts.get(uid) or [taking.ours(ELEMENTS, uid)] if code]
        if thing["periodType"] not in CADENCES or not items:
            taking.report.notices.append(
                _("Data set “%(name)s” is kept but becomes no form: %(why)s.")
                % {
                    "name": thing["name"],
                    "why": thing["periodType"] if items else _("none of its elements holds numbers"),
                }
            )
            taking.keep(DATA_SETS, thing)
            continue
        with taking.refusals_of(DATA_SETS, index, thing):
            code = local_code(str(thing.get("code") or ""), thing["id"], drawn_up)
            _draw_up(taking, thing, code, items)
            taking.keep(DATA_SETS, thing, code)


def _draw_up(taking: Taking, thing: Thing, code: str, items: list[str]) -> None:
    """The form, due from today on. DHIS2 counts days, we count working days: five for seven."""
    name = str(thing["name"])
    days = thing.get("timelyDays") or USUAL_DAYS
    units = [taking.ours(UNITS, uid) for uid in references(thing, "organisationUnits")]
    new = NewForm(
        code=code,
        name=name if len(name) <= 80 else str(thing.get("shortName") or name)[:80],
        items=tuple(NewItem(item) for item in items),
        units=tuple(units),
        due_working_days=min(MOST_DUE_DAYS, max(1, int(days) * WORKING_WEEK // WEEK)),
        cadence=CADENCES[thing["periodType"]],
    )
    define_form(taking.standing, new, taking.standing.today)
