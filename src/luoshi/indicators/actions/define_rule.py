"""Set up a rule of the checks (设校验规则), or a new version of one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.check_models import Check, Comparison, Importance, MissingStrategy, Rule
from luoshi.indicators.definition_models import LONGEST_EXPRESSION
from luoshi.indicators.models import Indicator
from luoshi.indicators.policies import may_keep_catalogue
from luoshi.indicators.queries import district_code
from luoshi.indicators.rule_text import faults_of, length_problem, problem_of
from luoshi.kernel.validation.expression import parse, references
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.dated import end_on
from luoshi.org.standing import Standing

MOST_SIGNS = LONGEST_EXPRESSION
RULE_KINDS = (Check.RULE, Check.GROWTH, Check.ELASTICITY)
# What a form offers, by field.
CHOICES: dict[str, list[tuple[Any, Any]]] = {
    "check": [(str(kind), kind.label) for kind in RULE_KINDS],
    "operator": Comparison.choices,
    "missing": MissingStrategy.choices,
    "importance": Importance.choices,
}
PAIRS = (Comparison.COMPULSORY_PAIR, Comparison.EXCLUSIVE_PAIR)


@dataclass(frozen=True)
class NewRule:
    """The normal case: ``left operator right``, within ``tolerance`` + ``tolerance_percent`` of the right side.

    ``check`` says what kind of rule; the operator, the tolerance and ``compulsory`` belong to comparisons only.
    """

    code: str
    name: str
    left: str
    operator: str
    right: str
    name_en: str = ""
    check: str = Check.RULE
    left_missing: str = MissingStrategy.SKIP_IF_ANY
    right_missing: str = MissingStrategy.SKIP_IF_ANY
    tolerance: Decimal = Decimal(0)
    tolerance_percent: Decimal = Decimal(0)
    importance: str = Importance.MEDIUM
    compulsory: bool = False
    instruction: str = ""
    instruction_en: str = ""


@transaction.atomic
def define_rule(standing: Standing, new: NewRule, since: date) -> Rule:
    """Let ``new`` hold for periods that end on ``since`` or later; a version of the same code ends the day before.

    Refused, all at once: an expression that cannot be read (each fault with its place), an unknown operator,
    strategy, kind or importance, a negative tolerance, a pair whose side is always there, a comparison that names
    no figure on the left, a compulsory rule without instruction.
    """
    require(may_keep_catalogue(standing))
    indicators = {i.code: i for i in Indicator.objects.all()}
    problems = list(_problems(new, indicators))
    if problems:
        raise Refused(problems)
    ended = end_on(Rule.objects.filter(code=new.code), since)
    rule = Rule.objects.create(
        code=new.code,
        name=new.name.strip(),
        name_en=new.name_en,
        check_kind=new.check,
        left=new.left.strip(),
        operator=new.operator,
        right=new.right.strip(),
        left_missing=new.left_missing,
        right_missing=new.right_missing,
        tolerance=new.tolerance,
        tolerance_percent=new.tolerance_percent,
        importance=new.importance,
        compulsory=new.compulsory,
        instruction=new.instruction,
        instruction_en=new.instruction_en,
        indicator=indicators[references(parse(new.left, indicators))[0]],
        valid_from=since,
    )
    record(
        standing.signature(),
        "indicators.define_rule",
        chain=district_code(),
        subject=rule.name,
        rows=[*ended, rule],
        detail={"code": rule.code, "rule": f"{rule.left} {rule.operator} {rule.right}"},
    )
    return rule


def _problems(new: NewRule, indicators: dict[str, Indicator]) -> Iterator[Problem]:
    where = new.name or new.code
    if not new.name.strip() or not new.code.strip():
        yield Problem(where, _("A rule needs a code and a name."), _("Write both."), "name")
    for code, side, text in (("left", _("Left side"), new.left), ("right", _("Right side"), new.right)):
        if too_long := length_problem(text, side, code):
            yield too_long
        for fault in faults_of(text, indicators):
            yield problem_of(fault, text, side, code)
    for code, chosen, known in (
        ("check", new.check, RULE_KINDS),
        ("operator", new.operator, Comparison.values),
        ("importance", new.importance, Importance.values),
        ("left_missing", new.left_missing, MissingStrategy.values),
        ("right_missing", new.right_missing, MissingStrategy.values),
    ):
        if chosen not in known:
            yield Problem(
                where, _("“%s” is not known here.") % chosen, _("Use one of: %s.") % ", ".join(known), code
            )
    if new.tolerance < 0 or new.tolerance_percent < 0:
        yield Problem(where, _("A tolerance is not negative."), _("Use 0 or more."), "tolerance")
    if new.operator in PAIRS and MissingStrategy.NEVER_SKIP in (new.left_missing, new.right_missing):
        yield Problem(
            where,
            _("A side that counts missing figures as zero is always there; the pair would say nothing."),
            _("Skip where figures are missing."),
            "left_missing",
        )
    if not faults_of(new.left, indicators) and not references(parse(new.left, indicators)):
        yield Problem(
            where,
            _("The left side names no figure."),
            _("Put the figure to be asked about on the left."),
            "left",
        )
    if new.compulsory and not new.instruction.strip():
        yield Problem(
            where,
            _("A rule that blocks a sheet needs an instruction."),
            _("Say how a unit can meet it."),
            "instruction",
        )
