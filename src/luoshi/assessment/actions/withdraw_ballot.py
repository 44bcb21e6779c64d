"""Take one's vote back (撤回评议票)."""

from __future__ import annotations

from secrets import token_hex

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.actions.save_ballot import SALT_BYTES
from luoshi.assessment.ballots import ballot_of, check_open, rater_of, unnamed
from luoshi.assessment.panel_models import Ballot, BallotState, Panel, Rater
from luoshi.indicators.queries import district_code
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.standing import Standing


@transaction.atomic
def withdraw_ballot(standing: Standing, panel: Panel) -> Ballot:
    """A submitted ballot becomes a draft again, with what it said; only until the panel closes."""
    vote = rater_of(standing, panel)
    require(vote is not None, _("You are not asked in this panel."))
    assert vote is not None
    check_open(panel, standing)
    vote = Rater.objects.select_for_update(of=("self",)).get(pk=vote.pk)
    ballot = ballot_of(vote, standing)
    if ballot is None or ballot.state != BallotState.SUBMITTED:
        raise Refused(
            Problem(panel.name, _("Nothing has been submitted."), _("There is nothing to withdraw."))
        )
    ballot.state, ballot.saved_at, ballot.salt = BallotState.DRAFT, standing.at, token_hex(SALT_BYTES)
    ballot.save()
    record(
        unnamed(standing),
        "assessment.withdraw_ballot",
        chain=district_code(),
        subject=str(panel),
        rows=[ballot],
    )
    return ballot
