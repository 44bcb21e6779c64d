"""Validation rules of DHIS2 as rules of ours, and ours as theirs (校验规则对译)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from luoshi.exchange.dhis2.expressions import Said, Unsayable, ours, theirs
from luoshi.exchange.dhis2.package import Thing
from luoshi.exchange.dhis2.uids import derived_uid
from luoshi.exchange.figures_named import Figures
from luoshi.indicators.actions.define_rule import PAIRS, NewRule
from luoshi.indicators.check_models import Check, Comparison, Importance, MissingStrategy

if TYPE_CHECKING:
    from luoshi.indicators.check_models import Rule

RULES = "validationRules"
MONTHLY = "Monthly"
LONGEST_NAME, LONGEST_INSTRUCTION = 80, 300
_MISSING = {
    "SKIP_IF_ANY_VALUE_MISSING": MissingStrategy.SKIP_IF_ANY,
    "SKIP_IF_ALL_VALUES_MISSING": MissingStrategy.SKIP_IF_ALL,
    "NEVER_SKIP": MissingStrategy.NEVER_SKIP,
}
_THEIRS = {ours: theirs for theirs, ours in _MISSING.items()}
# What DHIS2 takes where a side does not say.
_USUAL = "SKIP_IF_ALL_VALUES_MISSING"
_MIRRORED = {
    Comparison.GREATER: Comparison.LESS,
    Comparison.GREATER_OR_EQUAL: Comparison.LESS_OR_EQUAL,
    Comparison.LESS: Comparison.GREATER,
    Comparison.LESS_OR_EQUAL: Comparison.GREATER_OR_EQUAL,
}


@dataclass(frozen=True)
class _Side:
    said: Said
    missing: str


def rule_in(thing: Mapping[str, Any], code: str, figures: Figures) -> NewRule:
    """The rule that ``thing`` is here, under ``code``; Unsayable with the reason where it can be none.

    A rule with a number alone on its left is turned round: ours asks about the figure on the left.
    """
    if thing.get("periodType") not in (None, MONTHLY):
        raise Unsayable(_("it is about periods of “%s”; rules here look at months") % thing["periodType"])
    if thing.get("organisationUnitLevels"):
        raise Unsayable(
            _("it holds for some levels of units only; rules here hold for whoever reports the figures")
        )
    try:
        operator = Comparison(str(thing.get("operator")))
    except ValueError as error:
        raise Unsayable(_("“%s” is no comparison known here") % thing.get("operator")) from error
    left, right = (_side(thing.get(name) or {}, figures) for name in ("leftSide", "rightSide"))
    if not left.said.figures:
        left, right, operator = right, left, _MIRRORED.get(operator, operator)
    if not left.said.figures:
        raise Unsayable(_("it names no figure"))
    if operator in PAIRS and MissingStrategy.NEVER_SKIP in (left.missing, right.missing):
        raise Unsayable(_("it asks whether both sides are there, but counts what is missing as zero"))
    importance = str(thing.get("importance") or "MEDIUM").lower()
    return NewRule(
        code=code,
        name=_cut(str(thing["name"]), LONGEST_NAME),
        left=left.said.text,
        operator=operator.value,
        right=right.said.text,
        left_missing=left.missing,
        right_missing=right.missing,
        importance=importance if importance in Importance.values else Importance.MEDIUM.value,
        instruction=_cut(str(thing.get("instruction") or ""), LONGEST_INSTRUCTION),
    )


def _side(side: Mapping[str, Any], figures: Figures) -> _Side:
    if side.get("slidingWindow"):
        raise Unsayable(_("it looks at a sliding window of days"))
    said = ours(str(side.get("expression") or ""), figures.codes, figures.is_default)
    told = str(side.get("missingValueStrategy") or _USUAL)
    if told not in _MISSING:
        raise Unsayable(_("“%s” is no way here to treat what is missing") % told)
    missing = _MISSING[told]
    if missing is MissingStrategy.SKIP_IF_ANY and said.parts > 1:
        if len(said.figures) > 1:
            raise Unsayable(_("a figure kept in parts here counts there as soon as one of them is given"))
        # There one part makes the figure: all of them must be missing for it to be missing.
        missing = MissingStrategy.SKIP_IF_ALL
    return _Side(said, missing.value)


def _cut(text: str, longest: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1] + "…"


def stands(rule: Rule, new: NewRule) -> bool:
    """Whether ``rule`` says what ``new`` does."""
    return (
        (rule.left, rule.operator, rule.right, rule.left_missing, rule.right_missing)
        == (new.left, new.operator, new.right, new.left_missing, new.right_missing)
        and (rule.name, rule.importance, rule.instruction) == (new.name, new.importance, new.instruction)
        and not rule.tolerance
        and not rule.tolerance_percent
        and rule.check_kind == Check.RULE
    )


def rule_out(rule: Rule, figures: Figures, carried: Mapping[str, Any]) -> Thing:
    """``rule`` as DHIS2 has it, over what it came with, if it came from there; Unsayable with the reason."""
    if rule.check_kind != Check.RULE:
        raise Unsayable(_("DHIS2 compares no growth in a rule"))
    if rule.tolerance or rule.tolerance_percent:
        raise Unsayable(_("DHIS2 has no tolerance"))
    sides = {}
    for name, text, missing in (
        ("leftSide", rule.left, rule.left_missing),
        ("rightSide", rule.right, rule.right_missing),
    ):
        sides[name] = {
            **(carried.get(name) or {"description": text}),
            "expression": theirs(text, figures.catalogue, figures.elements),
            "missingValueStrategy": _THEIRS[MissingStrategy(missing)],
            "slidingWindow": False,
        }
    return {
        **carried,
        "id": carried.get("id") or derived_uid(RULES, rule.code),
        **({} if carried else {"code": rule.code}),
        "name": rule.name,
        "importance": rule.importance.upper(),
        "operator": rule.operator,
        "periodType": MONTHLY,
        "instruction": rule.instruction,
        **sides,
    }
