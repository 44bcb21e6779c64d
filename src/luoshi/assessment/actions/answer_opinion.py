"""Say whether an opinion is taken (意见采纳情况)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.models import LONGEST_REASON, Answer, Opinion, SchemeState
from luoshi.assessment.policies import may_score
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.ledger.texts import too_long
from luoshi.org.standing import Standing


@transaction.atomic
def answer_opinion(standing: Standing, opinion: Opinion, *, taken: bool, reason: str = "") -> Opinion:
    """Answer an opinion once, before the scheme is approved. One that is not taken is owed a reason.

    Denied to the person who gave it, whatever other post he holds.
    """
    require(may_score(standing))
    opinion = (
        Opinion.objects.select_for_update(of=("self",)).select_related("scheme", "unit").get(pk=opinion.pk)
    )
    require(standing.person_id != opinion.by_id, _("Nobody answers his own opinion."))
    problems = []
    if not opinion.waits or opinion.scheme.state != SchemeState.CONSULTATION:
        problems.append(Problem(str(opinion), _("This opinion waits for no answer.")))
    if not taken and not reason.strip():
        problems.append(
            Problem(
                _("Reason"),
                _("An opinion that is not taken is owed a reason."),
                _("Say why, in a sentence."),
                "reason",
            )
        )
    problems += too_long(_("Reason"), reason, LONGEST_REASON, "reason")
    if problems:
        raise Refused(problems)
    opinion.answer = Answer.TAKEN if taken else Answer.NOT_TAKEN
    opinion.reason = reason.strip()
    opinion.answered_at, opinion.answered_by_id = standing.at, standing.person_id
    opinion.save()
    record(
        standing.signature(),
        "assessment.answer_opinion",
        chain=opinion.unit.code,
        subject=str(opinion),
        rows=[opinion],
        reason=opinion.reason,
        detail={"answer": opinion.answer},
    )
    return opinion
