"""Take a submitted or verified sheet back for a correction (撤回修改)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.desk import sheet_for_update
from luoshi.indicators.models import Round, Sheet, SheetState
from luoshi.indicators.places import round_named
from luoshi.indicators.policies import may_report
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.models import Unit
from luoshi.org.queries import tree
from luoshi.org.standing import Standing


@transaction.atomic
def reopen_sheet(standing: Standing, round_: Round, unit: Unit, reason: str) -> Sheet:
    """Return the sheet to draft for its own unit. What was observed and verified stays and keeps counting until
    the corrected sheet is submitted and verified. Refused without a reason, and when it is a draft already.
    """
    require(may_report(standing, unit.pk, tree(standing.today)))
    if not reason.strip():
        raise Refused(
            Problem(
                _("Reason"), _("A correction needs a reason."), _("Say what is corrected."), code="reason"
            )
        )
    sheet = sheet_for_update(round_, unit)
    if sheet is None or sheet.state not in (SheetState.SUBMITTED, SheetState.VERIFIED):
        raise Refused(
            Problem(
                round_named(round_), _("The sheet is on your desk already."), _("Correct it and submit it.")
            )
        )
    sheet.state = SheetState.DRAFT
    sheet.edition += 1
    sheet.save()
    record(
        standing.signature(),
        "indicators.reopen_sheet",
        chain=unit.code,
        subject=str(round_),
        rows=[sheet],
        reason=reason.strip(),
    )
    return sheet
