"""Indicators of DHIS2 as derived indicators of ours, and ours as theirs (派生指标对译)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from luoshi.exchange.dhis2.elements import LONGEST_NAME
from luoshi.exchange.dhis2.expressions import Unsayable, ours, theirs
from luoshi.exchange.dhis2.package import Thing, reference
from luoshi.exchange.dhis2.uids import derived_uid
from luoshi.exchange.figures_named import Figures
from luoshi.indicators.definition_models import LONGEST_EXPRESSION
from luoshi.indicators.models import Aggregation, Nature
from luoshi.kernel.validation.dimension import Dimension, dimension_of, read_unit
from luoshi.kernel.validation.expression import Combined, Node, Number, Reference, parse, references, written

if TYPE_CHECKING:
    from luoshi.indicators.definition_models import Definition
    from luoshi.indicators.models import Indicator

INDICATORS, TYPES = "indicators", "indicatorTypes"
# DHIS2 knows no day from which a formula holds; no installation is older.
HOLDS_FROM = "1990-01"
# A scale as a unit of measure.
_SCALES = {-5: "/十万", -6: "/百万"}


@dataclass(frozen=True)
class Formula:
    """A derived indicator: its formula, unit of measure and how it adds up; ``weight`` and the two of a ratio by code."""

    name: str
    formula: str
    unit_name: str
    decimals: int
    nature: str
    aggregation: str
    weight: str = ""
    numerator: str = ""
    denominator: str = ""
    scale: Decimal = Decimal(1)


def formula_in(
    thing: Mapping[str, Any], types: Mapping[str, Thing], figures: Figures, catalogue: Mapping[str, Indicator]
) -> Formula:
    """The derived indicator that ``thing`` is here; Unsayable with the reason. ``types`` are its kinds by identifier."""
    if thing.get("annualized"):
        raise Unsayable(_("it is blown up to a year by the days of the period"))
    factor = _factor(types.get(reference(dict(thing), "indicatorType")))
    above = ours(str(thing.get("numerator") or ""), figures.codes, figures.is_default)
    below = ours(str(thing.get("denominator") or ""), figures.codes, figures.is_default)
    if not above.figures:
        raise Unsayable(_("its numerator names no figure"))
    is_plain = not below.figures and _constant(below.text) == 1
    text = above.text if is_plain else f"({above.text}) / ({below.text})"
    if factor != 1:
        text = f"({text}) * {factor:f}" if is_plain else f"{text} * {factor:f}"
    if len(text) > LONGEST_EXPRESSION:
        raise Unsayable(_("it is longer than %d characters") % LONGEST_EXPRESSION)
    top, bottom = parse(above.text, catalogue), parse(below.text, catalogue)
    units = {code: read_unit(row.unit_name) for code, row in catalogue.items()}
    told = Formula(
        name=_name(thing),
        formula=text,
        unit_name=_unit(dimension_of(parse(text, catalogue), units)),
        decimals=_decimals(thing, whole=is_plain and factor == 1),
        nature=Nature.RATE,
        aggregation=Aggregation.NONE,
    )
    return _added_up(told, top, bottom, factor, is_plain=is_plain and factor == 1, catalogue=catalogue)


def _added_up(
    told: Formula,
    top: Node,
    bottom: Node,
    factor: Decimal,
    *,
    is_plain: bool,
    catalogue: Mapping[str, Indicator],
) -> Formula:
    """``told`` with how units make it up: a sum, a ratio of sums, or a mean weighted by the denominator."""
    said = {name: getattr(told, name) for name in told.__dataclass_fields__}
    natures = {catalogue[code].nature for code in references(top)}
    adds = all(catalogue[code].aggregation == Aggregation.SUM for code in references(top))
    if is_plain:
        if len(natures) == 1 and adds and _is_sum(top):
            return Formula(**said | {"nature": natures.pop(), "aggregation": Aggregation.SUM})
        return told
    if isinstance(top, Reference) and isinstance(bottom, Reference):
        ratio = {"numerator": top.code, "denominator": bottom.code, "scale": factor}
        return Formula(**said | ratio | {"aggregation": Aggregation.RATIO}) if factor > 0 else told
    if isinstance(bottom, Reference) and _is_sum(top):
        return Formula(**said | {"weight": bottom.code, "aggregation": Aggregation.WEIGHTED})
    return told


def _is_sum(node: Node) -> bool:
    match node:
        case Reference():
            return True
        case Combined("+" | "-", left, right):
            return _is_sum(left) and _is_sum(right)
    return False


def _factor(kind: Thing | None) -> Decimal:
    if kind is None:
        raise Unsayable(_("its type, which holds the factor, is not in the file"))
    try:
        factor = Decimal(str(kind.get("factor")))
    except InvalidOperation as error:
        raise Unsayable(_("the factor of its type is no number")) from error
    if not factor.is_finite() or factor <= 0:
        raise Unsayable(_("the factor of its type is not above zero"))
    return factor


def _constant(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _unit(found: Dimension) -> str:
    text = _SCALES.get(found.power, str(found)) if not found.measures else str(found)
    text = "" if text == "1" else text
    if read_unit(text) != found or len(text) > 20:
        raise Unsayable(_("what it gives has no unit of measure here: %s") % found)
    return text


def _name(thing: Mapping[str, Any]) -> str:
    name = " ".join(str(thing["name"]).split())
    if len(name) > LONGEST_NAME:
        name = " ".join(str(thing.get("shortName") or name).split())
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


def _decimals(thing: Mapping[str, Any], *, whole: bool) -> int:
    told = thing.get("decimals")
    if isinstance(told, int) and not isinstance(told, bool) and 0 <= told <= 6:
        return told
    return 0 if whole else 2


def formula_out(
    indicator: Indicator, version: Definition, figures: Figures, carried: Mapping[str, Any]
) -> tuple[Thing, Thing]:
    """A derived indicator as DHIS2 has it, with its type; over what it came with. Unsayable with the reason."""
    node: Node = parse(version.formula, figures.catalogue)
    factor = 1.0
    match node:
        case Combined("*", left, Number(value)) if value > 0 and value.is_integer():
            node, factor = left, value
    above, below = (
        (node.left, node.right) if isinstance(node, Combined) and node.operator == "/" else (node, None)
    )
    sides = [
        theirs(written(above), figures.catalogue, figures.elements),
        theirs(written(below), figures.catalogue, figures.elements) if below else "1",
    ]
    kind = {
        "id": derived_uid(TYPES, f"{factor:.0f}"),
        "name": f"Luoshi × {factor:.0f}",
        "factor": int(factor),
        "number": below is None,
    }
    named = {"name": indicator.name, "shortName": indicator.name[:50]}
    return (
        {
            **({"code": indicator.code, **named} if not carried else {}),
            **carried,
            "id": carried.get("id") or derived_uid(INDICATORS, indicator.code),
            "indicatorType": {"id": kind["id"]},
            "numerator": sides[0],
            "numeratorDescription": written(above),
            "denominator": sides[1],
            "denominatorDescription": written(below) if below else "1",
            "annualized": False,
            "decimals": indicator.decimals,
        },
        kind,
    )
