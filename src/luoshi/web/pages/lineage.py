"""Where the figures of a target come from: who set it, what it was before, each figure with its formula (目标溯源)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from luoshi.ledger.wording import act
from luoshi.org.policies import visible_chains
from luoshi.targets import queries
from luoshi.targets.lineage import Member, Setting, members, settings
from luoshi.targets.policies import may_see_targets
from luoshi.targets.vocabulary import TargetKind
from luoshi.web.access import page
from luoshi.web.formats import number
from luoshi.web.named import named
from luoshi.web.pace_words import target_words
from luoshi.web.request import Request
from luoshi.web.target_formulas import worked
from luoshi.web.target_rows import row_of, rows_of
from luoshi.workdays.periods import Period

if TYPE_CHECKING:
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
    found = queries.board(request.standing, Period(Period.parse(asked.period).year, 1, 12), request.as_of)
    position = found.in_place_of(asked)
    if position is None:
        raise Http404
    if position.target.pk != key:
        day = f"?as_of={request.day_kept}" if request.day_kept else ""
        return redirect(reverse("targets_lineage", args=[position.target.pk]) + day)
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
        "by_growth": target.kind == TargetKind.GROWTH,
    }
    return render(request, "targets/lineage.html", context)


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


routes = [path("targets/<int:key>/lineage/", history, name="targets_lineage")]
