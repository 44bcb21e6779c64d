"""Stop the business clock on a date, or let it run with the wall clock (设定业务日期)."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.ledger.record import Signature, record
from luoshi.ledger.refusal import require
from luoshi.workdays.models import BusinessClock


@transaction.atomic
def set_clock(signature: Signature, fixed_date: date | None, *, chain: str) -> BusinessClock:
    """Fix the business date, or None to follow the wall clock.

    A fixed date exists in demonstrations and tests only: in a real district it would falsify every deadline.
    """
    require(
        fixed_date is None or settings.DEMO or settings.TESTING,
        _("Only a demonstration may stand on a fixed date."),
    )
    clock, _created = BusinessClock.objects.update_or_create(pk=1, defaults={"fixed_date": fixed_date})
    record(signature, "workdays.set_clock", chain=chain, subject=str(clock), rows=[clock])
    return clock
