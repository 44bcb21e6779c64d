"""Hand a sheet in (报送): the cells that changed become observations."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.desk import check_edition, check_open
from luoshi.indicators.models import Observation, Round, Sheet
from luoshi.indicators.places import round_named
from luoshi.indicators.sheet_desk import standing_sheet
from luoshi.ledger.master import one_edition
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused
from luoshi.org.models import Unit
from luoshi.org.standing import Standing


@transaction.atomic
@one_edition()
def submit_sheet(standing: Standing, round_: Round, unit: Unit, *, edition: int, key: str = "") -> Sheet:
    """Submit the draft as saved in ``edition``; the same post (``key``) again changes nothing.

    A cell whose value differs from the latest observation of the same unit, indicator and period becomes a new
    observation that supersedes it; an unchanged one stays as it is, with its verdict. Refused when the period
    is not open, the sheet was saved by somebody else since, a missing or doubtful value has no note, or a
    compulsory rule is violated (code "cell:<indicator>"). A locked figure stays as it stands.
    """
    desk = standing_sheet(standing, round_, unit)
    if desk is not None and desk.was_taken(key):
        return desk.sheet
    if desk is None:
        check_open(round_, unit, standing.today, None)
        raise Refused(
            Problem(
                round_named(round_), _("Nothing has been filled in yet."), _("Fill in the sheet and save it.")
            )
        )
    desk.check_may_change()
    check_edition(desk.sheet, edition)
    made = desk.hand_in()
    rows = desk.store([], key)
    record(
        standing.signature(),
        "indicators.submit_sheet",
        chain=unit.code,
        subject=str(round_),
        rows=rows,
        detail=stated(made),
    )
    return desk.sheet


def stated(made: Sequence[Observation]) -> dict[str, int]:
    """What the entry of a submission counts."""
    return {"changed": len(made), "superseded": sum(o.supersedes_id is not None for o in made)}
