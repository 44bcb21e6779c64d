"""Send a sheet back to its unit with the reason (退回)."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.judging import desk_of_judge
from luoshi.indicators.models import Decision, Round, Sheet, SheetState, Verdict
from luoshi.indicators.places import round_named
from luoshi.indicators.policies import acting_person
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused
from luoshi.org.models import Unit
from luoshi.org.standing import Standing


@transaction.atomic
def return_sheet(
    standing: Standing,
    round_: Round,
    unit: Unit,
    reason: str,
    indicators: Collection[str] | None = None,
) -> Sheet:
    """Give a returned verdict with ``reason`` to the values that wait for this statistics owner.

    ``indicators`` (codes) limits it to some of them. The unit edits and submits again; values that were
    verified stay verified. Refused without a reason, and when values wait but none for this person.
    """
    sheet, waiting, others = desk_of_judge(standing, round_, unit, indicators)
    if not reason.strip():
        raise Refused(
            Problem(_("Reason"), _("A return needs a reason."), _("Say what is wrong."), code="reason")
        )
    if not waiting and others:
        raise Refused(
            Problem(
                round_named(round_),
                _("No value here waits for you."),
                _("The remaining ones wait for other units."),
            )
        )
    made = [
        Verdict.objects.create(
            observation=o,
            decision=Decision.RETURNED,
            reason=reason.strip(),
            at=standing.at,
            by_id=acting_person(standing),
        )
        for o in waiting
    ]
    sheet.state = SheetState.RETURNED
    sheet.returned_reason = reason.strip()
    sheet.edition += 1
    sheet.save()
    record(
        standing.signature(),
        "indicators.return_sheet",
        chain=unit.code,
        subject=str(round_),
        rows=[sheet, *made],
        reason=reason.strip(),
    )
    return sheet
