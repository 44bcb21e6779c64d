"""How blocks are combined and what follows the sum, in the reader's language (综合方法、加减分、一票否决、等次)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import isinf, isnan

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from luoshi.assessment.form_fields import BORDER, COMBINE, PLACES, WEIGHTS
from luoshi.assessment.scheme_text import Entry, GateText, SchemeText
from luoshi.kernel.counting import Counted
from luoshi.kernel.measure import Measure
from luoshi.kernel.outcome import Adjustment, Condition, Grade, Jump, Veto
from luoshi.kernel.scheme import Inside, Method, Scheme, Weighing
from luoshi.kernel.score_rule import Gate
from luoshi.web.formats import percent
from luoshi.web.named import named

Shown = GateText | Entry[Adjustment] | Entry[Veto] | Entry[Grade] | Entry[Jump]


@dataclass(frozen=True)
class Consequence:
    """Something that follows the sum: of what kind, its name, what it does."""

    kind: str
    name: str
    words: str


def inside_words(inside: Inside) -> str:
    """How a block makes one score of what is inside it; empty where it is a plain weighted mean."""
    parts = []
    if inside.method is not Method.ARITHMETIC:
        parts.append(str(dict(COMBINE)[inside.method.value]))
    if inside.weighing is not Weighing.HAND:
        parts.append(_("weights: %s") % dict(WEIGHTS)[inside.weighing.value])
    if inside.least_reported > 0:
        parts.append(_("no score below %s reported") % percent(inside.least_reported))
    return _("; ").join(parts)


def consequences(text: SchemeText, indicators: Mapping[str, str]) -> list[Consequence]:
    """Adjustments, vetoes, gates, grades, jumps, exclusions and screening, in the order in which they are applied.

    ``indicators`` are names by code; one that has none is told by its code.
    """
    return [
        *_adjustments(text, indicators),
        *_screened(text.rules),
        *(Consequence(_("Not ranked"), one.unit, one.reason) for one in text.rules.exclusions),
        *(
            Consequence(kind, named(one), entry_words(text, one, indicators))
            for kind, entries in (
                (_("Veto"), text.vetoes),
                (_("Gate"), text.gates),
                (_("Grade"), text.grades),
            )
            for one in entries
        ),
        *_quota(text.rules),
        *(Consequence(_("Grade jump"), named(one), entry_words(text, one, indicators)) for one in text.jumps),
    ]


def entry_words(text: SchemeText, entry: Shown, indicators: Mapping[str, str]) -> str:
    """What an entry of what follows the sum does."""
    if isinstance(entry, GateText):
        return _gate_words(entry)
    rule = entry.rule
    if isinstance(rule, Veto):
        return _veto_words(rule, text, indicators)
    if isinstance(rule, Grade):
        return _grade_words(rule)
    if isinstance(rule, Jump):
        return _jump_words(rule, indicators)
    told = adjustment_words(rule, indicators)
    if not rule.when:
        return told
    return _("; ").join([told, _("only where %s") % conditions_words(rule.when, indicators)])


def condition_words(one: Condition, indicators: Mapping[str, str]) -> str:
    """What a condition asks of a figure."""
    name = indicators.get(one.indicator, one.indicator)
    what = {
        Measure.COMPLETION: _("completion of %s"),
        Measure.GROWTH: _("the growth of %s"),
        Measure.SHARE_OF_BEST: _("the share of the best of %s"),
        Measure.RANK: _("the rank by %s"),
    }.get(one.measure, "%s") % name
    least, most = (quantity_words(one, limit) for limit in (one.at_least, one.at_most))
    if isinf(one.at_most):
        return _("%(what)s at least %(limit)s") % {"what": what, "limit": least}
    if isinf(one.at_least):
        return _("%(what)s at most %(limit)s") % {"what": what, "limit": most}
    return _("%(what)s from %(least)s to %(most)s") % {"what": what, "least": least, "most": most}


def quantity_words(one: Condition, value: float) -> str:
    """A limit of a condition, or what was found for it, so finely that it can be told from the limit."""
    if isnan(value):
        return _("no figure")
    return f"{value:.9g}" if one.measure in (Measure.VALUE, Measure.RANK) else f"{value * 100:.9g}%"


def conditions_words(conditions: Iterable[Condition], indicators: Mapping[str, str]) -> str:
    """Conditions that must hold together."""
    return _(" and ").join(condition_words(one, indicators) for one in conditions)


def reached_words(gates: Iterable[Gate], indicators: Mapping[str, str]) -> str:
    """What must be reached before an item gives points; empty where nothing must."""
    asked = conditions_words((Condition(g.indicator, g.measure, g.at_least) for g in gates), indicators)
    return _("only where %s") % asked if asked else ""


def _jump_words(jump: Jump, indicators: Mapping[str, str]) -> str:
    told = ngettext(
        "%(n)d grade up where %(conditions)s", "%(n)d grades up where %(conditions)s", jump.up
    ) % {
        "n": jump.up,
        "conditions": conditions_words(jump.when, indicators),
    }
    return _("; ").join([told, _("changes neither score nor rank")])


def _adjustments(text: SchemeText, indicators: Mapping[str, str]) -> Iterator[Consequence]:
    rules = text.rules.adjustments
    kind = _("Beside the hundred")
    for entry in text.adjustments:
        yield Consequence(kind, named(entry), entry_words(text, entry, indicators))
    caps = [
        words % {"points": f"{cap:g}"}
        for words, cap in (
            (_("bonuses together at most %(points)s"), rules.bonus_cap),
            (_("deductions together at most %(points)s"), rules.deduction_cap),
        )
        if not isinf(cap)
    ]
    if caps:
        yield Consequence(kind, _("All together"), _("; ").join(caps))


def adjustment_words(entry: Adjustment, indicators: Mapping[str, str]) -> str:
    """What points beside the hundred are given for, its conditions left out."""
    indicator = indicators.get(entry.indicator, entry.indicator)
    if not isinstance(entry.by, Counted):
        return _("by the figure of %s") % indicator
    told = {"indicator": indicator, "each": f"{entry.by.each:+g}", "most": f"{entry.by.most or 0:g}"}
    if entry.by.most is None or isinf(entry.by.most):
        return _("%(each)s for each %(indicator)s") % told
    return _("%(each)s for each %(indicator)s, at most %(most)s") % told


def _screened(scheme: Scheme) -> Iterator[Consequence]:
    if scheme.screening is not None:
        words = _("no total below %s of the figures") % percent(scheme.screening.least_reported)
        yield Consequence(_("Screening"), _("Figures reported"), words)


def _veto_words(veto: Veto, text: SchemeText, indicators: Mapping[str, str]) -> str:
    """The basis first: a veto without a law is none."""
    parts = [
        veto.basis,
        _("from %(count)s of %(indicator)s on")
        % {"count": f"{veto.at_least:g}", "indicator": indicators.get(veto.indicator, veto.indicator)},
    ]
    if text.grades:
        parts.append(_("at best %s") % named(text.grades[veto.opens]))
    if veto.approver:
        parts.append(_("confirmed by %s") % veto.approver)
    if veto.term_months is not None:
        parts.append(_("for %d months") % veto.term_months)
    if veto.appeal_days is not None:
        parts.append(_("may be appealed against within %d days") % veto.appeal_days)
    return _("; ").join([*parts, _("changes neither score nor rank")])


def _gate_words(gate: GateText) -> str:
    return _("; ").join([gate.basis, _("raised by decision"), _("changes neither score nor rank")])


def _grade_words(grade: Grade) -> str:
    parts = []
    if grade.at_least is not None:
        parts.append(_("from %s points") % f"{grade.at_least:g}")
    if grade.share is not None:
        parts.append(_("at most %s of the group") % percent(grade.share))
    return _("; ").join(parts) or _("the rest")


def _quota(scheme: Scheme) -> Iterator[Consequence]:
    if any(grade.share is not None for grade in scheme.grades.names):
        words = _("places %(places)s; equal scores at the border: %(border)s") % {
            "places": dict(PLACES)[scheme.grades.places.value],
            "border": dict(BORDER)[scheme.grades.border.value],
        }
        yield Consequence(_("Grade"), _("Quota"), words)
