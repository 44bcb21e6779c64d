"""The sheet as it lies before a statistics owner (核实), shared by the actions that verify and return."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from luoshi.indicators.desk import asks, items, sheet_for_update, standing_values, verified_among
from luoshi.indicators.models import Observation, Round, Sheet, SheetState
from luoshi.indicators.places import round_named
from luoshi.indicators.policies import may_judge, owns_data
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.models import Unit
from luoshi.org.queries import tree
from luoshi.org.standing import Standing


def desk_of_judge(
    standing: Standing, round_: Round, unit: Unit, indicators: Collection[str] | None
) -> tuple[Sheet, list[Observation], list[Observation]]:
    """The submitted sheet, its unverified values that wait for this person, and those that wait for others.

    ``indicators`` (codes) narrows the first list; the rest of it then counts among the others. Denied to
    whoever owns none of the data asked for; refused when the sheet is not submitted or the person reported it.
    """
    org = tree(standing.today)
    asked = [item.indicator for item in items(round_) if asks(item, round_.period)]
    require(
        any(owns_data(standing, indicator, unit.pk, org) for indicator in asked),
        _("Only the statistics owner of the data, from another unit, may decide on it."),
    )
    sheet = sheet_for_update(round_, unit)
    if sheet is None or sheet.state != SheetState.SUBMITTED:
        raise Refused(
            Problem(
                round_named(round_),
                _("The sheet does not wait for verification."),
                _("Wait until the unit has submitted it."),
            )
        )
    if sheet.submitted_by_id == standing.person_id:
        raise Refused(
            Problem(round_named(round_), _("You submitted this sheet."), _("Another person must verify it."))
        )
    current = list(standing_values(sheet))
    done = verified_among(current)
    open_ = [o for o in current if o.pk not in done]
    waiting = [
        o
        for o in open_
        if may_judge(standing, o, org) and (indicators is None or o.indicator.code in indicators)
    ]
    return sheet, waiting, [o for o in open_ if o not in waiting]
