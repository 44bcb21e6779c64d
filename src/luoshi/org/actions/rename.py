"""Give a unit another name from a date on (更名)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.dated import end_on
from luoshi.org.models import Unit, UnitName
from luoshi.org.policies import may_change_organisation
from luoshi.org.standing import Standing


@transaction.atomic
def rename(
    standing: Standing, unit: Unit, name: str, since: date, reason: str, name_en: str = ""
) -> UnitName:
    """From ``since`` on the unit is called ``name``; what was written under the old name keeps it."""
    require(may_change_organisation(standing))
    if not name.strip():
        raise Refused(Problem(_("Name"), _("The name is empty."), _("Write the unit's name.")))
    ended = end_on(UnitName.objects.filter(unit=unit), since)
    if not ended:
        raise Refused(
            Problem(
                str(unit), _("The unit does not exist on this day."), _("Choose a day on which it exists.")
            )
        )
    new = UnitName.objects.create(unit=unit, name=name.strip(), name_en=name_en.strip(), valid_from=since)
    record(
        standing.signature(),
        "org.rename",
        chain=unit.code,
        subject=f"{ended[-1].name} → {new.name}",
        rows=[*ended, new],
        reason=reason,
    )
    return new
