"""The quality of the figures behind a target (质量账): verified or not, revised how often, doubted, cut by a look-back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

import numpy as np
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from luoshi.indicators.check_models import Finding
from luoshi.indicators.facts import district_year
from luoshi.indicators.findings import FindingState, History, histories
from luoshi.indicators.models import Decision, Observation, Origin, Verdict
from luoshi.indicators.policies import sees_submitted
from luoshi.org.queries import tree
from luoshi.org.standing import Standing
from luoshi.workdays.clock import end_of

Key = TypeVar("Key", bound=Hashable)
OPEN = (FindingState.REPORTER, FindingState.OWNER, FindingState.REFERRED)


@dataclass(frozen=True)
class Quality:
    """Figures of one indicator and some units in a year, up to a month, as known on a day.

    ``due`` figures were asked for, ``reported`` of them are there, the latest version of ``verified`` of these is
    verified. ``revisions`` counts verified figures that replaced another, ``revised`` adds up by how much, without
    sign. ``cuts`` look-backs took ``cut`` away in all, or added it where less is better. ``open_findings`` is None where the reader may not see those
    of every unit.
    """

    due: int
    reported: int
    verified: int
    revisions: int
    revised: Decimal
    cuts: int
    cut: Decimal
    open_findings: int | None

    @property
    def verified_share(self) -> float | None:
        """Of what was reported; None where nothing was."""
        return self.verified / self.reported if self.reported else None


@dataclass
class _Revisions:
    count: int = 0
    size: Decimal = Decimal(0)
    cuts: int = 0
    cut: Decimal = Decimal(0)


def qualities(
    standing: Standing, asked: Mapping[Key, tuple[Sequence[int], int]], year: int, month: int, as_of: date
) -> dict[Key, Quality]:
    """The quality of (units, indicator) keys by the name they are asked under, up to ``month``; four queries."""
    known_at = end_of(as_of)
    now = district_year(year, known_at)
    latest = district_year(year, known_at, verified_only=False, like=now)
    # A month made of its parts has no observation of its own: it is verified once all that it needs is.
    made = (latest.observation_id == 0) & ~np.isnan(latest.values)
    settled = (now.observation_id == latest.observation_id) & ~(made & np.isnan(now.values))
    row_of = {unit: row for row, unit in enumerate(now.unit_ids)}
    cells = {(unit, indicator) for units, indicator in asked.values() for unit in units}
    revisions = _revisions(cells, year, known_at)
    doubts = _doubts(cells, year, known_at)
    org = tree(as_of)
    found = {}
    for key, (units, indicator) in asked.items():
        rows = np.array([row_of[u] for u in units if u in row_of], np.int64)
        place = rows, now.indicator_ids.index(indicator), slice(None, month)
        reported = latest.reported[place]
        mine = [revisions[u, indicator] for u in units]
        seen = all(sees_submitted(standing, u, org) for u in units)
        found[key] = Quality(
            due=int(now.expected[place].sum()),
            reported=int(reported.sum()),
            verified=int((reported & settled[place]).sum()),
            revisions=sum(r.count for r in mine),
            revised=sum((r.size for r in mine), Decimal(0)),
            cuts=sum(r.cuts for r in mine),
            cut=sum((r.cut for r in mine), Decimal(0)),
            open_findings=sum(doubts[u, indicator] for u in units) if seen else None,
        )
    return found


def _among(cells: set[tuple[int, int]]) -> Q:
    return Q(unit__in={unit for unit, _i in cells}, indicator__in={indicator for _u, indicator in cells})


def _revisions(
    cells: set[tuple[int, int]], year: int, known_at: datetime
) -> defaultdict[tuple[int, int], _Revisions]:
    verdict = Verdict.objects.filter(observation=OuterRef("pk"), decision=Decision.VERIFIED, at__lte=known_at)
    rows = Observation.objects.filter(
        _among(cells),
        Exists(verdict),
        period__startswith=str(year),
        supersedes__isnull=False,
        recorded_at__lte=known_at,
    )
    before = Observation.objects.filter(
        unit=OuterRef("unit"),
        indicator=OuterRef("indicator"),
        period=OuterRef("period"),
        pk__lt=OuterRef("pk"),
        verdicts__decision=Decision.VERIFIED,
        verdicts__at__lte=known_at,
    ).order_by("-pk")
    # A version that was returned never counted: what is replaced is what counted, if anything did.
    counted = Coalesce(Subquery(before.values("value")[:1]), "supersedes__value")
    replaced = rows.annotate(before=counted).values_list("unit", "indicator", "origin", "value", "before")
    found: defaultdict[tuple[int, int], _Revisions] = defaultdict(_Revisions)
    for unit, indicator, origin, value, before in replaced:
        if value is None or before is None:
            continue
        told = found[unit, indicator]
        if origin == Origin.LOOK_BACK:
            told.cuts, told.cut = told.cuts + 1, told.cut + abs(before - value)
        else:
            told.count, told.size = told.count + 1, told.size + abs(value - before)
    return found


def _doubts(cells: set[tuple[int, int]], year: int, known_at: datetime) -> defaultdict[tuple[int, int], int]:
    rows = Finding.objects.filter(
        _among(cells), period__startswith=str(year), first_run__at__lte=known_at
    ).values_list("pk", "unit", "indicator")
    places = {pk: (unit, indicator) for pk, unit, indicator in rows}
    found: defaultdict[tuple[int, int], int] = defaultdict(int)
    for pk, history in histories(places).items():
        then = History(tuple(e for e in history.events if e.at <= known_at))
        found[places[pk]] += then.state in OPEN
    return found
