"""What is wrong with a formula, in the reader's language (派生公式校验)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter

from django.utils.translation import gettext_lazy as _

from luoshi.indicators.definition_models import Definition
from luoshi.indicators.models import Indicator
from luoshi.indicators.rule_text import faults_of, length_problem, problem_of
from luoshi.kernel.validation.dimension import Misfit, UnitFault, read_unit, unit_faults
from luoshi.kernel.validation.expression import (
    Combined,
    Node,
    Number,
    Reference,
    parse,
    references,
    steps_back,
)
from luoshi.ledger.refusal import Problem

MOST_YEARS_BACK = 20
"""Each of them is read with every page that shows the figure."""


def formula_problems(
    text: str, indicator: Indicator, catalogue: Mapping[str, Indicator]
) -> Iterator[Problem]:
    """Everything wrong with ``text`` as the formula of ``indicator``: signs, names, cycles, units."""
    if too_long := length_problem(text, _("Formula"), "formula"):
        yield too_long
        return
    faults = faults_of(text, catalogue)
    for fault in faults:
        yield problem_of(fault, text, _("Formula"), "formula")
    if faults:
        return
    node = parse(text, catalogue)
    if not references(node):
        yield Problem(
            _("Formula"), _("The formula names no indicator."), _("Use codes of the catalogue."), "formula"
        )
        return
    if way := _cycle(indicator.code, node, catalogue):
        yield Problem(
            _("Formula"),
            _("The formula leads back to itself: %s.") % " → ".join(way),
            _("Derive it from figures that do not need it."),
            "formula",
        )
        return
    if _reach(indicator.code, node, catalogue) > MOST_YEARS_BACK:
        yield Problem(
            _("Formula"),
            _("With the formulas it needs, it reaches back more than %(years)d years.")
            % {"years": MOST_YEARS_BACK},
            _("Compare with fewer years, or bring the older figures in as an indicator of their own."),
            "formula",
        )
        return
    yield from unit_problems(node, indicator, catalogue, "formula")


def ratio_problems(
    above: Indicator, below: Indicator, scale: float, indicator: Indicator
) -> Iterator[Problem]:
    """Where numerator, denominator and scale do not give what the indicator is measured in."""
    quotient: Node = Combined("/", Reference(above.code), Reference(below.code))
    if scale > 1:
        quotient = Combined("*", quotient, Number(scale))
    elif scale < 1:
        quotient = Combined("/", quotient, Number(1 / scale))
    yield from unit_problems(quotient, indicator, {above.code: above, below.code: below}, "scale")


def unit_problems(
    node: Node, indicator: Indicator, catalogue: Mapping[str, Indicator], field: str
) -> Iterator[Problem]:
    """Where the units of ``node`` do not fit those of ``indicator``."""
    units = {code: read_unit(catalogue[code].unit_name) for code in references(node)}
    for fault in unit_faults(node, units, read_unit(indicator.unit_name)):
        yield _unit_problem(fault, field)


def _unit_problem(fault: UnitFault, field: str) -> Problem:
    words = {"where": fault.where, "found": fault.found, "wanted": fault.wanted}
    times = _("Multiply by %s.") if fault.power > 0 else _("Divide by %s.")
    scale = times % 10 ** abs(fault.power)
    match fault.kind:
        case Misfit.ADDED:
            what, mend = (
                _("In “%(where)s” %(wanted)s and %(found)s are added: they are different things."),
                _("Add figures of one unit only."),
            )
        case Misfit.SCALE_ADDED:
            what, mend = (
                _("In “%(where)s” %(wanted)s and %(found)s are added without conversion."),
                _("Convert the right side: %s") % scale,
            )
        case Misfit.RESULT:
            what, mend = (
                _("“%(where)s” gives %(found)s, the indicator is in %(wanted)s."),
                _("Change the formula or the unit of the indicator."),
            )
        case Misfit.SCALE:
            what, mend = (
                _("“%(where)s” gives %(found)s, the indicator is in %(wanted)s: state the scale."),
                scale,
            )
    return Problem(_("Units"), what % words, mend, field)


def _cycle(code: str, node: Node, catalogue: Mapping[str, Indicator]) -> list[str]:
    """The way from ``code`` back to itself through the formulas of all versions; empty where there is none."""
    needs: dict[str, set[str]] = {}
    for own, other in _formulas(catalogue):
        needs.setdefault(own, set()).update(references(other))
    needs[code] = set(references(node))
    return _way(code, code, needs, set())


def _formulas(catalogue: Mapping[str, Indicator]) -> Iterator[tuple[str, Node]]:
    """Every formula of every version, with the code of its indicator."""
    for own, text in Definition.objects.exclude(formula="").values_list("indicator__code", "formula"):
        yield own, parse(text, catalogue)


def _reach(code: str, node: Node, catalogue: Mapping[str, Indicator]) -> int:
    """How many years back is read for any derived indicator once ``node`` makes ``code`` too; there is no cycle."""
    known = defaultdict(list, {code: [node]})
    for own, other in _formulas(catalogue):
        known[own].append(other)
    back: dict[str, int] = {}
    for own in TopologicalSorter(
        {c: {r for f in made for r in references(f)} for c, made in known.items()}
    ).static_order():
        back[own] = max((n + back[c] for f in known[own] for c, n in steps_back(f)), default=0)
    return max(back.values())


def _way(start: str, goal: str, needs: Mapping[str, set[str]], seen: set[str]) -> list[str]:
    for following in sorted(needs.get(start, ())):
        if following == goal:
            return [start, goal]
        if following not in seen:
            seen.add(following)
            if rest := _way(following, goal, needs, seen):
                return [start, *rest]
    return []
