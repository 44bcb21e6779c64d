"""What is read about the life of a scheme (方案全过程): opinions, what stands in the way, changes and whom they move."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from luoshi.assessment.effect import effect, measured_on
from luoshi.assessment.models import Opinion, Scheme, SchemeChange, SchemeState
from luoshi.assessment.movement import Moves, read
from luoshi.assessment.policies import may_give_opinion, may_score, visible_schemes
from luoshi.assessment.rules_difference import Difference, differences
from luoshi.assessment.scheme_text import read_scheme
from luoshi.assessment.versions import (
    change_problems,
    consultation_problems,
    consulted,
    newer_in_force,
    overtaken,
)
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.queries import tree
from luoshi.org.standing import Standing
from luoshi.org.tree import Node
from luoshi.workdays.clock import end_of


@dataclass(frozen=True)
class ChangeView:
    """A change of a locked scheme: what the two texts say differently, and whom that moves on a day."""

    before: Scheme
    rules: list[Difference]
    moves: Moves
    period: str
    as_of: date


def change_of(standing: Standing, scheme: Scheme) -> tuple[SchemeChange, ChangeView] | None:
    """Why ``scheme`` takes the place of a locked version, as it was kept; None where it changes none.

    Whoever may see the scheme may see whom it moves.
    """
    require(Scheme.objects.filter(visible_schemes(standing), pk=scheme.pk).exists())
    change = SchemeChange.objects.filter(scheme=scheme).select_related("scheme__replaces").first()
    if change is None:
        return None
    before = change.scheme.replaces
    assert before is not None
    rules = differences(read_scheme(before.source), read_scheme(scheme.source))
    return change, ChangeView(before, rules, read(json.loads(change.moves)), change.period, change.as_of)


def preview(standing: Standing, scheme: Scheme, source: str) -> ChangeView:
    """What ``source`` would change if it took the place of the locked ``scheme``; nothing is kept.

    For the assessment office; refused for the reasons for which the change itself would be.
    """
    require(may_score(standing))
    problems = change_problems(scheme, source)
    if problems:
        raise Refused(problems)
    before, after = read_scheme(scheme.source), read_scheme(source)
    period, as_of = measured_on(scheme, standing.today)
    moves = effect(standing, before, after, period, as_of)
    return ChangeView(scheme, differences(before, after), moves, period.code, as_of)


def newer(scheme: Scheme) -> Scheme | None:
    """The version that has taken the place of ``scheme``; None where it is itself in force or none is."""
    return newer_in_force(scheme)


def in_consultation(standing: Standing, as_of: date) -> list[Scheme]:
    """Schemes on which the units may speak on ``as_of``."""
    return list(
        Scheme.objects.filter(
            visible_schemes(standing),
            state=SchemeState.CONSULTATION,
            consulted_at__lte=end_of(as_of),
            opinions_due_on__gte=as_of,
        ).defer("source")
    )


def asked_about(scheme: Scheme) -> Scheme | None:
    """The version on which the units were asked before ``scheme`` was decided; None where they were not."""
    return consulted(scheme)


def opinions(standing: Standing, scheme: Scheme | None) -> list[Opinion]:
    """What the units said, in the order in which they said it; for whoever may see the scheme. [] without one."""
    if scheme is None:
        return []
    require(Scheme.objects.filter(visible_schemes(standing), pk=scheme.pk).exists())
    return list(Opinion.objects.filter(scheme=scheme).select_related("unit", "by", "answered_by"))


def find_opinion(standing: Standing, key: int) -> Opinion | None:
    """The opinion with this key; None when there is none or its scheme may not be seen."""
    seen = Scheme.objects.filter(visible_schemes(standing))
    return Opinion.objects.filter(scheme__in=seen, pk=key).select_related("scheme", "unit").first()


def assessed_units(scheme: Scheme, day: date) -> list[Node]:
    """The units that the scheme assesses, in official order."""
    groups = read_scheme(scheme.source).groups
    return [node for node in tree(day).in_order() if node.group in groups]


def spoken_for(standing: Standing, scheme: Scheme) -> list[Node]:
    """The assessed units for which this person may give an opinion today; [] while none is asked for."""
    due = scheme.opinions_due_on
    if scheme.state != SchemeState.CONSULTATION or due is None or standing.today > due:
        return []
    return [node for node in assessed_units(scheme, standing.today) if may_give_opinion(standing, node.id)]


def undecided(scheme: Scheme, today: date) -> list[Problem]:
    """Why a draft or a scheme in consultation cannot be approved now; [] where nothing stands in the way."""
    if scheme.state == SchemeState.DRAFT:
        return overtaken(scheme)
    if scheme.state == SchemeState.CONSULTATION:
        return [*overtaken(scheme), *consultation_problems(scheme, today)]
    return []
