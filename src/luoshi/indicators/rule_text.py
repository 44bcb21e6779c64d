"""Rules as rows, read for the kernel; what is wrong with an expression, in the reader's language (校验规则文本)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from luoshi.indicators.check_models import Rule
from luoshi.indicators.definition_models import LONGEST_EXPRESSION
from luoshi.kernel.validation.expression import ExpressionError, Fault, Function, Kind, Node, parse
from luoshi.kernel.validation.panel import MissingValues
from luoshi.kernel.validation.rules import Operator, Side
from luoshi.kernel.validation.rules import Rule as KernelRule
from luoshi.ledger.refusal import Problem
from luoshi.org.queries import on
from luoshi.workdays.periods import Period

if TYPE_CHECKING:
    from luoshi.ledger.refusal import Words


@dataclass(frozen=True)
class ReadRule:
    """A rule with its two sides as trees."""

    row: Rule
    left: Node
    right: Node

    @property
    def comparison(self) -> KernelRule:
        """The rule as the kernel judges it."""
        return KernelRule(
            Side(self.left, MissingValues(self.row.left_missing)),
            Operator(self.row.operator),
            Side(self.right, MissingValues(self.row.right_missing)),
            absolute=float(self.row.tolerance),
            relative=float(self.row.tolerance_percent) / 100,
        )


def rules(day: date) -> list[Rule]:
    """The rules in force on ``day``, by code."""
    return list(Rule.objects.filter(on(day)).select_related("indicator"))


def rules_for(period: Period, codes: Collection[str]) -> list[ReadRule]:
    """The rules that held at the end of ``period``, over the catalogue's ``codes``; one query."""
    return read_rules(Rule.objects.filter(on(period.end)).select_related("indicator"), codes)


def read_rules(rows: Iterable[Rule], codes: Collection[str]) -> list[ReadRule]:
    """Rules as they were checked when they were defined; the catalogue never loses a code."""
    return [ReadRule(row, parse(row.left, codes), parse(row.right, codes)) for row in rows]


def problem_of(fault: Fault, text: str, where: Words, code: str) -> Problem:
    """A fault of an expression with its place in the text and how to mend it."""
    what, mend = _WORDS[fault.kind]
    place = {"found": fault.found, "at": fault.start + 1, "before": text[: fault.start][-12:]}
    hint = _("Did you mean %s?") % fault.near if fault.near else mend
    return Problem(where, what % place, hint, code)


def length_problem(text: str, where: Words, code: str) -> Problem | None:
    """That an expression is longer than can be kept; None where it is not."""
    if len(text.strip()) <= LONGEST_EXPRESSION:
        return None
    return Problem(
        where,
        _("The expression is longer than %d characters.") % LONGEST_EXPRESSION,
        _("Derive an indicator for a part of it."),
        code,
    )


def faults_of(text: str, codes: Collection[str]) -> tuple[Fault, ...]:
    """Everything wrong with ``text``; empty when it can be read."""
    try:
        parse(text, codes)
    except ExpressionError as error:
        return error.faults
    return ()


_FUNCTIONS = ", ".join(f"{f}(…)" for f in Function)
_WORDS: dict[Kind, tuple[Words, Words]] = {
    Kind.EMPTY: (_("The expression is empty."), _("Write an indicator's code or a number.")),
    Kind.CHARACTER: (
        _("“%(found)s” at character %(at)d is no sign of arithmetic."),
        _("Use codes, numbers, + - * / and parentheses."),
    ),
    Kind.UNEXPECTED: (
        _("“%(found)s” at character %(at)d does not fit here, after “%(before)s”."),
        _("Put an operator between two figures, and a figure after each operator."),
    ),
    Kind.UNFINISHED: (_("The expression breaks off after “%(before)s”."), _("Complete it.")),
    Kind.UNCLOSED: (
        _("The parenthesis at character %(at)d is not closed."),
        _("Add the closing parenthesis."),
    ),
    Kind.UNKNOWN_FUNCTION: (
        _("“%(found)s” at character %(at)d is no function."),
        _("Known functions: %s.") % _FUNCTIONS,
    ),
    Kind.UNKNOWN_INDICATOR: (
        _("No indicator has the code “%(found)s” (character %(at)d)."),
        _("Use a code of the catalogue."),
    ),
    Kind.TOO_DEEP: (
        _("Too many parentheses within one another at character %(at)d."),
        _("Split the rule in two."),
    ),
}
