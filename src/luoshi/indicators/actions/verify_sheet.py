"""Confirm reported values (核实)."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.desk import standing_values, verified_among
from luoshi.indicators.judging import desk_of_judge
from luoshi.indicators.models import Decision, Round, Sheet, SheetState, Verdict
from luoshi.indicators.places import round_named
from luoshi.indicators.policies import acting_person
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused
from luoshi.org.models import Unit
from luoshi.org.standing import Standing


@transaction.atomic
def verify_sheet(
    standing: Standing, round_: Round, unit: Unit, indicators: Collection[str] | None = None
) -> Sheet:
    """Give a verified verdict to the sheet's values that wait for this statistics owner.

    ``indicators`` (codes) limits it to some of them. The sheet is verified once every value it states is.
    Denied to everybody but the data owner; refused to the reporter, and when nothing waits.
    """
    sheet, waiting, others = desk_of_judge(standing, round_, unit, indicators)
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
            observation=o, decision=Decision.VERIFIED, at=standing.at, by_id=acting_person(standing)
        )
        for o in waiting
    ]
    current = list(standing_values(sheet))
    if verified_among(current) >= {o.pk for o in current}:
        sheet.state = SheetState.VERIFIED
        sheet.edition += 1
        sheet.save()
    record(
        standing.signature(),
        "indicators.verify_sheet",
        chain=unit.code,
        subject=str(round_),
        rows=[sheet, *made],
        detail={"verified": len(made)},
    )
    return sheet
