"""Give one's vote (提交评议票)."""

from __future__ import annotations

from django.db import transaction

from luoshi.assessment.actions.save_ballot import fill
from luoshi.assessment.ballots import Filled, unnamed
from luoshi.assessment.panel_models import Ballot, BallotState, Panel
from luoshi.indicators.queries import district_code
from luoshi.ledger.record import record
from luoshi.org.standing import Standing


@transaction.atomic
def submit_ballot(standing: Standing, panel: Panel, filled: Filled) -> Ballot:
    """Submit a ballot that rates every unit or says why not; it can be withdrawn until the panel closes.

    The same ballot sent twice counts once; another one needs the first to be withdrawn. The ledger's entry names
    nobody and holds a salted digest, not the ratings.
    """
    ballot, changed = fill(standing, panel, filled, BallotState.SUBMITTED)
    if changed:
        record(
            unnamed(standing),
            "assessment.submit_ballot",
            chain=district_code(),
            subject=str(panel),
            rows=[ballot],
        )
    return ballot
