"""The catalogue as its pages show it: every indicator, and one with all that is known of it (指标目录)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from luoshi.indicators.definition_models import Definition
from luoshi.indicators.definitions import Definitions, definitions
from luoshi.indicators.models import FormDuty, FormItem, Indicator, Observation
from luoshi.indicators.policies import may_define, may_import
from luoshi.indicators.series import Series, series
from luoshi.kernel.validation.expression import parse, references
from luoshi.org.queries import tree
from luoshi.org.standing import Standing
from luoshi.org.tree import Node, OrgTree
from luoshi.workdays.clock import end_of


class Making(StrEnum):
    """Where the figures of an indicator come from."""

    REPORTED = "reported"
    DERIVED = "derived"
    COMPUTED = "computed"
    STATED = "stated"
    """On no form: imported, or stated by a document or a person."""


@dataclass(frozen=True)
class Line:
    """One indicator in the list; ``definition`` is the version in force today, None where none is written down."""

    indicator: Indicator
    definition: Definition | None
    versions: int
    making: Making
    owner: Node | None
    forms: tuple[str, ...]


@dataclass(frozen=True)
class OnForm:
    """A form that asks for the indicator, and in which months."""

    item: FormItem

    @property
    def every_month(self) -> bool:
        return len(self.item.months) == 12

    @property
    def joined(self) -> bool:
        """January is published with February (1-2月合并)."""
        return 1 not in self.item.months and 2 in self.item.months


@dataclass(frozen=True)
class IndicatorView:
    """One indicator: the versions newest first, what it is made of and what is made of it, its forms and a series."""

    line: Line
    versions: tuple[Definition, ...]
    inputs: tuple[Indicator, ...]
    used_by: tuple[Indicator, ...]
    forms: tuple[OnForm, ...]
    series: Series | None
    units: tuple[Node, ...]
    may_define: bool
    may_import: bool


def lines(as_of: date) -> list[Line]:
    """Every indicator in official order, with the definition in force on ``as_of``: four queries."""
    known, org = definitions(end_of(as_of)), tree(as_of)
    forms: dict[int, list[str]] = {}
    for item in FormItem.objects.select_related("form").order_by("form_id", "order"):
        forms.setdefault(item.indicator_id, []).append(item.form.code)
    return [
        _line(indicator, known, forms.get(indicator.pk, []), org) for indicator in Indicator.objects.all()
    ]


def _line(indicator: Indicator, known: Definitions, forms: Iterable[str], org: OrgTree) -> Line:
    version = known.in_force(indicator.pk, org.day)
    making = Making.REPORTED if forms else Making.STATED
    if version is not None and version.formula:
        making = Making.DERIVED
    elif version is not None and version.measure:
        making = Making.COMPUTED
    owner = None if indicator.data_owner_id is None else org.nodes.get(indicator.data_owner_id)
    return Line(indicator, version, len(known.of(indicator.pk)), making, owner, tuple(forms))


def indicator_of(code: str) -> Indicator | None:
    """The indicator with this code; None when there is none."""
    return Indicator.objects.select_related("data_owner").filter(code=code).first()


def indicator_view(standing: Standing, code: str, as_of: date, unit: str = "") -> IndicatorView:
    """One indicator as known on ``as_of``; the series is that of ``unit`` (code), else of the whole district.

    LookupError for unknown codes.
    """
    catalogue, org = {i.code: i for i in Indicator.objects.all()}, tree(as_of)
    if code not in catalogue:
        raise LookupError(code)
    indicator = catalogue[code]
    known = definitions(end_of(as_of))
    items = FormItem.objects.filter(indicator=indicator).select_related("form").order_by("form_id")
    forms = tuple(OnForm(item) for item in items)
    line = _line(indicator, known, [f.item.form.code for f in forms], org)
    units = _units(indicator, org)
    place = next((n for n in org.nodes.values() if n.code == unit), None) if unit else org.root
    if place is None and unit:
        raise LookupError(unit)
    return IndicatorView(
        line=line,
        versions=tuple(reversed(known.of(indicator.pk))),
        inputs=tuple(catalogue[c] for c in _needs(line.definition, catalogue)),
        used_by=tuple(
            other
            for other in catalogue.values()
            if other.code != code and code in _needs(known.in_force(other.pk, as_of), catalogue)
        ),
        forms=forms,
        series=series(indicator.pk, place, org, as_of) if place is not None else None,
        units=units,
        may_define=may_define(standing, indicator),
        may_import=may_import(standing, indicator) and line.making in (Making.REPORTED, Making.STATED),
    )


def _needs(version: Definition | None, catalogue: dict[str, Indicator]) -> tuple[str, ...]:
    return references(parse(version.formula, catalogue)) if version is not None and version.formula else ()


def _units(indicator: Indicator, org: OrgTree) -> tuple[Node, ...]:
    """Units that have figures of the indicator or file anything, and those above them, in official order."""
    keys = set(FormDuty.objects.values_list("unit_id", flat=True))
    keys |= set(Observation.objects.filter(indicator=indicator).values_list("unit_id", flat=True).distinct())
    above = {node.id for key in keys for node in org.ancestors(key)}
    return tuple(node for node in org.in_order() if node.id in keys | above)
