"""Where the figures of a target come from: who set it, what it was before, each figure with its formula (目标溯源)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from luoshi.ledger.wording import act
from luoshi.matters.queries import matter_of
from luoshi.org.policies import visible_chains
from luoshi.org.queries import tree
from luoshi.targets import queries
from luoshi.targets.lineage import (
    Member,
    Publication,
    Setting,
    Written,
    members,
    plan_versions,
    publications,
    settings,
    steps_written,
)
from luoshi.targets.milestones import milestone_plan
from luoshi.targets.policies import may_see_targets
from luoshi.targets.quotas import agreement_of
from luoshi.targets.vocabulary import TargetKind
from luoshi.web.access import page
from luoshi.web.formats import number
from luoshi.web.gone import on_its_last_day
from luoshi.web.judged_formulas import worked_judgement
from luoshi.web.judgement_words import judged_row, plan_row
from luoshi.web.named import named
from luoshi.web.pace_words import target_words
from luoshi.web.periods_asked import period_asked
from luoshi.web.request import Request
from luoshi.web.target_formulas import worked
from luoshi.web.target_rows import row_of, rows_of
from luoshi.workdays.periods import Period

if TYPE_CHECKING:
    from luoshi.targets.models import Target
    from luoshi.targets.queries import Board


@dataclass(frozen=True)
class Version:
    """A version of the target as the page tells it; ``entry`` only for whoever may read it in the ledger."""

    setting: Setting
    words: str
    act: str
    difference: str
    entry: int | None


@dataclass(frozen=True)
class Part:
    """A unit behind the figure with the addresses of its two figures."""

    name: str
    member: Member
    address: str
    address_before: str


@page(may_see_targets)
def history(request: Request, key: int) -> HttpResponse:
    """Every figure of one target, opened."""
    asked = queries.target_by_key(request.standing, key)
    if asked is None:
        raise Http404
    if not queries.on_board(asked):
        return _judged(request, asked)
    period = period_asked(request, Period.parse(asked.period).year)
    found = queries.board(request.standing, period, request.as_of)
    position = found.in_place_of(asked)
    if position is None:
        return on_its_last_day(request, asked.unit_id)
    if position.target.pk != key:
        kept = {"as_of": request.day_kept, "period": request.GET.get("period", "")}
        asked_for = urlencode({name: text for name, text in kept.items() if text})
        sign = "?" if asked_for else ""
        return redirect(f"{reverse('targets_lineage', args=[position.target.pk])}{sign}{asked_for}")
    row, target = row_of(found, position), position.target
    behind = members(found, position)
    above = found.above(position)
    context = {
        "board": found,
        "row": row,
        "target": target,
        "above": row_of(found, above) if above else None,
        "sentence_text": queries.source_sentence(target),
        "base_text": queries.base_phrase(target),
        "figures": worked(row, behind),
        "parts": []
        if position.files_itself
        else _parts(found, position.month or 0, behind, target.indicator.code),
        "handed_down": rows_of(found, found.parts_of(position)),
        "missing": sum(member.value is None for member in behind),
        "versions": _versions(request, settings(request.standing, target, request.as_of)),
        "thresholds": queries.yardsticks(),
        "agreement": agreement_of(target, request.as_of),
        "by_growth": target.kind == TargetKind.GROWTH,
    }
    return render(request, "targets/lineage.html", context)


def _judged(request: Request, target: Target) -> HttpResponse:
    """Every figure of a limit, a rank, what is kept at zero, or an amount of another span."""
    found = queries.judgement_of(target, request.as_of)
    if found is None:
        raise Http404
    unit, indicator = target.unit.code, target.indicator.code
    context = {
        "row": judged_row(found, tree(request.as_of)),
        "judgement": found,
        "target": target,
        "digits": target.indicator.decimals,
        "sentence_text": queries.source_sentence(target),
        "base_text": queries.base_phrase(target),
        "figures": worked_judgement(found),
        "months": [
            (told, reverse("reports_lineage", args=[unit, indicator, told.month.code]))
            for told in queries.months_behind(found, request.as_of)
        ],
        "ranks": _readable(request, publications(target, request.as_of)),
        "versions": _versions(request, settings(request.standing, target, request.as_of)),
    }
    return render(request, "targets/lineage_judged.html", context)


def _readable(request: Request, told: list[Publication]) -> list[tuple[Publication, int | None]]:
    """Each with the entry of the ledger where this person may read it."""
    chains = visible_chains(request.standing)
    return [
        (one, one.written.entry if chains is None or one.written.chain in chains else None) for one in told
    ]


@page(may_see_targets)
def plan_history(request: Request, key: int) -> HttpResponse:
    """Where the steps of a plan come from: who set them, who said that one is done, what they were before."""
    view = milestone_plan(request.standing, key, request.as_of)
    if view is None:
        raise Http404
    versions = plan_versions(view.plan, request.as_of)
    done = steps_written(versions)
    row = plan_row(view, tree(request.as_of))
    chains = visible_chains(request.standing)

    def entry(one: Written) -> int | None:
        return one.entry if chains is None or one.chain in chains else None

    steps = [(*step, done.get(step[0].title)) for step in row.steps]
    context = {
        "row": row,
        "plan": view.plan,
        "matter": matter_of(request.standing, view.plan.matter_id) if view.plan.matter_id else None,
        "steps": [(s, light, word, said, entry(said) if said else None) for s, light, word, said in steps],
        "versions": [(one, act(one.written.verb), entry(one.written)) for one in versions],
    }
    return render(request, "targets/milestones_lineage.html", context)


def _parts(found: Board, month: int, behind: list[Member], indicator: str) -> list[Part]:
    asked = Period.month(found.year, month) if month else None

    def address(member: Member, period: Period) -> str:
        return reverse("reports_lineage", args=[member.unit.code, indicator, period.code])

    return [
        Part(named(m.unit), m, address(m, asked), address(m, asked.year_before())) for m in behind if asked
    ]


def _versions(request: Request, told: list[Setting]) -> list[Version]:
    chains = visible_chains(request.standing)
    return [
        Version(
            setting=one,
            words=target_words(one.target),
            act=act(one.verb) if one.verb else "",
            difference=""
            if not one.difference
            else number(one.difference, one.target.indicator.decimals, signed=True) or "",
            entry=one.entry if chains is None or one.chain in chains else None,
        )
        for one in told
    ]


routes = [
    path("targets/<int:key>/lineage/", history, name="targets_lineage"),
    path("targets/milestones/<int:key>/lineage/", plan_history, name="targets_milestones_lineage"),
]
