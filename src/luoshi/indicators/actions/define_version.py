"""Write down what an indicator means from a period on (设口径版本)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.definition_models import LONGEST_EXPRESSION, Definition, OverTime, PriceBasis
from luoshi.indicators.definitions import BY_NATURE, OPERANDS, begins
from luoshi.indicators.formula_text import formula_problems, ratio_problems
from luoshi.indicators.models import RELATIVE, Aggregation, FormItem, Indicator, Nature
from luoshi.indicators.policies import may_define
from luoshi.indicators.queries import district_code
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.standing import Standing
from luoshi.workdays.periods import Cadence, Period

MOST_SIGNS = LONGEST_EXPRESSION
# What a form offers, by field.
CHOICES: dict[str, list[tuple[Any, Any]]] = {
    "price_basis": PriceBasis.choices,
    "aggregation": Aggregation.choices,
    "over_time": OverTime.choices,
}


@dataclass(frozen=True)
class NewVersion:
    """A definition for periods from the month ``holds_from`` on, see ``Definition``; indicators by code.

    ``aggregation`` empty keeps the indicator's own, ``over_time`` empty follows from its nature.
    """

    holds_from: str
    text: str
    source: str
    text_en: str = ""
    price_basis: str = PriceBasis.NONE
    base_year: int | None = None
    comparable: str = ""
    aggregation: str = ""
    weight: str = ""
    numerator: str = ""
    denominator: str = ""
    scale: Decimal = Decimal(1)
    over_time: str = ""
    formula: str = ""
    measure: str = ""
    document: str = ""
    reason: str = ""


@transaction.atomic
def define_version(standing: Standing, indicator: Indicator, new: NewVersion) -> Definition:
    """Put ``new`` beside the versions there are; no value changes, and what was known before stays readable.

    Refused, all at once: no month, a month before the latest version's that is no other version's (its correction), an empty text or source, a change without reason or document, prices of a fixed
    year without the year, unknown or missing weight, numerator or denominator, a formula with a fault, a cycle or
    units that do not fit, a formula or computation for what a form asks for.
    """
    require(may_define(standing, indicator))
    # All of them: two formulas written at once could lead to each other.
    catalogue = {i.code: i for i in Indicator.objects.select_for_update().order_by("pk")}
    locked = catalogue[indicator.code]
    versions = list(Definition.objects.filter(indicator=locked))
    known = len(versions)
    rule = new.aggregation or locked.aggregation
    problems = [
        *_text_problems(new, versions),
        *_rule_problems(new, rule, locked, catalogue),
        *_making_problems(new, locked, catalogue),
    ]
    if problems:
        raise Refused(problems)
    operands = {name: catalogue.get(getattr(new, name)) for name in OPERANDS}
    made = Definition.objects.create(
        indicator=locked,
        version=known + 1,
        holds_from=new.holds_from,
        text=new.text.strip(),
        text_en=new.text_en.strip(),
        source=new.source.strip(),
        price_basis=new.price_basis,
        base_year=new.base_year,
        comparable=new.comparable.strip(),
        aggregation=rule,
        **{name: operand if name in _NEEDED.get(rule, ()) else None for name, operand in operands.items()},
        scale=new.scale if rule == Aggregation.RATIO else Decimal(1),
        over_time=new.over_time or BY_NATURE[Nature(locked.nature)],
        formula=new.formula.strip(),
        measure=new.measure,
        document=new.document.strip(),
        reason=new.reason.strip(),
        recorded_at=standing.at,
        recorded_by_id=standing.person_id,
    )
    # What only asks whether figures add up reads the catalogue's row.
    locked.aggregation = rule
    locked.save(update_fields=["aggregation"])
    record(
        standing.signature(),
        "indicators.define_version",
        chain=district_code(),
        subject=f"{locked.name} v{made.version}",
        rows=[made, locked],
        reason=made.reason or made.document,
        detail={"holds_from": made.holds_from, "formula": made.formula, "measure": made.measure},
    )
    return made


_NEEDED: dict[str, tuple[str, ...]] = {
    Aggregation.WEIGHTED: ("weight",),
    Aggregation.RATIO: ("numerator", "denominator"),
}


def _text_problems(new: NewVersion, versions: list[Definition]) -> Iterator[Problem]:
    if not _is_month(new.holds_from):
        yield Problem(
            _("Holds from"),
            _("“%s” is not a month.") % new.holds_from,
            _("Write it like this: 2015-06."),
            "holds_from",
        )
    else:
        yield from _order_problems(new.holds_from, versions)
    for field, where, text in (("text", _("Definition"), new.text), ("source", _("Source"), new.source)):
        if not text.strip():
            yield Problem(where, _("It is empty."), _("Say it in a sentence."), field)
    if versions and not new.reason.strip() and not new.document.strip():
        yield Problem(
            _("Reason"),
            _("A definition is not changed without a reason."),
            _("Name the document that approved it, or the reason."),
            "reason",
        )
    if new.price_basis not in PriceBasis.values:
        yield _unknown(_("Price basis"), new.price_basis, PriceBasis.values, "price_basis")
    if new.price_basis == PriceBasis.FIXED and new.base_year is None:
        yield Problem(
            _("Base year"), _("The year of the prices is missing."), _("Write the year."), "base_year"
        )


def _order_problems(month: str, versions: list[Definition]) -> Iterator[Problem]:
    """A new month before the latest one would give months another meaning than they were reported under.

    The month of a version on record is its correction.
    """
    known = sorted({begins(d) for d in versions})
    day = Period.parse(month).start
    if known and day < known[-1] and day not in known:
        yield Problem(
            _("Holds from"),
            _("A version holds from %s on already; an earlier one would rewrite what was reported.")
            % f"{known[-1]:%Y-%m}",
            _("Choose a later month, or that of the version you correct: %s.")
            % ", ".join(f"{day:%Y-%m}" for day in known),
            "holds_from",
        )


def _rule_problems(
    new: NewVersion, rule: str, indicator: Indicator, catalogue: dict[str, Indicator]
) -> Iterator[Problem]:
    if rule not in Aggregation.values:
        yield _unknown(_("Over units"), rule, Aggregation.values, "aggregation")
    if new.over_time and new.over_time not in OverTime.values:
        yield _unknown(_("Over time"), new.over_time, OverTime.values, "over_time")
    if new.aggregation == Aggregation.SUM and indicator.nature in RELATIVE:
        yield Problem(
            _("Over units"),
            _("Rates and indices do not add up."),
            _("Choose a weighted mean or a ratio of sums."),
            "aggregation",
        )
    needed = _NEEDED.get(rule, ())
    missing = [name for name in needed if getattr(new, name) not in catalogue]
    for name in missing:
        yield Problem(
            _("Over units"), _("No indicator is named for it."), _("Choose one of the catalogue."), name
        )
    if rule == Aggregation.RATIO and new.scale <= 0:
        yield Problem(_("Scale"), _("A scale is above zero."), _("Use 1, 100, 10000 …"), "scale")
    elif rule == Aggregation.RATIO and not missing:
        above, below = catalogue[new.numerator], catalogue[new.denominator]
        yield from ratio_problems(above, below, float(new.scale), indicator)


def _making_problems(
    new: NewVersion, indicator: Indicator, catalogue: dict[str, Indicator]
) -> Iterator[Problem]:
    if new.formula.strip():
        yield from formula_problems(new.formula, indicator, catalogue)
    if new.formula.strip() and new.measure:
        yield Problem(
            _("Formula"),
            _("It cannot be derived by a formula and computed from records as well."),
            _("Keep one of the two."),
            "measure",
        )
    if new.formula.strip() or new.measure:
        for name in FormItem.objects.filter(indicator=indicator).values_list("form__name", flat=True):
            yield Problem(
                _("Formula"),
                _("The form “%s” asks units for it.") % name,
                _("Take it off the form first: a figure has one origin."),
                "formula" if new.formula.strip() else "measure",
            )


def _unknown(where: Any, given: str, known: list[str], field: str) -> Problem:
    return Problem(
        where, _("“%s” is not known here.") % given, _("Use one of: %s.") % ", ".join(known), field
    )


def _is_month(code: str) -> bool:
    try:
        period = Period.parse(code)
    except ValueError:
        return False
    return period.cadence is Cadence.MONTHLY
