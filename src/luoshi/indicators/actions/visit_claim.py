"""Record what was found on the spot (现场核查)."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.look_back_models import Claim, Settlement, Visit
from luoshi.indicators.models import RELATIVE, Observation
from luoshi.indicators.numerals import kept_exactly, plain
from luoshi.indicators.policies import acting_person, may_visit
from luoshi.ledger.naming import named
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.ledger.texts import too_long
from luoshi.org.queries import tree
from luoshi.org.standing import Standing

LONGEST_EVIDENCE = 2000


@transaction.atomic
def visit_claim(standing: Standing, claim: Claim, amount: Decimal | None, evidence: str) -> Visit:
    """Append the ``amount`` verified and the ``evidence`` for it; a later visit counts in place of an earlier one.

    By somebody apart from the unit, those above it and the reporter. Refused without an amount or evidence, for
    an amount that cannot be kept digit for digit, has more decimals than the indicator or is below zero where the
    claim is not, for evidence of too many words,
    and once the claim is settled.
    """
    # A claim is not settled on one visit while another is being recorded.
    observation = (
        Observation.objects.select_for_update(of=("self",))
        .select_related("unit", "indicator")
        .get(pk=claim.observation_id)
    )
    require(may_visit(standing, observation, tree(standing.today)))
    problems = []
    if amount is None or not kept_exactly(amount):
        problems.append(
            Problem(
                _("Amount verified"),
                _("The amount is missing or has too many digits."),
                _("Write what the evidence shows, in the indicator's unit."),
                "amount",
            )
        )
    elif max(0, -int(amount.normalize().as_tuple().exponent)) > observation.indicator.decimals:
        problems.append(
            Problem(
                _("Amount verified"),
                _("“%(text)s” has more than %(count)d decimals.")
                % {"text": plain(amount), "count": observation.indicator.decimals},
                _("Round it yourself; nothing is rounded silently."),
                "amount",
            )
        )
    elif amount < 0 and not _may_be_negative(observation):
        problems.append(
            Problem(
                _("Amount verified"),
                _("What was claimed is no amount below zero, so nothing below zero is found of it."),
                _("Write 0 where nothing was found."),
                "amount",
            )
        )
    if not evidence.strip():
        problems.append(
            Problem(
                _("Evidence"),
                _("The evidence is missing."),
                _("Name what was seen: books, contracts, invoices, photographs, who was spoken to."),
                "evidence",
            )
        )
    problems += too_long(_("Evidence"), evidence, LONGEST_EVIDENCE, "evidence")
    if Settlement.objects.filter(claim=claim).exists():
        problems.append(Problem(named(observation.indicator), _("The claim is settled.")))
    if problems or amount is None:
        raise Refused(problems)
    visit = Visit.objects.create(
        claim=claim, at=standing.at, by_id=acting_person(standing), amount=amount, evidence=evidence.strip()
    )
    record(
        standing.signature(),
        "indicators.visit_claim",
        chain=observation.unit.code,
        subject=f"{observation.indicator.name} {observation.period}",
        rows=[visit],
        reason=evidence.strip(),
        detail={"claimed": str(observation.value), "verified": str(amount)},
    )
    return visit


def _may_be_negative(observation: Observation) -> bool:
    """Whether the indicator is a rate, or a balance: one of which a figure below zero was reported at some time."""
    of_it = Observation.objects.filter(indicator=observation.indicator_id, value__lt=0)
    return observation.indicator.nature in RELATIVE or of_it.exists()
