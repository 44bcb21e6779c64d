"""The closed vocabularies of targets; free of tables, so that pages may name them."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _


class TargetKind(models.TextChoices):
    """What the value says (目标类型)."""

    LEVEL = "level", _("Level")
    GROWTH = "growth", _("Growth over the same period of the year before")
    FLOOR = "floor", _("Floor")
    CEILING = "ceiling", _("Ceiling")
    RANK = "rank", _("Rank")
    ZERO = "zero", _("Kept at zero")


# Kinds whose amount is held against the calendar of a year, cascaded, forecast and scored.
PACED = (TargetKind.LEVEL, TargetKind.GROWTH)


# How an operator is shown to a person.
SIGNS = {">=": "≥", "<=": "≤", ">": ">", "~": "≈", "=": "="}


def as_stated(kind: str, op: str, value: Decimal, unit: str) -> str:
    """A target in one line (目标表述): its kind, bound, value and unit; a growth is in %."""
    measure = "%" if kind == TargetKind.GROWTH else f" {unit}".rstrip()
    return f"{TargetKind(kind).label} {SIGNS.get(op, op)} {value.normalize():f}{measure}"


# Operators of a target that is not to be exceeded (不超过).
CEILINGS = ("<=", "<")
# How each kind is compared, where the kind says it.
OPERATOR_OF = {
    TargetKind.FLOOR: ">=",
    TargetKind.CEILING: "<=",
    TargetKind.RANK: "<=",
    TargetKind.ZERO: "=",
}


class SplitRule(models.TextChoices):
    """How a target came down from the one above (分解规则)."""

    ROOT = "root", _("From the plan")
    SHARE = "share", _("By share of the base")
    EQUAL_GROWTH = "equal_growth", _("Equal growth")
    BY_HAND = "by_hand", _("By hand")
    CAPACITY = "capacity", _("By capacity")
    NEGOTIATED = "negotiated", _("By agreement with the unit")


class QuotaStepKind(models.TextChoices):
    """One step of agreeing on a part (两上两下)."""

    PROPOSED = "proposed", _("Proposed by the unit")
    COUNTERED = "countered", _("Counter-proposed from above")
    AGREED = "agreed", _("Agreed")
    HANDED_DOWN = "handed_down", _("Handed down")


class CurveKind(models.TextChoices):
    """Where the calendar says it should be (时序曲线)."""

    LINEAR = "linear", _("Linear")
    TABLE = "table", _("Monthly table")
    STEPS = "steps", _("Dated steps")
    SEASONAL = "seasonal", _("Own past years")


class Reach(models.TextChoices):
    """What a target of several years adds up to (跨年目标口径)."""

    SUM = "sum", _("Total of all years")
    END = "end", _("Level in the last year")


class BaseState(models.TextChoices):
    """Where the base of a growth target comes from (基数来源)."""

    STATED = "stated", _("Stated in the document")
    SUPPLIED = "supplied", _("Supplied by a person")
    ADDED_UP = "added_up", _("Added up from reports")
    RESTATED = "restated", _("Restated to a comparable basis")
    MISSING = "missing", _("Asked for")


# Name of a yardstick -> what it is called, and how many decimals it is kept with.
YARDSTICKS = {
    "level_on_pace": (_("Amounts: on pace from a gap of"), 2),
    "level_slightly_behind": (_("Amounts: slightly behind down to a gap of"), 2),
    "growth_on_pace": (_("Growth: on pace from a gap of"), 2),
    "growth_slightly_behind": (_("Growth: slightly behind down to a gap of"), 2),
    "over_allocation_limit": (_("Over-allocation that needs no reason, as a share of the whole"), 4),
}
