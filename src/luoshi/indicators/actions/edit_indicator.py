"""Correct how an indicator is called, printed and verified (修改指标); what it means has versions of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.look_back_models import Settlement
from luoshi.indicators.models import FormDuty, Indicator, Observation
from luoshi.indicators.policies import may_define
from luoshi.indicators.queries import district_code
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.models import Unit
from luoshi.org.standing import Standing


@dataclass(frozen=True)
class IndicatorChange:
    """Everything that may be said anew; ``data_owner`` is a unit's code, empty for none."""

    name: str
    unit_name: str
    name_en: str = ""
    unit_name_en: str = ""
    synonyms: tuple[str, ...] = ()
    decimals: int = 2
    direction: int = 1
    data_owner: str = ""
    plausible_low: Decimal | None = None
    plausible_high: Decimal | None = None


@transaction.atomic
def edit_indicator(standing: Standing, indicator: Indicator, change: IndicatorChange) -> Indicator:
    """Write ``change``; code and nature stay for ever, the unit once a figure is on record.

    Refused: an empty name or unit, a unit changed under figures, a direction turned round after a look-back was
    settled by it, an unknown data owner or one that would verify
    what it reports, more than six decimals, a plausible range upside down.
    """
    require(may_define(standing, indicator))
    row = Indicator.objects.select_for_update().get(pk=indicator.pk)
    owner = Unit.objects.filter(code=change.data_owner).first()
    problems = list(_problems(row, change, owner))
    if problems:
        raise Refused(problems)
    row.name, row.name_en = change.name.strip(), change.name_en.strip()
    row.unit_name, row.unit_name_en = change.unit_name.strip(), change.unit_name_en.strip()
    row.synonyms, row.decimals, row.direction = list(change.synonyms), change.decimals, change.direction
    row.data_owner = owner
    row.plausible_low, row.plausible_high = change.plausible_low, change.plausible_high
    row.save()
    record(
        standing.signature(), "indicators.edit_indicator", chain=district_code(), subject=row.name, rows=[row]
    )
    return row


def _settled(row: Indicator) -> bool:
    return Settlement.objects.filter(claim__observation__indicator=row).exists()


def _problems(row: Indicator, change: IndicatorChange, owner: Unit | None) -> Iterator[Problem]:
    if not change.name.strip():
        yield Problem(row.code, _("The name is empty."), _("Write the indicator's name."), "name")
    if not change.unit_name.strip():
        yield Problem(
            row.code, _("The unit of measure is empty."), _("Write it, such as 亿元 or %."), "unit_name"
        )
    elif change.unit_name.strip() != row.unit_name and Observation.objects.filter(indicator=row).exists():
        yield Problem(
            row.code,
            _("Figures in %s are on record: under another unit they would be wrong.") % row.unit_name,
            _("Define a new indicator in the other unit."),
            "unit_name",
        )
    if change.direction != row.direction and _settled(row):
        yield Problem(
            row.code,
            _(
                "Look-backs were settled by this direction: turned round, what was cut would look understated."
            ),
            _("Keep it, or define a new indicator with the other direction."),
            "direction",
        )
    if change.data_owner and owner is None:
        yield Problem(
            row.code,
            _("No unit has the code %s.") % change.data_owner,
            _("Establish the unit first."),
            "data_owner",
        )
    asked = FormDuty.objects.filter(form__items__indicator=row)
    if owner is None and asked.exists():
        yield Problem(
            row.code,
            _("Units report it: somebody has to verify it."),
            _("Name a data owner."),
            "data_owner",
        )
    if owner is not None and asked.filter(unit=owner).exists():
        yield Problem(
            row.code,
            _("Its data owner %s would report it too.") % owner.code,
            _("Let another unit verify it, or report it on another form."),
            "data_owner",
        )
    if not 0 <= change.decimals <= 6:
        yield Problem(
            row.code, _("%d decimals cannot be stored.") % change.decimals, _("Use 0 to 6."), "decimals"
        )
    low, high = change.plausible_low, change.plausible_high
    if low is not None and high is not None and low > high:
        yield Problem(
            row.code, _("The plausible range is upside down."), _("Swap its two ends."), "plausible_low"
        )
