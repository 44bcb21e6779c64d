"""Settle a visited claim (核定): confirm it, or supersede it by the amount verified."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.look_back_models import Claim, Settlement, Visit
from luoshi.indicators.look_backs import flatters
from luoshi.indicators.models import LONGEST_NOTE, Cell, Decision, Observation, Origin, Verdict
from luoshi.indicators.policies import acting_person, may_judge
from luoshi.indicators.recipients import tell_of_cut
from luoshi.ledger.models import Recorded
from luoshi.ledger.naming import named
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.queries import tree
from luoshi.org.standing import Standing


@transaction.atomic
def settle_claim(standing: Standing, claim: Claim) -> Settlement:
    """End the claim on its latest visit, by a statistics owner of the figure who neither reported it nor visited.

    A figure that flatters the unit is superseded by a new observation of the amount verified, verified at
    once, with the visitor as its source; from then on every page and every calculation that is not frozen uses
    it. Anything else is confirmed: a look-back adds nothing. Of a figure that the unit has revised since, the one that
    counts is held against the visit; the claim stays in the statistics as it was drawn. The unit and the data owner
    are told of a cut. Refused before a visit, by
    a visitor, twice, and while a revision waits for its verdict.
    """
    observation = (
        Observation.objects.select_for_update(of=("self",))
        .select_related("unit", "indicator", "sheet")
        .get(pk=claim.observation_id)
    )
    require(may_judge(standing, observation, tree(standing.today)))
    visits = list(Visit.objects.filter(claim=claim).select_related("by").order_by("pk"))
    visit = visits[-1] if visits else None
    if visit is None or Settlement.objects.filter(claim=claim).exists():
        raise Refused(
            Problem(
                named(observation.indicator),
                _("The claim has not been visited, or is settled already."),
                _("Record a visit first."),
            )
        )
    if any(one.by_id == standing.person_id for one in visits):
        raise Refused(
            Problem(
                named(observation.indicator),
                _("You visited it yourself."),
                _("Another person must settle it."),
            )
        )
    versions = Observation.objects.filter(
        unit=observation.unit_id, indicator=observation.indicator_id, period=observation.period
    ).order_by("-pk")
    latest = versions.select_related("unit", "indicator", "sheet")[0]
    if not latest.verdicts.exists():
        raise Refused(
            Problem(
                named(observation.indicator),
                _("The unit has revised the figure since."),
                _("Decide on the revision first."),
            )
        )
    haircut: Observation | None = None
    rows: list[Recorded] = []
    counts = versions.filter(verdicts__decision=Decision.VERIFIED).select_related("indicator")[0]
    if flatters(counts, visit.amount):
        haircut, rows = _superseded(standing, counts, latest, visit)
    settlement = Settlement.objects.create(
        claim=claim, visit=visit, at=standing.at, by_id=acting_person(standing), haircut=haircut
    )
    record(
        standing.signature(),
        "indicators.settle_claim",
        chain=observation.unit.code,
        subject=f"{observation.indicator.name} {observation.period}",
        rows=[settlement, *rows],
        reason=visit.evidence,
        detail={"claimed": str(observation.value), "verified": str(visit.amount)},
    )
    if haircut is not None:
        tell_of_cut(standing, claim, counts, haircut)
    return settlement


def _superseded(
    standing: Standing, claimed: Observation, latest: Observation, visit: Visit
) -> tuple[Observation, list[Recorded]]:
    """The value that supersedes ``claimed``, behind the ``latest`` version, and every row written for it."""
    made = Observation.objects.create(
        unit=claimed.unit,
        indicator=claimed.indicator,
        period=claimed.period,
        value=visit.amount,
        recorded_at=standing.at,
        origin=Origin.LOOK_BACK,
        simulated=claimed.simulated,
        sheet=claimed.sheet,
        reported_by=visit.by,
        supersedes=latest,
        # A longer one stands whole in the verdict and on the page of the claim.
        note=visit.evidence if len(visit.evidence) <= LONGEST_NOTE else "",
    )
    verdict = Verdict.objects.create(
        observation=made,
        decision=Decision.VERIFIED,
        reason=visit.evidence,
        at=standing.at,
        by_id=acting_person(standing),
    )
    rows: list[Recorded] = [made, verdict]
    # Left as it was, the unit's next submission would state the claim once more.
    for cell in Cell.objects.filter(
        sheet=claimed.sheet, indicator=claimed.indicator, value=claimed.value
    ).select_for_update():
        cell.value = visit.amount
        cell.save()
        rows.append(cell)
    return made, rows
