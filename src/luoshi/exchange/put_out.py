"""Rules and derived indicators of ours for DHIS2, and why some of them stay here (校验规则与派生指标导出)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from luoshi.exchange.dhis2.expressions import Unsayable
from luoshi.exchange.directory import Directory
from luoshi.exchange.figures_named import Figures, figures
from luoshi.exchange.formulas_in import INDICATORS, TYPES, formula_in, formula_out
from luoshi.exchange.models import Counterpart
from luoshi.exchange.put_to_use import Unused
from luoshi.exchange.rules_in import RULES, rule_in, rule_out, stands
from luoshi.indicators.check_models import Rule
from luoshi.indicators.definitions import definitions, made_codes
from luoshi.indicators.rule_text import rules
from luoshi.workdays.clock import end_of

if TYPE_CHECKING:
    from luoshi.exchange.dhis2.package import Thing
    from luoshi.indicators.definition_models import Definition
    from luoshi.indicators.models import Indicator


@dataclass
class _Leaving:
    """What leaves by kind and identifier (None: it came from there, but is not in force here), and what stays."""

    things: dict[str, dict[str, Thing | None]]
    types: dict[str, Thing]
    stays: list[Unused]


def rules_and_formulas_out(
    things: dict[str, list[Thing]], kept: Sequence[Counterpart], directory: Directory, made: Collection[str]
) -> None:
    """Put the rules in force on the directory's day and the derived indicators among ``things``, for what they came as.

    ``kept`` are the objects that came along, ``made`` the codes of what is derived or computed here.
    A rule that came from DHIS2 and was ended or changed here beyond what DHIS2 can say does not leave.
    """
    leaving = _leaving(kept, directory, made)
    for kind, changed in leaving.things.items():
        rows = [
            changed.get(row["id"], row)
            for row in things.get(kind, ())
            if changed.get(row["id"], row) is not None
        ]
        there = {row["id"] for row in things.get(kind, ())}
        things[kind] = [*(r for r in rows if r), *(t for uid, t in changed.items() if t and uid not in there)]
    known = {row["id"] for row in things.get(TYPES, ())}
    things[TYPES] = [*things.get(TYPES, ()), *(t for uid, t in leaving.types.items() if uid not in known)]


def staying(as_of: date) -> Iterator[Unused]:
    """The rules and derived indicators of ours that DHIS2 cannot say, each with the reason."""
    kept = Counterpart.objects.filter(kind__in=(RULES, INDICATORS, TYPES))
    yield from _leaving(list(kept), Directory(as_of), made_codes()).stays


def _leaving(kept: Sequence[Counterpart], directory: Directory, made: Collection[str]) -> _Leaving:
    told = figures(directory, made)
    found = _Leaving({RULES: {}, INDICATORS: {}}, {}, [])
    _rules(found, told, _came(kept, RULES), directory.day)
    if made:
        types = {row.uid: row.carried for row in kept if row.kind == TYPES}
        here = {i.code: i for i in directory.catalogue}
        _formulas(found, told, _came(kept, INDICATORS), types, here, directory.day)
    return found


def _came(kept: Sequence[Counterpart], kind: str) -> dict[str, Counterpart]:
    return {row.ours: row for row in kept if row.kind == kind and row.ours}


def _rules(found: _Leaving, told: Figures, came: Mapping[str, Counterpart], day: date) -> None:
    standing = {rule.code: rule for rule in rules(day)}
    for code, row in came.items():
        if code not in standing:
            found.things[RULES][row.uid] = None
    for code, rule in standing.items():
        origin = came.get(code)
        if origin and _is_as_it_came(rule, origin, told):
            continue
        try:
            thing = rule_out(rule, told, origin.carried if origin else {})
        except Unsayable as why:
            found.stays.append(Unused(RULES, rule.name, why.reason))
            if origin:
                found.things[RULES][origin.uid] = None
        else:
            found.things[RULES][thing["id"]] = thing


def _is_as_it_came(rule: Rule, row: Counterpart, told: Figures) -> bool:
    try:
        return stands(rule, rule_in(row.carried, row.ours, told))
    except Unsayable:
        return False


def _formulas(
    found: _Leaving,
    told: Figures,
    came: Mapping[str, Counterpart],
    types: Mapping[str, Thing],
    here: Mapping[str, Indicator],
    day: date,
) -> None:
    known = definitions(end_of(day))
    for indicator in here.values():
        version = known.in_force(indicator.pk, day)
        if version is None or not version.formula:
            continue
        row = came.get(indicator.code)
        if row and _is_formula_as_it_came(version, row, types, told, here):
            continue
        try:
            thing, kind = formula_out(indicator, version, told, row.carried if row else {})
        except Unsayable as why:
            found.stays.append(Unused(INDICATORS, indicator.name, why.reason))
            if row:
                found.things[INDICATORS][row.uid] = None
        else:
            found.things[INDICATORS][thing["id"]] = thing
            found.types[kind["id"]] = kind


def _is_formula_as_it_came(
    version: Definition,
    row: Counterpart,
    types: Mapping[str, Thing],
    told: Figures,
    here: Mapping[str, Indicator],
) -> bool:
    try:
        return formula_in(row.carried, types, told, here).formula == version.formula
    except Unsayable:
        return False
