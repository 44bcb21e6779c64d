"""The whole history of one figure (溯源): who reported, who verified, what it was before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from luoshi.indicators.definition_models import Definition
from luoshi.indicators.definitions import definitions
from luoshi.indicators.derivation import Derivation, derivation
from luoshi.indicators.models import Decision, Indicator, Observation, Origin, Verdict
from luoshi.indicators.policies import sees_submitted
from luoshi.org.models import Unit
from luoshi.org.queries import dissolved, tree
from luoshi.org.standing import Standing
from luoshi.org.tree import Node
from luoshi.workdays.clock import end_of
from luoshi.workdays.periods import Period


@dataclass(frozen=True)
class Version:
    """One value that was once stated, with its verdicts in order. ``counts`` marks the one in force on the day."""

    observation: Observation
    verdicts: tuple[Verdict, ...]
    counts: bool

    @property
    def verified(self) -> bool:
        return self.computed or any(v.decision == Decision.VERIFIED for v in self.verdicts)

    @property
    def computed(self) -> bool:
        """Whether the product's own records say it: nobody's verdict is needed."""
        return self.observation.origin == Origin.COMPUTED


@dataclass(frozen=True)
class Lineage:
    """Every version known on ``as_of`` that the reader may see, newest first.

    ``definition`` is the one in force for the period, as known then; ``derivation`` how the figure is made where
    that is a formula.
    """

    unit: Node
    indicator: Indicator
    period: str
    as_of: date
    versions: tuple[Version, ...]
    later: int
    definition: Definition | None = None
    derivation: Derivation | None = None

    @property
    def in_force(self) -> Version | None:
        """The latest verified version, the one that is counted everywhere; None when there is none."""
        return next((v for v in self.versions if v.counts), None)

    @property
    def simulated(self) -> bool:
        return self.unit.simulated or any(v.observation.simulated for v in self.versions)


def lineage(standing: Standing, unit: str, indicator: str, period: str, as_of: date) -> Lineage:
    """The history of one figure by codes, as it was known at the end of ``as_of``.

    Versions that nobody verified are left out for readers outside the unit, the offices and the statistics
    owners. ``later`` counts the versions that came after ``as_of``. LookupError for unknown codes, ValueError for what is no
    period.
    """
    org = tree(standing.today)
    place = Unit.objects.filter(code=unit).first()
    measured = Indicator.objects.select_related("data_owner").filter(code=indicator).first()
    if place is None or measured is None:
        raise LookupError(f"{unit} {indicator} {period}")
    former = {node.id: node for node, _closed in dissolved({place.pk} - org.nodes.keys(), standing.today)}
    node = org.nodes.get(place.pk) or former.get(place.pk)
    if node is None:
        raise LookupError(f"{unit} {indicator} {period}")
    rows = list(
        Observation.objects.filter(unit=place, indicator=measured, period=period)
        .select_related("reported_by", "document", "clause", "sheet__round__form")
        .order_by("-pk")
    )
    moment = end_of(as_of)
    judged: dict[int, list[Verdict]] = {}
    for verdict in (
        Verdict.objects.filter(observation__in=rows, at__lte=moment).select_related("by").order_by("pk")
    ):
        judged.setdefault(verdict.observation_id, []).append(verdict)
    everything = sees_submitted(standing, place.pk, org)
    versions: list[Version] = []
    decided = False
    for row in rows:
        if row.recorded_at > moment:
            continue
        verdicts = tuple(judged.get(row.pk, ()))
        sure = row.origin == Origin.COMPUTED or any(v.decision == Decision.VERIFIED for v in verdicts)
        if sure or everything:
            versions.append(Version(row, verdicts, counts=sure and not decided))
        decided = decided or sure
    return Lineage(
        unit=node,
        indicator=measured,
        period=period,
        as_of=as_of,
        versions=tuple(versions),
        later=sum(row.recorded_at > moment for row in rows),
        definition=definitions(moment).in_force(measured.pk, Period.parse(period).start),
        derivation=derivation(org, place.pk, measured, period, moment),
    )
