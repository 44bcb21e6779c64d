"""Let a period close later (延长报送期)."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.models import Round
from luoshi.indicators.policies import may_keep_catalogue
from luoshi.indicators.queries import district_code
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.standing import Standing

LONGEST = timedelta(366)
"""After the due date nothing is filed for the first time once this is over: a correction is another thing."""


@transaction.atomic
def extend_round(standing: Standing, round_: Round, closes_on: date | None, reason: str) -> Round:
    """Take first filings of the period up to ``closes_on``. The due date stays: what comes after it is late.

    Refused without a reason, or when the new day is missing, over, not later than the old one, or more than a year after the due date.
    """
    require(may_keep_catalogue(standing))
    latest = round_.due_on + LONGEST
    if closes_on is None or not max(round_.closes_on + timedelta(1), standing.today) <= closes_on <= latest:
        raise Refused(
            Problem(
                _("Closes on"),
                _("The period cannot close on this day."),
                _("Choose a day that is still to come, after %(old)s and not after %(latest)s.")
                % {"old": round_.closes_on, "latest": latest},
                "closes_on",
            )
        )
    if not reason.strip():
        raise Refused(Problem(_("Reason"), _("An extension needs a reason."), _("Say why."), "reason"))
    locked = Round.objects.select_for_update(of=("self",)).select_related("form").get(pk=round_.pk)
    locked.closes_on = closes_on
    locked.save(update_fields=["closes_on"])
    record(
        standing.signature(),
        "indicators.extend_round",
        chain=district_code(),
        subject=str(locked),
        rows=[locked],
        reason=reason.strip(),
    )
    return locked
