"""The whole history of one figure (溯源): who reported, who verified, what it was before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import zip_longest

from luoshi.indicators.composition import Composition, composition
from luoshi.indicators.definition_models import Definition
from luoshi.indicators.definitions import definitions
from luoshi.indicators.derivation import Derivation, InputState, derivation
from luoshi.indicators.findings import FindingView, findings_on
from luoshi.indicators.longer import MonthOf, months_of, standing_for
from luoshi.indicators.look_backs import ClaimView, claims_on
from luoshi.indicators.models import Decision, Indicator, Observation, Origin, Verdict
from luoshi.indicators.months import Assembly, assembly
from luoshi.indicators.policies import sees_submitted
from luoshi.org.models import Unit
from luoshi.org.queries import dissolved, tree
from luoshi.org.standing import Standing
from luoshi.org.tree import Node, OrgTree
from luoshi.workdays.clock import end_of
from luoshi.workdays.periods import Period

SENTENCE_ENDS = "。；\n"


@dataclass(frozen=True)
class Version:
    """One value that was once stated, with its verdicts in order. ``counts`` marks the one in force on the day.

    ``before`` is the version that it took the place of, of those that the reader may see.
    """

    observation: Observation
    verdicts: tuple[Verdict, ...]
    counts: bool
    before: Observation | None = None

    @property
    def difference(self) -> Decimal | None:
        """Its value less that of the version before; None without one, or where one of them was withdrawn."""
        if self.before is None or self.before.value is None or self.observation.value is None:
            return None
        return self.observation.value - self.before.value

    @property
    def sentence(self) -> tuple[str, str, str]:
        """The document's words around the figure: before it, the figure itself, after it; empty without a place."""
        row = self.observation
        if row.document is None or row.span_start is None or row.span_end is None:
            return ("", "", "")
        text, first, last = row.document.text, row.span_start, row.span_end
        start = max(text.rfind(mark, 0, first) for mark in SENTENCE_ENDS) + 1
        ends = [place for place in (text.find(mark, last) for mark in SENTENCE_ENDS) if place >= 0]
        end = min(ends, default=len(text) - 1) + 1
        return (text[start:first].lstrip(), text[first:last], text[last:end].rstrip())

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
    that is a formula, ``composition`` where it is put together from those of other units, ``assembly`` from what
    the unit reported of parts of the month, ``longer`` the figure of a quarter, half-year or year that ends with the
    month and is its figure, ``months`` those of a longer period of which nothing was reported. ``findings`` and
    ``claims`` are the checks and look-backs that concern it.
    """

    unit: Node
    indicator: Indicator
    period: str
    as_of: date
    versions: tuple[Version, ...]
    definition: Definition | None = None
    derivation: Derivation | None = None
    composition: Composition | None = None
    assembly: Assembly | None = None
    longer: Observation | None = None
    months: tuple[MonthOf, ...] = ()
    findings: tuple[FindingView, ...] = ()
    claims: tuple[ClaimView, ...] = ()

    @property
    def in_force(self) -> Version | None:
        """The latest verified version, the one that is counted everywhere; None when there is none."""
        return next((v for v in self.versions if v.counts), None)

    @property
    def simulated(self) -> bool:
        return self.unit.simulated or any(
            row.simulated for row in (self.longer, *(v.observation for v in self.versions)) if row is not None
        )


def lineage(standing: Standing, unit: str, indicator: str, period: str, as_of: date) -> Lineage:
    """The history of one figure by codes, as it was known at the end of ``as_of``.

    Versions that nobody verified are left out for readers outside the unit, the offices and the statistics
    owners. LookupError for unknown codes, ValueError for what is no
    period.
    """
    org, then = tree(standing.today), tree(as_of)
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
    shown: list[tuple[Observation, tuple[Verdict, ...], bool]] = []
    decided = False
    for row in rows:
        if row.recorded_at > moment:
            continue
        verdicts = tuple(judged.get(row.pk, ()))
        sure = row.origin == Origin.COMPUTED or any(v.decision == Decision.VERIFIED for v in verdicts)
        if sure or everything:
            shown.append((row, verdicts, sure and not decided))
        decided = decided or sure
    earlier = [row for row, _verdicts, _counts in shown[1:]]
    versions = [
        Version(row, verdicts, counts, before)
        for (row, verdicts, counts), before in zip_longest(shown, earlier)
    ]
    # A month that was stated itself, and stands, is made of nothing.
    stated = any(counts and row.value is not None for row, _verdicts, counts in shown)
    longer = None if stated else standing_for(place.pk, measured.pk, period, moment)
    made = None if stated or longer else assembly(place.pk, measured, period, moment)
    together = None if rows or made or longer else composition(then, place.pk, measured.pk, period, moment)
    formed = derivation(then, place.pk, measured, period, moment)
    return Lineage(
        unit=then.nodes.get(place.pk, node),
        indicator=measured,
        period=period,
        as_of=as_of,
        versions=tuple(versions),
        definition=definitions(moment).in_force(measured.pk, Period.parse(period).start),
        # What is put together from units by a rule of its own owes the formula nothing.
        derivation=None if together and formed and not formed.inputs else _as_seen(standing, org, formed),
        composition=together,
        assembly=_told(made, everything),
        longer=longer,
        months=() if rows else months_of(then, place.pk, measured.pk, period, moment),
        findings=tuple(findings_on(standing, place.pk, measured.pk, period, as_of)),
        claims=tuple(claims_on(standing, [row.pk for row, _verdicts, _counts in shown], as_of)),
    )


def _told(made: Assembly | None, everything: bool) -> Assembly | None:
    """That a piece waits for its verdict is told to whoever may see it."""
    if made is None or everything:
        return made
    return replace(made, pieces=tuple(replace(piece, waits=False) for piece in made.pieces))


def _as_seen(standing: Standing, org: OrgTree, found: Derivation | None) -> Derivation | None:
    """That a figure waits for its verdict is told to whoever may see it; to others it is not reported."""
    if found is None:
        return None
    inputs = tuple(
        replace(given, state=InputState.MISSING)
        if given.state is InputState.UNVERIFIED and not sees_submitted(standing, given.unit.id, org)
        else given
        for given in found.inputs
    )
    return replace(found, inputs=inputs)
