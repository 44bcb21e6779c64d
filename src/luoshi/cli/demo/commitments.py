"""Targets that are no amount of the year: a ceiling, a target kept at zero, a half-year, dated steps (演示)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from luoshi.cli.demo.agenda import Agenda, as_person
from luoshi.cli.demo.book import Book
from luoshi.cli.demo.plan import HANDED_DOWN_ON
from luoshi.indicators.actions.define_indicator import NewIndicator, define_indicator
from luoshi.indicators.actions.import_history import PastFigure, import_history
from luoshi.indicators.models import Indicator, Nature
from luoshi.org.models import Post, Role, Unit
from luoshi.targets.actions.assign_owner import assign_owner
from luoshi.targets.actions.finish_milestone import finish_milestone
from luoshi.targets.actions.set_milestones import NewPlan, NewStep, set_milestones
from luoshi.targets.actions.set_target import NewTarget, set_target
from luoshi.targets.authority import Authority
from luoshi.targets.models import Milestone
from luoshi.workdays.periods import Period

OWNER, COUNTED_AFTER = "YS-TJ", timedelta(days=2)
YEAR = 2015


def enter(agenda: Agenda, book: Book) -> None:
    """They are set when the targets are handed down; counts and steps follow month by month."""
    told: dict[str, Any] = book.raw["commitments"]
    said = Authority(told["document"], Post.objects.filter(role=Role.LEADER).order_by("order").last())
    for counted in told["counted"]:
        _set_counted(counted, said)
        for month in range(1, len(counted["months"]) + 1):
            known = max(Period.month(YEAR, month).end + COUNTED_AFTER, HANDED_DOWN_ON)
            agenda.at(known, partial(_count, counted, month, known), 16)
    half = told["half_year"]
    _set(Indicator.objects.get(code=half["indicator"]), "YS", "level", f"{YEAR}-H1", half, said)
    _set_steps(told["steps"], said)
    for title, day, evidence in told["steps"]["done"]:
        agenda.at(day, partial(_finish, title, day, evidence), 15)


def _set_counted(counted: dict[str, Any], said: Authority) -> None:
    (indicator,) = define_indicator(
        as_person("supervisor", HANDED_DOWN_ON, 15),
        [
            NewIndicator(
                counted["code"],
                counted["name"],
                counted["unit"],
                Nature.FLOW,
                OWNER,
                name_en=counted["name_en"],
                unit_name_en=counted["unit_en"],
                decimals=0,
            )
        ],
    )
    _set(indicator, counted["by"], counted["kind"], str(YEAR), counted, said)


def _set(
    indicator: Indicator, unit: str, kind: str, period: str, asked: dict[str, Any], said: Authority
) -> None:
    """The target, and the post that answers for it."""
    standing = as_person("supervisor", HANDED_DOWN_ON, 16)
    place = Unit.objects.get(code=unit)
    stretch = Decimal(asked["stretch"]) if "stretch" in asked else None
    new = NewTarget(indicator, place, kind, period, Decimal(asked["value"]), stretch)
    target = set_target(standing, new, said)
    post = place.posts.filter(role__in=(Role.PRINCIPAL, Role.LEADER)).order_by("order").last()
    if post is not None:
        assign_owner(standing, target, post)


def _count(counted: dict[str, Any], month: int, day: date) -> None:
    """The count of a month, from the duty log of the bureau."""
    value = Decimal(counted["months"][month - 1])
    figure = PastFigure(counted["by"], f"{YEAR}-{month:02d}", value)
    indicator = Indicator.objects.get(code=counted["code"])
    import_history(as_person("statistician", day, 16), indicator, [figure], "安监局值守台账（演示）")


def _set_steps(told: dict[str, Any], said: Authority) -> None:
    unit = Unit.objects.get(code=told["unit"])
    steps = tuple(NewStep(title, day, title_en) for day, title, title_en in told["due"])
    owner = unit.posts.filter(role=Role.PRINCIPAL).first()
    plan = NewPlan(told["title"], unit, YEAR, steps, owner, title_en=told["title_en"])
    set_milestones(as_person("supervisor", HANDED_DOWN_ON, 16), plan, said)


def _finish(title: str, day: date, evidence: str) -> None:
    finish_milestone(
        as_person("environment_head", day, 15), Milestone.objects.get(title=title), day, evidence
    )
