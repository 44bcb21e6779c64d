"""Record what was found on the spot (现场核查)."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.look_back_models import Claim, Settlement, Visit
from luoshi.indicators.models import LONGEST_NOTE
from luoshi.indicators.numerals import kept_exactly
from luoshi.indicators.policies import acting_person, may_visit
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require, too_long
from luoshi.org.queries import tree
from luoshi.org.standing import Standing


@transaction.atomic
def visit_claim(standing: Standing, claim: Claim, amount: Decimal | None, evidence: str) -> Visit:
    """Append the ``amount`` verified and the ``evidence`` for it; a later visit counts in place of an earlier one.

    By somebody apart from the unit, those above it and the reporter. Refused without an amount or evidence, for
    an amount that cannot be kept digit for digit, and once the claim is settled.
    """
    observation = claim.observation
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
    if not evidence.strip():
        problems.append(
            Problem(
                _("Evidence"),
                _("The evidence is missing."),
                _("Name what was seen: books, contracts, invoices, photographs, who was spoken to."),
                "evidence",
            )
        )
    problems += too_long(_("Evidence"), evidence, LONGEST_NOTE, "evidence")
    if Settlement.objects.filter(claim=claim).exists():
        problems.append(Problem(str(observation.indicator), _("The claim is settled.")))
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
