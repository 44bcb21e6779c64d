"""What a scheme does with a figure besides measure and curve, in the reader's language (计分规则说明)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from luoshi.kernel.composite.imputation import Middle
from luoshi.kernel.counting import Counting
from luoshi.kernel.measure import Measure
from luoshi.kernel.scheme import Item
from luoshi.kernel.stages import Among, Normalisation, Scale, Stages, Transformation

NO_NAMES: Mapping[str, str] = {}


def stage_words(stages: Stages, indicators: Mapping[str, str] = NO_NAMES) -> Iterator[str]:
    """Stage by stage, what happens to the figure before it is measured; ``indicators`` are names by code."""
    if stages.per is not None:
        yield _("divided by %(indicator)s, times %(scale)s") % {
            "indicator": indicators.get(stages.per.indicator, stages.per.indicator),
            "scale": f"{stages.per.scale:g}",
        }
    if stages.of is Measure.COMPLETION:
        yield _("share of the period target")
    if stages.of is Measure.GROWTH:
        yield _("growth over the same period of last year")
    if stages.difficulty is not None:
        yield _("times the coefficient of difficulty")
    if stages.impute is not None:
        middle = _("mean") if stages.impute.middle is Middle.MEAN else _("median")
        words = _("where not reported, the %(middle)s of %(others)s")
        yield words % {"middle": middle, "others": _others(stages.impute.among)}
    if stages.treat is not None:
        yield _("at most %d outlying figures pulled in") % stages.treat.most
        if stages.treat.then is not Transformation.NONE:
            yield _("if that is not enough, transformed")
    if stages.normalise is not None:
        yield _normalised(stages.normalise)


def _others(among: Among) -> str:
    return _("the group") if among is Among.GROUP else _("all units")


def _normalised(rule: Normalisation) -> str:
    words = {
        Scale.MIN_MAX: _("from the worst (%(low)s) to the best (%(high)s) of %(others)s"),
        Scale.Z_SCORE: _(
            "standard deviations from the mean of %(others)s, at %(mean)s and %(deviation)s each"
        ),
        Scale.RANK: _("place from the last among %(others)s"),
        Scale.BORDA: _("number of worse units among %(others)s"),
        Scale.PERCENTILE: _("percentage of %(others)s that is worse"),
        Scale.DISTANCE_TO_BEST: _("way from the worst to the best of %(others)s x 100"),
        Scale.DISTANCE_TO_UNIT: _("way from the worst of %(others)s to %(unit)s x 100"),
        Scale.DISTANCE_TO_TARGET: _("way from the worst of %(others)s to %(target)s x 100"),
        Scale.FRACTION_OF_BEST: _("share of the best of %(others)s x 100"),
        Scale.GOALPOSTS: _("way from %(worst)s to %(best)s x 100"),
    }
    numbers = ("low", "high", "mean", "deviation", "target", "worst", "best")
    told = {name: f"{getattr(rule, name):g}" for name in numbers}
    return words[rule.by] % {**told, "others": _others(rule.among), "unit": rule.unit}


def event_words(events: Counting, indicators: Mapping[str, str] = NO_NAMES) -> Iterator[str]:
    """What counted events give and take, in the item's own points; ``indicators`` are names by code."""
    if events.start is not None:
        yield _("starts with %(start)s of %(points)s points") % {
            "start": f"{events.start:g}",
            "points": f"{events.points:g}",
        }
    for entry in events.entries:
        name = indicators.get(entry.indicator, entry.indicator)
        told = {"indicator": name, "each": f"{entry.each:+g}", "most": f"{entry.most or 0:g}"}
        words = (
            _("%(each)s for each %(indicator)s")
            if entry.most is None
            else _("%(each)s for each %(indicator)s, at most %(most)s")
        )
        yield words % told


def instead_of_curve(item: Item) -> str | None:
    """What stands in for the curve of a rule: a ladder, classes; None where it has a curve."""
    if item.rule.rungs is not None:
        ladder = item.rule.rungs.ladder
        ends = [_(", ").join(f"{points:g}" for points in end) for end in (ladder.top, ladder.bottom)]
        told = {"top": ends[0], "between": f"{ladder.between:g}", "bottom": ends[1]}
        if not ladder.bottom:
            return _("by place: %(top)s, then %(between)s") % told
        return _("by place: %(top)s, then %(between)s, from the last up %(bottom)s") % told
    if item.rule.classes is not None:
        bounds = _(", ").join(f"{bound:g}" for bound in item.rule.classes.at_least)
        return _("another curve for each class of size, from %s on") % bounds
    return None
