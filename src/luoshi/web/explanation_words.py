"""One unit's account in words (得分说明): what was measured, which piece of the rule fired, what separates it from others."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from luoshi.assessment.comparison import Comparison
from luoshi.assessment.league import Beside, Line
from luoshi.assessment.levers import Lever, Levers, Outcome
from luoshi.assessment.opened import Asked, Decided, Opened
from luoshi.assessment.shift import PLACE_DIGITS, Shift, Split
from luoshi.assessment.trace import Step, Trace
from luoshi.assessment.unit_report import UnitReport
from luoshi.indicators.vocabulary import catalogue
from luoshi.kernel.counting import Counted
from luoshi.kernel.measure import Measure
from luoshi.kernel.piecewise import Beyond
from luoshi.kernel.scheme import Item
from luoshi.kernel.score_rule import AS_NORMALISED
from luoshi.web.alternative_words import varied_words
from luoshi.web.editor_rows import indicator_choices, indicator_names
from luoshi.web.formats import number, percent
from luoshi.web.league_words import places_words
from luoshi.web.named import named
from luoshi.web.outcome_words import adjustment_words, condition_words, quantity_words, reached_words

_STAGES: dict[str, Promise] = {
    "denominated": gettext_lazy("per denominator"),
    "quantity": gettext_lazy("as a quantity"),
    "treated": gettext_lazy("without outliers"),
    "normalised": gettext_lazy("on the scale"),
}
SMALLEST = 0.005  # shown as 0.01 points
SAME_WEIGHT = 0.0005  # shown as 0.1 %
NAMED_LOSSES = 2
NAMED_DIFFERENCES = 3
FRACTIONS = (Measure.COMPLETION, Measure.GROWTH, Measure.SHARE_OF_BEST)


def measure_words(step: Step) -> str:
    """What was put into the scoring rule: 完成时序目标的 95.8%."""
    value = step.measure_value
    if value is None:
        if step.unscored:
            return _missing_words(step)
        return _("not reported") if step.part.not_reported else _("not applicable")
    if step.counted:
        return _("%(on_time)d of %(due)d on time, %(rate)s%%") % {
            "on_time": step.on_time,
            "due": step.due,
            "rate": number(value, 1),
        }
    if step.measure == Measure.RANK:
        return _("rank %d") % int(value)
    words = {
        Measure.COMPLETION: _("%s of the period target"),
        Measure.GROWTH: _("growth of %s"),
        Measure.SHARE_OF_BEST: _("%s of the best"),
    }
    found = words.get(Measure(step.measure))
    return found % percent(value) if found else number(value, 2) or ""


def _missing_words(step: Step) -> str:
    """Why there is no score: 未报, or something that the rule needs besides the figure."""
    if step.unscored and step.silent_gates:
        asked = reached_words(step.silent_gates, dict(indicator_choices(catalogue())))
        return _("%s; that was not reported, so it cannot be scored") % asked
    if step.unscored:
        return _("cannot be scored: base, target, condition or peers are missing")
    return _("not reported") if step.part.score is None else _("not reported: no points")


def target_words(step: Step) -> str:
    """How the period target came about: 上年同期 4.50 ×（1 + 8%）= 4.86."""
    digits = max(step.decimals, 2)
    target = number(step.target, digits)
    if target is None:
        return ""
    if step.kind == "growth" and step.base is not None and step.growth is not None:
        return _("same period of last year %(base)s x (1 + %(growth)s) = %(target)s") % {
            "base": number(step.base, digits),
            "growth": percent(step.growth),
            "target": target,
        }
    if step.level is not None and step.share == 1:
        return _("the year's target %(target)s") % {"target": target}
    if step.level is not None and step.share is not None:
        return _("year's target %(level)s x %(share)s expected by now = %(target)s") % {
            "level": number(step.level, digits),
            "share": percent(step.share),
            "target": target,
        }
    return target


def unit_words(step: Step) -> str:
    """The unit of the figure, in the reader's language."""
    return in_language(step.unit, step.unit_en)


def in_language(chinese: str, english: str) -> str:
    """The English word for readers of English, where there is one."""
    return english if english and not (get_language() or "zh").startswith("zh") else chinese


def fired_words(step: Step) -> str:
    """Which piece of the scoring rule applied: 90.0% 至 100.0% 之间，每个百分点 0.50 分."""
    if not step.part.applies:
        return _passed_on(step)
    match step.fired:
        case "capped":
            return _("held at the cap of %s") % number(step.cap, 0)
        case "floored":
            return _("held at the floor of %s") % number(step.floor, 0)
        case "gated":
            return _gate_words(step)
        case "missing":
            return _missing_words(step)
    return _piece_words(step)


def _passed_on(step: Step) -> str:
    if step.weightless:
        return _("carries no weight: too few figures in its block, or all units alike in it")
    if not step.heirs:
        return _("does not apply")
    heirs = _(", ").join(named(node) for node in step.heirs)
    if step.people is not None and step.actual is None:
        return _("too few raters or answers: it does not apply, and its weight went to %s") % heirs
    return _("does not apply: its weight went to %s") % heirs


def _gate_words(step: Step) -> str:
    rule = step.part.node.rule
    assert isinstance(rule, Item)
    return _("%s; that was not met: no points") % reached_words(
        rule.gates, dict(indicator_choices(catalogue()))
    )


def _piece_words(step: Step) -> str:
    """The segment of the scoring function, its bounds and its slope."""
    rule = step.part.node.rule
    assert isinstance(rule, Item)
    if rule.events is not None and rule.events.start is not None:
        return _("begins with %s points") % number(rule.events.start, 2)
    if rule.rule.rungs is not None:
        return _("points by place: place %d") % step.piece
    if rule.rule.classes is not None:
        return _("by the rule of its size class")
    if rule.rule.curve == AS_NORMALISED and rule.stages.normalise is not None:
        return _("scored by its place on the scale of all units")
    curve, measure = rule.rule.curve, rule.rule.measure
    knots, piece = curve.knots, step.piece
    first = piece == 0
    # Exactly at the last knot the piece before it ends.
    last = piece >= len(knots) and step.measure_value != knots[-1][0]
    piece = min(piece, len(knots) - 1) if not last else piece
    (x0, y0), (x1, y1) = knots[-2:] if last else knots[max(piece - 1, 0) :][:2]
    held = (first and curve.below is Beyond.HOLD) or (last and curve.above is Beyond.HOLD)
    low, high = (f"{x:g}%" if step.counted else _measure(measure, x) for x in (x0, x1))
    if first:
        where = _("below %(low)s") % {"low": low}
    elif last:
        where = _("above %(high)s") % {"high": high}
    else:
        where = _("between %(low)s and %(high)s") % {"low": low, "high": high}
    if held or y0 == y1:
        level = y0 if first else y1
        return _("%(where)s: %(points)s points whatever the figure") % {
            "where": where,
            "points": f"{level:g}",
        }
    slope = (y1 - y0) / (x1 - x0)
    if step.counted or measure in FRACTIONS or measure is Measure.GROWTH_GAP:
        told = _("%(where)s: %(slope)s points a percentage point")
    elif measure is Measure.RANK:
        told = _("%(where)s: %(slope)s points a place")
    else:
        told = _("%(where)s: %(slope)s points for each one")
    # A fraction's percentage point is a hundredth of what its slope is per.
    return told % {"where": where, "slope": number(slope / (100 if measure in FRACTIONS else 1), 2)}


def _measure(measure: Measure, value: float) -> str:
    """A bound of the scoring function as it is said."""
    return (percent(value) or "") if measure in FRACTIONS else f"{value:g}"


def stage_words(step: Step) -> str:
    """What became of the figure before it was scored: 120.00 → 分母换算 1.20 → 异常值处理 1.10; '' where nothing did."""
    told, before = [], None
    if step.imputed:
        told.append(_("not reported: filled in from the peers"))
    for stage, figure in step.stages:
        if before is not None and figure is not None and figure != before:
            told.append(f"{_STAGES[stage]} {number(figure, 2)}")
        before = figure if figure is not None else before
    rule = step.part.node.rule
    if isinstance(rule, Item) and rule.events is not None and step.happened is not None:
        told.append(
            _("counted events %(points)s, out of %(full)s points")
            % {
                "points": number(step.happened, 2, signed=True),
                "full": number(rule.events.points, 2),
            }
        )
    return " → ".join(told)


def rebased_words(step: Step) -> str:
    """What the weight would be if everything applied; '' where it is that."""
    if not step.part.applies or step.whole is None or abs(step.part.weight - step.whole) < SAME_WEIGHT:
        return ""
    return _("%s where everything applies") % percent(step.whole)


def step_words(step: Step) -> str:
    """One line of the account: 完成时序目标的 95.8%，得 95.80 分 × 权重 40% = 38.32 分."""
    part = step.part
    if not part.applies or part.not_reported or part.score is None:
        return fired_words(step)
    return _("%(measure)s: %(score)s points x weight %(weight)s = %(points)s") % {
        "measure": measure_words(step),
        "score": number(part.score, 2),
        "weight": percent(part.weight),
        "points": number(part.points, 2),
    }


def loss_words(line: Line) -> str:
    """The items that cost most; '' where nothing was lost."""
    dear = [part for part in line.losses if (part.lost or 0.0) >= SMALLEST][:NAMED_LOSSES]
    if not dear:
        return ""
    said = (
        _("%(item)s −%(points)s") % {"item": named(part.node), "points": number(part.lost, 2)}
        for part in dear
    )
    return _("Most points were lost to %s.") % _("; ").join(said)


def neighbour_words(opened: Opened, found: Trace) -> list[str]:
    """What separates the unit from those ahead of and behind it, by the items that made the difference."""
    told, digits, unit = [], opened.scheme.rules.digits, found.line.unit.code
    if found.sharing:
        told.append(_("Shares its rank with %s.") % _(", ").join(named(line.unit) for line in found.sharing))
    for other, words in (
        (found.ahead, _("%(points)s points behind %(unit)s, rank %(rank)d: %(items)s.")),
        (found.behind, _("%(points)s points ahead of %(unit)s, rank %(rank)d: %(items)s.")),
    ):
        if other is not None and other.score is not None and found.line.score is not None:
            told.append(
                words
                % {
                    "points": number(abs(other.score - found.line.score), digits),
                    "unit": named(other.unit),
                    "rank": other.rank,
                    "items": difference_words(opened.compare(unit, other.unit.code)),
                }
            )
    return told


def difference_words(found: Comparison) -> str:
    """The items that make most of a difference, with their points."""
    return _("; ").join(
        f"{named(item.rule)} {number(item.points, found.digits, signed=True)}"
        for item in found.telling[:NAMED_DIFFERENCES]
    )


def comparison_words(found: Comparison, one: Line, other: Line) -> str:
    """How far apart two units are, and by what."""
    names = {"one": named(one.unit), "other": named(other.unit)}
    if found.total is None:
        without = one if one.score is None else other
        return _("%(unit)s has no score, so that nothing can be subtracted.") % {"unit": named(without.unit)}
    if not found.total:
        head = _("%(one)s and %(other)s have the same score.") % names
    else:
        words = (
            _("%(one)s is %(points)s points ahead of %(other)s.")
            if found.total > 0
            else _("%(one)s is %(points)s points behind %(other)s.")
        )
        head = words % {**names, "points": number(abs(found.total), found.digits)}
    items = difference_words(found)
    return head + (" " + _("By items: %s.") % items if items else "")


def lever_words(found: Levers) -> str:
    """What moves the score most, and what is nearest to the next place."""
    told = []
    dear, near = found.dearest, found.nearest
    if dear is not None and dear.full is not None:
        told.append(
            _("Most is to be gained in %(item)s: %(gain)s points with the full mark.")
            % {"item": named(dear.part.node), "gain": number(dear.full.gain, 2)}
        )
    if near is not None and near.place is not None:
        told.append(
            _("The smallest change that wins a place: %(item)s %(figure)s, then rank %(rank)d.")
            % {
                "item": named(near.part.node),
                "figure": outcome_words(near, near.place),
                "rank": near.place.then.rank,
            }
        )
    elif found.line.rank == 1:
        told.append(_("It is first: there is no place to win."))
    elif found.line.rank:
        told.append(
            _(
                "No single item wins a place: not at its best, nor at three times its figure where it has no best."
            )
        )
    return " ".join(told) or _("Nothing that was asked of it is short of the full mark.")


def outcome_words(lever: Lever, outcome: Outcome) -> str:
    """The figure of an outcome beside what there is now: 63,101 万元（现为 62,927）."""
    if outcome.on_time is not None:
        return _("%(then)d of %(due)d on time (now %(now)d)") % {
            "then": outcome.on_time,
            "due": lever.due,
            "now": lever.on_time,
        }
    names = {"then": number(outcome.figure, lever.decimals), "now": number(lever.figure, lever.decimals)}
    names["unit"] = in_language(lever.unit, lever.unit_en)
    if lever.figure is None:
        return _("%(then)s %(unit)s (now not reported)") % names
    return _("%(then)s %(unit)s (now %(now)s)") % names


def gain_words(outcome: Outcome) -> str:
    """+0.48 分，第 3 名."""
    if outcome.gain is None or outcome.then.rank is None:
        return _("no total") if outcome.then.rank is None else _("rank %d") % outcome.then.rank
    return _("%(gain)s points, rank %(rank)d") % {
        "gain": number(outcome.gain, 2, signed=True),
        "rank": outcome.then.rank,
    }


def shift_words(found: Shift, since: str) -> str:
    """How far it moved, why, and past whom."""
    told = [_change_words(found, since)]
    if found.score is not None:
        told.append(_("Points: %s.") % _split_words(found.score, found.items.digits))
    if found.rank is not None and found.rank.change:
        told.append(_("Places: %s.") % _split_words(found.rank, PLACE_DIGITS))
    for lines, words in ((found.passed, _("It passed %s.")), (found.passed_by, _("It was passed by %s."))):
        if lines:
            told.append(words % _(", ").join(named(line.unit) for line in lines))
    return " ".join(told)


def _change_words(found: Shift, since: str) -> str:
    if found.items.total is None or found.then.rank is None or found.now.rank is None:
        return _("Since %s nothing can be subtracted: it had no score in one of the two results.") % since
    said = {
        "since": since,
        "points": number(found.items.total, found.items.digits, signed=True),
        "before": found.then.rank,
        "now": found.now.rank,
    }
    if found.then.rank == found.now.rank:
        return _("Since %(since)s: %(points)s points, rank %(now)d as before.") % said
    return _("Since %(since)s: %(points)s points, from rank %(before)d to rank %(now)d.") % said


def _split_words(split: Split, digits: int) -> str:
    parts = (
        (_("own figures"), split.own),
        (_("the others' figures"), split.others),
        (_("changed rules"), split.rules),
    )
    return _(", ").join(f"{name} {number(part, digits, signed=True)}" for name, part in parts if part) or _(
        "no change"
    )


def firm_words(found: UnitReport) -> str:
    """Where the rank lies when what the scheme leaves open is decided otherwise; empty for a unit without a rank."""
    code = found.line.unit.code
    if code not in found.firm.spans:
        return ""
    told = [_("Ranks %s.") % places_words(found.firm.spans[code]), varied_words(found.firm, found.scheme)]
    if found.firm.alike[code].several:
        told.insert(1, _("Too close to call: ranks %s.") % places_words(found.firm.alike[code]))
    return " ".join(told)


def place_words(found: UnitReport) -> str:
    """Where the unit stands, and in what it is strong and weak among its peers."""
    line = found.line
    if line.score is None:
        return " ".join([_("It has no score in this result."), *decided_words(found.decided)])
    if line.rank is None:
        score = _("%s points.") % number(line.score, found.digits)
        return " ".join([score, *decided_words(found.decided)])
    told = [
        (
            _("%(score)s points, rank %(rank)d of %(of)d among all units; its group: %(group)s.")
            if found.among_all
            else _("%(score)s points, rank %(rank)d of %(of)d in its group (%(group)s).")
        )
        % {
            "score": number(line.score, found.digits),
            "rank": line.rank,
            "of": found.of,
            "group": named(found.group),
        }
    ]
    for parts, words in (
        (found.strong, _("Above the middle of the group: %s.")),
        (found.weak, _("Below the middle of the group: %s.")),
    ):
        if parts:
            told.append(words % _(", ").join(named(part.node) for part in parts))
    return " ".join([*told, *decided_words(found.decided)])


def decided_words(found: Decided) -> list[str]:
    """What is decided beside the score: points with conditions, vetoes, jumps, the grade, and why it is not ranked."""
    told = []
    if found.screened_out:
        told.append(_("Too few of its figures are known for a total."))
    if found.exclusion:
        told.append(_("It is scored and not ranked: %s.") % found.exclusion)
    for vetoes, words in (
        (found.fired, _("Veto: %(name)s (%(basis)s). It limits the grade and leaves the score.")),
        (found.unknown, _("Veto %(name)s (%(basis)s): there is no figure, so it does not take effect.")),
    ):
        told += [words % {"name": named(veto), "basis": veto.rule.basis} for veto in vetoes]
    told += _asked_words(found)
    if found.grade is not None:
        told.append(_("Grade: %s.") % named(found.grade))
    return told


def _asked_words(found: Decided) -> list[str]:
    """Which conditions of points beside the hundred and of jumps hold, with what was found for each."""
    if not found.conditional and not found.jumps:
        return []
    indicators = dict(indicator_choices(catalogue()))
    told = []
    for one in found.conditional:
        words = (
            _("%(name)s counts, all conditions hold: %(conditions)s.")
            if one.holds
            else _("%(name)s does not count, not all conditions hold: %(conditions)s.")
        )
        told.append(words % _asked_of(one, indicators))
    for one in found.jumps:
        words = (
            _("Grade jump %(name)s, all conditions hold: %(conditions)s.")
            if one.holds
            else _("No grade jump %(name)s, not all conditions hold: %(conditions)s.")
        )
        told.append(words % _asked_of(one, indicators))
    before, grade = found.grade_before, found.grade
    if any(one.holds for one in found.jumps):
        if before is None or grade is None:
            told.append(_("It has no grade, so none is raised."))
        elif before == grade:
            told.append(_("The grade is already the best that is open to it."))
        else:
            grades = {"before": named(before), "after": named(grade)}
            told.append(_("The grade rises from %(before)s to %(after)s; score and rank stay.") % grades)
    return told


def beside_words(opened: Opened, unit: str) -> list[tuple[Beside, list[str]]]:
    """The bonuses and deductions of a unit, each with what it is given for, what was counted and which conditions hold."""
    entries = opened.league.line(unit).beside
    asked = {one.entry.code: one for one in opened.decided(unit).conditional}
    codes = {entry.rule.rule.indicator for entry in entries}
    codes |= {condition.indicator for one in asked.values() for condition, _found, _holds in one.conditions}
    indicators = indicator_names(codes)
    figures, told = opened.inputs.actual[opened.row(unit)], []
    for entry in entries:
        rule = entry.rule.rule
        words = [adjustment_words(rule, indicators)]
        if entry.points is None:
            words.append(_("not known: gives and takes nothing"))
        elif isinstance(rule.by, Counted):
            count = float(figures[opened.inputs.indicators.index(rule.indicator)])
            words.append(_("counted here: %s") % f"{count:g}")
        if conditional := asked.get(entry.rule.code):
            words.append(
                (
                    _("all conditions hold: %(conditions)s")
                    if conditional.holds
                    else _("no points, for not all conditions hold: %(conditions)s")
                )
                % _asked_of(conditional, indicators)
            )
        told.append((entry, words))
    return told


def _asked_of(one: Asked, indicators: dict[str, str]) -> dict[str, str]:
    said = [
        (_("%(condition)s (%(found)s, met)") if holds else _("%(condition)s (%(found)s, not met)"))
        % {"condition": condition_words(condition, indicators), "found": quantity_words(condition, value)}
        for condition, value, holds in one.conditions
    ]
    return {"name": named(one.entry), "conditions": _(", ").join(said)}
