"""Ask the assessed units what they think of a scheme (征求意见)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.models import REVIEW_DAYS, Scheme, SchemeState
from luoshi.assessment.policies import may_score
from luoshi.indicators.queries import district_code
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.standing import Standing
from luoshi.workdays.queries import add_working_days

LONGEST = 60
LONGEST_REVIEW = 30


@transaction.atomic
def open_consultation(
    standing: Standing, scheme: Scheme, days: int, review_days: int = REVIEW_DAYS
) -> Scheme:
    """Show a draft to the units for ``days`` working days; its final results lie open for ``review_days``."""
    require(may_score(standing))
    scheme = Scheme.objects.select_for_update(of=("self",)).get(pk=scheme.pk)
    problems = []
    if scheme.state != SchemeState.DRAFT:
        problems.append(Problem(str(scheme), _("Only a draft can be put to the units.")))
    for place, field, given, most in (
        (_("Working days for opinions"), "days", days, LONGEST),
        (_("Working days of the review window"), "review_days", review_days, LONGEST_REVIEW),
    ):
        if not 1 <= given <= most:
            problems.append(
                Problem(place, _("This is no sensible number of days."), _("Write 1 to %d.") % most, field)
            )
    if problems:
        raise Refused(problems)
    scheme.state = SchemeState.CONSULTATION
    scheme.consulted_at, scheme.consulted_by_id = standing.at, standing.person_id
    scheme.opinions_due_on = add_working_days(standing.today, days)
    scheme.review_days = review_days
    scheme.save()
    record(
        standing.signature(),
        "assessment.open_consultation",
        chain=district_code(),
        subject=str(scheme),
        rows=[scheme],
        detail={"digest": scheme.digest, "until": scheme.opinions_due_on.isoformat()},
    )
    return scheme
