"""Targets that are no amount of one year, in words and ready for a table (约束性目标文字)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from luoshi.kernel.light import Light
from luoshi.kernel.milestones import State
from luoshi.kernel.realism import Finding, Remark
from luoshi.org.tree import OrgTree
from luoshi.targets.judgements import Judgement
from luoshi.targets.milestones import PlanView
from luoshi.targets.spans import Span
from luoshi.targets.vocabulary import CEILINGS, Reach, TargetKind
from luoshi.web.boundary_words import amount_refusal_words
from luoshi.web.formats import number, percent, points, unit_name
from luoshi.web.named import named
from luoshi.web.pace_words import held_words, light_code, no_whole_words, target_words
from luoshi.workdays.day_names import day
from luoshi.workdays.period_names import period_name
from luoshi.workdays.periods import Period

if TYPE_CHECKING:
    from luoshi.targets.models import Target

STATES = {
    State.DONE: "on_pace",
    State.DONE_LATE: "on_pace",
    State.OVERDUE: "behind",
    State.SOON: "slightly_behind",
    State.TO_COME: "not_applicable",
}


# The figures that the page of lineages of a judged target explains one by one.
JUDGED_ANCHORS = ("value", "level", "done", "due", "room", "gap", "planned", "needed", "growth", "ranks")


def span_name(span: Span) -> str:
    """2015年上半年; 2016–2020年."""
    if span.years == 1:
        return period_name(span.first)
    return _("%(first)d to %(last)d") % {"first": span.first.year, "last": span.last_year}


@dataclass(frozen=True)
class JudgedRow:
    """One judged target ready for a table; ``bar`` is None where a share of the span would mislead."""

    judgement: Judgement
    name: str
    unit: str
    span: str
    target: str
    words: str
    bar: dict[str, Any] | None
    light: str
    address: str
    lineage: str

    @property
    def opened(self) -> dict[str, str]:
        """Where each figure of the target opens, by its anchor on the page of lineages."""
        return {anchor: f"{self.lineage}#{anchor}" for anchor in JUDGED_ANCHORS}

    @property
    def stands(self) -> str:
        """Where the figures open that say where it stands."""
        found = self.judgement
        if found.target.kind == TargetKind.RANK:
            return self.opened["ranks"]
        if found.room is not None:
            return self.opened["room"]
        return self.opened["done" if found.gap_points is None else "gap"]


def judged_row(found: Judgement, org: OrgTree, day_shown: str = "") -> JudgedRow:
    """The row; ``day_shown`` is the query of an address that keeps a past day."""
    target, words = found.target, judgement_words(found)
    return JudgedRow(
        judgement=found,
        name=named(target.indicator),
        unit=named(org.nodes[target.unit_id]),
        span=span_name(found.span),
        target=target_words(target),
        words=words,
        bar=_bar(found, words),
        light=light_code(found.light),
        address=reverse("targets_item", args=[target.pk]) + day_shown,
        lineage=reverse("targets_lineage", args=[target.pk]) + day_shown,
    )


@dataclass(frozen=True)
class LaterRow:
    """A target of a later year ready for a table."""

    unit_code: str
    unit: str
    name: str
    span: str
    target: str
    address: str
    lineage: str


def later_row(target: Target, org: OrgTree, day_shown: str = "") -> LaterRow:
    """The row; a unit that no longer stands is named by its code; ``day_shown`` is the query of an address of a past day."""
    node = org.nodes.get(target.unit_id)
    return LaterRow(
        unit_code=target.unit.code,
        unit=named(node) if node else target.unit.code,
        name=named(target.indicator),
        span=span_name(Span.parse(target.period)),
        target=target_words(target),
        address=reverse("targets_item", args=[target.pk]) + day_shown,
        lineage=reverse("targets_lineage", args=[target.pk]) + day_shown + "#value",
    )


def _bar(found: Judgement, words: str) -> dict[str, Any] | None:
    if found.completion is None:
        return None
    return {
        "completion": found.completion,
        "expected": found.expected,
        "reported": found.reported,
        "applicable": found.light != Light.NOT_APPLICABLE,
        "light": light_code(found.light),
        "words": words,
        "stretch": _stretch(found),
    }


def _stretch(found: Judgement) -> float | None:
    stretch, level = found.target.stretch, found.asked
    return float(stretch) / level if stretch is not None and level else None


def judgement_words(found: Judgement) -> str:
    """Where it stands, in the words of its kind."""
    kind = found.target.kind
    if kind == TargetKind.RANK:
        return _rank_words(found)
    if found.refusal or not found.reported:
        return _unheld_words(found)
    if kind == TargetKind.ZERO:
        return _zero_words(found)
    if kind == TargetKind.CEILING and found.expected is not None:
        return _allowance_words(found)
    if found.room is not None:
        return _room_words(found)
    return _pace_words(found)


def _unheld_words(found: Judgement) -> str:
    if found.no_whole:
        return no_whole_words()
    if found.refusal:
        return _("not comparable: %(why)s") % {"why": amount_refusal_words(found.refusal)}
    return _("not asked for yet") if found.light == Light.NOT_APPLICABLE else _("not reported")


def _amount(found: Judgement, value: float | None) -> str:
    indicator = found.target.indicator
    return f"{number(value, indicator.decimals)} {unit_name(indicator.unit_name)}".strip()


def _month(found: Judgement) -> str:
    assert found.year is not None and found.month is not None
    return period_name(Period.month(found.year, found.month))


def _zero_words(found: Judgement) -> str:
    if found.broken_in is None:
        return _("none up to %(month)s") % {"month": _month(found)}
    said = {
        "amount": _amount(found, found.actual),
        "month": period_name(Period.month(*found.broken_in)),
    }
    return _("broken in %(month)s: %(amount)s; it cannot be mended") % said


def _allowance_words(found: Judgement) -> str:
    if found.exceeded:
        assert found.room is not None
        return _("over the ceiling by %(amount)s") % {"amount": _amount(found, -found.room)}
    said = {
        "used": number(found.actual, found.target.indicator.decimals),
        "whole": _amount(found, found.asked),
        "due": number(found.asked_by_now, 1),
    }
    return _("%(used)s of %(whole)s used; the calendar allows %(due)s") % said


def _room_words(found: Judgement) -> str:
    assert found.room is not None
    in_points = found.target.indicator.in_percent
    size = points(found.room / 100) if in_points else _amount(found, abs(found.room))
    said = {"amount": size, "month": _month(found)}
    if found.target.kind == TargetKind.CEILING:
        words = (
            _("%(amount)s over the ceiling (%(month)s)")
            if found.room < 0
            else _("%(amount)s below the ceiling (%(month)s)")
        )
    else:
        words = (
            _("%(amount)s short of the floor (%(month)s)")
            if found.room < 0
            else _("%(amount)s above the floor (%(month)s)")
        )
    return words % said


def _rank_words(found: Judgement) -> str:
    if found.rank is None:
        return _("no rank published yet")
    places = found.rank.rank - int(found.target.value)
    said = {
        "rank": found.rank.rank,
        "among": found.rank.among,
        "period": period_name(Period.parse(found.rank.period)),
        "n": places,
    }
    words = _("rank %(rank)d of %(among)d in %(period)s") % said
    if places <= 0:
        return words
    return words + _("; ") + ngettext("%(n)d place short", "%(n)d places short", places) % said


def _pace_words(found: Judgement) -> str:
    gap = found.gap_points
    if gap is None:
        return _("the base is being asked for")
    size = {"size": points(gap / 100), "growth": percent(found.growth)}
    if found.growth is not None:
        above = (gap < 0) == (found.target.op in CEILINGS)
        words = (
            _("growth %(growth)s, %(size)s above the target")
            if above
            else _("growth %(growth)s, %(size)s below the target")
        )
        return words % size
    if found.held_to_target:
        return held_words(found.target, found.actual, gap)
    words = (_("behind by %(size)s") if gap < 0 else _("ahead by %(size)s")) % size
    if found.needed is not None:
        words += _("; ") + _("this year needs %(needed)s, an equal share is %(planned)s") % {
            "needed": _amount(found, found.needed),
            "planned": _amount(found, found.planned),
        }
    elif found.planned is not None and found.target.reach == Reach.END:
        words += _("; ") + _("to stand at %(planned)s at the end of this year") % {
            "planned": _amount(found, found.planned)
        }
    return words


@dataclass(frozen=True)
class PlanRow:
    """A plan of dated steps ready for a table; ``steps`` with the light of each and its word."""

    view: PlanView
    unit: str
    words: str
    light: str
    address: str
    lineage: str
    steps: tuple[tuple[Any, str, str], ...]


def plan_row(view: PlanView, org: OrgTree, day_shown: str = "") -> PlanRow:
    """The row of a plan; a unit that no longer stands is named by its code."""
    node = org.nodes.get(view.plan.unit_id)
    return PlanRow(
        view=view,
        unit=named(node) if node else view.plan.unit.code,
        words=_course_words(view),
        light=light_code(view.course.light),
        address=reverse("targets_milestones", args=[view.plan.pk]) + day_shown,
        lineage=reverse("targets_milestones_lineage", args=[view.plan.pk]) + day_shown,
        steps=tuple((step, STATES[state], _state_word(state)) for step, state in view.steps),
    )


def _state_word(state: State) -> str:
    return {
        State.DONE: _("done in time"),
        State.DONE_LATE: _("done late"),
        State.OVERDUE: _("overdue"),
        State.SOON: _("due soon"),
        State.TO_COME: _("still to come"),
    }[state]


def _course_words(view: PlanView) -> str:
    course, step = view.course, view.next_step
    words = _("%(done)d of %(all)d steps done") % {"done": course.done, "all": len(course.states)}
    if step is None:
        return words
    said = {"step": named(step), "day": day(step.due_on), "n": course.late_days}
    if course.late_days:
        late = ngettext(
            "“%(step)s” is %(n)d day overdue", "“%(step)s” is %(n)d days overdue", course.late_days
        )
        return words + _("; ") + late % said
    return words + _("; ") + _("next “%(step)s” by %(day)s") % said


def remark_words(found: Finding, indicator: Any) -> str:
    """One remark of the realism check, with its two figures."""
    of_amounts = {Remark.PARTS_SHORT, Remark.PARTS_OVER, Remark.ABOVE_FORECAST, Remark.BELOW_FORECAST}

    def figure(value: float) -> str:
        if found.remark in of_amounts:
            return f"{number(value, indicator.decimals)} {unit_name(indicator.unit_name)}"
        return percent(value) or ""

    said = {"asked": figure(found.asked), "against": figure(found.against), "n": found.n}
    return {
        Remark.ABOVE_BEST_YEAR: _("growth of %(asked)s is asked; the best of %(n)d years was %(against)s"),
        Remark.ABOVE_RECENT: _(
            "growth of %(asked)s is asked; the middle one of the last %(n)d years was %(against)s"
        ),
        Remark.BELOW_RECENT: _(
            "growth of %(asked)s is less than the middle one of the last %(n)d years, %(against)s"
        ),
        Remark.ABOVE_BEST_PEER: _(
            "growth of %(asked)s is asked; the best of %(n)d peers had %(against)s last year"
        ),
        Remark.BELOW_MEDIAN_PEER: _(
            "growth of %(asked)s is less than what the middle one of %(n)d peers had last year, %(against)s"
        ),
        Remark.PARTS_SHORT: _("the parts add up to %(against)s, less than %(asked)s"),
        Remark.PARTS_OVER: _("the parts add up to %(against)s, more than %(asked)s"),
        Remark.ABOVE_FORECAST: _("%(asked)s lies above what is expected of the year, at most %(against)s"),
        Remark.BELOW_FORECAST: _("%(asked)s lies below what is expected of the year, at least %(against)s"),
    }[found.remark] % said
