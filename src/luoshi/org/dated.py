"""Ending what holds, so that what follows can begin on the same day (有效期)."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from luoshi.ledger.refusal import Problem, Refused
from luoshi.org.models import Dated

Row = TypeVar("Row", bound=Dated)


def end_on(rows: QuerySet[Row], day: date) -> list[Row]:
    """End those of ``rows`` that hold on ``day``: they hold up to the day before. Returns what was changed.

    Refused when one of them begins on ``day`` or later: history is continued, never slipped in before
    what is already recorded.
    """
    open_rows = list(rows.select_for_update().filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day)))
    for row in open_rows:
        if row.valid_from >= day:
            raise Refused(
                Problem(
                    str(row),
                    _("A change from %s on is already recorded.") % row.valid_from.isoformat(),
                    _("Choose a later day."),
                )
            )
    for row in open_rows:
        row.valid_to = day
        row.save(update_fields=["valid_to"])
    return open_rows
