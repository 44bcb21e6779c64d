"""A data element of DHIS2 as an indicator of ours, and the other way round (数据元素与指标)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from luoshi.exchange.dhis2.values import truth
from luoshi.indicators.models import RELATIVE, Aggregation, Nature
from luoshi.indicators.numerals import kept_exactly

if TYPE_CHECKING:
    from luoshi.indicators.models import Indicator

_NUMBER = re.compile(r"[+-]?(?:\d{1,24}(?:\.\d{0,24})?|\.\d{1,24})(?:[eE][+-]?\d{1,2})?")
_CODE = re.compile(r"[-a-zA-Z0-9_]{1,40}")
_HUNDRED, _ONE, _ZERO = Decimal(100), Decimal(1), Decimal(0)
# Kind of value -> the range it allows; None is an open end.
NUMERIC: dict[str, tuple[Decimal | None, Decimal | None]] = {
    "NUMBER": (None, None),
    "INTEGER": (None, None),
    "INTEGER_POSITIVE": (_ONE, None),
    "INTEGER_NEGATIVE": (None, -_ONE),
    "INTEGER_ZERO_OR_POSITIVE": (_ZERO, None),
    "PERCENTAGE": (_ZERO, _HUNDRED),
    "UNIT_INTERVAL": (_ZERO, _ONE),
    "BOOLEAN": (_ZERO, _ONE),
    "TRUE_ONLY": (_ONE, _ONE),
}
_BOOLEAN = ("BOOLEAN", "TRUE_ONLY")
_SUMS = ("SUM", "AVERAGE_SUM_ORG_UNIT", "LAST", "LAST_IN_PERIOD", "COUNT")
_MEANS = ("AVERAGE", "LAST_AVERAGE_ORG_UNIT", "LAST_IN_PERIOD_AVERAGE_ORG_UNIT")
LONGEST_NAME = 60


@dataclass(frozen=True)
class Definition:
    """What of a data element an indicator says."""

    name: str
    unit_name: str
    decimals: int
    nature: str
    aggregation: str
    low: Decimal | None
    high: Decimal | None


def is_held(element: Mapping[str, Any]) -> bool:
    """Whether its values are numbers, or yes and no; text, dates, files and places are none."""
    return (
        element.get("valueType", "NUMBER") in NUMERIC
        and element.get("domainType", "AGGREGATE") == "AGGREGATE"
        and not element.get("optionSet")
    )


def definition(element: Mapping[str, Any], option: str = "") -> Definition:
    """The indicator that stands for ``element``, or for its one disaggregation called ``option``.

    DHIS2 knows no unit of measure: it is left empty but for per cent. The way values add up over time tells their
    nature: sums are flows, averages and last values stocks, shares rates.
    """
    kind = str(element.get("valueType", "NUMBER"))
    adding = str(element.get("aggregationType", "SUM"))
    low, high = NUMERIC[kind]
    share = kind in ("PERCENTAGE", "UNIT_INTERVAL")
    nature = Nature.RATE if share or adding in ("AVERAGE", "NONE", "CUSTOM") else Nature.STOCK
    if adding in ("SUM", "COUNT") and not share and kind not in _BOOLEAN:
        nature = Nature.FLOW
    aggregation = Aggregation.SUM if adding in _SUMS and not share else Aggregation.NONE
    if adding in _MEANS:
        aggregation = Aggregation.MEAN
    return Definition(
        name=_name(element, option),
        unit_name="%" if kind == "PERCENTAGE" else "",
        decimals=0 if kind.startswith("INTEGER") or kind in _BOOLEAN else 2,
        nature=nature,
        aggregation=aggregation,
        low=low,
        high=high,
    )


def _name(element: Mapping[str, Any], option: str) -> str:
    """The name, the short name where that is too long; cut with a mark where both are."""
    tail = f"（{option}）" if option else ""
    name = str(element.get("name", "")).strip()
    if len(name) + len(tail) > LONGEST_NAME:
        name = str(element.get("shortName") or name).strip()
    whole = name + tail
    return whole if len(whole) <= LONGEST_NAME else whole[: LONGEST_NAME - 1] + "…"


def local_code(code: str, uid: str, taken: set[str]) -> str:
    """The code it gets here: its own where that can stand in an address and is free, else its identifier."""
    own = code if _CODE.fullmatch(code) and code not in taken else uid
    taken.add(own)
    return own


def read_value(text: str, kind: str) -> Decimal | None:
    """The number that ``text`` states for a value of ``kind``; None where it does not fit the kind or cannot be kept."""
    said = text.strip()
    if kind in _BOOLEAN:
        known = truth(said)
        if known is None or (kind == "TRUE_ONLY" and not known):
            return None
        return _ONE if known else _ZERO
    if not _NUMBER.fullmatch(said):
        return None
    number = Decimal(said)
    low, high = NUMERIC[kind]
    whole = kind.startswith("INTEGER")
    fits = (low is None or number >= low) and (high is None or number <= high)
    if not fits or not kept_exactly(number) or (whole and number != number.to_integral_value()):
        return None
    return number


def write_value(number: Decimal, kind: str) -> str:
    """The number as DHIS2 writes a value of ``kind``."""
    if kind in _BOOLEAN:
        return "true" if number else "false"
    return format(number.normalize(), "f")


def value_kind(indicator: Indicator) -> str:
    """The kind of value of an indicator that was made here."""
    if indicator.unit_name == "%":
        # A growth rate falls below zero and may pass 100: no PERCENTAGE, which DHIS2 keeps within 0 and 100.
        return "NUMBER"
    return "NUMBER" if indicator.decimals else "INTEGER"


def adding_up(indicator: Indicator) -> str:
    """How DHIS2 would add up values of an indicator that was made here."""
    if indicator.aggregation == Aggregation.NONE or indicator.nature in RELATIVE:
        return "NONE" if indicator.aggregation == Aggregation.NONE else "AVERAGE"
    if indicator.aggregation == Aggregation.MEAN:
        return "AVERAGE"
    # A cumulative figure already holds the months before it: adding months up would count them again.
    return "SUM" if indicator.nature == Nature.FLOW else "LAST"
