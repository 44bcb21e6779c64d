"""Look-backs as they stand (回头看): what was drawn, what was found, and how far units' claims deviate."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain

import numpy as np
from django.db.models import QuerySet
from django.utils import timezone

from luoshi.indicators.check_models import Finding
from luoshi.indicators.desk import latest
from luoshi.indicators.facts import district_year
from luoshi.indicators.filings import sees_all_filings
from luoshi.indicators.findings import FindingState, histories
from luoshi.indicators.look_back_models import Claim, LookBack, Settlement, Visit
from luoshi.indicators.models import Observation, Origin
from luoshi.indicators.parts import GRAINS, inside
from luoshi.indicators.policies import may_judge, may_report, may_visit
from luoshi.kernel.codes import Codes
from luoshi.kernel.deviation import deviation
from luoshi.kernel.sampling import Sample, draw
from luoshi.org.queries import dissolved, tree
from luoshi.org.standing import Standing
from luoshi.org.tree import Node, OrgTree
from luoshi.workdays.clock import end_of
from luoshi.workdays.periods import Period

# A figure without anything against it has risk 1.
OPEN_FINDING, REFERRED_FINDING, PAST_DEVIATION = 2.0, 5.0, 10.0


# The seed of a draw for which no number was drawn in public.
OF_THE_LEDGER = re.compile(r"[0-9a-f]{64}")


def key_of(observation: Observation) -> str:
    """How a credited value is called in a draw: unit and indicator, and which day, week or third of the month."""
    return _key(observation.unit.code, observation.indicator.code, observation.period)


def _key(unit: str, indicator: str, period: str) -> str:
    part = f" {period}" if Period.parse(period).cadence in GRAINS else ""
    return f"{unit} {indicator}{part}"


def credited(period: Period, known_at: datetime) -> list[Observation]:
    """Verified values that units reported for the month and that no look-back has drawn yet, in official order.

    Of a month that is made of days, weeks or thirds, each of these.
    """
    facts = district_year(period.year, known_at)
    told = ~np.isnan(facts.values[:, :, period.last_month - 1])
    keys = facts.observation_id[:, :, period.last_month - 1]
    made = {
        (facts.unit_ids[unit], facts.indicator_ids[indicator])
        for unit, indicator in np.argwhere(told & (keys == 0) & facts.stated).tolist()
    }
    known = [*keys[told].tolist(), *_parts(made, period, known_at)]
    rows = Observation.objects.filter(pk__in=known, origin=Origin.REPORT, claim__isnull=True)
    return list(
        rows.select_related("unit", "indicator").order_by(
            "unit__order", "unit__code", "indicator__order", "period"
        )
    )


def _parts(made: Collection[tuple[int, int]], month: Period, known_at: datetime) -> list[int]:
    """The days, weeks and thirds that count for ``made``, units and indicators (keys), in ``month``."""
    if not made:
        return []
    codes = [part.code for cadence in GRAINS for part in inside(month, cadence)]
    found = latest({unit for unit, _i in made}, codes, verified_only=True, known_at=known_at)
    return [o.pk for (unit, indicator, _p), o in found.items() if (unit, indicator) in made]


def risks(values: Iterable[Observation], period: Period) -> dict[str, float]:
    """Risk of each value: 1, more for findings on it that were not accepted or closed, and for past deviations of its unit."""
    weight: dict[tuple[int, int], float] = defaultdict(float)
    findings = list(Finding.objects.filter(period=period.code))
    told = histories(f.pk for f in findings)
    for finding in findings:
        state = told[finding.pk].state
        if state is FindingState.REFERRED:
            weight[finding.unit_id, finding.indicator_id] += REFERRED_FINDING
        elif state not in (FindingState.CLOSED, FindingState.ACCEPTED):
            weight[finding.unit_id, finding.indicator_id] += OPEN_FINDING
    past = {unit: max(share, 0.0) for unit, (_visited, _cut, share, _largest) in _deviations().items()}
    return {
        key_of(o): 1.0 + weight[o.unit_id, o.indicator_id] + PAST_DEVIATION * past.get(o.unit_id, 0.0)
        for o in values
    }


def redrawn(look_back: LookBack) -> Sample:
    """The sample drawn again from what is on record."""
    risk = {key: float(weight) for key, weight in look_back.population.items()}
    return draw(look_back.seed, list(risk), risk, look_back.random_size, look_back.risk_size)


@dataclass(frozen=True)
class ClaimView:
    """A drawn claim as one person sees it. ``visit`` is the latest, ``earlier`` are those before it, oldest first."""

    claim: Claim
    unit: Node
    visit: Visit | None
    earlier: tuple[Visit, ...]
    settlement: Settlement | None
    may_visit: bool
    may_settle: bool

    @property
    def observation(self) -> Observation:
        return self.claim.observation

    @property
    def haircut(self) -> Observation | None:
        """The value that superseded the claim; None where it was confirmed or is not settled."""
        return self.settlement.haircut if self.settlement else None

    @property
    def share(self) -> Decimal | None:
        """The part of the claim in per cent by which it was overstated; None before the visit."""
        cut = None if self.visit is None else overstated(self.observation, self.visit.amount)
        return None if cut is None else cut * 100

    @property
    def part(self) -> str:
        """The day, week, third or longer period that was drawn; '' for the month itself."""
        period = self.observation.period
        return "" if period == self.claim.look_back.period else period

    @property
    def corrected(self) -> bool:
        """Whether it was settled after the unit itself had taken off what could not be found."""
        settled = self.settlement
        return (
            settled is not None
            and settled.haircut is None
            and flatters(self.observation, settled.visit.amount)
        )


def flatters(observation: Observation, amount: Decimal) -> bool:
    """Whether the value makes the unit look better than the ``amount`` verified: more of it, less where less is better."""
    return (
        observation.value is not None and observation.indicator.direction * (observation.value - amount) > 0
    )


def overstated(observation: Observation, amount: Decimal) -> Decimal | None:
    """The share of the claim that flattered the unit: (claimed - verified) / claimed, turned round where less is better.

    Of a claim of zero there is no share: one that does not hold counts whole, as 1. None where nothing was claimed.
    """
    claimed = observation.value
    if claimed is None:
        return None
    if claimed == 0:
        return Decimal(flatters(observation, amount))
    return observation.indicator.direction * (claimed - amount) / abs(claimed)


@dataclass(frozen=True)
class LookBackView:
    """One draw with the claims that this person may see, in the order drawn; ``agrees``: drawn again, it is the same."""

    look_back: LookBack
    claims: tuple[ClaimView, ...]
    agrees: bool

    @property
    def by_ledger(self) -> bool:
        """Whether the ledger gave the seed; else it was stated as drawn in public."""
        return OF_THE_LEDGER.fullmatch(self.look_back.seed) is not None


@dataclass(frozen=True)
class UnitDeviation:
    """A unit's visited claims, each weighing the same: how many, how many were cut, the mean and the largest cut share."""

    unit: Node
    visited: int
    reduced: int
    share: float
    largest: float


def look_back_views(standing: Standing, as_of: date | None = None) -> list[LookBackView]:
    """Every draw, the latest first, with the claims of units that this person may see.

    With a past ``as_of`` as it stood then; nothing can be done about the claims there.
    """
    past = _past(standing, as_of)
    drawn_by_then = LookBack.objects.all() if past is None else LookBack.objects.filter(at__lte=past)
    rows = list(drawn_by_then.select_related("by").order_by("-pk"))
    claims: dict[int, list[ClaimView]] = defaultdict(list)
    for view in _claims(standing, Claim.objects.filter(look_back__in=rows), past):
        claims[view.claim.look_back_id].append(view)
    drawn, everything = _drawn(), sees_all_filings(standing)
    return [
        LookBackView(row, tuple(claims[row.pk]), agrees=[*chain(*redrawn(row))] == drawn[row.pk])
        for row in rows
        if claims[row.pk] or everything
    ]


def claim_view(standing: Standing, key: int, as_of: date | None = None) -> ClaimView | None:
    """One drawn claim, on a past ``as_of`` as it stood then; None when there is none or this person may not see it."""
    return next(iter(_claims(standing, Claim.objects.filter(pk=key), _past(standing, as_of))), None)


def claims_on(standing: Standing, observations: Iterable[int], as_of: date) -> list[ClaimView]:
    """Look-backs on ``observations`` (keys) that this person may see, as they stood on ``as_of``."""
    rows = Claim.objects.filter(observation__in=list(observations))
    return _claims(standing, rows, _past(standing, as_of))


def unit_deviations(standing: Standing, as_of: date | None = None) -> list[UnitDeviation]:
    """Deviation statistics of every unit with a claim settled, by a past ``as_of`` if given, in official order.

    Of the own units for unit staff.
    """
    org = tree(as_of or standing.today)
    everything = sees_all_filings(standing)
    found = _deviations(_past(standing, as_of))
    nodes = _nodes(found, org)
    return [
        UnitDeviation(node, *found[node.id])
        for node in sorted(nodes.values(), key=lambda n: (n.order, n.code))
        if everything or may_report(standing, node.id, org)
    ]


def _nodes(units: Iterable[int], org: OrgTree) -> dict[int, Node]:
    """``units`` (keys) as they are called in ``org``; those that are gone as on their last day."""
    wanted = set(units)
    gone = {node.id: node for node, _until in dissolved(wanted - org.nodes.keys(), org.day)}
    return {unit: node for unit in wanted if (node := org.nodes.get(unit) or gone.get(unit))}


def _past(standing: Standing, as_of: date | None) -> datetime | None:
    """The end of a day before today; None for today."""
    return end_of(as_of) if as_of is not None and as_of < standing.today else None


def _claims(standing: Standing, rows: QuerySet[Claim], known_at: datetime | None) -> list[ClaimView]:
    org = tree(standing.today)
    then = org
    if known_at is not None:
        rows = rows.filter(look_back__at__lte=known_at)
        then = tree(timezone.localtime(known_at).date())
    everything = sees_all_filings(standing)
    claims = [
        c
        for c in rows.select_related(
            "look_back",
            "observation__unit",
            "observation__indicator__data_owner",
            "settlement__by",
            "settlement__visit",
            "settlement__haircut",
        ).order_by("look_back", "order")
        if everything or may_report(standing, c.observation.unit_id, org)
    ]
    nodes = _nodes({claim.observation.unit_id for claim in claims}, then)
    visits: dict[int, list[Visit]] = defaultdict(list)
    for visit in Visit.objects.filter(claim__in=claims).select_related("by").order_by("pk"):
        if known_at is None or visit.at <= known_at:
            visits[visit.claim_id].append(visit)
    found = []
    for claim in claims:
        seen, settlement = visits[claim.pk], getattr(claim, "settlement", None)
        if settlement is not None and known_at is not None and settlement.at > known_at:
            settlement = None
        found.append(
            ClaimView(
                claim=claim,
                unit=nodes[claim.observation.unit_id],
                visit=seen[-1] if seen else None,
                earlier=tuple(seen[:-1]),
                settlement=settlement,
                may_visit=known_at is None
                and settlement is None
                and may_visit(standing, claim.observation, org),
                may_settle=known_at is None
                and settlement is None
                and bool(seen)
                and all(visit.by_id != standing.person_id for visit in seen)
                and may_judge(standing, claim.observation, org),
            )
        )
    return found


def _drawn() -> dict[int, list[str]]:
    """By draw, the keys on record in the order drawn; one query."""
    keys: dict[int, list[str]] = defaultdict(list)
    for look_back, *key in Claim.objects.order_by("look_back", "order").values_list(
        "look_back_id",
        "observation__unit__code",
        "observation__indicator__code",
        "observation__period",
    ):
        keys[look_back].append(_key(*key))
    return keys


def _deviations(known_at: datetime | None = None) -> dict[int, tuple[int, int, float, float]]:
    """By unit key: claims visited, claims cut, mean and largest share, over claims settled, by ``known_at`` if given."""
    settled = Settlement.objects.all() if known_at is None else Settlement.objects.filter(at__lte=known_at)
    rows = list(settled.select_related("visit", "claim__observation__indicator", "claim__observation__unit"))
    shares = [overstated(row.claim.observation, row.visit.amount) for row in rows]
    units = [row.claim.observation.unit_id for row in rows]
    codes = Codes.over(units, "units visited")
    kept = np.array([np.nan if share is None else 1.0 - float(share) for share in shares])
    told = deviation(np.ones(len(rows)), kept, codes.of(units), len(codes))
    return {
        int(str(unit)): (
            int(told.visited[n]),
            int(told.reduced[n]),
            float(told.share[n]),
            float(told.largest[n]),
        )
        for n, unit in enumerate(codes.keys)
    }
