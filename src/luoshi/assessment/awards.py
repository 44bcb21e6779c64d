"""Who gets which award (评先): strictly by rank within the quota of the peer group, after gates; then the deviations."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
from django.db.models import Q

from luoshi.assessment.award_models import AwardDeviation, AwardList, Gate
from luoshi.assessment.league import League, Line
from luoshi.assessment.models import Scheme
from luoshi.assessment.scheme_text import read_scheme
from luoshi.kernel.canonical import canonical_bytes
from luoshi.kernel.grades import UNGRADED, Border, by_quota
from luoshi.workdays.clock import end_of

FORMAT = 1


@dataclass(frozen=True)
class AwardLine:
    """One unit of a group. ``strict`` and ``final`` are places in the tiers, None for no award.

    ``tied`` says that it shares the rank at the border of a tier; ``gates`` are codes of the gates against it.
    """

    code: str
    name: str
    name_en: str
    simulated: bool
    rank: int | None
    score: str | None
    strict: int | None
    tied: bool
    gates: tuple[str, ...]
    final: int | None
    document: str = ""
    reason: str = ""

    @property
    def deviates(self) -> bool:
        return self.strict != self.final


@dataclass(frozen=True)
class AwardGroup:
    """A peer group in the order of its ranks; ``places`` is how many units each tier may take."""

    code: str
    name: str
    name_en: str
    places: tuple[int, ...]
    lines: tuple[AwardLine, ...]


Awards = tuple[AwardGroup, ...]


def gates_on(scheme_code: str, year: int, day: date) -> list[Gate]:
    """Gates that stood against units on ``day`` as known then, in any version of the scheme."""
    return list(
        Gate.objects.filter(
            Q(lifted_at__isnull=True) | Q(lifted_at__gt=end_of(day)),
            scheme__code=scheme_code,
            scheme__year=year,
            since__lte=day,
            until__gte=day,
            raised_at__lte=end_of(day),
        ).select_related("unit", "scheme", "raised_by")
    )


class NamedGate(NamedTuple):
    """What a gate is called; ``name_en`` is empty where the scheme does not say it."""

    name: str
    name_en: str


def named_gate(scheme: Scheme, rule: str) -> NamedGate:
    """``rule`` as it was raised, with the English name that the scheme gives such a gate or veto."""
    known = read_scheme(scheme.source).named_gate(rule)
    return NamedGate(known.name, known.name_en) if known else NamedGate(rule, "")


def quotas(tiers: Sequence[Mapping[str, Any]], units: int) -> tuple[int, ...]:
    """Places of each tier in a group of ``units`` with a rank: a count as it is, a share as whole places only.

    Together never more than there are units; the better tier is served first.
    """
    left, found = units, []
    for tier in tiers:
        asked = int(tier["count"]) if "count" in tier else int(Decimal(tier["share"]) * units)
        found.append(min(asked, left))
        left -= found[-1]
    return tuple(found)


def strict_awards(
    league: League, tiers: Sequence[Mapping[str, Any]], border: str, gates: Iterable[Gate]
) -> Awards:
    """The list as rank, quota and gates give it. A gate closes every tier; its place goes to the next unit."""
    closed: dict[str, list[str]] = {}
    for gate in gates:
        closed.setdefault(gate.unit.code, []).append(gate.code)
    return tuple(
        AwardGroup(
            table.group.code,
            table.group.name,
            table.group.name_en,
            *_group(table.lines, tiers, border, closed),
        )
        for table in league.tables
    )


def _group(
    lines: Sequence[Line],
    tiers: Sequence[Mapping[str, Any]],
    border: str,
    closed: Mapping[str, Sequence[str]],
) -> tuple[tuple[int, ...], tuple[AwardLine, ...]]:
    ranked = sum(line.rank is not None for line in lines)
    places = quotas(tiers, ranked)
    # A rank stands for the score, because the scheme's own rule on equal scores made it.
    worth = np.array([np.nan if line.rank is None else -float(line.rank) for line in lines])
    gated = np.array([line.unit.code in closed for line in lines], bool)
    grades = by_quota(
        worth,
        np.zeros(len(lines), np.int64),
        [place / ranked for place in places] if ranked else [0.0 for _tier in tiers],
        np.where(gated, len(tiers), 0),
        border=Border(border),
    )
    tied = _at_the_border(lines, gated.tolist(), places)
    found = []
    for line, grade in zip(lines, grades.tolist(), strict=True):
        tier = None if grade in (UNGRADED, len(tiers)) else grade
        unit, score = line.unit, None if line.score is None else f"{line.score:f}"
        found.append(
            AwardLine(
                unit.code,
                unit.name,
                unit.name_en,
                unit.simulated,
                line.rank,
                score,
                tier,
                line.rank is not None and line.rank in tied,
                tuple(closed.get(unit.code, ())),
                tier,
            )
        )
    return places, tuple(found)


def _at_the_border(lines: Sequence[Line], gated: Sequence[bool], places: Sequence[int]) -> set[int]:
    """Ranks that units share on both sides of the last place of a tier."""
    queue = sorted(
        line.rank for line, out in zip(lines, gated, strict=True) if line.rank is not None and not out
    )
    last = np.cumsum(places).tolist()
    return {queue[n - 1] for n in last if 0 < n < len(queue) and queue[n - 1] == queue[n]}


def with_deviations(strict: Awards, deviations: Iterable[AwardDeviation]) -> Awards:
    """The list as it is published: the last deviation on a unit counts."""
    said = {one.unit.code: one for one in deviations}
    return tuple(
        AwardGroup(
            group.code,
            group.name,
            group.name_en,
            group.places,
            tuple(_deviating(line, said.get(line.code)) for line in group.lines),
        )
        for group in strict
    )


def _deviating(line: AwardLine, said: AwardDeviation | None) -> AwardLine:
    if said is None:
        return line
    return AwardLine(**{**asdict(line), "final": said.tier, "document": said.document, "reason": said.reason})


def kept(awards: Awards) -> str:
    """Canonical JSON, as it is kept at the publication."""
    return canonical_bytes({"format": FORMAT, "groups": [asdict(group) for group in awards]}).decode()


def read(content: str) -> Awards:
    """Read back what :func:`kept` wrote."""
    return tuple(
        AwardGroup(
            group["code"],
            group["name"],
            group["name_en"],
            tuple(group["places"]),
            tuple(AwardLine(**{**line, "gates": tuple(line["gates"])}) for line in group["lines"]),
        )
        for group in json.loads(content)["groups"]
    )


def standing_awards(awards: AwardList, league: League, day: date) -> Awards:
    """The list as published; before that as rank, gates of ``day`` and deviations give it now."""
    if awards.content:
        return read(awards.content)
    scheme = awards.run.scheme
    gates = gates_on(scheme.code, scheme.year, day)
    strict = strict_awards(league, awards.plan.tiers, awards.plan.border, gates)
    return with_deviations(strict, awards.deviations.select_related("unit"))
