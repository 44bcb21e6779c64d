"""Keep what has been filled in so far (暂存评议票). It counts only once it is submitted."""

from __future__ import annotations

from secrets import token_hex

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.ballots import Filled, check_open, rater_of, read_ballot, unnamed
from luoshi.assessment.panel_models import Ballot, BallotState, Panel, Rater
from luoshi.indicators.queries import district_code
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.standing import Standing

SALT_BYTES = 32


@transaction.atomic
def save_ballot(standing: Standing, panel: Panel, filled: Filled) -> Ballot:
    """The draft of this person's ballot; whatever is wrong is refused, what is open may stay open.

    The same content again writes nothing. Refused once the ballot is submitted. The ledger's entry names nobody.
    """
    ballot, changed = fill(standing, panel, filled, BallotState.DRAFT)
    if changed:
        record(
            unnamed(standing),
            "assessment.save_ballot",
            chain=district_code(),
            subject=str(panel),
            rows=[ballot],
        )
    return ballot


def fill(standing: Standing, panel: Panel, filled: Filled, state: BallotState) -> tuple[Ballot, bool]:
    """Write the ballot in ``state``, within the caller's transaction; and whether it was another than before."""
    vote = rater_of(standing, panel)
    require(vote is not None, _("You are not asked in this panel."))
    assert vote is not None
    check_open(panel, standing)
    # Two posts at once wait here for each other, and the second finds what the first wrote.
    vote = Rater.objects.select_for_update(of=("self",)).get(pk=vote.pk)
    answers, recusals = read_ballot(panel, standing, filled, complete=state == BallotState.SUBMITTED)
    ballot = Ballot.objects.filter(rater=vote).first() or Ballot(rater=vote)
    same = (ballot.ratings, ballot.recusals, ballot.person_id) == (answers, recusals, standing.person_id)
    if ballot.pk and ballot.state == BallotState.SUBMITTED:
        if same:
            return ballot, False
        raise Refused(
            Problem(
                panel.name,
                _("This vote has been submitted already."),
                _("Withdraw it first; that can be done until the panel closes."),
            )
        )
    if ballot.pk and same and ballot.state == state:
        return ballot, False
    ballot.ratings, ballot.recusals, ballot.state = answers, recusals, state
    ballot.person_id, ballot.saved_at, ballot.salt = (
        standing.person_id or 0,
        standing.at,
        token_hex(SALT_BYTES),
    )
    ballot.save()
    return ballot, True
