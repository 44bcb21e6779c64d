"""Correct a day of the calendar (修改工作日)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.standing import Standing
from luoshi.workdays.models import Day
from luoshi.workdays.policies import may_edit_days


@transaction.atomic
def edit_day(standing: Standing, day: date, works: bool, *, name: str, source: str, chain: str) -> Day:
    """Say whether ``day`` is worked. Refused without the notice (``source``) that the change rests on."""
    require(may_edit_days(standing))
    if not source.strip():
        raise Refused(
            Problem(
                _("Source"), _("A change of the calendar needs its source."), _("Name the official notice.")
            )
        )
    row, _created = Day.objects.update_or_create(
        day=day, defaults={"works": works, "name": name.strip(), "source": source.strip()}
    )
    record(
        standing.signature(),
        "workdays.edit_day",
        chain=chain,
        subject=str(row),
        rows=[row],
        reason=source.strip(),
    )
    return row
