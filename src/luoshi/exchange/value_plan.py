"""What a file of values would do (导入预案): each value found its place, or told why it has none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from luoshi.exchange.dhis2 import summary as codes
from luoshi.exchange.dhis2.elements import is_held, read_value
from luoshi.exchange.dhis2.periods import Unheld, from_adx, from_dhis2
from luoshi.exchange.dhis2.summary import ImportSummary
from luoshi.exchange.dhis2.uids import DEFAULT_NAME, DEFAULT_OPTION_COMBO
from luoshi.exchange.directory import Directory, Known
from luoshi.indicators.models import Indicator
from luoshi.indicators.policies import owns_data

if TYPE_CHECKING:
    from luoshi.exchange.dhis2.values import Value, ValueSet
    from luoshi.indicators.queries import Cell
    from luoshi.ledger.refusal import Words
    from luoshi.org.standing import Standing
    from luoshi.org.tree import OrgTree

LONGEST_COMMENT = 300


class Disaggregation(StrEnum):
    """What becomes of values by age, sex and the like (分组数据)."""

    SEPARATE = "separate"
    FOLD = "fold"
    REFUSE = "refuse"


@dataclass(slots=True)
class Placed:
    """A value in its cell. ``number`` None withdraws. ``index`` is its place in the file, of the first when folded."""

    cell: Cell
    number: Decimal | None
    comment: str
    followup: bool
    stored_by: str
    last_updated: str
    index: int
    parts: dict[str, Decimal] = field(default_factory=dict)


class Misplaced(Exception):
    """The value cannot be taken: which finding, about what, and in which member of the value."""

    def __init__(self, object_: str, why: Words, code: str, property_: str) -> None:
        super().__init__(str(why))
        self.object, self.why, self.code, self.property = object_, why, code, property_


class Plan:
    """Places the values of one file. ``placed`` holds them by cell, ``summary`` the refused ones."""

    def __init__(
        self,
        standing: Standing,
        directory: Directory,
        org: OrgTree,
        disaggregation: Disaggregation,
        summary: ImportSummary,
    ) -> None:
        self.directory = directory
        self.disaggregation = disaggregation
        self.summary = summary
        self.placed: dict[Cell, Placed] = {}
        self._indicators: dict[str, Indicator] = {i.code: i for i in directory.catalogue}
        self._units = {u.code: u.id for u in directory.lifespans}
        self._owned: dict[tuple[str, str], bool] = {}
        self._standing, self._org = standing, org
        self._found: dict[tuple[str, ...], Known | Misplaced] = {}

    def take(self, values: ValueSet, *, deleting: bool = False) -> None:
        """Place every value of ``values``; with ``deleting`` each of them is withdrawn, whatever it says."""
        for index, value in enumerate(values.values):
            try:
                self._place(index, value, values, deleting)
            except Misplaced as reason:
                self.summary.reject(index, reason.object, reason.why, reason.code, reason.property)

    def _place(self, index: int, value: Value, values: ValueSet, deleting: bool) -> None:
        schemes = values.schemes
        element = self._once(("element", value.element), lambda: self._element(value, schemes.element))
        unit = self._once(("unit", value.unit), lambda: self._unit(value, schemes.unit))
        period = _period(value.period, self._standing.today)
        self._attribute(value, schemes.category)
        combo = self._combo(value, schemes.category)
        code, folded = self._indicator(element, combo)
        self._require_owner(code, unit.ours, value)
        deleted = deleting or value.deleted
        number = None if deleted else _number(value, element)
        if len(value.comment) > LONGEST_COMMENT:
            raise Misplaced(
                value.comment[:40],
                _("The comment is longer than %d characters.") % LONGEST_COMMENT,
                codes.WRONG_COMMENT,
                "comment",
            )
        cell = (unit.ours, code, period)
        new = Placed(
            cell,
            number,
            value.comment,
            value.followup,
            value.stored_by[:255],
            value.last_updated[:40],
            index,
        )
        if folded and combo is not None and number is not None:
            self._fold(new, combo)
        elif cell in self.placed:
            self._repeat(new)
        else:
            self.placed[cell] = new

    def _once(self, key: tuple[str, ...], find: Callable[[], Known]) -> Known:
        """What ``find`` finds or refuses, looked up once a file."""
        if key not in self._found:
            try:
                self._found[key] = find()
            except Misplaced as reason:
                self._found[key] = reason
        found = self._found[key]
        if isinstance(found, Misplaced):
            raise found
        return found

    def _element(self, value: Value, scheme: str) -> Known:
        found = self.directory.elements.find(value.element, scheme)
        if found is None:
            raise Misplaced(
                value.element,
                _("Data element not found: “%s”. Take over the metadata first.") % value.element,
                codes.NO_ELEMENT,
                "dataElement",
            )
        if not is_held(found.carried):
            raise Misplaced(
                value.element,
                _("“%(name)s” holds %(kind)s; only numbers and yes or no are kept.")
                % {"name": found.name, "kind": found.carried.get("valueType", "")},
                codes.WRONG_VALUE,
                "dataElement",
            )
        return found

    def _unit(self, value: Value, scheme: str) -> Known:
        found = self.directory.units.find(value.unit, scheme)
        if found is None:
            raise Misplaced(
                value.unit,
                _("Organisation unit not found: “%s”. Take over the metadata first.") % value.unit,
                codes.NO_UNIT,
                "orgUnit",
            )
        return found

    def _combo(self, value: Value, scheme: str) -> Known | None:
        """The option combination a value names; None for the default one."""
        return self._disaggregation(value.category, value.options, scheme, codes.NO_CATEGORY, "category")

    def _attribute(self, value: Value, scheme: str) -> None:
        found = self._disaggregation(
            value.attribute, value.attribute_options, scheme, codes.NO_ATTRIBUTE, "attribute"
        )
        if found is not None:
            raise Misplaced(
                value.attribute or found.name,
                _("Values by “%s” are not kept: only the default attribute option combination is.")
                % found.name,
                codes.NO_ATTRIBUTE,
                "attributeOptionCombo",
            )

    def _disaggregation(
        self, named: str, options: Mapping[str, str], scheme: str, code: str, which: str
    ) -> Known | None:
        if not named and not options:
            return None
        told = named or ", ".join(f"{k}={v}" for k, v in options.items())
        found = (
            self.directory.option_combos.find(named, scheme)
            if named
            else self.directory.combo_of_options(options, scheme)
        )
        if found is None and named in (DEFAULT_OPTION_COMBO, DEFAULT_NAME):
            return None
        if found is None:
            raise Misplaced(
                told,
                _("Option combination not found: “%s”. Take over the metadata first.") % told,
                code,
                f"{which}OptionCombo",
            )
        return None if self.directory.is_default(found) else found

    def _indicator(self, element: Known, combo: Known | None) -> tuple[str, bool]:
        """The code of the indicator, and whether the value is one part of its sum."""
        if combo is None:
            if element.ours:
                return element.ours, False
            raise Misplaced(
                element.uid,
                _("“%s” is reported by option combination; this value names none.") % element.name,
                codes.WRONG_CATEGORY,
                "categoryOptionCombo",
            )
        part = self.directory.operands.get((element.uid, combo.uid))
        if part and self.disaggregation is Disaggregation.SEPARATE:
            return part, False
        adds_up = element.carried.get("aggregationType", "SUM") == "SUM" and self._belongs(element, combo)
        if self.disaggregation is Disaggregation.FOLD and element.ours and adds_up:
            return element.ours, True
        raise Misplaced(
            combo.uid,
            _("“%(element)s” is not kept by “%(combo)s”.") % {"element": element.name, "combo": combo.name},
            codes.WRONG_CATEGORY,
            "categoryOptionCombo",
        )

    def _belongs(self, element: Known, combo: Known) -> bool:
        return any(known.uid == combo.uid for known in self.directory.combos_of(element))

    def _require_owner(self, indicator: str, unit: str, value: Value) -> None:
        key = (indicator, unit)
        if key not in self._owned:
            self._owned[key] = owns_data(
                self._standing, self._indicators[indicator], self._units[unit], self._org
            )
        if not self._owned[key]:
            raise Misplaced(
                value.element,
                _("You are not the data owner of “%s” for this unit.") % self._indicators[indicator].name,
                codes.NO_ELEMENT,
                "dataElement",
            )

    def _fold(self, new: Placed, combo: Known) -> None:
        """Add a part to the whole; a part that is named twice contradicts itself."""
        assert new.number is not None
        whole = self.placed.setdefault(new.cell, new)
        if whole is not new and not whole.parts:
            raise _contradiction(new.cell)
        if combo.uid in whole.parts:
            if whole.parts[combo.uid] != new.number:
                raise _contradiction(new.cell)
            self.summary.ignored += 1
            return
        whole.parts[combo.uid] = new.number
        whole.number = sum(whole.parts.values(), Decimal(0))
        whole.followup = whole.followup or new.followup

    def _repeat(self, new: Placed) -> None:
        """The same again is passed over; something else about the same cell is refused, because none is the right one."""
        known = self.placed[new.cell]
        if (known.number, known.comment, known.followup) != (new.number, new.comment, new.followup):
            raise _contradiction(new.cell)
        self.summary.ignored += 1


def _contradiction(cell: Cell) -> Misplaced:
    told = " ".join(cell)
    return Misplaced(
        told, _("The file says two different things about %s.") % told, codes.WRONG_VALUE, "value"
    )


def _period(text: str, today: date) -> str:
    try:
        period = (from_adx if "/" in text else from_dhis2)(text)
    except Unheld as reason:
        raise Misplaced(
            text,
            _("Period “%(period)s”: %(why)s.") % {"period": text, "why": reason.why},
            codes.NO_PERIOD,
            "period",
        ) from reason
    if period.start > today:
        raise Misplaced(text, _("Period “%s” has not begun yet.") % text, codes.FUTURE, "period")
    return period.code


def _number(value: Value, element: Known) -> Decimal:
    """The number stated. An empty value is missing, never zero; DHIS2 refuses it too."""
    if not value.value.strip():
        raise Misplaced(
            value.element,
            _("No value is given for “%s”; a missing value is no zero.") % element.name,
            codes.NO_VALUE,
            "value",
        )
    kind = str(element.carried.get("valueType", "NUMBER"))
    number = read_value(value.value, kind)
    if number is None:
        raise Misplaced(
            value.value[:80],
            _("“%(value)s” is no value of the kind %(kind)s that can be kept digit for digit.")
            % {"value": value.value[:80], "kind": kind},
            codes.WRONG_VALUE,
            "value",
        )
    return number
